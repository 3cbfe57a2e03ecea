"""Who has which role, the form that gives one, and what the user's own roles allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.programme import reads as programme
from qiao.programme import rights, role_reads, role_writes
from qiao.programme.matrix import ALL, ANY, OTHERS, OWN, SCOPE, matrix
from qiao.programme.models import Organisation, Region, RoleAssignment
from qiao.programme.rights import Actor
from qiao.programme.role_writes import Extent
from qiao.web import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role that somebody holds, and the address that takes it away, "" where the user may not."""

    account: str
    role: str
    what: str
    days: str
    take: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Every role that is held, and the form as it was filled in."""

    held: list[Held]
    accounts: list[str]
    roles: list[tuple[str, str]]
    suggestions: list[str]
    asked: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the user may do: their roles, and each action with how far it carries."""

    roles: list[Held]
    person: str
    actions: list[tuple[str, str]] = field(default_factory=list)


def page(user: User, asked: Mapping[str, str], problem: str = "") -> Page:
    """Return the page of all roles."""
    who = rights.actor(user)
    given = [each for each in RoleAssignment.Role if rights.may_whole(who, role_writes.action_for(each))]
    return Page(
        held=[_held(each, may_take=each.role in given) for each in role_reads.everybody()],
        accounts=role_reads.accounts(),
        roles=[(each.value, str(each.label)) for each in given],
        suggestions=[
            *(each.name for each in programme.batches()),
            *(each.name for each in Organisation.objects.all()),
            *(each.name for each in Region.objects.all()),
        ],
        asked=asked,
        problem=problem,
    )


def _held(each: RoleAssignment, *, may_take: bool = False) -> Held:
    return Held(
        account=each.user.get_username(),
        role=str(each.get_role_display()),
        what=role_reads.for_what(each),
        days=wording.term(each.start, each.end),
        take=reverse("role-take", args=[each.pk]) if may_take else "",
    )


def extent(asked: Mapping[str, str]) -> Extent:
    """Return for what a form gives a role. Raises NotFound, and Refused for what is no day."""
    try:
        start, last = (dt.date.fromisoformat(asked[name]) if asked.get(name) else None for name in ("start", "end"))
    except ValueError as error:
        raise role_writes.Refused(_("A day is written like 2024-05-31.")) from error
    # People give the last day; the role holds until the first day after it.
    end = last + wording.ONE_DAY if last else None
    return replace(role_reads.scope(asked.get("what", "")), start=start, end=end)


def mine(user: User) -> Mine:
    """Return what a user may do, in the order of the table of rights."""
    who, language = rights.actor(user), wording.language()
    person = programme.own_person(user)
    rows = [(row.label[language], _reach(who, row.action, row.states[0])) for row in matrix().rows]
    return Mine(
        roles=[_held(each) for each in role_reads.holding(user)],
        person=str(person) if person else "",
        actions=[(label, far) for label, far in rows if far],
    )


def _reach(who: Actor, action: str, state: str = ANY) -> str:
    """Return how far somebody's roles carry, in words; "" for nowhere."""
    said = words()
    far = rights.reach(who, action, state)
    if far.is_all or far.is_whole:
        return said[ALL]
    found = [(OWN, far.is_own), (SCOPE, bool(far.grants)), (OTHERS, bool(far.others))]
    return wording.joined(said[extent] for extent, is_so in found if is_so)


def words() -> Mapping[str, str]:
    """Return what the cells of the table mean."""
    return {
        ALL: _("everywhere"),
        OWN: _("your own"),
        SCOPE: _("within your role"),
        OTHERS: _("within your role, but not your own"),
    }


def told(user: User) -> list[str]:
    """Return the roles that a user holds today, each in a few words."""
    return [wording.joined((each.role, each.what, each.days)) for each in map(_held, role_reads.holding(user))]
