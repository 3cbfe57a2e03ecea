"""Files that are no workbook, or no good one: one clear line each, and nothing is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qiao import exchange
from qiao.exchange import UnreadableBook
from qiao.exchange.book import open_book
from tests.exchange.ledgers import TRAINING, write

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> str:
    """What the user is told; one line."""
    with pytest.raises(UnreadableBook) as caught:
        open_book(path)
    line = str(caught.value)
    assert "\n" not in line
    assert path.name in line
    return line


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02" * 100, "not an .xlsx"),
        ("日期,牵头\n".encode(), "not an .xlsx"),
        (OLE + b"\x00" * 512 + "WordDocument".encode("utf-16-le"), "old Office format"),
        (OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        (packed({"word/document.xml": b"<w/>"}), "not an .xlsx"),
        (packed({"xl/workbook.xml": b"<broken"}), "damaged"),
        (packed({"xl/workbook.xml": b"<workbook/>", "bomb": b"\x00" * (30 * 2**20)}), "unpacks"),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "there is no file" in refusal(tmp_path / "缺.xlsx")
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_workbook(book: Callable[..., Path], share: float) -> None:
    path = book({"培训": [TRAINING]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "damaged" in refusal(path)


def test_a_flipped_byte_is_noticed(book: Callable[..., Path]) -> None:
    path = book({"培训": [TRAINING]})
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_a_cell_far_outside_the_table_does_not_take_all_memory(tmp_path: Path) -> None:
    rows: list[list[str]] = [TRAINING]
    path = write(tmp_path / "宽.xlsx", {"培训": rows})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    path.write_bytes(packed(parts))
    assert "XFD1048576" in refusal(path)


@pytest.mark.django_db
def test_a_sheet_that_is_no_xml(tmp_path: Path) -> None:
    path = write(tmp_path / "坏.xlsx", {"培训": [TRAINING]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b'<worksheet><sheetData><row r="1"><c r="A1"></row>'
    path.write_bytes(packed(parts))
    with pytest.raises(UnreadableBook, match="damaged"):
        exchange.plan(path)


def test_formatted_but_empty_cells_do_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "格式.xlsx", {"培训": [TRAINING]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    path.write_bytes(packed(parts))
    assert open_book(path).sheets == ("培训",)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK\x03\x04")

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in refusal(path)


@pytest.mark.django_db
def test_a_workbook_of_empty_sheets_holds_nothing(book: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableBook, match="holds nothing"):
        exchange.plan(book({"Sheet1": [], "Sheet2": []}, roster=False))
