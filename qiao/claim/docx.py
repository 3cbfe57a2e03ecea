"""A .docx -> its text, as it stands after all changes are accepted. Nothing outside the file is read.

Untrusted files: every size is bounded before it is read, entities are not resolved, and a DOCTYPE is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from qiao.claim.unreadable import UnreadableFile

MOST_ENTRIES = 3_000
LARGEST_PART = 24 * 1024 * 1024
LARGEST_WHOLE = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024

DOCUMENT = "word/document.xml"
ROOT_RELATIONS = "_rels/.rels"
# Taken out of the text by a tracked change, or said twice: the fallback repeats a text box for older programs.
DROPPED = frozenset({"del", "moveFrom", "Fallback", "delText", "delInstrText", "instrText", "pPr", "rPr", "sectPr"})
LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read(data: bytes, name: str) -> str:
    """Return the text of a Word document: paragraphs and tables in order, a line each, cells parted by tabs.

    Insertions are kept and deletions dropped; a text box follows the paragraph that it is anchored in, once. Raises
    UnreadableFile for an archive that is damaged, too big, encrypted, or no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _text(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        # zipfile raises RuntimeError for an entry with a password and NotImplementedError for other compressions.
        raise UnreadableFile("broken_zip", name) from error


def _text(archive: zipfile.ZipFile, name: str) -> str:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadableFile("too_big", name, f"> {MOST_ENTRIES} parts")
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise UnreadableFile("too_big", name, f"> {LARGEST_WHOLE // MEGABYTE} MB")
    main = _main_part(archive, name)
    if main not in archive.NameToInfo:
        raise UnreadableFile("not_word", name)
    root = _parsed(archive, main, name)
    if etree.QName(root).localname != "document":
        raise UnreadableFile("not_word", name)
    return "\n".join(line for body in root if _local(body) == "body" for line in _blocks(body))


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    if ROOT_RELATIONS not in archive.NameToInfo:
        return DOCUMENT
    for relation in _parsed(archive, ROOT_RELATIONS, name):
        if _local(relation) == "Relationship" and str(relation.get("Type")).endswith("/officeDocument"):
            return posixpath.normpath(str(relation.get("Target"))).lstrip("/")
    return DOCUMENT


def _parsed(archive: zipfile.ZipFile, part: str, name: str) -> etree._Element:
    # The size that the archive states may be a lie, so reading itself is bounded.
    with archive.open(part) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise UnreadableFile("too_big", name, f"{part} > {LARGEST_PART // MEGABYTE} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("broken_xml", name, part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("doctype", name, part)
    return root


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield a line for each paragraph and each row of a table, in order, however deep they are wrapped."""
    for child in parent:
        name = _local(child)
        if name == "p":
            boxes: list[etree._Element] = []
            yield "".join(_letters(child, boxes))
            for box in boxes:
                yield from _blocks(box)
        elif name == "tbl":
            yield from _rows(child)
        elif name not in DROPPED:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[str]:
    for child in table:
        name = _local(child)
        if name == "tr":
            cells = [each for each in child.iter() if _local(each) == "tc" and _row_of(each) is child]
            yield "\t".join(" ".join(line for line in _blocks(cell) if line) for cell in cells)
        elif name not in DROPPED:
            yield from _rows(child)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next((each for each in cell.iterancestors() if _local(each) == "tr"), None)


def _letters(parent: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Yield the letters of a paragraph; the text boxes that it anchors are put aside."""
    for child in parent:
        name = _local(child)
        if name == "txbxContent":
            boxes.append(child)
        elif name == "t":
            yield child.text or ""
        elif name in LETTERS:
            yield LETTERS[name]
        elif name not in DROPPED:
            yield from _letters(child, boxes)
