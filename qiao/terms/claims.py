"""Claim and verdict: what a text says, what is broken in it, and what the record says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from qiao.terms.kinds import Condition
from qiao.terms.values import Number, Role, Ruling, Words


class Quantity(Protocol):
    """What `qiao.text` reads. A protocol, so that this module needs no import from there."""

    # fmt: off
    @property
    def start(self) -> int: """Where it starts, in code points of the text."""
    @property
    def end(self) -> int: """Where it ends."""
    @property
    def text(self) -> str: """What is written."""
    @property
    def kind(self) -> str: """count, money, percent, duration, date ..."""
    @property
    def low(self) -> Number | str | None: """The lower bound in the base unit; None for no bound."""
    @property
    def high(self) -> Number | str | None: """The upper bound."""
    @property
    def low_open(self) -> bool: """True where the lower bound itself is outside."""
    @property
    def high_open(self) -> bool: """True where the upper bound itself is outside."""
    @property
    def unit(self) -> str: """The unit as written."""
    @property
    def hedge(self) -> str: """exact, more, near, about, less, several or range."""
    @property
    def measured(self) -> str: """The counted noun, empty where none was found."""
    # fmt: on

    def contains(self, value: Number) -> bool:
        """Return whether a value lies in the interval, or is met by the digits written."""

    def met(self, number: Number) -> str:
        """Return how a value meets the figure: equal, within, rounded, truncated, or "" where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A measure that a claim may be about, narrowed to an option that the text names. Higher scores fit better."""

    measure: str
    score: int
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity, by its `index` among those read, and what it may count.

    `start` and `end` are the half-open period that the text states, None for none. `aside` is the word that makes it
    no total of the record (a rate, a forecast), "" for a plain figure. `batch` is the number of the batch that the text
    names for it, 0 for none; `is_of_team`: expressly the figure of all; `is_cumulative`: perhaps of all up to `end`.
    `place` is where, as the text says it, known to the programme or not; "" for anywhere. `limit` is a word that limits
    it besides (计划外), "" for none: its candidates may have an option for that. `batches`: all up to the one that is
    spoken of, or the one before it; `any_year`: of a year that the text leaves open (今年); `year_of_term`: 第一年 is
    the first, 0 none;
    `role`: expressly of what the person did in it.
    """

    index: int
    quantity: Quantity
    candidates: tuple[Candidate, ...]
    start: dt.date | None = None
    end: dt.date | None = None
    aside: str = ""
    batch: int = 0
    is_of_team: bool = False
    is_cumulative: bool = False
    place: str = ""
    limit: str = ""
    batches: Literal["", "all", "previous"] = ""
    any_year: bool = False
    year_of_term: int = 0
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a programme's places are called: those that narrow a figure, and its own region, which does not."""

    names: tuple[str, ...] = ()
    home: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A figure that is missing or broken: the digits left at its ends, and what it would count (index -1, any value).

    `size` is what one of it is worth in the base unit, as 10000 in tens of thousands; 0 where the unit is missing too.
    """

    left: tuple[str, str]
    size: int
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something broken that needs no record to be seen. Offsets are code points of the text that was read."""

    code: str
    start: int
    end: int
    text: str
    message: Words
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read out of one text."""

    text: str
    quantities: tuple[Quantity, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The ruling on one claim. `claim` is the index of its quantity; `value` is what the record says."""

    claim: int
    ruling: Ruling
    measure: str
    value: Decimal | None
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    reason: Words
    others: tuple[tuple[str, Decimal | None], ...] = ()
