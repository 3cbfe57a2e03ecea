"""Document -> .pdf (PDF/A-2b), set by typst: the same bytes for the same document and fonts."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qiao.document.layouts import fonts
from qiao.document.layouts.columns import SHORT, form_widths, spans, widths
from qiao.document.layouts.fonts import Installed, Letters
from qiao.document.layouts.sign_off import held_together, sign_off
from qiao.document.layouts.typesetting import as_pdf, drawn
from qiao.document.layouts.visible import visible
from qiao.document.provenance import document_id, record_digest
from qiao.document.style import Font, Paragraph, Style
from qiao.terms import Chart, Document, Table

TWIPS = 20
NOTHING = Decimal(0)
NO_DAY = dt.date(1980, 1, 1)
POINTS_PER_MM = 72 / 25.4
# Beside one of these typst wants to draw what has no look (a tab, a soft hyphen), and refuses; not beside \n.
LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


def pdf(document: Document, style: Style) -> bytes:
    """Return the file. It holds its fonts, title, language and headings, and as keywords what it rests on.

    Characters that no font has are printed as the geta mark; `fonts.missing` names them. Raises CannotSetError.
    """
    there = fonts.ready()
    data = json.dumps(_Telling(style, there, fonts.letters(document)).told(document), ensure_ascii=False)
    return as_pdf(data)


class _Telling:
    """Says in JSON what the page is to show: looks in points, the parts in order, words as the fonts can show them."""

    def __init__(self, style: Style, there: Installed, letters: Letters) -> None:
        self._style = style
        self._there = there
        self._letters = letters

    def told(self, document: Document) -> Mapping[str, Any]:
        """Return all that pdf_page.typ asks for."""
        page, number = self._style.page, self._style.page_number
        sides = ("width", "height", "top", "bottom", "left", "right")
        return {
            "title": self._words(document.title),
            "language": document.language,
            "keywords": [f"qiao.document={document_id(document)}", f"qiao.record={record_digest(document)}"],
            "day": _day(document),
            "page": {side: float(getattr(page, side)) for side in sides},
            "number": {
                "font": self._font(number.font),
                "size": float(number.size),
                "below": float(number.below),
                "indent": float(number.indent),
            },
            "looks": {role: self._look(look) for role, look in self._style.paragraphs.items()},
            "parts": list(self._parts(document)),
        }

    def _parts(self, document: Document) -> Iterator[Mapping[str, Any]]:
        indents, kept = sign_off(document), held_together(document)
        for index, block in enumerate(document.blocks):
            if isinstance(block, Chart):
                yield {
                    **self._table(block),
                    "role": "chart",
                    "whole": len(block.rows) - 1 <= SHORT,
                    **self._drawing(block, document),
                }
            elif isinstance(block, Table):
                yield self._form(block) if block.is_form else self._table(block)
            else:
                look = self._style.paragraphs[block.role]
                right = float(indents.get(index, NOTHING) * (look.size + look.spacing))
                yield {"role": block.role, "text": self._words(block.text), "right": right, "keep": index in kept}

    def _table(self, table: Table) -> Mapping[str, Any]:
        page = self._style.page
        width = float(page.width - page.left - page.right) * POINTS_PER_MM
        return {
            "role": "table",
            "fine": table.is_fine,
            "caption": self._words(table.caption),
            "columns": [each / TWIPS for each in widths(table, round(width * TWIPS))],
            "rows": [[self._words("".join(run.text for run in cell)) for cell in row] for row in table.rows],
        }

    def _form(self, form: Table) -> Mapping[str, Any]:
        page = self._style.page
        width = float(page.width - page.left - page.right) * POINTS_PER_MM
        return {
            "role": "form",
            "columns": [each / TWIPS for each in form_widths(form, round(width * TWIPS))],
            "cells": [
                {
                    "text": self._words("".join(run.text for run in cell)),
                    "span": span,
                    "role": "cell" if place % 2 else "header",
                }
                for number, row in enumerate(form.rows)
                for place, (cell, span) in enumerate(zip(row, spans(form, number), strict=True))
            ],
        }

    def _drawing(self, chart: Chart, document: Document) -> Mapping[str, Any]:
        drawing = drawn(chart, document, self._style)
        return {"svg": drawing.file, "told": self._words(drawing.told)}

    def _look(self, look: Paragraph) -> Mapping[str, Any]:
        return {
            "font": self._font(look.font),
            "size": float(look.size),
            "line": float(look.line),
            "spacing": float(look.spacing),
            "align": look.align,
            "first": float(look.first * (look.size + look.spacing)),
            "before": float(look.before * self._style.line),
            "after": float(look.after * self._style.line),
            "keep": look.is_kept_with_next,
            "page": look.is_new_page,
        }

    def _font(self, font: Font) -> Mapping[str, Any]:
        chinese = dict.fromkeys((*self._there.of(font), *self._letters.families))
        return {"chinese": list(chinese), "western": self._there.western(font)}

    def _words(self, given: str) -> str:
        return self._letters.shown(LINE_END.sub("\n", visible(given)))


def _day(document: Document) -> Mapping[str, int]:
    """Return the day that the document bears. PDF/A wants one: a draft has the first that a .docx can name, too."""
    day = next((each.value for each in document.facts if each.measure == "document.day"), None)
    day = day if isinstance(day, dt.date) else NO_DAY
    return {"year": day.year, "month": day.month, "day": day.day}
