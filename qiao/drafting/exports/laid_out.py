"""A text laid out anew as a Word document, with comments. ECMA-376, transitional; nothing is fetched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from qiao.document.layouts.docx_parts import HEAD, MAIN, OFFICE, PACKAGE, WORD_TYPE
from qiao.document.layouts.visible import visible
from qiao.drafting.exports.listing import FINDING, Line
from qiao.drafting.exports.marked import stretches

AUTHOR = "Qiao"
# The first day a zip can name: a file must not differ by the hour at which it was written.
EPOCH = (1980, 1, 1, 0, 0, 0)
# Light grounds on which black is read, of the page's own colours.
SHADES = {
    "supported": "E4F3E8",
    "contradicted": "FBD5D1",
    "unsupported": "FDF1DC",
    "ambiguous": "EFE9F9",
    "unbound": "ECEEED",
    FINDING: "FBE7E5",
}
FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun"/>'
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{WORD_TYPE}.comments+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORD_TYPE}.styles+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/relationships/comments" Target="comments.xml"/></Relationships>'
)
STYLES = (
    f'{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{FONTS}<w:sz w:val="24"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:pPr><w:spacing w:line="400" w:lineRule="atLeast"/></w:pPr></w:style></w:styles>'
)


def laid_out(text: str, listed: Sequence[Line], comments: Sequence[Sequence[str]]) -> bytes:
    """Return the file: a paragraph for each line.

    Comments are paragraphs. The first is on the head of the text, the others are on the places listed.
    """
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELATIONS,
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/comments.xml": _comments(comments),
        "word/document.xml": _document(text, listed),
        "word/styles.xml": STYLES,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.encode())
    return buffer.getvalue()


def _comments(comments: Sequence[Sequence[str]]) -> str:
    inner = "".join(
        f'<w:comment w:id="{number}" w:author="{AUTHOR}" w:initials="{AUTHOR[0]}">'
        + "".join(f'<w:p><w:r><w:t xml:space="preserve">{_text(each)}</w:t></w:r></w:p>' for each in body)
        + "</w:comment>"
        for number, body in enumerate(comments)
    )
    return f'{HEAD}<w:comments xmlns:w="{MAIN}">{inner}</w:comments>'


def _document(text: str, listed: Sequence[Line]) -> str:
    # Comment 0 is the preface; the others follow the list.
    parts = ["<w:p>", *_opened([0]), *_closed([0])]
    opened: set[int] = set()
    for piece in stretches(text, listed):
        parts.extend(_opened([at + 1 for at in sorted(piece.lines) if at not in opened]))
        opened.update(piece.lines)
        shade = SHADES[listed[piece.lines[0]].ruling] if piece.lines else ""
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                parts.append("</w:p><w:p>")
            if line:
                parts.append(_run(line, shade))
        parts.extend(_closed([at + 1 for at in piece.ends]))
    inner = "".join(parts)
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" '
        'w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
    )
    return f'{HEAD}<w:document xmlns:w="{MAIN}"><w:body>{inner}</w:p>{section}</w:body></w:document>'


def _opened(numbers: Sequence[int]) -> Iterator[str]:
    return (f'<w:commentRangeStart w:id="{number}"/>' for number in numbers)


def _closed(numbers: Sequence[int]) -> Iterator[str]:
    return (
        f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>' for number in numbers
    )


def _run(text: str, shade: str) -> str:
    look = f'<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="{shade}"/></w:rPr>' if shade else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _text(text: str) -> str:
    return escape(visible(text))
