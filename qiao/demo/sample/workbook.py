"""The sample workbook as a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from qiao.demo.sample.generator import Book, Cell, Sheet

CREATED = dt.datetime(2025, 8, 1)  # noqa: DTZ001  # a workbook's property has no time zone
DAY = "yyyy-mm-dd"
WIDTH = 14


def save(book: Book, path: Path) -> None:
    """Write the book. What it holds follows from the book alone, not from the day on which it is written."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": CREATED})
        for sheet in book.sheets:
            _write(workbook, sheet)


def _write(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.name)
    day, bold = workbook.add_format({"num_format": DAY}), workbook.add_format({"bold": True})
    page.set_column(0, len(sheet.columns) - 1, WIDTH)
    at = 0
    if sheet.title:
        centred = workbook.add_format({"bold": True, "align": "center"})
        page.merge_range(0, 0, 0, len(sheet.columns) - 1, sheet.title, centred)
        at = 1
    page.write_row(at, 0, sheet.columns, bold)
    page.freeze_panes(at + 1, 0)
    # Ledgers are left with an empty row before what stands under them.
    under: list[tuple[Cell, ...]] = [(), *((each,) for each in sheet.ends)] if sheet.ends else []
    for number, cells in enumerate([*sheet.rows, *under], at + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                page.write_datetime(number, column, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, int):
                page.write_number(number, column, cell)
            elif cell:
                page.write_string(number, column, cell)
