"""Catalogue: a kind of record, its fields and measures, and the words by which they are written and read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qiao.terms.values import NUMERIC_TYPES, FieldType, Value, Words


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
    once) or each (every participant counts). `day` names the date field that places a record in time,
    `names` the field that holds what a document may call the things counted.
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
    names: str = ""
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
class Stage:
    """A point that a project reaches on the day in `day`: not before the stage `after`, and only with what it demands.

    `needs` are fields that must be recorded by then; with `is_evidence_demanded` it wants a piece of evidence of its
    own before approval. Rows of workbooks that are older than the demand are taken without it (`binds_imports`).
    """

    id: str
    label: Words
    day: str
    after: str = ""
    needs: tuple[str, ...] = ()
    is_evidence_demanded: bool = False
    binds_imports: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How far projects have come: the measure `part` over the measure `whole`, in percent, divided when it is asked.

    `whole` is a measure of the projects, `part` one of them too or of a kind that belongs to them.
    """

    id: str
    label: Words
    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record: one YAML file that drives the form, the totals, the sentence and the reading.

    `variants` are the wordings of each language, one or several. `joint` words the work of a person who did not lead
    all of it. `stages` make it a kind of project, `apart` names the choice whose options are never added up silently,
    `belongs` says which field holds the code of a project of which kinds. `needs` and `approvers` are what approval
    asks for: fields, and how many people.
    """

    id: str
    version: int
    label: Words
    group: str
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    variants: Mapping[str, tuple[str, ...]]
    reads: Mapping[str, Reads]
    examples: tuple[Example, ...]
    joint: Words = dataclasses.field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    participants: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    identity: tuple[str, ...] = ()
    is_evidence_demanded: bool = False
    is_roster: bool = False
    stages: tuple[Stage, ...] = ()
    rates: tuple[Rate, ...] = ()
    belongs: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    apart: str = ""
    needs: tuple[str, ...] = ()
    approvers: int = 1
    source: str = ""

    @property
    def wording(self) -> Words:
        """Return the first wording of each language."""
        return {language: said[0] for language, said in self.variants.items()}

    @property
    def day_field(self) -> str:
        """Return the id of the field that places a record in time: its first date."""
        return next(f.id for f in self.fields if f.type == "date")

    @property
    def end_field(self) -> str:
        """Return the id of the field that ends a record's period, or "" for a single day."""
        return next((f.id for f in self.fields if f.id == "end"), "")

    @property
    def place_fields(self) -> tuple[Field, ...]:
        """Return the fields that say where it was; none for a kind that records no place."""
        return tuple(each for each in self.fields if each.type == "place")

    @property
    def code_field(self) -> Field | None:
        """Return the field that holds a project's code; None for a kind without stages."""
        return self.field_named(self.identity[0]) if self.stages else None

    def field_named(self, field_id: str) -> Field:
        """Return one field. Raises KeyError for a field that the kind does not have."""
        return {each.id: each for each in self.fields}[field_id]
