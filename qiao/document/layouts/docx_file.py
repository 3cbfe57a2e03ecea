"""Document -> .docx: a zip of XML that is the same, byte for byte, for the same document."""

from __future__ import annotations

import io
import zipfile

from qiao.document.layouts import docx_parts as parts
from qiao.document.layouts.docx_body import body
from qiao.document.provenance import document_id, record_digest
from qiao.document.style import Style
from qiao.terms import Document

# The first day a zip can name: a file must not differ by the hour at which it was written.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16


def docx(document: Document, style: Style) -> bytes:
    """Return the file. Each number has a bookmark and the character style QiaoFact; nothing in it fetches anything.

    The custom properties "qiao.document" and "qiao.record" hold the document's id and the digest of its facts.
    """
    custom = {
        "qiao.document": document_id(document),
        "qiao.record": record_digest(document),
        "qiao.outline": document.outline,
    }
    content = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "docProps/app.xml": parts.APPLICATION,
        "docProps/core.xml": parts.core_properties(document),
        "docProps/custom.xml": parts.custom_properties(custom),
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/document.xml": body(document, style),
        "word/fontTable.xml": parts.font_table(style),
        "word/footer1.xml": parts.footer(style, is_odd=True),
        "word/footer2.xml": parts.footer(style, is_odd=False),
        "word/settings.xml": parts.SETTINGS,
        "word/styles.xml": parts.style_sheet(style),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = READABLE
            archive.writestr(entry, content[name].encode())
    return buffer.getvalue()
