"""Opening a workbook safely: what is no readable .xlsx is refused in one clear line, before a parser sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import python_calamine
from django.utils.translation import gettext as _

from qiao.claim.docx.archive import DAMAGE
from qiao.exchange.cells import Cell
from qiao.exchange.inspection import Fault, Faults, Inspected, UnreadableBook, damaged, inspect

LARGEST_FILE = 100 * 2**20
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds something: its name and its rows."""

    name: str
    source: python_calamine.CalamineSheet
    faults: Faults

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield each row with its number as the spreadsheet shows it, from 1; short rows are filled with ""."""
        numbered = enumerate(self.source.iter_rows(), start=1)
        if not self.faults:
            yield from numbered
            return
        by_row: dict[int, list[tuple[int, Fault]]] = {}
        for (row, column), fault in self.faults.items():
            by_row.setdefault(row + 1, []).append((column, fault))
        for number, cells in numbered:
            if number in by_row:
                for column, fault in by_row[number]:
                    if column < len(cells):
                        cells[column] = fault
            yield number, cells


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook, with what was found in it before."""

    path: Path
    sheets: tuple[str, ...]
    source: python_calamine.CalamineWorkbook
    inspected: Inspected

    @property
    def height(self) -> int:
        """Return how many rows its sheets have together, for showing progress."""
        return self.inspected.height

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name

    def sheet(self, name: str) -> Sheet:
        """Return one sheet, read now: only one at a time is kept in memory. Raises UnreadableBook."""
        try:
            found = self.source.get_sheet_by_name(name)
        except python_calamine.CalamineError as error:
            raise UnreadableBook(damaged(self.path.name)) from error
        return Sheet(name, found, self.inspected.faults.get(name, {}))


def open_book(path: Path) -> Book:
    """Return the workbook in a file. Raises UnreadableBook."""
    shown = {"file": path.name}
    if path.is_dir():
        raise UnreadableBook(_("%(file)s is a folder, not a workbook") % shown)
    try:
        with path.open("rb") as file:
            _refuse_unlikely(file, path)
            inspected = inspect(file, path.name)
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
    except DAMAGE as error:
        raise UnreadableBook(damaged(path.name)) from error
    except python_calamine.CalamineError as error:
        raise UnreadableBook(damaged(path.name)) from error
    return Book(path, sheets, source, inspected)


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
