"""The text of a .docx: paragraphs, tables, bookmarks round numbers, and the page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from xml.sax.saxutils import escape

from qiao.document.layouts.docx_parts import AUTHOR_STYLE, FACT_STYLE, HEAD, MAIN, OFFICE, mm, style_id, twips
from qiao.document.layouts.sign_off import kept, sign_off
from qiao.document.layouts.visible import visible
from qiao.document.provenance import marks
from qiao.document.style import Style
from qiao.terms import Block, Document, Run, Table

# Quotation marks, dashes and dots belong to both scripts: without the hint Word sets them in the Western font.
HINT = '<w:rFonts w:hint="eastAsia"/>'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
HUNDRED = Decimal(100)
LABELS = 3
"""A label of a form takes one part in so many of the room for it and its content."""


class Mark(NamedTuple):
    """What is put round a number: a bookmark, and a content control where the file is to have them."""

    id: int
    name: str
    is_controlled: bool


def body(document: Document, style: Style, *, has_controls: bool = False) -> str:
    """Return word/document.xml."""
    names = (Mark(number, name, has_controls) for number, name in enumerate(marks(document)))
    indents, together = sign_off(document), kept(document)
    blocks = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            blocks.append(_form(block, style, names) if block.is_form else _table(block, style, names))
        else:
            blocks.append(_paragraph(block, style, names, indents.get(index), is_kept=index in together))
    return (
        f'{HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{OFFICE}/relationships"><w:body>{"".join(blocks)}'
        f"{_section(style)}</w:body></w:document>"
    )


def _paragraph(block: Block, style: Style, names: Iterator[Mark], indent: Decimal | None, *, is_kept: bool) -> str:
    look = style.paragraphs[block.role]
    right = ""
    if indent is not None:
        length = twips(indent * (look.size + look.spacing))
        right = f'<w:ind w:rightChars="{round(indent * HUNDRED)}" w:right="{length}"/>'
    keep = "<w:keepNext/>" if is_kept else ""
    runs = "".join(_run(run, names, AUTHOR_STYLE if block.role == "author" else "") for run in block.runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(block.role)}"/>{keep}{right}</w:pPr>{runs}</w:p>'


def _run(run: Run, names: Iterator[Mark], character_style: str = "") -> str:
    look = f'<w:rStyle w:val="{FACT_STYLE if run.fact is not None else character_style}"/>'
    properties = f"<w:rPr>{look if run.fact is not None or character_style else ''}{HINT}</w:rPr>"
    text = f'<w:r>{properties}<w:t xml:space="preserve">{escape(visible(run.text))}</w:t></w:r>'
    if run.fact is None:
        return text
    mark = next(names)
    inner = _control(mark, text) if mark.is_controlled else text
    return f'<w:bookmarkStart w:id="{mark.id}" w:name="{mark.name}"/>{inner}<w:bookmarkEnd w:id="{mark.id}"/>'


def _control(mark: Mark, run: str) -> str:
    """Return a run in a content control that anybody may edit and delete. Its id is never 0, which Word replaces."""
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{mark.name}"/><w:id w:val="{mark.id + 1}"/></w:sdtPr>'
        f"<w:sdtContent>{run}</w:sdtContent></w:sdt>"
    )


def _table(table: Table, style: Style, names: Iterator[Mark]) -> str:
    page = style.page
    widths = _widths(table, mm(page.width - page.left - page.right))
    rows = []
    for number, row in enumerate(table.rows):
        # The header repeats on each page; no row is torn between two.
        properties = f'<w:trPr><w:cantSplit/>{"" if number else "<w:tblHeader/>"}<w:jc w:val="center"/></w:trPr>'
        role = "cell" if number else "header"
        cells = "".join(_cell(cell, width, role, names) for cell, width in zip(row, widths, strict=True))
        rows.append(f"<w:tr>{properties}{cells}</w:tr>")
    caption = (
        f'<w:p><w:pPr><w:pStyle w:val="{style_id("caption")}"/></w:pPr>{_run(Run(text=table.caption), names)}</w:p>'
    )
    return f"{caption}{_framed(rows, widths)}"


def _form(form: Table, style: Style, names: Iterator[Mark]) -> str:
    """Return a table of labels and contents by turns; the last content of a shorter row takes the rest of its width."""
    page = style.page
    columns = max(len(row) for row in form.rows)
    label = mm(page.width - page.left - page.right) // (columns // 2 * LABELS)
    widths = [label, label * (LABELS - 1)] * (columns // 2)
    rows = []
    for row in form.rows:
        spans = [1] * (len(row) - 1) + [columns - len(row) + 1]
        wide = [*widths[: len(row) - 1], sum(widths[len(row) - 1 :])]
        cells = "".join(
            _cell(cell, width, "cell" if number % 2 else "header", names, span)
            for number, (cell, width, span) in enumerate(zip(row, wide, spans, strict=True))
        )
        rows.append(f'<w:tr><w:trPr><w:jc w:val="center"/></w:trPr>{cells}</w:tr>')
    return _framed(rows, widths)


def _framed(rows: list[str], widths: list[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    # Word wants a paragraph after a table, or it adds one of its own size.
    after = f'<w:p><w:pPr><w:pStyle w:val="{style_id("cell")}"/></w:pPr></w:p>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{after}"
    )


def _cell(cell: tuple[Run, ...], width: int, role: str, names: Iterator[Mark], span: int = 1) -> str:
    runs = "".join(_run(run, names) for run in cell)
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _widths(table: Table, total: int) -> list[int]:
    """Return the columns' widths: by their longest cell, and no column less than half of an equal share.

    A header may take two lines.
    """
    longest = [
        max(sum(len(run.text) for run in row[column]) // (1 if number else 2) for number, row in enumerate(table.rows))
        for column in range(len(table.rows[0]))
    ]
    count = len(longest)
    floor = total // (2 * count)
    shared = total - floor * count
    widths = [floor + shared * each // max(sum(longest), 1) for each in longest]
    widths[-1] += total - sum(widths)
    return widths


def _section(style: Style) -> str:
    page = style.page
    number = style.page_number
    # The footer's own line is about a quarter higher than its letters.
    footer = mm(page.bottom - number.below) - twips(number.size * Decimal("1.25"))
    sides = "".join(f'w:{side}="{mm(getattr(page, side))}" ' for side in ("top", "right", "bottom", "left"))
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{mm(page.width)}" w:h="{mm(page.height)}"/>'
        f'<w:pgMar {sides}w:header="{mm(page.top) // 2}" w:footer="{footer}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{twips(style.line)}"/></w:sectPr>'
    )
