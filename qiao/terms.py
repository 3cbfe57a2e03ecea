"""The vocabulary of Qiao: frozen types, in the order in which data flows. Read this module first.

catalogue -> record -> measure -> document;  text -> claim -> verdict.

Nothing here computes beyond its own fields, and nothing here imports the rest of Qiao. A value that was not
recorded is None, never 0 and never "". Days are half-open: a scope holds its first day and not its last.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

Number = Decimal | Fraction
Value = str | Decimal | dt.date | None  # of one field: text or an option's id, a number, a day, or nothing
Words = Mapping[str, str]  # one text per language: {"zh": ..., "en": ...}
FieldType = Literal[
    "date", "text", "choice", "count", "yuan", "kilometres", "number", "organisation", "place", "code", "file"
]
Role = Literal["led", "took_part"]
Status = Literal["draft", "submitted", "approved", "sent_back"]
Ruling = Literal["supported", "contradicted", "unsupported", "ambiguous", "unbound"]

NUMERIC_TYPES = frozenset({"count", "yuan", "kilometres", "number"})


# --- catalogue
@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a choice. `id` is stored; `aliases` are other ways in which spreadsheets write it."""

    id: str
    label: Words
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a record of a kind holds.

    `columns` are the headings under which workbooks keep it. `slot` is the column of the record table that
    repeats the value so that totals need only an index: n1.. numbers, d1.. days, k1.. keys; "" for none.
    `extract` finds a number inside a longer cell: in "#" stands the number ("report # pages").
    """

    id: str
    type: FieldType
    label: Words
    columns: tuple[str, ...] = ()
    required: bool = False
    options: tuple[Option, ...] = ()
    slot: str = ""
    extract: str = ""
    help: Words | None = None

    @property
    def is_numeric(self) -> bool:
        """True where the value is a Decimal."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which records a measure takes: those whose `field` is recorded (no values), one of, or none of `values`."""

    field: str
    values: tuple[str, ...] = ()
    is_negated: bool = False

    def holds(self, value: Value) -> bool:
        """Return whether a record with this value of the field is taken."""
        is_met = value is not None and (not self.values or str(value) in self.values)
        return is_met != self.is_negated


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure that can be taken over records, and how it adds up on each axis (DESIGN 4.2).

    `counts`: events (records), sum (of `field`), distinct (values of `field`), persons (distinct participants),
    ratio (`numerator` over `denominator`, both measures of the same kind, divided last).
    `over_time`: sum, distinct or latest (a stock: the last day's value). `over_persons`: once (joint work counts
    once) or each (every participant counts). `day` names the date field that places a record in time.
    """

    id: str
    kind: str
    label: Words
    unit: str
    counts: Literal["events", "sum", "distinct", "persons", "ratio"]
    over_time: Literal["sum", "distinct", "latest", "ratio"]
    over_persons: Literal["once", "each"]
    field: str = ""
    day: str = ""
    where: tuple[Condition, ...] = ()
    numerator: str = ""
    denominator: str = ""
    stage: str = ""
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """How prose names a measure: counted nouns, verbs that carry it, topic words nearby, words that forbid it.

    Where a text names an option of one of the choice fields `options`, the measure is narrowed to the records with it.
    """

    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Records, the sentence they write, and how sentences about them are ruled: a test each."""

    records: tuple[Mapping[str, Value], ...]
    writes: str
    writes_en: str = ""
    reads_as: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record: one YAML file that drives the form, the totals, the sentence and the reading."""

    id: str
    version: int
    label: Words
    group: str
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    wording: Words
    reads: Mapping[str, Reads]
    examples: tuple[Example, ...]
    sheets: tuple[str, ...] = ()
    participants: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    identity: tuple[str, ...] = ()
    is_evidence_demanded: bool = False
    is_roster: bool = False
    source: str = ""

    @property
    def day_field(self) -> str:
        """Return the id of the field that places a record in time: its first date."""
        return next(f.id for f in self.fields if f.type == "date")

    @property
    def end_field(self) -> str:
        """Return the id of the field that ends a record's period, or "" for a single day."""
        return next((f.id for f in self.fields if f.id == "end"), "")

    def field_named(self, field_id: str) -> Field:
        """Return one field. Raises KeyError for a field that the kind does not have."""
        return {each.id: each for each in self.fields}[field_id]


# --- record
@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who did it, and how: led (牵头) or took part (参与), as the glossary has it."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as the pure packages see it; `data` holds its fields, absent or None where nothing was recorded."""

    id: str
    kind: str
    day: dt.date
    data: Mapping[str, Value]
    participants: tuple[Participant, ...] = ()


# --- measure
@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose work, and when. Empty fields do not narrow. `start` is inside, `end` is not (DESIGN 4.6).

    `person`, `batch` and `organisation` are the ids that the programme gives them.
    """

    person: str = ""
    batch: str = ""
    organisation: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    statuses: tuple[Status, ...] = ("approved",)

    def covers(self, day: dt.date) -> bool:
        """Return whether a day lies in the period: the only place that compares dates."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A measure taken over a scope, with the records it rests on; None: nothing recorded. The roster has days too."""

    measure: str
    scope: Scope
    value: Decimal | dt.date | None
    sources: tuple[str, ...]
    unit: str = ""


# --- document
@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a document is about, as the roster has it. What the roster does not say is "" or None.

    `id` is what the programme gives a person, a batch or an organisation; `batch` to `category` are words as they
    are to be written. The term is half-open, as in `Scope`. `sources` are the ids of the roster's rows behind the
    term's days; without them the subject's own id stands for them.
    """

    kind: Literal["person", "batch", "organisation"]
    id: str
    name: str
    batch: str = ""
    sending_organisation: str = ""
    host_organisation: str = ""
    host_post: str = ""
    category: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text; `fact` is the index of the document's fact that it words, or None for plain words."""

    text: str
    fact: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph-like part of a document.

    `role`: title, subtitle, salutation, heading1, heading2, heading3, body, author (a marked place for the author's
    own words), signature, date, note (which annexes follow), annex (the word over an annex). Tables are `Table`.
    """

    role: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Return the words without their provenance."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of cells, each a tuple of runs; the first row is the header and repeats on each page."""

    caption: str
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was written: blocks in order, the facts they word, and what the record does not say."""

    outline: str
    title: str
    subject: str
    scope: Scope
    blocks: tuple[Block | Table, ...]
    facts: tuple[Fact, ...]
    omitted: tuple[str, ...] = ()
    language: str = "zh"


# --- claim
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


# --- verdict
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
