"""Document -> file. A new layout is one module and one line of LAYOUTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from qiao.document.layouts.docx_file import docx
from qiao.document.layouts.drawing import draw
from qiao.document.layouts.fonts import CannotSetError, NoChineseFontError, missing
from qiao.document.layouts.html_page import fragment, html
from qiao.document.layouts.pdf_file import pdf
from qiao.document.layouts.plain_text import txt
from qiao.document.style import Style
from qiao.terms import Document

__all__ = [
    "LAYOUTS",
    "CannotSetError",
    "Layout",
    "NoChineseFontError",
    "docx",
    "draw",
    "fragment",
    "html",
    "missing",
    "pdf",
    "txt",
]

Layout = Callable[[Document, Style], bytes]


def _html(document: Document, style: Style) -> bytes:
    return html(document, style).encode()


def _txt(document: Document, style: Style) -> bytes:
    del style  # plain text has no look
    return txt(document).encode()


LAYOUTS: Mapping[str, Layout] = MappingProxyType({".docx": docx, ".html": _html, ".pdf": pdf, ".txt": _txt})
"""What writes a file, by its ending."""
