"""A check as lines in words: one for each ruling and each finding, in the order of the text. All formats show these."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePath
from typing import Any

import yaml

from qiao.catalogue import Catalogue
from qiao.claim.findings.making import MESSAGES
from qiao.document import figure
from qiao.terms import Finding, Quantity, Reading, Verdict, Words
from qiao.text import HEDGES_VERSION

WORDS: dict[str, Any] = yaml.safe_load(resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
BLANKS = frozenset({"blank", "corrupt_number"})
FINDING = "finding"

# Readable without colour: a mark of its own for each ruling.
MARKS = {
    "supported": "\u2713",
    "contradicted": "\u2717",
    "unsupported": "?",
    "ambiguous": "\u2248",
    "unbound": "\u2013",
    FINDING: "!",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A check to be handed on. `verdicts` is None where the text was held against nobody's record.

    `file` and `whose` are names for readers, "" for a pasted text and for nobody. `meant` are the findings, by code and
    place, of which a clerk said that they are meant as they are written. `original` is the Word document that the text
    was read from, empty where it is no longer kept, None where the text came otherwise.
    """

    file: str
    whose: str
    reading: Reading
    verdicts: tuple[Verdict, ...] | None
    catalogue: Catalogue
    language: str = "zh"
    meant: frozenset[tuple[str, int, int]] = frozenset()
    original: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One ruling or finding, in words. `ruling` is the id of the ruling, or "finding"; `code` that of the finding."""

    start: int
    end: int
    place: str
    ruling: str
    label: str
    written: str
    reason: str
    code: str = ""
    measure: str = ""
    value: str = ""
    sources: tuple[str, ...] = ()
    suggestion: str = ""

    @property
    def mark(self) -> str:
        """Return the sign of the ruling."""
        return MARKS[self.ruling]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a text's numbers could be held against the record."""

    numbers: int
    bound: int
    unbound: int
    others: int
    blanks: int


def coverage(reading: Reading, verdicts: Sequence[Verdict] | None) -> Coverage:
    """Return the counts. A number is bound when a measure is known that it may be about."""
    bound = sum(bool(each.candidates) for each in reading.claims)
    if verdicts:
        bound = sum(each.ruling != "unbound" for each in verdicts)
    return Coverage(
        numbers=len(reading.quantities),
        bound=bound,
        unbound=len(reading.claims) - bound,
        others=len(reading.quantities) - len(reading.claims),
        blanks=sum(each.code in BLANKS for each in reading.findings),
    )


def lines(report: Report) -> list[Line]:
    """Return the rulings and findings of a check in the order of the text."""
    places = Places(report.reading.text)
    quantities = {each.index: each.quantity for each in report.reading.claims}
    ruled = (_ruled(each, quantities[each.claim], report, places) for each in report.verdicts or ())
    return sorted([*ruled, *_found(report, places)], key=lambda line: (line.start, line.end))


def _ruled(verdict: Verdict, quantity: Quantity, report: Report, places: Places) -> Line:
    known = report.catalogue
    measure = known.measures.get(verdict.measure)
    value = ""
    if measure and verdict.value is not None:
        value = figure(measure, known.kind_of(measure.id), verdict.value, report.language)
    return Line(
        start=quantity.start,
        end=quantity.end,
        place=places.of(quantity.start),
        ruling=verdict.ruling,
        label=worded(WORDS["ruling"][verdict.ruling], report.language),
        written=quantity.text,
        reason=worded(verdict.reason, report.language),
        measure=worded(measure.label, report.language) if measure else "",
        value=value,
        sources=verdict.sources,
    )


def _found(report: Report, places: Places) -> Iterator[Line]:
    said = say("meant", report.language)
    for each in report.reading.findings:
        place = (each.code, each.start, each.end)
        yield Line(
            start=each.start,
            end=each.end,
            place=places.of(each.start),
            ruling=FINDING,
            code=each.code,
            label=worded(title(each), report.language) + (said if place in report.meant else ""),
            written=each.text,
            reason=worded(each.message, report.language),
            suggestion=each.suggestion,
        )


def title(finding: Finding) -> Words:
    """Return what a finding is called, or its code in every language where nothing names it."""
    own: Words | None = WORDS["finding"].get(finding.code)
    named: Words = MESSAGES[finding.code]["title"] if finding.code in MESSAGES else {"zh": finding.code}
    return own or named


def worded(words: Words, language: str) -> str:
    """Return a text in a language, or in Chinese where it has no other."""
    return words.get(language) or words["zh"]


def say(name: str, language: str, **values: object) -> str:
    """Return one of the words of exports, filled."""
    return worded(WORDS[name], language).format(**values)


def heading(report: Report) -> str:
    """Return the title of a report."""
    return say("title", report.language, file=PurePath(report.file).name or say("pasted", report.language))


def preface(report: Report) -> tuple[str, str]:
    """Return what stands over the list: against whose record, and how much of the text was covered."""
    counts = coverage(report.reading, report.verdicts)
    held = (
        say("unheld", report.language) if report.verdicts is None else say("whose", report.language, whose=report.whose)
    )
    covered = say(
        "coverage",
        report.language,
        numbers=counts.numbers,
        bound=counts.bound,
        unbound=counts.unbound,
        others=counts.others,
        blanks=counts.blanks,
        catalogue=report.catalogue.version,
        hedges=HEDGES_VERSION,
    )
    return held, covered


class Places:
    """Line and column, both from 1, of an offset into a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def of(self, offset: int) -> str:
        """Return "line:column"."""
        line = bisect_right(self._starts, offset)
        return f"{line}:{offset - self._starts[line - 1] + 1}"
