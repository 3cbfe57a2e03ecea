"""Projects: what a record with stages has to do with the records that name it by its code. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from qiao.record import content, reads
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.terms import Kind, Row, Stage

AT_ONCE = 500
"""How many codes one query names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything under one code: its own approved rows, what hangs on it by kind, and records that wait.

    Several rows of its own mean that several records bear its code.
    """

    kind: Kind
    code: str
    rows: tuple[Row, ...]
    hanging: Mapping[str, tuple[Row, ...]]
    waiting: tuple[Record, ...] = ()

    @property
    def reached(self) -> tuple[Stage, ...]:
        """Return the stages that it has reached, in their order."""
        days = {stage.day for row in self.rows for stage in content.reached(self.kind, row.data)}
        return tuple(stage for stage in self.kind.stages if stage.day in days)


def kinds() -> list[Kind]:
    """Return the kinds of projects: those with stages."""
    return [kind for kind in catalogue().kinds.values() if kind.stages]


def owners_of(kind: Kind, data: Mapping[str, object]) -> list[tuple[Kind, str]]:
    """Return the projects that a record is, or belongs to, as kinds with the code that it names."""
    found = []
    known = catalogue().kinds
    if kind.code_field is not None and isinstance(code := data.get(kind.code_field.id), str):
        found.append((kind, code))
    for field_id, owners in kind.belongs.items():
        code = data.get(field_id)
        # A kind may be off in this installation.
        found += [(known[each], code) for each in owners if each in known and isinstance(code, str)]
    return found


def visible_to(user: User | AnonymousUser, kind: Kind) -> QuerySet[Record]:
    """Return the approved records of a kind of project that a user may see, with all that belongs to each of them.

    Approved: a draft with somebody else's code opens nothing.
    """
    approved = reads.visible_to(user).filter(kind=kind.id, status=Record.Status.APPROVED)
    return approved.filter(**{f"{_slot(kind)}__isnull": False})


def listed(user: User | AnonymousUser, kind: Kind, *, batch: str = "") -> list[Project]:
    """Return the projects of a kind that a user may see, by their code, in as many queries for one as for many."""
    found = visible_to(user, kind)
    if batch:
        found = found.filter(batch__name=batch)
    return _projects(kind, _rows(kind, found))


def one(user: User | AnonymousUser, kind: Kind, code: str) -> Project | None:
    """Return a project with what waits for review; None where the user may see no such project."""
    found = _projects(kind, _rows(kind, visible_to(user, kind).filter(**{_slot(kind): code})))
    if not found:
        return None
    waiting = _under(kind, [code]).exclude(status=Record.Status.APPROVED)
    seen = waiting.filter(pk__in=reads.visible_to(user).values("pk"))
    own = found[0]
    return Project(
        kind=kind,
        code=code,
        rows=own.rows,
        hanging=own.hanging,
        waiting=tuple(reads.with_people(seen.order_by("day", "id"))),
    )


def _slot(kind: Kind) -> str:
    if kind.code_field is None:
        raise ValueError(f"{kind.id!r} has no stages")
    return kind.code_field.slot


def _rows(kind: Kind, records: QuerySet[Record]) -> list[Row]:
    return [_row(kind, each) for each in reads.with_people(records.order_by("day", "uid"))]


def _row(kind: Kind, record: Record) -> Row:
    people = (content.participant(each.person.code, each.role) for each in record.participations.all())
    return content.row(kind, record.uid, record.day, record.data, people)


def _projects(kind: Kind, rows: Iterable[Row]) -> list[Project]:
    by_code: dict[str, list[Row]] = defaultdict(list)
    code_field = kind.code_field.id if kind.code_field else ""
    for row in rows:
        by_code[str(row.data[code_field])].append(row)
    hanging = {each.id: _hanging(each, kind, sorted(by_code)) for each in catalogue().hanging_on(kind)}
    return [
        Project(
            kind=kind,
            code=code,
            rows=tuple(own),
            hanging={other: tuple(theirs.get(code, ())) for other, theirs in hanging.items()},
        )
        for code, own in sorted(by_code.items())
    ]


def _hanging(kind: Kind, owner: Kind, codes: Sequence[str]) -> Mapping[str, Sequence[Row]]:
    """Return the approved rows of a kind by the code of the project that they name."""
    found: dict[str, list[Row]] = defaultdict(list)
    for field_id in (field_id for field_id, owners in kind.belongs.items() if owner.id in owners):
        slot = kind.field_named(field_id).slot
        for at in range(0, len(codes), AT_ONCE):
            named = {f"{slot}__in": codes[at : at + AT_ONCE]}
            records = Record.objects.filter(kind=kind.id, status=Record.Status.APPROVED, **named)
            for row in _rows(kind, records):
                found[str(row.data[field_id])].append(row)
    return found


def _under(kind: Kind, codes: Sequence[str]) -> QuerySet[Record]:
    """Return all records of a project and of what belongs to it, whatever their status."""
    named = Q(kind=kind.id, **{f"{_slot(kind)}__in": codes})
    for other in catalogue().hanging_on(kind):
        for field_id, owners in other.belongs.items():
            if kind.id in owners:
                at: dict[str, Any] = {f"{other.field_named(field_id).slot}__in": codes}
                named |= Q(kind=other.id, **at)
    return Record.objects.filter(named)


def rows_of(projects: Iterable[Project], kind: str) -> list[Row]:
    """Return the rows of one kind of several projects: of their own, or of what hangs on them."""
    return list(
        chain.from_iterable(each.rows if each.kind.id == kind else each.hanging.get(kind, ()) for each in projects)
    )
