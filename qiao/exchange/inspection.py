"""The zip that an .xlsx is, looked into before a parser sees it: what would take all memory is refused in one line.

What a parser would hand over as an empty cell, though something stands there, is noted with its place: an error, and a
formula that was never calculated. Source: ECMA-376 part 1, 18.3.1.4 (c), 18.8.10 (cellXfs), 18.8.30 (numFmt).
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from qiao.claim.docx.archive import CENTRAL_HEADER, IS_ENCRYPTED, KNOWN_METHODS

LARGEST_CONTENT = 250 * 2**20
# Ledgers shrink to a tenth or a twentieth; a hundredth only when they are made to.
LARGEST_RATIO = 100
RATIO_MATTERS_FROM = 20 * 2**20
MOST_PARTS = 5_000
LARGEST_SMALL_PART = 4 * 2**20
# A sheet is laid out as a full rectangle when it is read: one cell far outside would take gigabytes.
MOST_CELLS = 4_000_000
MOST_COLUMNS = 16_384
# A text that many cells share is copied for each of them.
MOST_TEXT = 100 * 2**20
MOST_FAULTS = 100_000
BLOCK = 2**20
OVERLAP = 9_000
# Days beyond it have no name, and make the reader's arithmetic overflow.
LARGEST_DAY = 10_000_000

# A cell that holds something; `<c r="A9" s="1"/>` is only formatted.
FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,7})(\d{1,9})"(?:[^>]*[^/>])?>')
PLACELESS = re.compile(rb'<(?:\w+:)?c(?:\s+(?!r=)[\w:]+="[^"]*")*\s*/?>')
ROW = re.compile(rb"<(?:\w+:)?row\b")
SHARED = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*<')
ITEM = re.compile(rb"<(?:\w+:)?si\b")
CELL = rb"<(?:\w+:)?c\s(?P<attributes>[^>]*?)>"
FORMULA = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>(?P<formula>[^<]*)</(?:\w+:)?f>)"
ERROR = re.compile(CELL + rb"\s*(?:" + FORMULA + rb"\s*)?<(?:\w+:)?v>(?P<value>#[^<]*)</")
UNCALCULATED = re.compile(
    CELL + rb"\s*" + FORMULA + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
HUGE = re.compile(
    CELL + rb"\s*(?:" + FORMULA + rb"\s*)?<(?:\w+:)?v>\s*(?P<value>[-+]?(?:\d{8,}[^<]*|[\d.]+[eE]\+?\d+))\s*</"
)
HUGE_VALUE = re.compile(rb"v>\s*[-+]?(?:\d{8}|[\d.]+[eE]\+?\d)")
PLACE = re.compile(rb'\br="([A-Z]{1,7})(\d{1,9})"')
STYLE = re.compile(rb'\bs="(\d+)"')
DAY_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]hms]*\]')
# The numbers of the built-in formats that show days or times, those of East Asian programs among them.
DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})

Faults = Mapping[tuple[int, int], "Fault"]


class UnreadableBook(Exception):  # noqa: N818  # it says what happened
    """A workbook that cannot be imported. Its text is one line for the user that says what to do."""


class Fault(str):
    """A cell that shows something though it holds no value: its text, and why it cannot be taken."""

    __slots__ = ("why",)
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What a safe look has found: how many rows there are, and the faulty cells by sheet, row and column from 0."""

    height: int
    faults: Mapping[str, Faults]


def fault(text: str, why: str) -> Fault:
    """Return a faulty cell."""
    found = Fault(text)
    found.why = why
    return found


def damaged(name: str) -> str:
    """Return the line for a file that cannot be read."""
    return _(
        "%(file)s is damaged or incomplete: open it in a spreadsheet program, save it again as .xlsx, and import that"
    ) % {"file": name}


def inspect(file: IO[bytes], name: str) -> Inspected:
    """Read every part of a workbook once, which proves it whole. Raises UnreadableBook, and what zipfile raises."""
    if _entries(file) > MOST_PARTS:
        raise UnreadableBook(_too_much(name))
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        _refuse_unlikely(infos, name)
        small = {
            info.filename: parts.read(info)
            for info in infos
            if info.filename in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
        }
        titles = _titles(small, name)
        lengths = _lengths(parts, infos)
        scan = _Scan(name, lengths, _day_styles(small.get("xl/styles.xml", b"")))
        found = {info.filename: scan.part(parts, info) for info in infos}
    return Inspected(
        height=sum(each.last for each in found.values()),
        faults={title: found[part].faults for part, title in titles.items() if part in found and found[part].faults},
    )


