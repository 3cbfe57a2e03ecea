"""Opening a workbook safely: what is no readable .xlsx is refused in one clear line, before a parser sees it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import python_calamine
from django.utils.translation import gettext as _

from qiao.exchange.cells import Cell

LARGEST_FILE = 100 * 2**20
LARGEST_CONTENT = 400 * 2**20
# Ledgers shrink to a tenth or a twentieth; a hundredth only when they are made to.
LARGEST_RATIO = 100
RATIO_MATTERS_FROM = 20 * 2**20
MOST_PARTS = 5_000
# A sheet is laid out as a full rectangle when it is read: one cell far outside would take gigabytes.
MOST_CELLS = 4_000_000
BLOCK = 2**20
OVERLAP = 256

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
# A cell that holds something; `<c r="A9" s="1"/>` is only formatted.
FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')


class UnreadableBook(Exception):  # noqa: N818  # it says what happened
    """A workbook that cannot be imported. Its text is one line for the user that says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds something: its name and its rows."""

    name: str
    source: python_calamine.CalamineSheet

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield each row with its number as the spreadsheet shows it, from 1; short rows are filled with ""."""
        yield from enumerate(self.source.iter_rows(), start=1)


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook. `height` is how many rows its sheets have together, for showing progress."""

    path: Path
    sheets: tuple[str, ...]
    source: python_calamine.CalamineWorkbook
    height: int

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name

    def sheet(self, name: str) -> Sheet:
        """Return one sheet, read now: only one at a time is kept in memory. Raises UnreadableBook."""
        try:
            return Sheet(name, self.source.get_sheet_by_name(name))
        except python_calamine.CalamineError as error:
            raise UnreadableBook(_damaged(self.path)) from error


def open_book(path: Path) -> Book:
    """Return the workbook in a file. Raises UnreadableBook."""
    shown = {"file": path.name}
    if path.is_dir():
        raise UnreadableBook(_("%(file)s is a folder, not a workbook") % shown)
    try:
        with path.open("rb") as file:
            _refuse_unlikely(file, path)
            height = _refuse_dangerous(file, path)
        source = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = tuple(
            each.name for each in source.sheets_metadata if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except FileNotFoundError as error:
        raise UnreadableBook(_("there is no file %(file)s") % {"file": path}) from error
    except OSError as error:
        raise UnreadableBook(
            _("%(file)s cannot be opened: %(why)s") % {"file": path, "why": error.strerror or error}
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableBook(_damaged(path)) from error
    except python_calamine.CalamineError as error:
        raise UnreadableBook(_damaged(path)) from error
    return Book(path, sheets, source, height)


def _damaged(path: Path) -> str:
    return _(
        "%(file)s is damaged or incomplete: open it in a spreadsheet program, save it again as .xlsx, and import that"
    ) % {"file": path.name}


def _refuse_unlikely(file: IO[bytes], path: Path) -> None:
    """Refuse by size and by the first bytes: the ending of a name says little."""
    shown = {"file": path.name, "most": LARGEST_FILE // 2**20}
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise UnreadableBook(_("%(file)s is empty") % shown)
    if size > LARGEST_FILE:
        raise UnreadableBook(_("%(file)s is larger than %(most)s MB: split it into several workbooks") % shown)
    start = file.read(8)
    if start.startswith(OLE):
        # The names of the streams inside are in UTF-16.
        content = start + file.read()
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableBook(
                _("%(file)s is protected by a password: remove the password, save it again as .xlsx, and import that")
                % shown
            )
        raise UnreadableBook(
            _("%(file)s is in the old Office format (.xls or .doc): save it as .xlsx and import that") % shown
        )
    if not start.startswith(ZIP):
        raise UnreadableBook(
            _("%(file)s is not an .xlsx workbook: save it as .xlsx in a spreadsheet program and import that") % shown
        )


def _refuse_dangerous(file: IO[bytes], path: Path) -> int:
    """Refuse other documents in a zip, and content that would take all memory.

    Reads every part once; returns how many rows the sheets have together.
    """
    shown = {"file": path.name}
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        names = {info.filename for info in infos}
        if "xl/workbook.xml" not in names:
            raise UnreadableBook(
                _("%(file)s is not an .xlsx workbook: save it as .xlsx in a spreadsheet program and import that")
                % shown
            )
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableBook(
                _("%(file)s is protected by a password: remove the password, save it again as .xlsx, and import that")
                % shown
            )
        content = sum(info.file_size for info in infos)
        is_bomb = any(
            info.file_size > RATIO_MATTERS_FROM and info.file_size > LARGEST_RATIO * max(info.compress_size, 1)
            for info in infos
        )
        if len(infos) > MOST_PARTS or content > LARGEST_CONTENT or is_bomb:
            raise UnreadableBook(
                _("%(file)s unpacks to far more than a ledger holds, and is not opened: split it into several") % shown
            )
        return sum(_refuse_outlying(parts, info, path) for info in infos)


def _refuse_outlying(parts: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> int:
    """Read one part to its end, which proves it whole; refuse a sheet with cells far outside its table.

    Returns the number of the sheet's last row, 0 for a part that is no sheet.
    """
    is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
    columns: set[bytes] = set()
    last = 0
    with parts.open(info) as part:
        tail = b""
        while block := part.read(BLOCK):
            if not is_sheet:
                continue
            found = FILLED.findall(tail + block)
            if found:
                columns.update(letters for letters, _row in found)
                last = max(last, int(found[-1][1]), int(found[0][1]))
            tail = block[-OVERLAP:]
    width = max((_column(letters) for letters in columns), default=0)
    if width * last > MOST_CELLS:
        raise UnreadableBook(
            _("%(file)s has cells far outside its tables (%(cell)s): delete the empty rows and columns around them")
            % {"file": path.name, "cell": f"{max(columns, key=_column).decode()}{last}"}
        )
    return last


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - ord("A") + 1
    return value
