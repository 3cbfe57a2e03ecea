"""A sheet -> .csv in UTF-8 with the mark by which spreadsheets know it. Numbers are numbers, days are ISO days."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from qiao.exchange.exports.sheets import Out, Sheet
from qiao.exchange.guarding import guarded

MARK = "\ufeff"


class _Line:
    """Where the writer of the standard library puts a line, to be taken from there."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        """Keep a line."""
        self.text = text
        return len(text)


def lines(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of a .csv, the first with the mark and the headings."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([guarded(each.heading) for each in sheet.columns])
    yield MARK + line.text
    for row in sheet.rows():
        writer.writerow(_row(row))
        yield line.text


def _row(row: Sequence[Out]) -> list[str]:
    return [_cell(each) for each in row]


def _cell(value: Out) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def write(sheet: Sheet, path: Path) -> None:
    """Write a sheet as a .csv. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines(sheet):
            file.write(line)
