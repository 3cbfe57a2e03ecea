"""The form of a kind of record, made from the catalogue: what it asks, what was typed, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from qiao.exchange import cells
from qiao.programme import reads as programme
from qiao.programme.models import Secondee, Secondment
from qiao.record import content, reads
from qiao.record.content import Problem
from qiao.record.models import Evidence, Record
from qiao.record.writes import Work
from qiao.terms import Field, Kind, Participant, Role, Value
from qiao.web import wording

# Names come separated by an enumeration comma, a comma or semicolon of either width; blanks are part of a name.
SEPARATORS = re.compile(r"[\u3001,\uff0c;\uff1b]")
ROLES: tuple[Role, ...] = ("led", "took_part")
SUGGESTIONS = 200
PEOPLE_SUGGESTED = 500
WIDGETS = {
    "date": "date",
    "choice": "select",
    "count": "number",
    "yuan": "number",
    "kilometres": "number",
    "number": "number",
    "text": "area",
}
Person = tuple[Secondment | None, Participant]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was typed into the form of a kind: the texts, their values, the people meant, and the problems."""

    kind: Kind
    texts: Mapping[str, Sequence[str]]
    data: Mapping[str, Value] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def work(self) -> Work:
        """Return the piece of work to be recorded. Only of an entry without problems."""
        people = tuple((secondment, each) for secondment, each in self.people if secondment is not None)
        note = "".join(self.texts.get("evidence", ())).strip()
        evidence = (Evidence(sort=Evidence.Sort.NOTE, label=note[:300]),) if note else ()
        return Work(kind=self.kind, data=self.data, people=people, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One labelled input of the form."""

    name: str
    label: str
    widget: str
    values: tuple[str, ...]
    unit: str = ""
    help: str = ""
    problem: str = ""
    is_required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """Return what a single input holds."""
        return self.values[0] if self.values else ""


def read(kind: Kind, texts: Mapping[str, Sequence[str]]) -> Entry:
    """Return what was typed, typed and checked by the rules of the record; `texts` by field, roles as `led`."""
    data: dict[str, Value] = {}
    problems: list[Problem] = []
    for each in kind.fields:
        text = "".join(texts.get(each.id, ())).strip()
        value = cells.reader(each, heading=wording.words(each.label))(text)
        if isinstance(value, cells.Unreadable):
            problems.append(Problem(field=each.id, written=text, why=value.why))
        else:
            data[each.id] = value
    day = data.get(kind.day_field)
    people: list[Person] = []
    for role in ROLES if kind.participants else ():
        for name in _names(texts.get(role, ())):
            person = _person(name, role, day if isinstance(day, dt.date) else None)
            if isinstance(person, Problem):
                problems.append(person)
            elif person[1].person not in {participant.person for _secondment, participant in people}:
                people.append(person)
    told = {problem.field for problem in problems}
    problems += [each for each in content.check(kind, data, people) if each.field not in told]
    return Entry(kind=kind, texts=texts, data=data, people=tuple(people), problems=tuple(problems))


def _names(texts: Iterable[str]) -> list[str]:
    return [name.strip() for text in texts for name in SEPARATORS.split(text) if name.strip()]


def _person(typed: str, role: Role, day: dt.date | None) -> Person | Problem:
    # A suggestion reads "P031 name": its first word is enough.
    compact = "".join(typed.split())
    first = typed.split(maxsplit=1)[0]
    people = list(Secondee.objects.filter(code__in={first, compact})[:1]) or list(
        Secondee.objects.filter(name__in={typed, compact})[:10]
    )
    if not people:
        why = _("nobody in the roster has this number or name: choose one from the list while typing")
        return Problem(field=role, written=typed, why=why)
    terms = Secondment.objects.filter(person__in=people).select_related("person").order_by("-start")
    running = [each for each in terms if day is None or each.covers(day)]
    if len({each.person_id for each in running}) > 1 or (len(people) > 1 and not running):
        codes = _(", ").join(each.code for each in people)
        why = _("several people have this name: type a number instead (%(codes)s)") % {"codes": codes}
        return Problem(field=role, written=typed, why=why)
    if running:
        return running[0], Participant(person=running[0].person.code, role=role)
    return None, Participant(person=people[0].code, role=role)


def of_record(kind: Kind, record: Record) -> Entry:
    """Return a record as it would have been typed. Needs its participations with their persons loaded."""
    values = content.values(kind, record.data)
    texts: dict[str, list[str]] = {key: [_typed(value)] for key, value in values.items()}
    for each in record.participations.all():
        texts.setdefault(each.role, []).append(suggestion(each.person))
    return Entry(kind=kind, texts=texts, data=values)


def blank(kind: Kind, user: User) -> Entry:
    """Return an empty form, in which a secondee leads their own work."""
    own = programme.own_person(user)
    texts = {"led": [suggestion(own)]} if own and kind.participants else {}
    return Entry(kind=kind, texts=texts)


def _typed(value: Value) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def suggestion(person: Secondee) -> str:
    """Return a person as the lists of suggestions show them: number and name."""
    return f"{person.code} {person.name}"


def inputs(entry: Entry, user: User) -> list[Input]:
    """Return the form: the fields in the order of the kind, then who did it, then what it rests on."""
    problems = {each.field: each.why for each in reversed(entry.problems)}
    found = [_input(entry, each, problems.get(each.id, ""), user) for each in entry.kind.fields]
    if entry.kind.participants:
        found += _role_inputs(entry, problems, user)
    found.append(
        Input(
            name="evidence",
            label=_("Evidence"),
            widget="text",
            values=tuple(entry.texts.get("evidence", ())),
            help=_("Where it can be looked up: the number of a document, a notice, a register."),
            is_required=False,
        )
    )
    return found


def _input(entry: Entry, each: Field, problem: str, user: User) -> Input:
    return Input(
        name=each.id,
        label=wording.words(each.label),
        widget=WIDGETS.get(each.type, "text"),
        values=tuple(entry.texts.get(each.id, ())),
        unit=_unit(each),
        help=wording.words(each.help) if each.help else "",
        problem=problem,
        is_required=each.required,
        options=tuple((option.id, wording.words(option.label)) for option in each.options),
        suggestions=_earlier(entry.kind, each, user),
    )


def _unit(each: Field) -> str:
    return {"yuan": _("yuan"), "kilometres": _("km")}.get(each.type, "")


def _earlier(kind: Kind, each: Field, user: User) -> tuple[str, ...]:
    """Return what the user has written in this field before; free text is not worth suggesting."""
    if each.type not in {"organisation", "place", "code"} or not each.slot:
        return ()
    # Ordered by the value itself: the model's own order would make every record distinct.
    known = reads.visible_to(user).filter(kind=kind.id, **{f"{each.slot}__isnull": False}).order_by(each.slot)
    return tuple(known.values_list(each.slot, flat=True).distinct()[:SUGGESTIONS])


def _role_inputs(entry: Entry, problems: Mapping[str, str], user: User) -> list[Input]:
    labels = {"led": _("Led by"), "took_part": _("Took part")}
    hints = {
        "led": _("Number or name from the roster. The work counts for this person's batch."),
        "took_part": _("Number or name; several in one line are separated by a comma."),
    }
    people = tuple(
        suggestion(person)
        for person in programme.colleagues_of(user).filter(retired_on=None).order_by("-code")[:PEOPLE_SUGGESTED]
    )
    return [
        Input(
            name=role,
            label=labels[role],
            widget="people",
            values=_and_one_more(role, entry.texts.get(role, ())),
            help=hints[role],
            problem=problems.get(role, ""),
            is_required=role == "led",
            suggestions=people,
        )
        for role in ROLES
    ]


def _and_one_more(role: Role, texts: Iterable[str]) -> tuple[str, ...]:
    """Return what was typed, and an empty input where one more may be named."""
    named = tuple(text for text in texts if text.strip())
    return named if named and role == "led" else (*named, "")


def general_problems(entry: Entry) -> list[str]:
    """Return the problems that belong to no input of the form."""
    shown = {each.id for each in entry.kind.fields} | set(ROLES if entry.kind.participants else ())
    return [each.why for each in entry.problems if each.field not in shown]
