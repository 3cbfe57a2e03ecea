"""Sheets -> an .xlsx, row by row: memory does not grow with the number of records."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from qiao.exchange.exports.sheets import Column, Out, Sheet
from qiao.exchange.marked import mark

Target = Path | IO[bytes]
Progress = Callable[[int, int], None]
PROGRESS_EVERY = 500
OPTIONS = {
    "constant_memory": True,
    # Texts stay texts: what looks like a formula or an address is neither computed nor linked.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What an import opens without a doubt (`book.MOST_CELLS`), and less than the 1,048,576 rows of a sheet.
MOST_CELLS = 2_000_000
LONGEST_TITLE = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
SIGNIFICANT = 15
# Before it the calendar of spreadsheets has a day too many.
FIRST_DAY = dt.date(1900, 3, 1)
TOP = 2
"""Rows above the first where a sheet is marked: the marks, and the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The formats of one workbook."""

    header: Any
    kept_header: Any
    text: Any
    kept: Any
    day: Any
    number: Any = None


def looks(workbook: Any) -> Looks:
    """Return the formats. Text cells are of the type text, so that 007 typed into one stays 007."""
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    return Looks(
        header=workbook.add_format(head),
        kept_header=workbook.add_format({**head, "font_color": "#777777"}),
        text=workbook.add_format({"num_format": "@"}),
        kept=workbook.add_format({"num_format": "@", "font_color": "#777777"}),
        day=workbook.add_format({"num_format": "yyyy-mm-dd"}),
    )


@contextmanager
def opened(target: Target) -> Iterator[Any]:
    """Give a new workbook, and close it. Raises OSError where the file cannot be written."""
    if isinstance(target, Path):
        # Before anything is made: XlsxWriter finds out last, and leaves its temporary files open.
        target.open("wb").close()
    try:
        with xlsxwriter.Workbook(target, OPTIONS) as workbook:
            yield workbook
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{target} cannot be written: {error}") from error


def write(sheets: Iterable[Sheet], target: Target, on_progress: Progress | None = None, total: int = 0) -> None:
    """Write sheets as a workbook. What a sheet has no room for goes on in a second one. Raises OSError."""
    done = 0
    with opened(target) as workbook:
        formats, names = looks(workbook), set[str]()
        for sheet in sheets:
            rows = iter(sheet.rows())
            for number in count(1):
                part = list(islice(rows, 1))
                if number > 1 and not part:
                    break
                page = workbook.add_worksheet(title(sheet.title, number, names))
                head(page, sheet, formats)
                top = last = _headings(sheet)
                for last, row in enumerate(islice(chain(part, rows), MOST_CELLS // len(sheet.columns)), start=top + 1):
                    cells(page, last, row, sheet.columns, formats)
                    done += 1
                    if on_progress is not None and done % PROGRESS_EVERY == 0:
                        on_progress(min(done, total), total)
                if last > top:
                    page.autofilter(top, 0, last, len(sheet.columns) - 1)
    if on_progress is not None:
        on_progress(total, total)


def title(wanted: str, number: int, taken: set[str]) -> str:
    """Return a name for a sheet that spreadsheets accept, and that no sheet of this book has."""
    bare = FORBIDDEN.sub(" ", wanted).strip("' ") or "-"
    for at in count(number):
        end = f" ({at})" if at > 1 else ""
        name = bare[: LONGEST_TITLE - len(end)] + end
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _headings(sheet: Sheet) -> int:
    """Return the row of the headings, from 0."""
    return TOP - 1 if sheet.holds else 0


def head(page: Any, sheet: Sheet, formats: Looks) -> None:
    """Write the hidden row of marks and the headings, and set the columns. A list has no marks."""
    top = _headings(sheet)
    if top:
        page.set_row(0, None, None, {"hidden": True})
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, mark(sheet.sort, sheet.holds, column.id))
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, column.heading, formats.kept_header if column.is_kept else formats.header)
        look = formats.kept if column.is_kept else formats.text if column.is_text else None
        if column.holds is not None and column.holds.type == "date":
            look = formats.day
        page.set_column(at, at, column.width, look)
    page.freeze_panes(top + 1, 0)
    # On paper: all columns on one page, the headings on each.
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    if sheet.is_hidden:
        page.hide()


def cells(page: Any, at: int, row: Sequence[Out], columns: Sequence[Column], formats: Looks) -> None:
    """Write one row; None is an empty cell."""
    for index, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            page.write_string(at, index, value, formats.kept if column.is_kept else formats.text)
        elif isinstance(value, dt.date):
            if value >= FIRST_DAY:
                page.write_datetime(at, index, dt.datetime.combine(value, dt.time()), formats.day)
            else:
                page.write_string(at, index, value.isoformat(), formats.text)
        elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > SIGNIFICANT:
            # A spreadsheet would round it.
            page.write_string(at, index, f"{value:f}", formats.text)
        else:
            page.write_number(at, index, value, formats.number)
