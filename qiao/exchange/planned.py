"""What an import would do, as values: made by `planning.plan`, shown by whoever asks, done by `writes.bring_in`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qiao.exchange.cells import Cell
from qiao.exchange.sheets import Skipped
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.terms import Kind, Role, Value

TermKey = tuple[str, dt.date]
"""A secondment by the person's number and its first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One cell that keeps a row out: the column's heading, what was written, and why it cannot be taken.

    `option_of` is the field whose options the wording is none of, which the office may say what it means.
    """

    column: str
    written: str
    why: str
    option_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that is not imported. `row` is its number in the spreadsheet, `label` its number in the ledger."""

    sheet: str
    row: int
    label: str
    troubles: tuple[Trouble, ...]
    cells: tuple[Cell, ...]

    @property
    def column(self) -> str:
        """Return the heading of the first cell that is wrong; "" where it is the whole row."""
        return self.troubles[0].column

    @property
    def written(self) -> str:
        """Return what was written in the first cell that is wrong."""
        return self.troubles[0].written

    @property
    def why(self) -> str:
        """Return all reasons in one line."""
        return "; ".join(each.why for each in self.troubles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an exported row says of its record beyond the content: what it is known by, and where it stood.

    Batch and organisation are those that the record counts for; they, and the author's account, are named.
    """

    uid: uuid.UUID
    status: str
    note: str = ""
    author: str = ""
    recorded: dt.datetime | None = None
    batch: str = ""
    organisation: str = ""
    version: int = 1
    catalogue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One piece of evidence, as an export refers to it."""

    sort: str
    label: str
    sheet: str = ""
    row: int | None = None
    digest: str = ""
    media: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of records that goes in. `values` are in the order of the kind's fields.

    `overwrites` is the record that it replaces (the key of its row in the database), None for a new record; then
    `expected` is the digest that this one must still have. `kept` and `evidence` are those of an exported row that
    takes its old place again.
    """

    row: int
    label: str
    digest: str
    values: tuple[Value, ...]
    people: tuple[tuple[TermKey, Role], ...]
    overwrites: int | None = None
    expected: str = ""
    kept: Kept | None = None
    evidence: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A row of the roster that goes in. `overwrites` is the row of the database that it changes, None for a new one."""

    row: int
    new: NewOrganisation | NewBatch | NewSecondment
    overwrites: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an import overwrites: the id of the record or the name in the roster, and each value before and after."""

    sheet: str
    row: int
    subject: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A row that says what an earlier row of the same book says; it counts once."""

    row: int
    first_sheet: str
    first_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A cell of a row that goes in which someone should look at."""

    row: int
    column: str
    written: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """What becomes of the rows of one sheet. `layout` is the id of its kind, or organisation, batch, secondment.

    `heads` are the rows from the top to the header, as they are written.
    """

    name: str
    layout: str
    kind: Kind | None
    heads: tuple[tuple[Cell, ...], ...]
    entries: tuple[Entry, ...] = ()
    roster: tuple[RosterEntry, ...] = ()
    same_rows: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    repeats: tuple[Repeated, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notices: tuple[Notice, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unknown_columns: tuple[str, ...] = ()

    @property
    def same(self) -> int:
        """Return how many rows are there already, word for word."""
        return len(self.same_rows)

    @property
    def changed(self) -> int:
        """Return how many rows overwrite what is there."""
        return len(self.changes)

    @property
    def new(self) -> int:
        """Return how many rows are added."""
        return len(self.entries) + len(self.roster) - len(self.changes)

    @property
    def repeated(self) -> int:
        """Return how many rows repeat an earlier one of the book."""
        return len(self.repeats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the import of one workbook would do. Nothing has been written.

    `writes.bring_in` refuses a plan that has been overtaken: `state` says on which catalogue and imports it rests,
    `roster_state` on which roster (asked only where the plan changes the roster), and `terms` when each secondment ends
    that its rows name. Single records may change meanwhile; those that a row overwrites are looked at again. `origin`
    is the programme that an export came from, "" for any other workbook, and `wider` what it says of the roster beyond
    its sheets (`wider.TABLES`) that is not there.
    """

    path: Path
    sheets: tuple[SheetPlan, ...]
    state: str
    roster_state: str = ""
    terms: Mapping[TermKey, dt.date] = field(default_factory=dict)
    origin: str = ""
    wider: Mapping[str, Sequence[tuple[Any, ...]]] = field(default_factory=dict)

    @property
    def book(self) -> str:
        """Return the name of the workbook, under which it is evidence."""
        return self.path.name

    @property
    def records(self) -> tuple[SheetPlan, ...]:
        """Return the sheets that hold records."""
        return tuple(each for each in self.sheets if each.kind is not None)

    @property
    def roster(self) -> tuple[SheetPlan, ...]:
        """Return the sheets that hold organisations, batches and people."""
        return tuple(each for each in self.sheets if each.kind is None)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Return every rejected row, in the order of the book."""
        return tuple(row for each in self.sheets for row in each.rejected)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to write."""
        return not self.wider and not any(each.entries or each.roster for each in self.sheets)

    @property
    def is_unfilled(self) -> bool:
        """Return whether no sheet has a row: a template that nobody has filled in."""
        return self.is_empty and not any(each.same or each.repeats or each.rejected for each in self.sheets)

    @property
    def kept(self) -> int:
        """Return how many records take the id and the status that the workbook gives them."""
        return sum(entry.kept is not None for each in self.records for entry in each.entries)

    @property
    def further(self) -> int:
        """Return how many further entries of the roster (levels, pairings, posts …) an export brings back."""
        return sum(map(len, self.wider.values()))

    def count(self, what: str) -> int:
        """Return how many records are `new`, `same`, `changed` or `repeated`; the roster is not counted."""
        return sum(getattr(each, what) for each in self.records)
