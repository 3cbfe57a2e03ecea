"""One sheet -> its header, its columns bound to fields, and its rows sorted from titles, totals and notes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from qiao.exchange import cells
from qiao.exchange.book import Sheet
from qiao.exchange.cells import Cell, Reader
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.layout import Layout
from qiao.exchange.writing import plain, writing
from qiao.terms import Field

HEADER_WITHIN = 30
"""A header stands in the first rows; further down, a sheet has none."""

LEAST_MATCHES = 2
LEDGER = "ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column's heading: as written, its words, and the unit in brackets behind them."""

    index: int
    written: str
    words: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column bound to a field."""

    index: int
    written: str
    field: Field
    read: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is no record: a total, a note, a repeated header. `sort` is one of these words."""

    row: int
    sort: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that should hold a record."""

    row: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet that has been understood: what stands where."""

    sheet: Sheet
    layout: Layout
    header: int
    heads: tuple[tuple[Cell, ...], ...]
    columns: tuple[Column, ...]
    people: Mapping[str, tuple[int, ...]]
    ledger: int | None
    unknown_columns: tuple[str, ...]
    # Of a sheet that Qiao exported: where it says what a record is known by, and how its rows are read to the letter.
    kept: Mapping[str, int] = dataclasses.field(default_factory=dict)
    exact: tuple[Column, ...] = ()

    def is_exact(self, row: Sequence[Cell]) -> bool:
        """Return whether a row was written by an export, and is read to the letter."""
        uid = self.kept.get("uid")
        return bool(self.exact) and (uid is None or not cells.is_blank(row[uid]))

    def columns_of(self, row: Sequence[Cell]) -> tuple[Column, ...]:
        """Return the columns as this row is to be read."""
        return self.exact if self.is_exact(row) else self.columns

    def heading(self, field_id: str) -> str:
        """Return the heading, as written, of the column that holds a field or a role; "" where none does."""
        for column in self.columns:
            if column.field.id == field_id:
                return column.written
        indexes = self.people.get(field_id, ())
        return cells.written(self.heads[-1][indexes[0]]).strip() if indexes else ""

    def index(self, heading: str) -> int | None:
        """Return the place of a column by its heading as written."""
        return next((at for at, cell in enumerate(self.heads[-1]) if cells.written(cell).strip() == heading), None)

    def lines(self) -> Iterator[Line | Skipped]:
        """Yield the rows under the header, in order; empty rows are left out."""
        header = tuple(map(_compact, self.heads[-1]))
        for number, row in self.sheet.rows():
            if number <= self.header:
                continue
            first = next((cell for cell in row if cell != "" and not cells.is_blank(cell)), None)
            if first is None:
                continue
            sort = _sort(first, row, header) if isinstance(first, str) and not self.is_exact(row) else ""
            yield (
                Skipped(row=number, sort=sort, written=cells.written(first).strip())
                if sort
                else Line(row=number, cells=row)
            )


def _compact(cell: Cell) -> str:
    return plain(cell) if isinstance(cell, str) else cells.written(cell)


def _sort(first: str, row: Sequence[Cell], header: tuple[str, ...]) -> str:
    """Return which sort of row that is no record starts with this cell; "" for a record."""
    compact = plain(first)
    if writing().totals.search(compact):
        return "total"
    if writing().notes.search(compact):
        return "note"
    # Printed ledgers repeat their header on each page.
    return "header" if tuple(map(_compact, row)) == header else ""


def understand(sheet: Sheet, layout: Layout) -> Table | None:
    """Return the sheet as a table, or None where it is empty. Raises UnreadableBook where no header is found."""
    top = [(number, tuple(row)) for number, row in islice(sheet.rows(), HEADER_WITHIN)]
    best: tuple[int, int] = (0, 0)
    bound: dict[str, list[Heading]] = {}
    for at, (_number, row) in enumerate(top):
        found = _bind(_headings(row), layout)
        matches = len({heading.index for headings in found.values() for heading in headings})
        if matches > best[0]:
            best, bound = (matches, at), found
    if best[0] < LEAST_MATCHES:
        if all(cells.is_blank(cell) for _number, row in sheet.rows() for cell in row):
            return None
        raise UnreadableBook(
            _("the sheet %(sheet)s has no row of headings that can be recognised; expected are: %(columns)s")
            % {"sheet": sheet.name, "columns": "\u3001".join(_expected(layout))}
        )
    absent = missing(layout, set(bound))
    if absent:
        raise UnreadableBook(
            _("the sheet %(sheet)s has no column %(columns)s: add it, or give the column this heading")
            % {"sheet": sheet.name, "columns": "\u3001".join(absent)}
        )
    _refuse_repeated(sheet.name, layout, bound, _headings(top[best[1]][1]))
    return _table(sheet, layout, top[: best[1] + 1], bound)


def _expected(layout: Layout) -> list[str]:
    fields = [field.columns[0] for field in layout.fields]
    return [*fields[:1], *(names[0] for names in layout.participants.values()), *fields[1:]]


def bound(row: Sequence[Cell], layout: Layout) -> set[str]:
    """Return the fields and roles that a row names, were it the row of headings."""
    return {target for target in _bind(_headings(row), layout) if target != LEDGER}


def unknown(row: Sequence[Cell], layout: Layout) -> list[Heading]:
    """Return the headings of a row that no field, role or number of the ledger has, and that are to be read."""
    headings = _headings(row)
    used = {each.index for found in _bind(headings, layout).values() for each in found}
    return [
        each
        for each in headings
        if each.index not in used and each.written not in writing().returned and layout.meant.get(each.words) != ""
    ]


