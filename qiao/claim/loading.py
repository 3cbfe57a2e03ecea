"""Files -> the plain text that is read: .txt, .md, .html and .docx, by what is inside rather than by the name."""

from __future__ import annotations

from pathlib import Path

import regex

from qiao.claim import docx, page
from qiao.claim.loaded import Loaded
from qiao.claim.unreadable import UnreadableFile

LARGEST = 20 * 1024 * 1024
"""Bytes of one file; a text of this size has some seven million characters."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
# Formats that begin so and are no text, by the name that people know them by.
OTHERS = {
    b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"MIME-Version:": "MHT",
}  # fmt: skip
BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\x84\x31\x95\x33": "gb18030"}
PLAIN_NAME = ".txt"
HTML_NAMES = (".html", ".htm", ".xhtml")
HTML_START = regex.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", regex.IGNORECASE | regex.DOTALL)
MARKDOWN_NAMES = (".md", ".markdown")
# Whatever is inside: what calls itself so is for Word or WPS to open and save again.
OLD_NAMES = (".doc", ".dot", ".wps", ".wpt")


def load(source: Path | bytes, name: str = "") -> str:
    """Return the plain text of a file, or of the bytes of one that is called `name`; see `load_noted`."""
    return load_noted(source, name).text


def load_noted(source: Path | bytes, name: str = "") -> Loaded:
    """Return the plain text of a file, or of the bytes of one that is called `name`, and notes on how it was read.

    For .txt that is exactly the file's content without a byte-order mark. Raises UnreadableFile, whose text is one
    line, for a file that is missing, too big, damaged, encrypted, or no text. Nothing that a file refers to is fetched.
    """
    return _decoded(*_content(source, name))


def load_marked(source: Path | bytes, name: str = "") -> docx.Marked:
    """Return the text of a .docx with its bookmarks, properties and attached parts. Raises UnreadableFile."""
    data, named = _content(source, name)
    _bounded(data, named)
    if not data.startswith((ZIP, EMPTY_ZIP)):
        raise UnreadableFile("not_word", named)
    return docx.marked(data, named)


def _content(source: Path | bytes, name: str) -> tuple[bytes, str]:
    """Return the bytes of a file, as far as they are read, and what messages call it."""
    if isinstance(source, bytes):
        return source, name
    named = name or source.name
    try:
        if source.is_dir():
            raise UnreadableFile("folder", named)
        with source.open("rb") as file:
            return file.read(LARGEST + 1), named
    except FileNotFoundError as error:
        raise UnreadableFile("missing", named) from error
    except PermissionError as error:
        raise UnreadableFile("forbidden", named) from error
    except OSError as error:
        raise UnreadableFile("unreadable", named, error.strerror or str(error)) from error


def is_word(data: bytes) -> bool:
    """Return whether bytes are read as a Word document, if they can be read at all."""
    return data.startswith(ZIP)


def decode(data: bytes, name: str) -> str:
    """Return the plain text that bytes hold; `name` is what messages call them. Raises UnreadableFile."""
    return _decoded(data, name).text


def _bounded(data: bytes, name: str) -> None:
    if len(data) > LARGEST:
        raise UnreadableFile("too_big", name, f"> {LARGEST // 1024 // 1024} MB")
    if data.startswith(OLE):
        raise UnreadableFile("old_or_encrypted", name)


def _decoded(data: bytes, name: str) -> Loaded:
    _bounded(data, name)
    ending = Path(name).suffix.lower()
    if data.startswith((ZIP, EMPTY_ZIP)):
        return docx.read(data, name)
    if ending == ".docx":
        raise UnreadableFile("broken_zip", name)
    for start, format_ in OTHERS.items():
        if data.startswith(start):
            raise UnreadableFile("other_format", name, format_)
    if ending in OLD_NAMES:
        raise UnreadableFile("old_or_encrypted", name)
    return Loaded(text=_plain(_characters(data, name), ending, name))


def _plain(text: str, ending: str, name: str) -> str:
    if ending == PLAIN_NAME:
        return text
    if ending in HTML_NAMES or HTML_START.match(text):
        return page.from_html(text, name)
    return page.from_markdown(text) if ending in MARKDOWN_NAMES else text


def _characters(data: bytes, name: str) -> str:
    bom = next((bom for bom in BOMS if data.startswith(bom)), b"")
    for encoding in [BOMS[bom]] if bom else ["utf-8", "gb18030"]:
        try:
            text = data[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableFile("encoding", name)
