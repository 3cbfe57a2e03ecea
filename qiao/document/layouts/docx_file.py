"""Document -> .docx: a zip of XML that is the same, byte for byte, for the same document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from qiao.document.carrying import NAMESPACE, ROOT, properties
from qiao.document.layouts import docx_parts as parts
from qiao.document.layouts import fonts
from qiao.document.layouts.docx_body import body
from qiao.document.layouts.typesetting import as_picture, drawn
from qiao.document.manifest import Manifest, as_json, condensed, manifest
from qiao.document.style import Style
from qiao.terms import Chart, Document

# The first day a zip can name: a file must not differ by the hour at which it was written.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16


def docx(document: Document, style: Style, *, rests_on: Manifest | None = None, has_controls: bool = False) -> bytes:
    """Return the file. Each number has a bookmark and the character style QiaoFact; nothing in it fetches anything.

    The custom properties "qiao.document" and "qiao.record" hold the document's id and the digest of its facts;
    `rests_on`, by default the document's own manifest, is carried beside them (`carrying`). With `has_controls` each
    number also stands in a content control, which Word shows and LibreOffice loses; it is neither locked nor bound.
    """
    carried = manifest(document) if rests_on is None else rests_on
    custom = {
        "qiao.document": carried.document,
        "qiao.record": carried.record,
        "qiao.outline": carried.outline,
        **({"qiao.serial": carried.serial} if carried.serial else {}),
        **properties(carried),
    }
    pictures = _pictures(document, style)
    relations = {index: parts.picture_relation(number) for number, index in enumerate(pictures, 1)}
    content = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "docProps/app.xml": parts.APPLICATION,
        "docProps/core.xml": parts.core_properties(document),
        "docProps/custom.xml": parts.custom_properties(custom),
        "customXml/_rels/item1.xml.rels": parts.ATTACHED_RELATIONS,
        "customXml/item1.xml": parts.attached(NAMESPACE, ROOT, as_json(condensed(carried))),
        "customXml/itemProps1.xml": parts.attached_properties(NAMESPACE, carried.document),
        "word/_rels/document.xml.rels": parts.document_relations(len(pictures)),
        "word/document.xml": body(document, style, has_controls=has_controls, pictures=relations),
        "word/fontTable.xml": parts.font_table(style),
        "word/footer1.xml": parts.footer(style, is_odd=True),
        "word/footer2.xml": parts.footer(style, is_odd=False),
        "word/settings.xml": parts.SETTINGS,
        "word/styles.xml": parts.style_sheet(style),
    }
    files = {name: words.encode() for name, words in content.items()}
    files |= {f"word/media/chart{number}.png": picture for number, picture in enumerate(pictures.values(), 1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = READABLE
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _pictures(document: Document, style: Style) -> Mapping[int, bytes]:
    """Return the pictures of the charts, by index of block. Without a Chinese font there are none: the tables stay."""
    if not fonts.installed().chinese:
        return {}
    charts = ((index, block) for index, block in enumerate(document.blocks) if isinstance(block, Chart))
    return {index: as_picture(drawn(chart, document, style)) for index, chart in charts}
