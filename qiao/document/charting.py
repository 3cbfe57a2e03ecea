"""A part of an outline and the facts of its slices -> Chart. Data: charts.yaml."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from qiao.catalogue import Catalogue
from qiao.catalogue.source import Place, read
from qiao.document.language import Language
from qiao.document.outline import Charted, Outline
from qiao.document.sentence import figure
from qiao.terms import Chart, Fact, Run, Scope

WORDS = Path(__file__).parent / "charts.yaml"
Cell = tuple[Run, ...]
Wording = Callable[[str, Fact], Run]
DECEMBER = 12
FEWEST = 2
"""A single bar compares nothing: then there is no chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The facts of one year, or what of it lies in the term, or of one organisation, by measure.

    `name` is the organisation's.
    """

    scope: Scope
    facts: Mapping[str, Fact]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    unrecorded: str
    year: str
    month: str
    months: str
    days: str
    heads: Mapping[str, str]
    figure: str


@cache
def _words() -> Mapping[str, _Words]:
    return {language: _said(place) for language, place in read(WORDS).items()}


def _said(top: Place) -> _Words:
    names = tuple(field.name for field in dataclasses.fields(_Words))
    part = top.mapping(known=names, required=names)
    heads = {axis: place.text() for axis, place in part["heads"].items()}
    return _Words(**{name: place.text() for name, place in part.items() if name != "heads"}, heads=heads)


def charted(outline: Outline, catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return by axis the measures that the outline's charts draw, which drafting takes for every slice.

    A measure that the catalogue does not have, or no longer, is left out as a kind of work would be.
    """
    found: dict[str, list[str]] = {}
    for part in outline.each():
        if isinstance(part, Charted):
            found.setdefault(part.axis, []).extend(_known(part, catalogue))
    return {axis: tuple(dict.fromkeys(measures)) for axis, measures in found.items()}


def _known(part: Charted, catalogue: Catalogue) -> list[str]:
    return [each for each in part.measures if each in catalogue.measures and not catalogue.measures[each].is_retired]


class Charting:
    """Makes the charts of one document. `wording` gives a stretch of text its fact."""

    def __init__(
        self, wording: Wording, slices: Mapping[str, Sequence[Slice]], catalogue: Catalogue, language: Language
    ) -> None:
        self._wording = wording
        self._slices = slices
        self._catalogue = catalogue
        self._language = language
        self._words = _words()[language.id]

    def charts(self, part: Charted, caption: str, recorded: Mapping[str, Fact]) -> list[Chart]:
        """Return the chart of a part, or none where there is nothing to compare.

        `recorded` are the facts of the document's own scope, by measure.
        """
        slices = self._slices.get(part.axis, ())
        measures = _known(part, self._catalogue)
        of_all = [fact for each in measures if (fact := recorded.get(each))]
        parts = [fact for one in slices for each in measures if (fact := one.facts.get(each))]
        if not any(isinstance(fact.value, Decimal) and fact.value for fact in (*of_all, *parts)):
            # Bars of no length show nothing that a sentence does not say better.
            return []
        match part.axis:
            case "stages":
                rows = self._stages(of_all)
            case "years":
                rows = self._years(measures, slices)
            case "organisations":
                rows = self._organisations(measures, slices)
        return [Chart(caption=caption, rows=rows, axis=part.axis)] if rows else []

    def _stages(self, facts: Sequence[Fact]) -> tuple[tuple[Cell, ...], ...]:
        """Return a row for each stage that is recorded; units of which there is only one stage compare nothing."""
        there = [fact for fact in facts if isinstance(fact.value, Decimal)]
        units = [fact.unit for fact in there]
        rows = [(self._label(fact.measure), self._number(fact)) for fact in there if units.count(fact.unit) >= FEWEST]
        return (self._head("stages", self._words.figure), *rows) if rows else ()

    def _years(self, measures: Sequence[str], slices: Sequence[Slice]) -> tuple[tuple[Cell, ...], ...]:
        """Return a row for each measure, with a column for each year: so a checker reads the year over each figure."""
        spoken = [number for number, one in enumerate(slices) if any(_is_recorded(one, each) for each in measures)]
        # A term that is not over has years without records before it or after; one in between is part of the picture.
        slices = slices[spoken[0] : spoken[-1] + 1] if spoken else ()
        if len(slices) < FEWEST:
            return ()
        rows = [
            (self._label(each), *(self._number(one.facts.get(each)) for one in slices))
            for each in measures
            if any(_is_recorded(one, each) for one in slices)
        ]
        return ((*self._head("years"), *(self._year(one) for one in slices)), *rows)

    def _organisations(self, measures: Sequence[str], slices: Sequence[Slice]) -> tuple[tuple[Cell, ...], ...]:
        """Return a row for each organisation of which anything is recorded, the one with most first."""
        drawn = [each for each in measures if any(_is_recorded(one, each) for one in slices)]
        there = [one for one in slices if any(_is_recorded(one, each) for each in drawn)]
        if len(there) < FEWEST:
            return ()
        rows = [
            ((Run(text=one.name),), *(self._number(one.facts.get(each)) for each in drawn))
            for one in sorted(there, key=lambda one: (_rank(one.facts.get(drawn[0])), one.name))
        ]
        return ((*self._head("organisations"), *(self._label(each) for each in drawn)), *rows)

    def _head(self, axis: str, *more: str) -> tuple[Cell, ...]:
        return tuple((Run(text=each),) for each in (self._words.heads[axis], *more))

    def _label(self, measure: str) -> Cell:
        return (Run(text=self._catalogue.measures[measure].label[self._language.id]),)

    def _year(self, one: Slice) -> Cell:
        """Return what stands over a year's column: its number, or the months or days where it is not all of it."""
        start, end = one.scope.start, one.scope.end
        if start is None or end is None:
            raise ValueError("the slice of a year has both its days")
        last = end - dt.timedelta(days=1)
        if start.day != 1 or end.day != 1:
            template = self._words.days
        elif start.month == 1 and last.month == DECEMBER:
            template = self._words.year
        else:
            template = self._words.month if start.month == last.month else self._words.months
        days = {"start": self._language.date(start), "end": self._language.date(last)}
        return (Run(text=template.format(year=start.year, first=start.month, last=last.month, **days)),)

    def _number(self, fact: Fact | None) -> Cell:
        if fact is None or not isinstance(fact.value, Decimal):
            return (Run(text=self._words.unrecorded),)
        measure = self._catalogue.measures[fact.measure]
        said = figure(measure, self._catalogue.kind_of(fact.measure), fact.value, self._language.id)
        return (self._wording(said, fact),)


def _is_recorded(one: Slice, measure: str) -> bool:
    return measure in one.facts and one.facts[measure].value is not None


def _rank(fact: Fact | None) -> Decimal:
    return -fact.value if fact and isinstance(fact.value, Decimal) else Decimal(0)
