"""Random programmes for the tests of the export: records of every kind and status, with all that may stand in one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from hypothesis import assume
from hypothesis import strategies as st

from qiao.programme import role_writes
from qiao.programme import writes as programme
from qiao.programme.models import Organisation, Secondment
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.record import content
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Record
from qiao.record.writes import Work, draft
from qiao.terms import Field, Kind, Participant, Value

FIRST, SECOND, AFTER = dt.date(2019, 8, 1), dt.date(2022, 8, 1), dt.date(2025, 8, 1)
KINDS = [kind for kind in catalogue().kinds.values() if not kind.is_roster]

# Whatever a database keeps and XML can say: no halves of characters, no non-characters.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
NASTY = (
    "=1+1",
    "+86 10",
    "-5",
    "@x",
    "'=1",
    "\t=1",
    "a\r\nb",
    " 两边 ",
    "无",
    "-",
    "合计",
    "007",
    "1.50",
    "_x000D_",
    "2024-01-01",
    "<&>\"'",
    "qiao:export:training:day",
    "\U0001f600" * 3,
)
TEXTS = st.sampled_from(NASTY) | st.text(CHARACTERS, min_size=1, max_size=40)
LONG = st.integers(15_990, 40_000).map(lambda size: ("长文" * size)[:size])
NUMBERS = st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("99999999999.9999")]) | st.decimals(
    0, 10**11 - 1, places=2
)


def values(field: Field) -> st.SearchStrategy[Value]:
    """What may stand in a field, or nothing."""
    if field.type == "date":
        return st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
    if field.type == "choice":
        return st.none() | st.sampled_from([option.id for option in field.options])
    if field.type == "count":
        return st.none() | st.integers(0, 10**11 - 1).map(Decimal)
    if field.is_numeric:
        return st.none() | NUMBERS
    return st.none() | TEXTS if field.slot else st.none() | TEXTS | LONG


@st.composite
def contents(draw: st.DrawFn) -> tuple[Kind, dict[str, Value]]:
    """A kind, and what a record of it says."""
    kind = draw(st.sampled_from(KINDS))
    data: dict[str, Value] = {field.id: draw(values(field)) for field in kind.fields}
    data[kind.day_field] = draw(st.dates(SECOND, AFTER - dt.timedelta(days=1)))
    if kind.end_field:
        data[kind.end_field] = draw(st.none() | st.just(AFTER))
    for field in kind.fields:
        if field.required and data[field.id] is None:
            data[field.id] = draw(values(field).filter(lambda value: value is not None))
    # Stages have an order, and some are required with others: what a rule refuses is left out, until none does.
    while refused := {each.field for each in content.check(kind, data, ())} & {
        each.id for each in kind.fields if not each.required and data[each.id] is not None
    }:
        data |= dict.fromkeys(refused)
    assume(not {each.field for each in content.check(kind, data, ())} & set(data))
    return kind, data


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record: what it says, who did it, where it stands, what it rests on."""
    kind, data = draw(contents())
    return {
        "kind": kind,
        "data": data,
        "people": draw(st.lists(st.sampled_from(["P1", "P2", "P 3"]), min_size=1, max_size=3, unique=True)),
        "status": draw(st.sampled_from(Record.Status.values)),
        "note": draw(st.just("") | TEXTS),
        "label": draw(st.just("") | st.text(CHARACTERS, min_size=1, max_size=30)),
        "evidence": draw(st.lists(st.tuples(TEXTS, st.none() | st.integers(1, 10**6)), max_size=3)),
        "organisation": draw(st.sampled_from(["=丙县", "St Mary's", None])),
    }


def roster(names: tuple[str, str]) -> User:
    """Write a roster whose people bear two names; return the author of all records."""
    for name, nature, region, partner in (
        ("=丙县", "host", "某 州", ""),
        ("St Mary's", "both", "", "=丙县"),
        ("合计", "sending", "+省", ""),
    ):
        programme.add_organisation(NewOrganisation(name=name, nature=nature, region=region, partner=partner), by=None)
    programme.add_batch(NewBatch(name="第一批", start=FIRST, end=SECOND, planned=0), by=None)
    programme.add_batch(NewBatch(name="007", start=SECOND, end=AFTER), by=None)
    for code, name in (("P1", names[0]), ("P2", names[0]), ("P 3", names[1])):
        programme.add_secondment(
            NewSecondment(
                code=code,
                name=name,
                batch="007",
                category="professional",
                sending="合计",
                host="=丙县",
                post="-" if code == "P1" else "",
                start=SECOND,
                end=AFTER,
            ),
            by=None,
        )
    author = User.objects.create_user("author")
    role_writes.give(author, "office", by=None)
    return author


def write(said: dict[str, Any], author: User) -> Record:
    """Write a record, then put it where it stands."""
    terms = {each.person.code: each for each in Secondment.objects.select_related("person")}
    people = tuple(
        (terms[code], Participant(person=code, role="took_part" if at else "led"))
        for at, code in enumerate(said["people"])
    )
    evidence = tuple(
        Evidence(sort="note" if row is None else "workbook", label=label, sheet="" if row is None else label, row=row)
        for label, row in said["evidence"]
    )
    work = Work(kind=said["kind"], data=said["data"], people=people, evidence=evidence, row_label=said["label"])
    record = draft(work, by=author)
    organisation = Organisation.objects.filter(name=said["organisation"]).first()
    Record.objects.filter(pk=record.pk).update(
        status=said["status"], review_note=said["note"], organisation=organisation, kind_version=3
    )
    return record
