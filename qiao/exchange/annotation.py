"""The rejected rows as a workbook: to be put right and imported again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from qiao.exchange.cells import Cell, written
from qiao.exchange.planned import Plan, Rejected, SheetPlan
from qiao.exchange.writing import writing

REASON_WIDTH = 60
COLUMN_WIDTH = 14
COMMENT_LIMIT = 30_000
MOST_COMMENTS = 2_000
"""Comments on a sheet; beyond, the coloured cells and the last column say it. Each takes memory and time to open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """The formats of one workbook, by whether a cell is wrong and whether it holds a day."""

    header: Any
    plain: Mapping[tuple[bool, bool], Any]


def annotate(plan: Plan, path: Path | str) -> None:
    """Write the rejected rows of a plan as a workbook that can be put right and imported again.

    Each sheet that has any keeps its name, its titles and its header; rows are as they were written, the wrong cells
    are coloured and say why in a comment, and a last column says it for the row. Raises OSError where the file cannot
    be written.
    """
    # Texts stay texts: what looks like a formula or an address is neither computed nor linked.
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    target = Path(path)
    # Before anything is made: XlsxWriter finds out last, and leaves its temporary files open.
    target.open("wb").close()
    try:
        with xlsxwriter.Workbook(str(target), options) as workbook:
            looks = _looks(workbook)
            for sheet in plan.sheets:
                if sheet.rejected:
                    _write(workbook.add_worksheet(sheet.name), sheet, looks)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{target} cannot be written: {error}") from error


def _looks(workbook: Any) -> _Looks:
    wrong: dict[str, object] = {"bg_color": "#F8CBAD"}
    day: dict[str, object] = {"num_format": "yyyy-mm-dd"}
    formats = {
        (is_wrong, is_day): workbook.add_format({**(wrong if is_wrong else {}), **(day if is_day else {})})
        for is_wrong in (False, True)
        for is_day in (False, True)
    }
    return _Looks(header=workbook.add_format({"bold": True, "bottom": 1}), plain=formats)


def _write(worksheet: Any, sheet: SheetPlan, looks: _Looks) -> None:
    header = sheet.heads[-1]
    # The reason stands behind the widest row; an earlier reason is replaced, not repeated.
    last = max(map(len, (header, *(row.cells for row in sheet.rejected))))
    reason = next((at for at, cell in enumerate(header) if cell in writing().returned), last)
    top = len(sheet.heads) - 1
    for at, titles in enumerate(sheet.heads):
        _cells(
            worksheet,
            at,
            titles,
            (),
            {(False, False): looks.header, (False, True): looks.header} if at == top else looks.plain,
        )
    worksheet.write_string(top, reason, writing().returned[0], looks.header)
    worksheet.freeze_panes(top + 1, 0)
    worksheet.set_column(0, last, COLUMN_WIDTH)
    worksheet.set_column(reason, reason, REASON_WIDTH)
    headings = [written(cell).strip() for cell in header]
    for at, row in enumerate(sheet.rejected, start=top + 1):
        wrong = _wrong(row, headings)
        cells = [*row.cells[:reason], "", *row.cells[reason + 1 :]]
        _cells(worksheet, at, cells, tuple(wrong), looks.plain)
        if at <= MOST_COMMENTS:
            for index, why in wrong.items():
                worksheet.write_comment(at, index, why[:COMMENT_LIMIT])
        worksheet.write_string(at, reason, row.why[:COMMENT_LIMIT])


def _wrong(row: Rejected, headings: Sequence[str]) -> dict[int, str]:
    """Return the reasons by the place of the cell that is wrong."""
    wrong: dict[int, str] = {}
    for trouble in row.troubles:
        if trouble.column in headings:
            index = headings.index(trouble.column)
            wrong[index] = f"{wrong[index]}\n{trouble.why}" if index in wrong else trouble.why
    return wrong


def _cells(
    worksheet: Any, at: int, row: Sequence[Cell], wrong: Sequence[int], looks: Mapping[tuple[bool, bool], Any]
) -> None:
    for index, cell in enumerate(row):
        is_day = isinstance(cell, dt.date)
        look = looks[index in wrong, is_day]
        if cell == "":
            worksheet.write_blank(at, index, None, look)
        elif isinstance(cell, dt.datetime | dt.date):
            worksheet.write_datetime(at, index, cell, look)
        elif isinstance(cell, bool):
            worksheet.write_boolean(at, index, cell, look)
        elif isinstance(cell, int | float) and math.isfinite(cell):
            worksheet.write_number(at, index, cell, look)
        else:
            worksheet.write_string(at, index, written(cell), look)
