"""Every role at every address, with what is their own, what lies within their role, and what is of another batch.

What must come back is worked out from the two tables; what does, from the site. Nothing here names a page.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from qiao.exchange.background import WORKER
from qiao.programme import rights, role_writes
from qiao.programme.matrix import NARROWED, NO, OPEN, PROGRAMME, ROLES, SIGNED_IN, URL, Entrance, entrances, matrix
from qiao.programme.role_writes import Extent
from tests.office import make
from tests.rights.routes import routes
from tests.rights.world import OWN, Actor, Thing, World, build

pytestmark = pytest.mark.django_db

EVERYBODY = ("", *ROLES, "office, all of it")
SEE = {
    "record": "record.see",
    "project": "record.see",
    "draft": "document.see",
    "issued": "document.see",
    "check": "check.use",
    "job": "document.batch",
    "person": "figures.see",
    "batch": "figures.see",
    "fact": "figures.see",
    "subject": "figures.see",
}
"""The action of seeing each sort of object at all."""

WHOLE = {action for each in entrances().values() if each.object == PROGRAMME for action in each.actions}
ARGUMENTS = dict(routes())
ADDRESSES = [each for (sort, _name), each in entrances().items() if sort == URL]
FORM = {"text": "培训2场。", "code": "blank", "start": "0", "end": "1", "reason": "x", "words-study": "x"}
"""What every form is sent: enough for each to get as far as the question whether it is allowed."""

DONE = frozenset({200, 302, 409, 422})
"""Done, or refused for what was sent: not for who sent it."""


@dataclass(frozen=True)
class Answer:
    """What came back, and whether the object is another one now."""

    status: int
    body: str
    headers: Mapping[str, str]
    has_changed: bool


def test_a_role_holds_on_its_days_only(db: None) -> None:
    programme, day = make(), dt.timedelta(days=1)
    today = timezone.localdate()
    for start, end, holds in (
        (today, today + day, True),
        (None, today, False),
        (today + day, None, False),
        (None, today + day, True),
    ):
        role_writes.give(programme.stranger, "leader", Extent(start=start, end=end), by=None)
        assert rights.may_whole(rights.actor(programme.stranger), "figures.see") is holds
        programme.stranger.roles.all().delete()


@pytest.fixture
def _django_db_marker() -> None:
    """Keep pytest-django from a transaction for each test: the marker only asks it for a database."""


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Build the programme once: what a request does is taken back after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(WORKER, "wake", lambda: None)
        patch.setattr(settings, "QIAO_HOME", tmp_path_factory.mktemp("home"))
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def actors(world: World) -> Iterator[Callable[[str], Actor]]:
    """Somebody with a role, who owns what is to be their own, until the end of the test."""

    def actor(role: str) -> Actor:
        found = world.actor(role)
        world.give_away(found)
        return found

    with transaction.atomic():
        yield actor
        transaction.set_rollback(True)


def cell(actor: Actor, action: str, state: str) -> frozenset[str]:
    return matrix().cell(action, state, actor.role) if actor.role else frozenset({NO})


def may(actor: Actor, action: str, thing: Thing) -> bool:
    """Return what the table says of one thing."""
    said = cell(actor, action, thing.state)
    if action in WHOLE:
        return "all" in said or ("scope" in said and actor.is_whole)
    is_within, is_own = thing.lies_within(actor), thing.whose == OWN
    return (
        "all" in said
        or ("own" in said and is_own and not thing.is_for_batches)
        or ("scope" in said and is_within)
        or ("others" in said and is_within and not is_own)
    )


def may_at_all(actor: Actor, action: str) -> bool:
    said = [cell(actor, action, row.states[0]) for row in matrix().of(action)]
    if action in WHOLE:
        return any("all" in each or ("scope" in each and actor.is_whole) for each in said)
    return any(each != {NO} for each in said)


def expected(actor: Actor, rule: Entrance, thing: Thing | None) -> frozenset[int]:
    """Return which answers the tables allow."""
    if OPEN in rule.actions or SIGNED_IN in rule.actions:
        # Pages of signing in ask for a link, a key or a password of one's own: no matter of roles.
        return frozenset(range(200, 500))
    if thing is None:
        return DONE if any(may_at_all(actor, each) for each in rule.actions) else frozenset({404})
    if any(may(actor, each, thing) for each in rule.actions):
        return DONE
    if rule.object in NARROWED or not may(actor, SEE[rule.object], thing):
        return frozenset({404})
    # Who may approve hears why not their own.
    if thing.whose == OWN and any("others" in cell(actor, each, thing.state) for each in rule.actions):
        return frozenset({302, 403})
    # Nobody may do it in this state: whoever may do it in another one may be told so in place, not by their role.
    closed = any(row.is_closed and thing.state in row.states for each in rule.actions for row in matrix().of(each))
    return frozenset({302, 403, 422}) if closed else frozenset({403})


def address(world: World, rule: Entrance, thing: Thing | None, **instead: Any) -> str:
    given = {**world.given, **world.special.get(rule.name, {}), **(thing.arguments if thing else {}), **instead}
    path = reverse(rule.name, kwargs={name: given[name] for name in ARGUMENTS[rule.name]})
    query = thing.query if thing else world.queries.get(rule.name, "")
    return f"{path}?{query}" if query else path


def asked(world: World) -> Iterator[tuple[Entrance, Thing | None]]:
    for rule in ADDRESSES:
        if rule.object in {"-", PROGRAMME}:
            yield rule, None
        else:
            for thing in world.things:
                if thing.sort == rule.object:
                    if thing.file:
                        thing.file.write_bytes(b"zip")
                    yield rule, thing


def answer(client: Client, method: str, path: str, thing: Thing | None = None) -> Answer:
    """Return an answer, without what it did: not even that somebody signed out."""
    cookies, row = deepcopy(client.cookies), thing.row if thing else None
    with transaction.atomic():
        before = None if row is None else list(row.values())
        found: Any = client.get(path) if method == "GET" else client.post(path, FORM)
        body = b"".join(found.streaming_content) if found.streaming else found.content
        found.close()
        has_changed = row is not None and list(row.all().values()) != before
        transaction.set_rollback(True)
    client.cookies = cookies
    return Answer(found.status_code, body.decode(errors="replace"), found.headers, has_changed)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_address_answers_as_the_tables_say(world: World, actors: Callable[[str], Actor], role: str) -> None:
    actor = actors(role)
    client, wrong = signed_in(actor), []
    for rule, thing in asked(world):
        for method in rule.methods:
            found, allowed = answer(client, method, address(world, rule, thing), thing), expected(actor, rule, thing)
            may_change = allowed == DONE and method == "POST"
            if found.status not in allowed or (found.has_changed and not may_change):
                of = f"{thing.whose} {thing.state} {thing.query}" if thing else ""
                changed = "and changed it" if found.has_changed else ""
                wrong.append(f"{method} {rule.name} {of}: {found.status} {changed}, not {sorted(allowed)}")
    assert not wrong, "\n".join(wrong)


MISSING = {"uid": uuid.UUID(int=7), "serial": "1999-0001", "code": "P999", "name": "没有"}


def plain(page: str, *names: str) -> str:
    """Return a page without its own address and without the tokens that every page has anew."""
    page = re.sub(r'(name="(?:next|csrfmiddlewaretoken)" value=")[^"]*', r"\1", page)
    for name in names:
        page = page.replace(name, "")
    return page


@pytest.mark.parametrize("role", EVERYBODY)
def test_an_id_that_is_guessed_answers_as_one_that_is_not_there(
    world: World, actors: Callable[[str], Actor], role: str
) -> None:
    actor = actors(role)
    client, compared = signed_in(actor), set[tuple[str, str]]()
    for rule, thing in asked(world):
        hidden = thing and not may(actor, SEE[rule.object], thing) and MISSING.keys() & thing.arguments.keys()
        # One of each sort and owner is enough here: which answer each state has, the test above looks at.
        if not thing or not hidden or (rule.name, thing.whose) in compared:
            continue
        gone = {name: value for name, value in MISSING.items() if name in hidden}
        for method in rule.methods:
            there = answer(client, method, address(world, rule, thing))
            nowhere = answer(client, method, address(world, rule, thing, **gone))
            assert (there.status, plain(there.body)) == (nowhere.status, plain(nowhere.body)), rule.name
            assert there.headers.keys() == nowhere.headers.keys()
        compared.add((rule.name, thing.whose))
    assert compared or role == "office, all of it"


def test_nobody_gets_anywhere_without_signing_in(world: World) -> None:
    for rule, thing in asked(world):
        if OPEN not in rule.actions:
            for method in rule.methods:
                found = answer(Client(), method, address(world, rule, thing))
                assert (found.status, found.headers["Location"].partition("?")[0]) == (302, reverse("login"))


def test_an_address_answers_to_its_methods_only(world: World, actors: Callable[[str], Actor]) -> None:
    client = signed_in(actors("office, all of it"))
    for rule, thing in asked(world):
        if rule.methods == ("POST",):
            assert answer(client, "GET", address(world, rule, thing)).status == 405, rule.name
