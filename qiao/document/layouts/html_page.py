"""Document -> one HTML page that needs nothing else: numbers are <data> elements that name their fact and records."""

from __future__ import annotations

import html as markup
from collections.abc import Iterator
from decimal import Decimal

from qiao.document.layouts.drawing import draw
from qiao.document.layouts.sign_off import held_together, sign_off
from qiao.document.layouts.visible import visible
from qiao.document.provenance import document_id, marks, record_digest, value_of
from qiao.document.style import DEFAULT, Font, Paragraph, Style, styles
from qiao.terms import Block, Chart, Document, Run, Table

TAGS = {"title": "h1", "heading1": "h2", "heading2": "h3", "heading3": "h4"}
ALIGN = {"centre": "center"}


def html(document: Document, style: Style) -> str:
    """Return the page, styled for screen and print, with nothing fetched from anywhere."""
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{_text(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="qiao.document" content="{document_id(document)}">\n'
        f'<meta name="qiao.record" content="{record_digest(document)}">\n'
        f"<title>{_text(document.title)}</title>\n<style>\n{css(style)}</style>\n</head>\n"
        f"<body>\n{fragment(document, style)}</body>\n</html>\n"
    )


def fragment(document: Document, style: Style | None = None) -> str:
    """Return the document as an <article>, without look: for a page that brings its own. Charts follow the style.

    Each number is <data value data-fact data-measure data-sources>: the plain value, the mark of provenance, the
    measure's id and the ids of its records parted by blanks.
    """
    names = marks(document)
    indents, together = sign_off(document), held_together(document)
    parts = [f'<article class="qiao" lang="{_text(document.language)}">\n']
    for index, block in enumerate(document.blocks):
        if isinstance(block, Chart):
            drawn = draw(block, document, style or styles()[DEFAULT])
            caption = f'<figcaption class="figure">{_text(block.caption)}</figcaption>'
            table = _table(block, document, names)
            parts.append(f'<figure class="chart">{caption}\n{drawn.svg}\n{table}</figure>\n')
        elif isinstance(block, Table):
            parts.append((_form if block.is_form else _table)(block, document, names))
        else:
            tag = TAGS.get(block.role, "p")
            look = [f"margin-right:{indents[index]}em"] if index in indents else []
            look += ["break-after:avoid"] if index in together else []
            own = f' style="{";".join(look)}"' if look else ""
            parts.append(f'<{tag} class="{_text(block.role)}"{own}>{_runs(block, document, names)}</{tag}>\n')
    return "".join((*parts, "</article>\n"))


def _runs(block: Block, document: Document, names: Iterator[str]) -> str:
    inner = "".join(_run(run, document, names) for run in block.runs)
    return f"<mark>{inner}</mark>" if block.role == "author" else inner


def _run(run: Run, document: Document, names: Iterator[str]) -> str:
    if run.fact is None:
        return _text(run.text)
    fact = document.facts[run.fact]
    return (
        f'<data value="{_text(value_of(fact))}" data-fact="{next(names)}" data-measure="{_text(fact.measure)}" '
        f'data-sources="{_text(" ".join(fact.sources))}">{_text(run.text)}</data>'
    )


def _table(table: Table, document: Document, names: Iterator[str]) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        tag = "td" if number else "th"
        cells = "".join(f"<{tag}>{''.join(_run(run, document, names) for run in cell)}</{tag}>" for cell in row)
        rows.append(f"<tr>{cells}</tr>\n")
    caption = "" if isinstance(table, Chart) else f"<caption>{_text(table.caption)}</caption>\n"
    return f"<table>\n{caption}<thead>\n{rows[0]}</thead>\n<tbody>\n{''.join(rows[1:])}</tbody>\n</table>\n"


def _form(form: Table, document: Document, names: Iterator[str]) -> str:
    columns = max(len(row) for row in form.rows)
    rows = []
    for row in form.rows:
        rest = f' colspan="{columns - len(row) + 1}"' if len(row) < columns else ""
        inner = ["".join(_run(run, document, names) for run in cell) for cell in row]
        cells = (
            f"<td{rest if number == len(row) - 1 else ''}>{each}</td>" if number % 2 else f'<th scope="row">{each}</th>'
            for number, each in enumerate(inner)
        )
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return f'<table class="form">\n<tbody>\n{"".join(rows)}</tbody>\n</table>\n'


def _text(words: str) -> str:
    return markup.escape(visible(words))


def css(style: Style) -> str:
    """Return the look of a page."""
    page = style.page
    number = style.page_number
    width = page.width - page.left - page.right
    margins = f"{page.top}mm {page.right}mm {page.bottom}mm {page.left}mm"
    rules = [
        f"@page {{ size: {page.width}mm {page.height}mm; margin: {margins} }}",
        f"@page :right {{ @bottom-right {{ {_page_number(number.font, number.size)} }} }}",
        f"@page :left {{ @bottom-left {{ {_page_number(number.font, number.size)} }} }}",
        "* { box-sizing: border-box }",
        "body { margin: 0; background: #fff; color: #000 }",
        f".qiao {{ max-width: {width}mm; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }}",
        ".qiao p, .qiao h1, .qiao h2, .qiao h3, .qiao h4 { margin: 0; font-weight: normal; orphans: 2; widows: 2 }",
        ".qiao mark { background: #fff2cc; color: inherit }",
        ".qiao data { text-decoration: underline dotted #888 1px; text-underline-offset: .3em }",
        ".qiao table { width: 100%; border-collapse: collapse }",
        ".qiao thead { display: table-header-group }",
        ".qiao tr { break-inside: avoid }",
        ".qiao th, .qiao td { border: 1px solid #000; padding: .2em .5em }",
        ".qiao .chart { margin: 0 } .qiao svg { display: block; width: 100%; height: auto }",
        *(f".qiao {_selector(role)} {{ {_look(look, style)} }}" for role, look in style.paragraphs.items()),
        "@media print { .qiao { max-width: none; margin: 0; padding: 0 } .qiao data { text-decoration: none } }",
    ]
    return "\n".join(rules) + "\n"


def _selector(role: str) -> str:
    return {"caption": "caption", "header": "th", "cell": "td", "fine": ".fine td, .qiao .fine th"}.get(
        role, f".{role}"
    )


def _look(look: Paragraph, style: Style) -> str:
    rules = [
        f"font-family: {_family(look.font)}",
        f"font-size: {look.size}pt",
        f"font-weight: normal; line-height: {look.line}pt",
        f"text-align: {ALIGN.get(look.align, look.align)}",
    ]
    if look.spacing:
        rules.append(f"letter-spacing: {look.spacing}pt")
    if look.first:
        rules.append(f"text-indent: {look.first}em")
    if look.before or look.after:
        rules.append(f"padding: {_points(look.before * style.line)} 0 {_points(look.after * style.line)}")
    if look.is_kept_with_next:
        rules.append("break-after: avoid")
    if look.is_new_page:
        rules.append("break-before: page")
    return "; ".join(rules)


def _family(font: Font) -> str:
    names = dict.fromkeys((font.western, font.name, *font.alternatives))
    return ", ".join((*(f'"{name}"' for name in names), font.generic))


def _page_number(font: Font, size: Decimal) -> str:
    return f'content: "\\2014  " counter(page) " \\2014"; font: {size}pt {_family(font)}'


def _points(length: Decimal) -> str:
    return f"{length.normalize():f}pt"
