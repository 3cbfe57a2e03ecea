"""A person, a batch and figures of theirs to write about."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from qiao import catalogue
from qiao.catalogue import Catalogue
from qiao.terms import Fact, Scope, Subject

START, END = dt.date(2011, 3, 1), dt.date(2014, 3, 1)
PERSON = Subject(
    kind="person",
    id="P007",
    name="欧阳堃",
    batch="第四批",
    sending_organisation="海右市教育局",
    host_organisation="青河县第一中学",
    host_post="副校长",
    category="专业技术人才",
    start=START,
    end=END,
    sources=("term-7",),
)
BATCH = Subject(kind="batch", id="B4", name="第四批", start=START, end=END)
SUBJECTS: Mapping[str, Subject] = {"person": PERSON, "batch": BATCH}


def scope_of(subject: Subject) -> Scope:
    person, batch = (subject.id, "") if subject.kind == "person" else ("", subject.id)
    return Scope(person=person, batch=batch, start=subject.start, end=subject.end)


def facts_of(subject: Subject, values: Mapping[str, Decimal | int | None]) -> list[Fact]:
    """The facts of a subject by measure; the sources of each are records of its own kind."""
    measures = catalogue.load().measures
    return [
        Fact(
            measure=measure,
            scope=scope_of(subject),
            value=None if value is None else Decimal(value),
            sources=() if value is None else (f"{measure}-1", f"{measure}-2"),
            unit=measures[measure].unit,
        )
        for measure, value in values.items()
    ]


@pytest.fixture(scope="session")
def kinds() -> Catalogue:
    return catalogue.load()


@pytest.fixture
def everything(kinds: Catalogue) -> dict[str, Decimal | int | None]:
    """A value for every measure, no two alike, so that a figure in the wrong place is seen."""
    return {measure: Decimal(1200 + 37 * number) for number, measure in enumerate(kinds.measures)}
