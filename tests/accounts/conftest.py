"""Somebody with an account, and a browser that is signed in to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from qiao.accounts import links, writes
from qiao.accounts.writes import NewAccount

PASSWORD = "corret horse stapel"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """allauth counts in the cache, which outlives a test; so does the language of the last page."""
    cache.clear()
    yield
    translation.deactivate()


@pytest.fixture
def lixia(db: None) -> User:
    """An account whose one-time link has been used."""
    user = writes.invite(NewAccount(name="lixia", email="lixia@example.org"), by=None)
    writes.make_link(user, by=None)
    writes.use_link(User.objects.get(pk=user.pk), PASSWORD)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def browser() -> Client:
    """A browser in English."""
    return Client(headers={"accept-language": "en"})


def link_of(user: User) -> str:
    """The last one-time link of an account."""
    return links.path_of(User.objects.get(pk=user.pk))
