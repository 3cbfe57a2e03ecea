"""Three people at the site: the office, who sees everything; the owner of P3's work; and a stranger, who is P4."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from lxml import html

from qiao.exchange.background import WORKER
from qiao.record.models import Record
from tests.office import Office, make


@dataclass(frozen=True)
class Site:
    """The small programme with a browser for each of the three, and one for nobody."""

    programme: Office
    office: Client
    owner: Client
    stranger: Client
    nobody: Client

    def each(self) -> dict[str, Client]:
        """Return the three who are signed in, by name."""
        return {"office": self.office, "owner": self.owner, "stranger": self.stranger}


def browser(user: Any, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker does its work where it is woken: a thread would look into the database of another test."""
    monkeypatch.setattr(WORKER, "wake", WORKER.work)


@pytest.fixture
def site(db: None) -> Site:
    programme = make()
    return Site(
        programme=programme,
        office=browser(programme.office),
        owner=browser(programme.owner),
        stranger=browser(programme.stranger),
        nobody=browser(None),
    )


@pytest.fixture
def english(site: Site) -> Client:
    """The office's browser, in English."""
    return browser(site.programme.office, "en")


@pytest.fixture
def work(site: Site) -> Record:
    """An approved piece of work that P3 led and P2 knows nothing of."""
    return site.programme.record("training", "2023-03-01", {"P3": "led"}, topic="课堂教学", attendances=Decimal(45))


def parsed(response: Any) -> Any:
    """Return the page of an answer as a tree."""
    return html.fromstring(response.content.decode())


def sent(response: Any) -> bytes:
    """Return what is in a file that was answered with, and close it."""
    body = b"".join(response.streaming_content)
    response.close()
    return body


def words(response: Any) -> str:
    """Return what a reader sees of an answer."""
    tree = parsed(response)
    for hidden in tree.xpath("//script | //style | //datalist"):
        hidden.drop_tree()
    return " ".join(" ".join(tree.itertext()).split())
