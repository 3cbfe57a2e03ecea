"""Which periods are closed, and whether a change would move a figure inside one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import rights
from qiao.programme.models import Secondment
from qiao.record import content
from qiao.record.content import Problem
from qiao.record.kinds import catalogue
from qiao.record.models import Closing, Record
from qiao.terms import Kind, Measure, Participant, Value

Person = tuple[str, str]
"""A participant by number and role."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What of a record goes into figures when it is approved, and for whom it counts."""

    kind: Kind
    data: Mapping[str, Value]
    people: tuple[Person, ...]
    batch_id: int | None
    organisation_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of one figure that one record makes up: a change of any of it is a change of the figure."""

    measure: str
    day: dt.date
    values: tuple[Value, ...]
    people: tuple[Person, ...]
    batch_id: int | None
    organisation_id: int | None


def may_close(user: User | AnonymousUser) -> bool:
    """Return whether a user may close and reopen periods: the programme office may."""
    return rights.may_whole(rights.actor(user), "period.close")


def listed() -> QuerySet[Closing]:
    """Return every closing, the newest first, those that were reopened too."""
    return Closing.objects.select_related("batch", "closed_by", "reopened_by").order_by("-id")


def in_force() -> list[Closing]:
    """Return the closings that hold."""
    return list(listed().filter(reopened_at=None))


def of_record(record: Record) -> Counted | None:
    """Return what a record counts, or None where its kind is switched off. One query, where its people are not loaded.

    The people are as the database has them now.
    """
    kind = catalogue().kinds.get(record.kind)
    if kind is None:
        return None
    return Counted(
        kind=kind,
        data=content.values(kind, record.data),
        people=tuple(sorted(record.participations.values_list("person__code", "role"))),
        batch_id=record.batch_id,
        organisation_id=record.organisation_id,
    )


def of_entry(kind: Kind, data: Mapping[str, Value], people: Iterable[tuple[Secondment, Participant]]) -> Counted:
    """Return what an entry would count: who leads decides for which batch and organisation."""
    named = list(people)
    leader = next((secondment for secondment, each in named if each.role == "led"), None)
    return Counted(
        kind=kind,
        data=data,
        people=tuple(sorted((each.person, str(each.role)) for _secondment, each in named)),
        batch_id=leader.batch_id if leader else None,
        organisation_id=leader.host_organisation_id if leader else None,
    )


def closed_to(before: Counted | None, after: Counted | None, closings: Sequence[Closing]) -> Closing | None:
    """Return the closing that keeps a record from becoming `after` where `before` counts now; None where none does.

    Only what is counted matters: a project that was signed in a closed year may still be accepted in an open one.
    """
    if not closings:
        return None
    moved = _parts(before) ^ _parts(after)
    return next((each for each in closings if any(each.covers(part.batch_id, part.day) for part in moved)), None)


def problem(closing: Closing) -> Problem:
    """Return the line that tells of a closing: which period, who closed it and when, and what to do."""
    told = {
        "whose": closing.batch.name if closing.batch else _("all batches"),
        "day": (closing.end - ONE_DAY).isoformat(),
        "who": closing.closed_by.get_full_name() or closing.closed_by.get_username(),
        "when": timezone.localdate(closing.closed_at).isoformat(),
    }
    why = _(
        "the figures of %(whose)s up to %(day)s are closed (by %(who)s, %(when)s): "
        "ask the programme office to reopen the period, or take another day"
    )
    return Problem(field="", written=told["day"], why=why % told)


def _parts(counted: Counted | None) -> frozenset[Part]:
    if counted is None:
        return frozenset()
    found = (_part(counted, measure) for measure in counted.kind.measures if measure.counts != "ratio")
    return frozenset(each for each in found if each is not None)


def _part(counted: Counted, measure: Measure) -> Part | None:
    """Return what a record adds to a figure; None where it adds nothing."""
    data = counted.data
    day = data.get(measure.day or counted.kind.day_field)
    if not isinstance(day, dt.date) or not all(each.holds(data.get(each.field)) for each in measure.where):
        return None
    if measure.field and data.get(measure.field) is None:
        return None
    return Part(
        measure=measure.id,
        day=day,
        values=tuple(data.get(each) for each in _told_apart(counted.kind, measure)),
        people=counted.people,
        batch_id=counted.batch_id,
        organisation_id=counted.organisation_id,
    )


def _told_apart(kind: Kind, measure: Measure) -> tuple[str, ...]:
    """Return the fields on which a figure rests: what is summed, and all by which it may be narrowed."""
    narrowing = (each.id for each in kind.fields if each.options or each.type in {"place", "code"})
    return (*dict.fromkeys(each for each in (measure.field, *narrowing) if each),)
