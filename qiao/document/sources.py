"""The annex that leads each number of a document back to its records and their evidence: paper loses every tag."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qiao.catalogue import Catalogue
from qiao.catalogue.source import Place, read
from qiao.document.language import Language, languages
from qiao.document.provenance import runs
from qiao.terms import Block, Document, Fact, Run, Table

WORDS = Path(__file__).parent / "sources.yaml"
# How many of each are listed: a batch's figure may rest on ten thousand records.
IDS = 3
PLACES = 3
RANGES = 6
ID_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidenced:
    """Where a record can be looked up: the row of a sheet of a workbook, a file by its name, or only a note.

    `digest` tells files of one name apart; "" for what is no file.
    """

    name: str
    sheet: str = ""
    row: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    caption: str
    note: str
    columns: tuple[str, ...]
    between: str
    place: str
    row: str
    rows: str
    since: str
    until: str
    both: str
    always: str
    measured: str
    more: str
    files: str
    roster: str
    none: str
    measures: Mapping[str, str]


@cache
def _words() -> Mapping[str, _Words]:
    return {language: _said(place) for language, place in read(WORDS).items()}


def _said(top: Place) -> _Words:
    names = tuple(field.name for field in dataclasses.fields(_Words))
    part = top.mapping(known=names, required=names)
    given = {name: place.text() for name, place in part.items() if name not in {"columns", "measures"}}
    measures = {measure: place.text() for measure, place in part["measures"].items()}
    return _Words(**given, columns=part["columns"].texts(), measures=measures)


def with_sources(document: Document, evidence: Mapping[str, Sequence[Evidenced]], catalogue: Catalogue) -> Document:
    """Return the document with the annex of its sources at the end: a row for each fact that it words.

    `evidence` says by id of record what the record rests on. Days that only say which period is meant rest on
    nothing, and have no row.
    """
    annex = _Annex(document, evidence, catalogue)
    word = Block(role="annex", runs=(Run(text=languages()[document.language].annex),))
    note = Block(role="body", runs=(Run(text=annex.words.note),))
    return dataclasses.replace(document, blocks=(*document.blocks, word, annex.table(), note))


class _Annex:
    def __init__(self, document: Document, evidence: Mapping[str, Sequence[Evidenced]], catalogue: Catalogue) -> None:
        self._document = document
        self._evidence = evidence
        self._catalogue = catalogue
        self._language: Language = languages()[document.language]
        self.words = _words()[document.language]

    def table(self) -> Table:
        """Return the annex: words of the text, measure, how many records, the first of their ids, their evidence."""
        written: dict[int, list[str]] = {}
        for run in runs(self._document):
            if run.fact is not None:
                written.setdefault(run.fact, []).append(run.text)
        rows: list[tuple[tuple[Run, ...], ...]] = [tuple((Run(text=each),) for each in self.words.columns)]
        for index, fact in enumerate(self._document.facts):
            measure = self._measure(fact)
            if measure and index in written:
                rows.append(self._row(index, fact, measure, list(dict.fromkeys(written[index]))))
        return Table(caption=self.words.caption, rows=tuple(rows), is_fine=True)

    def _row(self, index: int, fact: Fact, measure: str, said: list[str]) -> tuple[tuple[Run, ...], ...]:
        numbers = [Run(text=said[0], fact=index)]
        for each in said[1:]:
            numbers.extend((Run(text=self.words.between), Run(text=each, fact=index)))
        others = (measure, f"{len(fact.sources):,}", self._ids(fact), self._rests_on(fact))
        return (tuple(numbers), *((Run(text=each),) for each in others))

    def _measure(self, fact: Fact) -> str:
        """Return what was counted, and over what where that is not the document's own scope; "" for no measure."""
        known = self._catalogue.measures.get(fact.measure)
        if known is None:
            return self.words.measures.get(fact.measure, "")
        label = known.label[self._language.id]
        own, scope = self._document.scope, fact.scope
        narrowed = [scope.organisation] if scope.organisation != own.organisation else []
        if (scope.start, scope.end) != (own.start, own.end):
            narrowed.append(self._period(fact))
        if not narrowed:
            return label
        return self.words.measured.format(measure=label, period=self.words.between.join(narrowed))

    def _period(self, fact: Fact) -> str:
        start, end = fact.scope.start, fact.scope.end
        days = {"start": self._day(start), "end": self._day(end - dt.timedelta(days=1) if end else None)}
        template = {
            (True, True): self.words.both,
            (True, False): self.words.since,
            (False, True): self.words.until,
            (False, False): self.words.always,
        }[start is not None, end is not None]
        return template.format(**days)

    def _day(self, day: dt.date | None) -> str:
        return self._language.date(day) if day else ""

    def _ids(self, fact: Fact) -> str:
        # An id of the roster says who and since when; one of a record is known by its beginning.
        first = [each if "@" in each else each[:ID_LENGTH] for each in fact.sources[:IDS]]
        return self._listed(first, is_cut=len(fact.sources) > IDS)

    def _rests_on(self, fact: Fact) -> str:
        sheets: dict[tuple[str, str], list[int]] = {}
        names: dict[tuple[str, str], str] = {}
        for each in (place for source in fact.sources for place in self._evidence.get(source, ())):
            if each.row is None:
                names.setdefault((each.digest or each.name, each.digest), each.name)
            else:
                sheets.setdefault((each.name, each.sheet), []).append(each.row)
        places = [self._sheet(book, sheet, rows) for (book, sheet), rows in sheets.items()]
        places.extend(names.values())
        if not places:
            is_roster = fact.measure not in self._catalogue.measures or self._catalogue.kind_of(fact.measure).is_roster
            return self.words.roster if is_roster else self.words.none
        listed = self._listed(places[:PLACES], is_cut=len(places) > PLACES)
        files = sum(1 for _key, digest in names if digest)
        # Where not all are named, it is said how many files there are.
        return self.words.files.format(listed=listed, count=files) if files and len(places) > PLACES else listed

    def _sheet(self, book: str, sheet: str, rows: Iterable[int]) -> str:
        ranges = list(_ranges(rows))
        told = [
            (self.words.row if first == last else self.words.rows).format(first=first, last=last)
            for first, last in ranges[:RANGES]
        ]
        listed = self._listed(told, is_cut=len(ranges) > RANGES)
        return self.words.place.format(book=book, sheet=sheet, rows=listed)

    def _listed(self, words: Sequence[str], *, is_cut: bool) -> str:
        listed = self.words.between.join(words)
        return self.words.more.format(listed=listed) if is_cut else listed


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return whole numbers as ranges in order, both ends inside."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
