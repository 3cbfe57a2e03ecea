"""One row -> its values, and everything that keeps it out. The same for records and for the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.exchange import cells
from qiao.exchange.cells import Unreadable
from qiao.exchange.inspection import Fault
from qiao.exchange.planned import Rejected, Trouble
from qiao.exchange.sheets import Column, Line, Table
from qiao.terms import Value

LABEL_LIMIT = 30


@dataclass(slots=True)
class Typed:
    """A row as far as it could be read. `values` are in the order of the layout's fields."""

    values: dict[str, Value]
    troubles: list[Trouble]


def typed(table: Table, line: Line) -> Typed:
    """Return the row's values, each read as its field demands, and a trouble for each cell that could not be."""
    values: dict[str, Value] = dict.fromkeys(field.id for field in table.layout.fields)
    troubles: list[Trouble] = []
    for column in table.columns_of(line.cells):
        cell = line.cells[column.index]
        value = Unreadable(cell.why) if isinstance(cell, Fault) else column.read(cell)
        if isinstance(value, Unreadable):
            # What is no option may be another word for one, which the office can say.
            option_of = column.field.id if column.field.type == "choice" and isinstance(cell, str) else ""
            shown = {"column": column.written, "written": cells.written(cell).strip()}
            troubles.append(Trouble(**shown, why=value.why, option_of=option_of))
        else:
            values[column.field.id] = value
    return Typed(values, troubles)


def missing(table: Table, row: Typed) -> list[Trouble]:
    """Return a trouble for each required cell of a roster's row that is empty."""
    unread = {each.column for each in row.troubles}
    headings = {
        field.id: table.heading(field.id)
        for field in table.layout.fields
        if field.required and row.values[field.id] is None
    }
    return [
        Trouble(column=heading, written="", why=_("%(column)s is required") % {"column": heading})
        for heading in headings.values()
        if heading not in unread
    ]


def label(table: Table, line: Line) -> str:
    """Return the row's number in the ledger, "" where it has none."""
    if table.ledger is None:
        return ""
    found = cells.key(line.cells[table.ledger]) or ""
    return found if len(found) <= LABEL_LIMIT else ""


def kept_label(table: Table, line: Line) -> str:
    """Return an exported row's number in its ledger, to the letter."""
    return "" if table.ledger is None else cells.written(line.cells[table.ledger])[:LABEL_LIMIT]


def rejected(table: Table, line: Line, troubles: Iterable[Trouble]) -> Rejected:
    """Return the row as it goes back, in the words in which it was written."""
    return Rejected(
        sheet=table.sheet.name,
        row=line.row,
        label=label(table, line),
        troubles=tuple(troubles),
        cells=tuple(line.cells),
    )


def written(line: Line, column: Column) -> str:
    """Return what is written in one cell of a row."""
    return cells.written(line.cells[column.index]).strip()
