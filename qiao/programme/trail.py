"""The audit trail as it is read: who may, which lines fit what is asked, and what one of them says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.utils import timezone

from qiao.programme import rights
from qiao.programme.audit import values_of
from qiao.programme.models import AuditLine

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are wanted: of an account by name, of a subject, of an action, from a day to a day (half-open)."""

    who: str = ""
    what: str = ""
    action: str = ""
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a line tells of: its name, and what was and is; None where nothing was or is."""

    name: str
    before: Any
    after: Any


def may_read(user: User | AnonymousUser) -> bool:
    """Return whether a user may read the trail."""
    return rights.may_whole(rights.actor(user), "audit.read")


def visible_to(user: User | AnonymousUser) -> QuerySet[AuditLine]:
    """Return the lines that a user may read."""
    return AuditLine.objects.all() if may_read(user) else AuditLine.objects.none()


def listed(found: QuerySet[AuditLine], asked: Asked) -> QuerySet[AuditLine]:
    """Return those lines that fit what is asked, the last one first."""
    if asked.who:
        found = found.filter(actor__username__icontains=asked.who)
    if asked.what:
        found = found.filter(subject__startswith=asked.what)
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.start:
        found = found.filter(at__gte=_midnight(asked.start))
    if asked.end:
        found = found.filter(at__lt=_midnight(asked.end))
    return found.select_related("actor").order_by("-number")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def actions() -> list[str]:
    """Return every action that the trail tells of, in order."""
    return list(AuditLine.objects.order_by("action").values_list("action", flat=True).distinct())


def changes(line: AuditLine) -> list[Change]:
    """Return what has changed, name by name; what stayed the same is left out."""
    before, after = _flat(line.detail.get(BEFORE)), _flat(line.detail.get(AFTER))
    for name, value in values_of(line).items():
        side, _point, rest = name.partition(".")
        if side in {BEFORE, AFTER} and rest:
            (before if side == BEFORE else after)[rest] = value
    names = list(dict.fromkeys([*before, *after]))
    found = [Change(name=each, before=before.get(each), after=after.get(each)) for each in names]
    return [each for each in found if each.before != each.after]


def more(line: AuditLine) -> dict[str, Any]:
    """Return what else a line says, by name."""
    said = {name: value for name, value in line.detail.items() if name not in {BEFORE, AFTER}}
    personal = {name: value for name, value in values_of(line).items() if name.split(".")[0] not in {BEFORE, AFTER}}
    return {**said, **personal}


def _flat(side: Any) -> dict[str, Any]:
    if isinstance(side, Mapping):
        return dict(side)
    return {} if side is None else {"": side}


def as_json(line: AuditLine) -> dict[str, Any]:
    """Return a line as `qiao audit show --json` prints it."""
    return {
        "number": line.number,
        "at": line.at.isoformat(),
        "actor": line.actor.username if line.actor else None,
        "action": line.action,
        "subject": line.subject,
        "detail": line.detail,
        "personal": values_of(line),
        "previous": line.previous_hash,
        "hash": line.hash,
    }


def pages(found: QuerySet[AuditLine], size: int = 500) -> Iterator[AuditLine]:
    """Yield lines, the last one first, some at a time, with the values that they speak of."""
    rows = found.prefetch_related("values")
    page = list(rows[:size])
    while page:
        yield from page
        page = list(rows.filter(number__lt=page[-1].number)[:size])