def missing(layout: Layout, targets: Collection[str]) -> list[str]:
    """Return the headings of what a sheet must have and these fields and roles do not hold."""
    needed = {field.id: field.columns[0] for field in layout.fields if field.required}
    if layout.participants:
        needed["led"] = layout.participants["led"][0]
    return [heading for field_id, heading in needed.items() if field_id not in targets]


def _refuse_repeated(
    sheet: str, layout: Layout, bound: Mapping[str, Sequence[Heading]], headings: Sequence[Heading]
) -> None:
    """Refuse two columns of one heading that is a field's: nobody can tell which of them is meant."""
    taken = {each.words for target, found in bound.items() if target not in layout.participants for each in found}
    for words in taken:
        written = [each.written for each in headings if each.words == words]
        if len(written) > 1:
            raise UnreadableBook(
                _("the sheet %(sheet)s has the column %(column)s twice: take one out, or rename it")
                % {"sheet": sheet, "column": written[0]}
            )


def _table(
    sheet: Sheet,
    layout: Layout,
    top: Sequence[tuple[int, tuple[Cell, ...]]],
    bound: Mapping[str, Sequence[Heading]],
) -> Table:
    """Return the table whose header is the last of the rows at the top."""
    heads = tuple(row for _number, row in top)
    header = heads[-1]
    default_unit = _unit_line(heads[:-1])
    used = [heading.index for headings in bound.values() for heading in headings]
    columns = [
        _column(field, heading, default_unit, is_shared=used.count(heading.index) > 1)
        for field in layout.fields
        for heading in bound.get(field.id, ())[:1]
    ]
    ledger = bound.get(LEDGER)
    return Table(
        sheet=sheet,
        layout=layout,
        header=top[-1][0],
        heads=heads,
        columns=tuple(columns),
        people={role: tuple(each.index for each in bound.get(role, ())) for role in layout.participants},
        ledger=ledger[0].index if ledger else None,
        unknown_columns=tuple(each.written for each in unknown(header, layout)),
    )


def column_of(field: Field, index: int, cell: Cell) -> Column:
    """Return a column of which it is known which field it holds; its heading may still say in which unit."""
    return _column(field, _heading(index, cells.written(cell)), "", is_shared=False)


def _column(field: Field, heading: Heading, default_unit: str, *, is_shared: bool) -> Column:
    unit = heading.unit or (default_unit if field.type == "yuan" else "")
    factor = writing().factor(unit, field.type) if field.is_numeric else None
    # Brackets that name no unit of the field's type are a remark: (counted once).
    read = cells.reader(field, heading=heading.written, factor=factor or Decimal(1), is_shared=is_shared)
    return Column(index=heading.index, written=heading.written, field=field, read=read)


def _unit_line(titles: Sequence[Sequence[Cell]]) -> str:
    """Return the unit that a line above the header sets for all amounts; "" for none."""
    for row in titles:
        for cell in row:
            match = writing().unit_line.search(plain(cell)) if isinstance(cell, str) else None
            if match:
                return match["scale"]
    return ""


def _headings(row: Sequence[Cell]) -> list[Heading]:
    return [
        _heading(index, cell) for index, cell in enumerate(row) if isinstance(cell, str) and not cells.is_blank(cell)
    ]


def _heading(index: int, cell: str) -> Heading:
    words = plain(cell).strip(writing().required_marks)
    unit = ""
    if words.endswith(")") and "(" in words:
        words, _bracket, inner = words[:-1].rpartition("(")
        # "(unit: yuan)" says no more than "(yuan)".
        unit = inner.rpartition(":")[2]
    return Heading(index=index, written=cell.strip(), words=words, unit=unit)


def _bind(headings: Sequence[Heading], layout: Layout) -> dict[str, list[Heading]]:
    """Return which headings name which field, role or the ledger's number; the surest names go first.

    A column whose number stands inside longer text may serve several fields; a role may have several columns.
    """
    bound: dict[str, list[Heading]] = {}
    # What the office has said goes first; what is not to be read is out of the way of all others.
    taken: set[int] = {each.index for each in headings if layout.meant.get(each.words) == ""}
    for names in _names(layout):
        claimed: set[int] = set()
        for target, wanted in names.items():
            if target in bound:
                continue
            # The order of `wanted` is the kind's: a column of its own goes before one that only mentions the number.
            for name in wanted:
                found = [each for each in headings if each.words == name and each.index not in taken]
                if found:
                    bound[target] = found if target in layout.participants else found[:1]
                    claimed.update(each.index for each in bound[target])
                    break
        taken |= claimed
    return bound


def _names(layout: Layout) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """Yield tables of target -> headings, from the kind's own words to the general ones."""
    meant: dict[str, tuple[str, ...]] = {}
    for words, target in layout.meant.items():
        if target:
            meant[target] = (*meant.get(target, ()), words)
    yield meant
    own = {field.id: tuple(_bare(each) for each in (*field.columns, field.label["zh"])) for field in layout.fields}
    roles = {role: tuple(plain(each) for each in names) for role, names in layout.participants.items()}
    yield {**own, **roles}
    yield {
        target: tuple(prefix + name for prefix in layout.prefixes for name in names)
        for target, names in {**own, **roles}.items()
    }
    general = writing().columns
    by_type: dict[str, tuple[str, ...]] = {LEDGER: general[LEDGER]}
    by_type |= {role: general[role] for role in layout.participants if role in general}
    for field in layout.fields:
        is_only = sum(each.type == field.type for each in layout.fields) == 1
        is_first_day = (
            field is next((each for each in layout.fields if each.type == "date"), None) and layout.kind is not None
        )
        if field.type in general and (is_only or is_first_day):
            by_type[field.id] = general[field.type]
    yield by_type


def _bare(heading: str) -> str:
    """Return a kind's heading as `Heading.words` has it, without a unit in brackets."""
    return _heading(0, heading).words
