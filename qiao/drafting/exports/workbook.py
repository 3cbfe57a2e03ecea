"""A check as a workbook: a row for each ruling and finding, to be sorted and filtered."""

from __future__ import annotations

import io

import xlsxwriter

from qiao.drafting.exports.listing import WORDS, Line, Report, lines, preface, say, worded

WIDTHS = {"place": 10, "written": 24, "ruling": 16, "measure": 24, "value": 14, "sources": 30, "reason": 60}
SUGGESTION_WIDTH = 24
CELL_LIMIT = 32_767
SHADES = {
    "supported": "#E4F3E8",
    "contradicted": "#FBE7E5",
    "unsupported": "#FDF1DC",
    "ambiguous": "#EFE9F9",
    "unbound": "#ECEEED",
    "finding": "#FBE7E5",
}
# What a spreadsheet takes for the beginning of a formula. A cell of type text is never computed; but saved as CSV and
# opened again it would be, so such a text is given the apostrophe by which spreadsheets mark text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE = "'"


def workbook(report: Report) -> bytes:
    """Return the file. Its last rows say against whose record, and what was covered."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(say("sheet", report.language))
        header = book.add_format({"bold": True, "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        shades = {
            ruling: book.add_format({"text_wrap": True, "valign": "top", "bg_color": colour})
            for ruling, colour in SHADES.items()
        }
        columns = list(WORDS["column"])
        for at, column in enumerate(columns):
            sheet.set_column(at, at, WIDTHS.get(column, SUGGESTION_WIDTH))
            sheet.write_string(0, at, worded(WORDS["column"][column], report.language), header)
        sheet.freeze_panes(1, 0)
        listed = lines(report)
        for row, line in enumerate(listed, start=1):
            for at, column in enumerate(columns):
                look = shades[line.ruling] if column == "ruling" else plain
                sheet.write_string(row, at, harmless(_cell(line, column))[:CELL_LIMIT], look)
        if listed:
            sheet.autofilter(0, 0, len(listed), len(columns) - 1)
        for row, text in enumerate(preface(report), start=len(listed) + 2):
            sheet.write_string(row, 0, text)
    return buffer.getvalue()


def _cell(line: Line, column: str) -> str:
    cells = {
        "place": line.place,
        "written": line.written,
        "ruling": f"{line.mark} {line.label}",
        "measure": line.measure,
        "value": line.value,
        "sources": "\n".join(line.sources),
        "reason": line.reason,
        "suggestion": line.suggestion,
    }
    return cells[column]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet computes, not even after it was saved as CSV."""
    return APOSTROPHE + text if text.startswith(FORMULA_STARTS) else text