def _entries(file: IO[bytes]) -> int:
    """Return how many parts a zip claims to have: zipfile makes an object of each before it can be asked."""
    file.seek(0)
    found, tail = 0, b""
    while block := file.read(BLOCK):
        found += (tail + block).count(CENTRAL_HEADER)
        tail = block[1 - len(CENTRAL_HEADER) :]
    file.seek(0)
    return found


def _too_much(name: str) -> str:
    return _("%(file)s unpacks to far more than a ledger holds, and is not opened: split it into several") % {
        "file": name
    }


def _refuse_unlikely(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse other documents in a zip, protected ones, and what is packed too well."""
    if "xl/workbook.xml" not in {info.filename for info in infos}:
        raise UnreadableBook(
            _("%(file)s is not an .xlsx workbook: save it as .xlsx in a spreadsheet program and import that")
            % {"file": name}
        )
    if any(info.flag_bits & IS_ENCRYPTED for info in infos):
        raise UnreadableBook(
            _("%(file)s is protected by a password: remove the password, save it again as .xlsx, and import that")
            % {"file": name}
        )
    if any(info.compress_type not in KNOWN_METHODS for info in infos):
        raise UnreadableBook(damaged(name))
    is_bomb = any(
        info.file_size > RATIO_MATTERS_FROM and info.file_size > LARGEST_RATIO * max(info.compress_size, 1)
        for info in infos
    )
    if is_bomb or sum(info.file_size for info in infos) > LARGEST_CONTENT:
        raise UnreadableBook(_too_much(name))
    small = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
    if any(info.filename in small and info.file_size > LARGEST_SMALL_PART for info in infos):
        raise UnreadableBook(_too_much(name))


def _tree(part: bytes) -> etree._Element | None:
    """Return a small part as a tree, None where it is none. No entity is followed or expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return None


def _titles(small: Mapping[str, bytes], name: str) -> dict[str, str]:
    """Return the names of the sheets by the parts that hold them. Raises UnreadableBook for one that comes twice."""
    listed, related = _tree(small["xl/workbook.xml"]), _tree(small.get("xl/_rels/workbook.xml.rels", b""))
    if listed is None or related is None:
        raise UnreadableBook(damaged(name))
    targets = {each.get("Id"): each.get("Target", "") for each in related.iter("{*}Relationship")}
    titles: dict[str, str] = {}
    said: set[str] = set()
    for each in listed.iter("{*}sheet"):
        title = each.get("name", "")
        if title.casefold() in said:
            raise UnreadableBook(
                _("%(file)s has two sheets of the same name, %(sheet)s: rename one") % {"file": name, "sheet": title}
            )
        said.add(title.casefold())
        key = next((str(value) for key, value in each.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(key) or ""
        place = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        titles[place] = title
    return titles


def _day_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell formats that show a day or a time."""
    tree = _tree(styles) if styles else None
    if tree is None:
        return frozenset()
    days = set(DAY_FORMATS)
    for each in tree.iter("{*}numFmt"):
        if DAY_LETTERS.search(QUOTED.sub("", each.get("formatCode", ""))) and each.get("numFmtId", "").isdecimal():
            days.add(int(each.get("numFmtId", "0")))
    formats = next(tree.iter("{*}cellXfs"), None)
    found = [] if formats is None else list(formats.iter("{*}xf"))
    return frozenset(
        at
        for at, each in enumerate(found)
        if each.get("numFmtId", "0").isdecimal() and int(each.get("numFmtId", "0")) in days
    )


def _blocks(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with parts.open(info) as part:
        while block := part.read(BLOCK):
            yield block


def _lengths(parts: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> array[int]:
    """Return how many bytes each shared text takes."""
    starts = array("Q")
    at = 0
    for info in infos:
        if not info.filename.casefold().endswith("sharedstrings.xml"):
            continue
        tail = b""
        for block in _blocks(parts, info):
            whole = tail + block
            # What ends in the overlap was found with the block before.
            starts.extend(at + each.start() for each in ITEM.finditer(whole) if each.end() > len(tail))
            at += len(whole) - (kept := min(len(whole), 8))
            tail = whole[-kept:]
        starts.append(at + len(tail))
    return array("Q", (after - before for before, after in pairwise(starts)))


@dataclass(slots=True)
class _Found:
    """What one part holds: its last row, its columns, how much text, and the faulty cells."""

    last: int = 0
    width: int = 0
    text: int = 0
    placeless: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


class _Scan:
    """Looks through the parts of one workbook."""

    def __init__(self, name: str, lengths: array[int], days: frozenset[int]) -> None:
        self._name = name
        self._lengths = lengths
        self._days = days

    def part(self, parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Found:
        """Read one part to its end; refuse a sheet that would be laid out far larger than it is."""
        found = _Found()
        is_xml = info.filename.endswith(".xml")
        may_hold_cells = is_xml and not info.filename.casefold().endswith(("sharedstrings.xml", "styles.xml"))
        columns: set[bytes] = set()
        tail, is_first = b"", True
        for block in _blocks(parts, info):
            if is_first and is_xml and b"<!DOCTYPE" in block:
                raise UnreadableBook(damaged(self._name))
            is_first = False
            if not may_hold_cells:
                continue
            cells = FILLED.findall(tail + block)
            if cells:
                columns.update(letters for letters, _row in cells)
                found.last = max(found.last, int(cells[-1][1]), int(cells[0][1]))
            self._look_into(tail + block, len(tail), found)
            tail = block[-OVERLAP:]
            found.width = max((*map(_column, columns), found.width), default=0)
            self._refuse_outlying(found, columns)
        return found

    def _look_into(self, block: bytes, overlap: int, found: _Found) -> None:
        if b't="s"' in block:
            try:
                found.text += sum(self._lengths[int(each)] for each in SHARED.findall(block[overlap:]))
            except IndexError as error:
                raise UnreadableBook(damaged(self._name)) from error
        if not _all_say_where(block) and PLACELESS.search(block):
            self._count_placeless(block[overlap:], found)
        if b"<f" in block or b":f" in block:
            for each in UNCALCULATED.finditer(block):
                why = _("the formula was never calculated: open the workbook in a spreadsheet program and save it")
                self._note(each, "=" + (each["formula"] or b"").decode("utf-8", "replace"), why, found)
        if b">#" in block:
            for each in ERROR.finditer(block):
                self._note(
                    each, each["value"].decode("utf-8", "replace"), _("an error of the spreadsheet, not a value"), found
                )
        for each in HUGE.finditer(block) if HUGE_VALUE.search(block) else ():
            style = STYLE.search(each["attributes"])
            if style and int(style[1]) in self._days and abs(float(each["value"])) > LARGEST_DAY:
                place = PLACE.search(each["attributes"])
                raise UnreadableBook(
                    _("%(file)s has a day that no calendar knows (%(cell)s: %(value)s): put it right")
                    % {
                        "file": self._name,
                        "cell": place[0][3:-1].decode() if place else "?",
                        "value": each["value"].decode(),
                    }
                )

    def _note(self, match: re.Match[bytes], text: str, why: str, found: _Found) -> None:
        place = PLACE.search(match["attributes"])
        if place is not None and len(found.faults) < MOST_FAULTS:
            found.faults[int(place[2]) - 1, _column(place[1]) - 1] = fault(text, why)

    def _count_placeless(self, block: bytes, found: _Found) -> None:
        """Count cells that do not say where they are: each stands behind the one before it in its row."""
        pieces = ROW.split(block)
        for at, piece in enumerate(pieces):
            found.placeless = (found.placeless if at == 0 else 0) + piece.count(b"<c ") + piece.count(b"<c>")
            found.width = max(found.width, found.placeless)
        found.last += len(pieces) - 1

    def _refuse_outlying(self, found: _Found, columns: set[bytes]) -> None:
        if found.width > MOST_COLUMNS or found.width * found.last > MOST_CELLS:
            outermost = max(columns, key=_column, default=b"").decode()
            raise UnreadableBook(
                _("%(file)s has cells far outside its tables (%(cell)s): delete the empty rows and columns around them")
                % {"file": self._name, "cell": f"{outermost}{found.last}"}
            )
        if found.text > MOST_TEXT:
            raise UnreadableBook(_too_much(self._name))


def _all_say_where(block: bytes) -> bool:
    """Return whether all cells of a block say where they are, as those of most programs do; a quick look."""
    return block.count(b"<c ") == block.count(b'<c r="') and b"<c>" not in block and b":c" not in block


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - ord("A") + 1
    return value
