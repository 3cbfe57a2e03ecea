"""Whatever is wrong with what is handed over: one clear line, exit code 2, no traceback, nothing half done."""

import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from qiao.demo.sample import OLD_STYLE, WORKBOOK
from tests.cli.conftest import Outcome, Run

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
OLD_WORD = OLE + bytes(1000) + "WordDocument".encode("utf-16-le") + bytes(1000)


def assert_refused(outcome: Outcome, *said: str) -> None:
    assert outcome.code == 2, (outcome.out, outcome.err)
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith("qiao: ")
    assert "Traceback" not in outcome.err
    for word in said:
        assert word in outcome.err


BROKEN_BOOKS = {
    "missing.xlsx": None,
    "empty.xlsx": b"",
    "old.doc": OLD_WORD,
    "locked.xlsx": ENCRYPTED,
    "cut.xlsx": WORKBOOK.read_bytes()[:20_000],
    "noise.xlsx": b"PK\x03\x04" + bytes(range(256)) * 8,
    "text.xlsx": OLD_STYLE.read_bytes(),
}


def test_a_workbook_that_cannot_be_read_is_refused_and_nothing_is_imported(empty: Run, tmp_path: Path) -> None:
    before = empty("digest").out
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as parts:
        parts.writestr("photo.txt", "no sheets here")

    assert_refused(empty("import", tmp_path / "photos.xlsx"), "photos.xlsx")
    for name, content in BROKEN_BOOKS.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        assert_refused(empty("import", tmp_path / name), name)
    assert empty("digest").out == before


def test_a_workbook_with_an_unknown_sheet_is_refused_whole(empty: Run, tmp_path: Path) -> None:
    before = empty("digest").out
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        known = book.add_worksheet("批次")
        known.write_row(0, 0, ["批次", "开始日期", "结束日期", "计划人数"])
        known.write_row(1, 0, ["第九批", "2022-08-01", "2025-08-01", 3])
        book.add_worksheet("不认得的表").write_row(0, 0, ["日期", "内容"])

    assert_refused(empty("import", tmp_path / "book.xlsx"), "不认得的表")
    assert empty("digest").out == before


def test_in_a_process_of_its_own_it_is_the_same(qiao: Run, tmp_path: Path) -> None:
    assert_refused(qiao("import", tmp_path / "missing.xlsx"), "missing.xlsx")
    assert_refused(qiao("read", "missing.txt"), "missing.txt")


def test_a_folder_is_no_workbook(empty: Run, tmp_path: Path) -> None:
    assert_refused(empty("import", tmp_path))


def test_a_dry_run_of_a_broken_workbook_is_refused_too(empty: Run, tmp_path: Path) -> None:
    assert_refused(empty("import", tmp_path / "missing.xlsx", "--dry-run"), "missing.xlsx")


@pytest.mark.parametrize("command", ["read", "check"])
def test_a_text_that_cannot_be_read_is_refused_and_no_folder_is_made(called: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "old.doc").write_bytes(OLD_WORD)
    (tmp_path / "cut.docx").write_bytes(b"PK\x03\x04 cut off")

    for name in ("missing.txt", "old.doc", "cut.docx", "."):
        assert_refused(called(command, name))
    assert not (tmp_path / "data").exists()


def test_of_several_files_the_good_ones_are_checked(called: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("举办培训3场。", encoding="utf-8")

    outcome = called("check", "missing.txt", "good.txt", "--json")

    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert '"file": "good.txt"' in outcome.out


def test_a_person_who_does_not_exist_is_refused(office: Run, tmp_path: Path) -> None:
    assert_refused(office("write", "work_summary", "--for", "Y99", "-o", tmp_path / "x.docx"), "Y99")
    assert_refused(office("check", OLD_STYLE, "--for", "无此人"), "无此人")
    assert not (tmp_path / "x.docx").exists()


def test_an_unknown_outline_is_refused_with_those_there_are(office: Run, tmp_path: Path) -> None:
    assert_refused(office("write", "novel", "--for", "Y15", "-o", tmp_path / "x.docx"), "novel", "work_summary")


def test_an_unknown_house_style(office: Run, tmp_path: Path) -> None:
    told = ("write", "work_summary", "--for", "Y15", "-o", tmp_path / "x.docx", "--style")
    assert_refused(office(*told, "baroque"), "baroque", "gbt9704")
    assert office(*told, "gbt9704").code == 0


def test_an_outline_for_others_is_refused(office: Run, tmp_path: Path) -> None:
    assert_refused(office("write", "batch_report", "--for", "Y15", "-o", tmp_path / "x.docx"), "batch_report")


@pytest.mark.parametrize("place", ["no/such/folder/x.docx", "x.odt", "x", "a-folder.docx", "a-file/x.docx"])
def test_an_output_that_cannot_be_written_is_refused(office: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-folder.docx").mkdir()
    (tmp_path / "a-file").write_text("in the way")

    assert_refused(office("write", "work_summary", "--for", "Y15", "-o", tmp_path / place), place.rpartition("/")[2])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a-file", "a-folder.docx"]


def test_a_period_that_ends_before_it_starts_is_refused(office: Run, tmp_path: Path) -> None:
    period = ("--from", "2024-01-01", "--to", "2024-01-01")

    assert_refused(office("write", "work_summary", "--for", "Y15", *period, "-o", tmp_path / "x.txt"))


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("import",),
        ("write", "work_summary"),
        ("write", "work_summary", "--for", "Y15", "--from", "2024-02-30", "-o", "x.txt"),
        ("serve", "--port", "0"),
        ("serve", "--port", "70000"),
        ("digest", "--json"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(called: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert_refused(called(*arguments), "--help")
    assert not (tmp_path / "data").exists()


def test_a_home_that_is_a_file_is_refused(qiao: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    assert_refused(qiao("digest"), "QIAO_HOME")


def test_a_database_that_is_none_is_refused(qiao: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "qiao.sqlite3").write_bytes(b"this is no database " * 100)

    assert_refused(qiao("digest"), "qiao.sqlite3")


def test_settings_that_make_no_sense_are_refused(qiao: Run) -> None:
    assert_refused(qiao("digest", QIAO_LANGUAGE="klingon"), "QIAO_LANGUAGE")


def test_a_folder_of_kinds_that_is_none_is_refused(called: Run) -> None:
    assert_refused(called("read", OLD_STYLE, QIAO_KINDS="/no/such/folder"), "QIAO_KINDS")


def test_a_catalogue_that_could_mislead_is_refused_with_its_line(called: Run, tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    shutil.copy(Path(__file__).parents[2] / "qiao" / "catalogue" / "kinds" / "training.yaml", tmp_path / "kinds")

    assert_refused(called("read", OLD_STYLE, QIAO_KINDS=str(tmp_path / "kinds")), "training.yaml")
