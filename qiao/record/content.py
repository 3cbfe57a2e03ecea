"""What a record holds, typed and checked against its kind. The form and the import both come through here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from qiao.programme.models import Secondment
from qiao.record.kinds import in_words
from qiao.record.models import SCALE, Participation, Record
from qiao.record.numbers import NumberEncoder
from qiao.terms import Field, Kind, Participant, Row, Scope, Stage, Value

DIGITS = 15
PLACES = 4
LIMIT = Decimal(10) ** (DIGITS - PLACES)
TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a record cannot be taken: the field ("" for the whole), what was written and what to do."""

    field: str
    written: str
    why: str


class Refused(Exception):  # noqa: N818  # it says what happened
    """A write that a rule forbids. `problems` says why, each with its field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{each.field}: {each.why}" if each.field else each.why for each in problems))
        self.problems = problems


def check(
    kind: Kind,
    data: Mapping[str, Value],
    participants: Sequence[tuple[Secondment | None, Participant]],
    *,
    is_imported: bool = False,
) -> list[Problem]:
    """Return what is wrong with a record of a kind; [] when it can be taken.

    `participants` come with the secondment in which they did it, None where none covers the day. Rows of workbooks
    are held to those stages only that bind them (the kind says which).
    """
    problems = [problem for field in kind.fields if (problem := _check_field(field, data.get(field.id)))]
    day = data.get(kind.day_field)
    end = data.get(kind.end_field) if kind.end_field else None
    if isinstance(day, dt.date) and isinstance(end, dt.date) and not Scope(start=day).covers(end):
        problems.append(Problem(field=kind.end_field, written=end.isoformat(), why=_("it ends before it starts")))
    if kind.participants and not any(each.role == "led" for _secondment, each in participants):
        problems.append(Problem(field="led", written="", why=_("nobody is named as leading it")))
    for secondment, participant in participants:
        if secondment is None and isinstance(day, dt.date):
            why = _("the day is outside the secondment of %(person)s") % {"person": participant.person}
            problems.append(Problem(field=kind.day_field, written=day.isoformat(), why=why))
    for stage in reached(kind, data):
        if stage.binds_imports or not is_imported:
            problems += _check_stage(kind, stage, data)
    return problems


def reached(kind: Kind, data: Mapping[str, Value]) -> tuple[Stage, ...]:
    """Return the stages that a project has reached: those whose day is recorded, in their order."""
    return tuple(stage for stage in kind.stages if data.get(stage.day) is not None)


def evidence_demanded(kind: Kind, data: Mapping[str, Value]) -> int:
    """Return how many pieces of evidence approval asks for: one for the kind, one for each stage that wants its own."""
    stages = sum(stage.is_evidence_demanded for stage in reached(kind, data))
    return max(stages, int(kind.is_evidence_demanded))


def _check_stage(kind: Kind, stage: Stage, data: Mapping[str, Value]) -> list[Problem]:
    """Return what keeps a project from a stage: the one before it, the order of days, a field that it demands."""
    problems = []
    day, told = data.get(stage.day), {"stage": in_words(stage.label)}
    before = next((each for each in kind.stages if each.id == stage.after), None)
    if before is not None:
        earlier = data.get(before.day)
        told["before"] = in_words(before.label)
        if earlier is None:
            why = _("%(before)s comes before %(stage)s: give its day first") % told
            problems.append(Problem(field=before.day, written="", why=why))
        elif isinstance(day, dt.date) and isinstance(earlier, dt.date) and not Scope(start=earlier).covers(day):
            why = _("%(stage)s cannot be earlier than %(before)s") % told
            problems.append(Problem(field=stage.day, written=day.isoformat(), why=why))
    for each in stage.needs:
        if data.get(each) is None:
            why = _("it is required once the stage %(stage)s is reached") % told
            problems.append(Problem(field=each, written="", why=why))
    return problems


def _check_field(field: Field, value: Value) -> Problem | None:
    if value is None:
        return Problem(field=field.id, written="", why=_("it is required")) if field.required else None
    why = ""
    if isinstance(value, Decimal):
        if value < 0:
            why = _("it is below zero")
        elif value >= LIMIT:
            why = _("it is too large")
        elif value != round(value, PLACES):
            why = _("it has more than four decimal places")
        elif field.type == "count" and value != value.to_integral_value():
            why = _("a count is a whole number")
    elif isinstance(value, str) and field.slot and len(value) > TEXT_LIMIT:
        why = _("it is longer than 200 characters")
    return Problem(field=field.id, written=str(value), why=why) if why else None


def stored(kind: Kind, data: Mapping[str, Value]) -> dict[str, object]:
    """Return the data as JSON holds it: in the kind's order, without what was not recorded, days as ISO texts."""
    result: dict[str, object] = {}
    for field in kind.fields:
        value = data.get(field.id)
        if value is not None:
            result[field.id] = value.isoformat() if isinstance(value, dt.date) else value
    return result


def slots(kind: Kind, data: Mapping[str, Value]) -> dict[str, object]:
    """Return the columns that repeat values so that totals need only an index."""
    result: dict[str, object] = dict.fromkeys(Record.SLOTS)
    for field in kind.fields:
        value = data.get(field.id)
        if field.slot and value is not None:
            result[field.slot] = int(value * SCALE) if isinstance(value, Decimal) else value
    return result


def digest(kind: Kind, data: Mapping[str, Value], participants: Iterable[Participant]) -> str:
    """Return the SHA-256 of what a record says. Two rows with one digest are the same row."""
    people = sorted((each.role, each.person) for each in participants)
    body = json.dumps([kind.id, stored(kind, data), people], ensure_ascii=False, sort_keys=True, cls=NumberEncoder)
    return hashlib.sha256(body.encode()).hexdigest()


def values(kind: Kind, data: Mapping[str, object]) -> dict[str, Value]:
    """Return stored data typed again: Decimals, days, texts. Fields that the kind has lost since are left out."""
    result: dict[str, Value] = {}
    for field in kind.fields:
        value = data.get(field.id)
        if isinstance(value, str) and field.type == "date":
            result[field.id] = dt.date.fromisoformat(value)
        elif isinstance(value, str | Decimal):
            result[field.id] = value
    return result


def row(kind: Kind, uid: uuid.UUID, day: dt.date, data: Mapping[str, object], people: Iterable[Participant]) -> Row:
    """Return a record as the pure packages see it, from the columns that hold it."""
    return Row(id=str(uid), kind=kind.id, day=day, data=values(kind, data), participants=tuple(people))


def participant(person: str, role: str) -> Participant:
    """Return who did it, as the pure packages see them, from the number of the person and the stored role."""
    return Participant(person=person, role="led" if role == Participation.Role.LED else "took_part")
