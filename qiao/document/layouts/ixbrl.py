"""Document -> Inline XBRL 1.1: the page that people read, with each number tagged as a fact that machines read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from qiao.catalogue import Catalogue
from qiao.document.layouts import ixbrl_taxonomy as taxonomy
from qiao.document.layouts.html_page import TAGS, css
from qiao.document.layouts.ixbrl_facts import Tagger
from qiao.document.layouts.sign_off import sign_off
from qiao.document.layouts.visible import visible
from qiao.document.provenance import document_id, marks, record_digest
from qiao.document.style import Style
from qiao.terms import Block, Document, Run, Table

NAMESPACES = {
    "ix": "http://www.xbrl.org/2013/inlineXBRL",
    "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    "link": taxonomy.LINKBASE,
    "xbrli": taxonomy.INSTANCE,
    "xlink": taxonomy.XLINK,
    "iso4217": "http://www.xbrl.org/2003/iso4217",
}
# XHTML 1.1, of which Inline XBRL is made, knows neither <mark> nor <article>.
PLACES = ".qiao .place { background: #fff2cc }\n"
PACKAGE = '{"documentInfo":{"documentType":"https://xbrl.org/report-package/2023"}}'
REPORT = "report"
EPOCH = (1980, 1, 1, 0, 0, 0)


def ixbrl(document: Document, style: Style, catalogue: Catalogue) -> bytes:
    """Return the page. It names the taxonomy by the name of its file alone, which is to lie beside it.

    The same document gives the same bytes. A number that the words do not show digit for digit is not tagged.
    """
    tagger = Tagger(document=document, catalogue=catalogue)
    body = "".join(_blocks(document, tagger))
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    own = quoteattr(taxonomy.namespace(catalogue))
    return (
        f'{taxonomy.HEAD}<html xmlns="http://www.w3.org/1999/xhtml"{names} xmlns:qiao={own} '
        f"xml:lang={quoteattr(document.language)}>\n<head>\n"
        '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />\n'
        f'<meta name="qiao.document" content="{document_id(document)}" />\n'
        f'<meta name="qiao.record" content="{record_digest(document)}" />\n'
        f'<title>{_text(document.title)}</title>\n<style type="text/css">\n{escape(css(style))}{PLACES}</style>\n'
        f"</head>\n<body>\n{_header(tagger)}"
        f'<div class="qiao">\n{body}</div>\n</body>\n</html>\n'
    ).encode()


def report_package(document: Document, style: Style, catalogue: Catalogue) -> bytes:
    """Return the page with its taxonomy as one .zip (XBRL Report Packages 1.0), byte-reproducible."""
    content = {
        f"{REPORT}/META-INF/reportPackage.json": PACKAGE.encode(),
        f"{REPORT}/reports/{REPORT}.html": ixbrl(document, style, catalogue),
        f"{REPORT}/reports/{taxonomy.file_name(catalogue)}": taxonomy.schema(catalogue),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[name])
    return buffer.getvalue()


def _header(tagger: Tagger) -> str:
    href = quoteattr(taxonomy.file_name(tagger.catalogue))
    return (
        '<div style="display:none"><ix:header>\n<ix:references>'
        f'<link:schemaRef xlink:type="simple" xlink:href={href}></link:schemaRef></ix:references>\n'
        f"<ix:resources>\n{tagger.resources()}</ix:resources>\n</ix:header></div>\n"
    )


def _blocks(document: Document, tagger: Tagger) -> Iterator[str]:
    names = marks(document)
    indents = sign_off(document)
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            yield _table(block, tagger, names)
            continue
        tag = TAGS.get(block.role, "p")
        indent = f' style="margin-right:{indents[index]}em"' if index in indents else ""
        yield f"<{tag} class={quoteattr(block.role)}{indent}>{_words(block, tagger, names)}</{tag}>\n"


def _words(block: Block, tagger: Tagger, names: Iterator[str]) -> str:
    inner = _runs(block.runs, tagger, names)
    return f'<span class="place">{inner}</span>' if block.role == "author" else inner


def _runs(runs: tuple[Run, ...], tagger: Tagger, names: Iterator[str]) -> str:
    return "".join(
        _text(run.text) if run.fact is None else tagger.tagged(run.text, tagger.document.facts[run.fact], next(names))
        for run in runs
    )


def _table(table: Table, tagger: Tagger, names: Iterator[str]) -> str:
    width = max(len(row) for row in table.rows)
    rows = [_row(row, width, "td" if number else "th", tagger, names) for number, row in enumerate(table.rows)]
    return (
        f"<table>\n<caption>{_text(table.caption)}</caption>\n<thead>\n{rows[0]}</thead>\n"
        f"<tbody>\n{''.join(rows[1:])}</tbody>\n</table>\n"
    )


def _row(row: tuple[tuple[Run, ...], ...], width: int, tag: str, tagger: Tagger, names: Iterator[str]) -> str:
    cells = [_runs(cell, tagger, names) for cell in row]
    # The last cell of a shorter row takes the rest.
    spans = ["" for _cell in cells[:-1]] + [f' colspan="{width - len(row) + 1}"' if len(row) < width else ""]
    told = "".join(f"<{tag}{span}>{cell}</{tag}>" for cell, span in zip(cells, spans, strict=True))
    return f"<tr>{told}</tr>\n"


def _text(words: str) -> str:
    return escape(visible(words))
