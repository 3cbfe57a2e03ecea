"""Sheets that Qiao wrote itself: a hidden row above the headings says what each column is.

Headings may then stand in any language, be moved or reworded; nothing is guessed. Exports have such a row, and so do
templates. In an export the rows that carry an id are read to the letter: what a text says is what it said.
"""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Literal

from django.utils.translation import gettext as _

from qiao.catalogue import Catalogue
from qiao.exchange import cells
from qiao.exchange.book import Sheet
from qiao.exchange.cells import Cell
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.layout import Layout, of_kind, roster_layouts
from qiao.exchange.sheets import HEADER_WITHIN, LEAST_MATCHES, Column, Table, column_of
from qiao.terms import Field

SIGN = "qiao"
PARTS = 4
ROSTER = "roster."
"""Before the id of a roster's sheet: a kind may be called the same."""
WIDER = "wider."
"""Before the id of a sheet with what ledgers do not say of the roster."""
KEPT = "~"
"""Before the id of a column that says what a record is known by, and not what it says."""

HEAD = 2**16
START = b">qiao:"

Sort = Literal["export", "template"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The row of marks in a sheet: where it stands, what the sheet holds, and which column is what."""

    row: int
    sort: str
    holds: str
    columns: Mapping[str, int]


def mark(sort: Sort, holds: str, column: str) -> str:
    """Return the text that marks a column."""
    return f"{SIGN}:{sort}:{holds}:{column}"


def is_marked(path: Path) -> bool:
    """Return whether Qiao wrote any sheet of a workbook that can be opened: a look at its bytes, not at its cells."""
    with zipfile.ZipFile(path) as parts:
        for info in parts.infolist():
            if info.filename.startswith("xl/worksheets/sheet"):
                # The marks stand at the top, or are text 0 to n of all, which a spreadsheet keeps in one part.
                with parts.open(info) as part:
                    if START in part.read(HEAD):
                        return True
            elif info.filename == "xl/sharedStrings.xml":
                with parts.open(info) as part:
                    if _holds(part):
                        return True
    return False


def _holds(part: IO[bytes]) -> bool:
    tail = b""
    while block := part.read(HEAD):
        if START in tail + block:
            return True
        tail = block[-len(START) :]
    return False


def marks(sheet: Sheet) -> Marks | None:
    """Return the marks of a sheet, or None where it has none."""
    for number, row in islice(sheet.rows(), HEADER_WITHIN):
        parts = [
            (at, cell.split(":")) for at, cell in enumerate(row) if isinstance(cell, str) and cell.startswith(SIGN)
        ]
        found = [(at, each) for at, each in parts if len(each) == PARTS]
        if len(found) >= LEAST_MATCHES:
            _sign, sort, holds, _column = found[0][1]
            return Marks(row=number, sort=sort, holds=holds, columns={each[3]: at for at, each in found})
    return None


def layout(found: Marks, known: Catalogue) -> Layout | None:
    """Return what a marked sheet holds; None for one that holds no rows of its own (lists, evidence, a title page).

    Raises UnreadableBook for a kind that this installation does not know.
    """
    if found.holds.startswith(ROSTER):
        return roster_layouts().get(found.holds.removeprefix(ROSTER))
    if found.holds in ASIDE or found.holds.startswith(WIDER):
        return None
    kind = known.kinds.get(found.holds)
    if kind is None or kind.is_roster:
        raise UnreadableBook(
            _("a sheet holds records of the kind %(kind)s, which is not switched on here") % {"kind": found.holds}
        )
    return of_kind(kind)


ABOUT, EVIDENCE, CONTINUED, LISTS = "about", "evidence", "continued", "lists"
ASIDE = frozenset({ABOUT, EVIDENCE, CONTINUED, LISTS})
"""Sheets beside those of the records: what the book is, what records rest on, the rest of long texts, drop-downs."""


def table(sheet: Sheet, found: Marks, holds: Layout) -> Table:
    """Return a marked sheet as a table, as `sheets.understand` does for a ledger."""
    top = tuple(tuple(row) for _number, row in islice(sheet.rows(), found.row + 1))
    heads = top[-1] if len(top) > found.row else ("",) * len(top[-1])
    bound = [
        column_of(field, found.columns[field.id], heads[found.columns[field.id]])
        for field in (dataclasses.replace(each, extract="") for each in holds.fields)
        if field.id in found.columns
    ]
    is_export = found.sort == "export"
    taken = {*found.columns.values()}
    return Table(
        sheet=sheet,
        layout=holds,
        header=found.row + 1,
        heads=top,
        columns=tuple(bound),
        people={role: (found.columns[role],) if role in found.columns else () for role in holds.participants},
        ledger=found.columns.get(KEPT + "label"),
        unknown_columns=tuple(
            cells.written(cell) for at, cell in enumerate(heads) if at not in taken and not cells.is_blank(cell)
        ),
        kept={each.removeprefix(KEPT): at for each, at in found.columns.items() if each.startswith(KEPT)},
        exact=tuple(_exact(each) for each in bound) if is_export else (),
    )


def _exact(column: Column) -> Column:
    return column if _is_read(column.field) else dataclasses.replace(column, read=as_it_is)


def _is_read(field: Field) -> bool:
    """Return whether a cell says the same however it is written: a number, a day, an option."""
    return field.is_numeric or field.type in {"date", "choice"}


def as_it_is(cell: Cell) -> str | None:
    """Return a text to the letter, blanks and all; None for an empty cell."""
    return None if cell == "" else cells.written(cell)


def listed(sheet: Sheet, found: Marks) -> Iterator[Mapping[str, Cell]]:
    """Yield the rows of a sheet that stands beside the records, by the ids of its columns."""
    for number, row in sheet.rows():
        if number > found.row + 1 and any(cell != "" for cell in row):
            yield {column: row[at] for column, at in found.columns.items()}
