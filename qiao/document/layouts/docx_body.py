"""The text of a .docx: paragraphs, tables, bookmarks round numbers, and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from qiao.document.layouts.columns import SHORT, form_widths, spans, widths
from qiao.document.layouts.docx_parts import AUTHOR_STYLE, FACT_STYLE, HEAD, MAIN, OFFICE, mm, style_id, twips
from qiao.document.layouts.drawing import Drawing, draw
from qiao.document.layouts.sign_off import held_together, sign_off
from qiao.document.layouts.visible import visible
from qiao.document.provenance import marks
from qiao.document.style import Style
from qiao.terms import Block, Chart, Document, Run, Table

# Quotation marks, dashes and dots belong to both scripts: without the hint Word sets them in the Western font.
HINT = '<w:rFonts w:hint="eastAsia"/>'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
HUNDRED = Decimal(100)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
# English Metric Units in a point.
EMU = 12700
# Six points above and below a picture.
AROUND = 'w:before="120" w:after="120" w:line="240" w:lineRule="auto"'
NO_PICTURES: Mapping[int, str] = MappingProxyType({})


class Mark(NamedTuple):
    """What is put round a number: a bookmark, and a content control where the file is to have them."""

    id: int
    name: str
    is_controlled: bool


def body(
    document: Document, style: Style, *, has_controls: bool = False, pictures: Mapping[int, str] = NO_PICTURES
) -> str:
    """Return word/document.xml. `pictures` are the relations of charts' pictures, by index of block."""
    names = (Mark(number, name, has_controls) for number, name in enumerate(marks(document)))
    indents, kept = sign_off(document), held_together(document)
    blocks = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Chart):
            blocks.append(_chart(block, draw(block, document, style), pictures.get(index, ""), index))
        if isinstance(block, Table):
            blocks.append(_form(block, style, names) if block.is_form else _table(block, style, names))
        else:
            blocks.append(_paragraph(block, style, names, indents.get(index), is_kept=index in kept))
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
    runs = "".join(_run(run, names, AUTHOR_STYLE if block.role == "author" else "") for run in block.runs)
    keep = "<w:keepNext/>" if is_kept else ""
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
    wide = widths(table, mm(page.width - page.left - page.right))
    rows = []
    for number, row in enumerate(table.rows):
        # The header repeats on each page; no row is torn between two.
        properties = f'<w:trPr><w:cantSplit/>{"" if number else "<w:tblHeader/>"}<w:jc w:val="center"/></w:trPr>'
        role = "fine" if table.is_fine else "cell" if number else "header"
        is_kept = isinstance(table, Chart) and number < len(table.rows) - 1 <= SHORT
        cells = "".join(_cell(cell, width, role, names, is_kept=is_kept) for cell, width in zip(row, wide, strict=True))
        rows.append(f"<w:tr>{properties}{cells}</w:tr>")
    return f"{'' if isinstance(table, Chart) else _caption(table, 'caption')}{_framed(rows, wide)}"


def _form(form: Table, style: Style, names: Iterator[Mark]) -> str:
    page = style.page
    wide = form_widths(form, mm(page.width - page.left - page.right))
    rows = []
    for number, row in enumerate(form.rows):
        cells, at = "", 0
        for place, (cell, span) in enumerate(zip(row, spans(form, number), strict=True)):
            role = "cell" if place % 2 else "header"
            cells += _cell(cell, sum(wide[at : at + span]), role, names, span=span)
            at += span
        rows.append(f'<w:tr><w:trPr><w:jc w:val="center"/></w:trPr>{cells}</w:tr>')
    return _framed(rows, wide)


def _framed(rows: list[str], wide: list[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    # Word wants a paragraph after a table, or it adds one of its own size.
    after = f'<w:p><w:pPr><w:pStyle w:val="{style_id("cell")}"/></w:pPr></w:p>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{after}"
    )


def _caption(table: Table, role: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/></w:pPr>{_run(Run(text=table.caption), iter(()))}</w:p>'


def _chart(chart: Chart, drawing: Drawing, relation: str, index: int) -> str:
    """Return what stands over a chart's table: its caption and, where there is one, its picture."""
    caption = _caption(chart, "figure")
    if not relation:
        return caption
    # A line of exact height would cut the picture off. Nothing but the relation says where it is.
    looks = f'<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing {AROUND}/><w:jc w:val="center"/>'
    size = f'cx="{round(drawing.width * EMU)}" cy="{round(drawing.height * EMU)}"'
    named = f'id="{index + 1}" name="Chart {index + 1}"'
    return (
        f"{caption}<w:p><w:pPr>{looks}</w:pPr><w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {size}/><wp:docPr {named} descr={quoteattr(visible(drawing.told))}/>"
        f'<a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _cell(
    cell: tuple[Run, ...], width: int, role: str, names: Iterator[Mark], *, is_kept: bool = False, span: int = 1
) -> str:
    runs = "".join(_run(run, names) for run in cell)
    keep = "<w:keepNext/>" if is_kept else ""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/>{keep}</w:pPr>{runs}</w:p></w:tc>'
    )


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
