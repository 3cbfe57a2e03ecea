"""Many files at once: a line each and a total; a report as a file; and a list that says whose each file is."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from qiao.demo.sample import OLD_STYLE
from tests.claim.docx.word import p, r, word
from tests.cli.conftest import Run

BLANK = "捐款____元。"
SOUND = "走访了各村。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "材料"
    (place / "二级").mkdir(parents=True)
    (place / "甲.txt").write_text(BLANK, encoding="utf-8")
    (place / "二级" / "乙.txt").write_bytes(SOUND.encode("gb18030"))
    (place / "照片.png").write_bytes(b"\x89PNG")
    (place / "~$甲.docx").write_bytes(b"lock")
    return place


def table(out: str) -> dict[str, list[str]]:
    rows = [line.split() for line in out.splitlines()]
    return {Path(row[0]).name: row[1:] for row in rows if row}


def test_a_folder_gives_a_line_each_and_a_total(called: Run, folder: Path) -> None:
    outcome = called("check", folder)

    rows = table(outcome.out)
    assert set(rows) >= {"甲.txt", "乙.txt", "total"}
    assert "~$甲.docx" not in rows
    assert rows["total"][-2:] == ["1", "1"]
    assert "2 files checked, 0 could not be." in outcome.out
    assert (outcome.code, outcome.err) == (1, "")


def test_one_that_cannot_be_read_does_not_stop_the_others(called: Run, folder: Path) -> None:
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")

    outcome = called("check", folder)

    assert {"甲.txt", "乙.txt"} <= set(table(outcome.out))
    assert "坏.docx" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert outcome.code == 2


def test_json_is_a_line_for_each_file(called: Run, folder: Path) -> None:
    lines = called("check", folder, "--json").out.splitlines()
    assert [Path(json.loads(line)["file"]).name for line in lines] == ["乙.txt", "甲.txt"]


def test_a_folder_without_documents_is_told(called: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = called("check", "empty")
    assert (outcome.code, len(outcome.err.splitlines())) == (2, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", ["", "文件,对象\n"])
def test_a_list_says_whose_each_file_is(office: Run, folder: Path, encoding: str, header: str) -> None:
    (folder / "丙.txt").write_bytes(OLD_STYLE.read_bytes())
    owners = folder / "名单.csv"
    owners.write_bytes(f"{header}甲.txt,Y15\n二级/乙.txt,Y15\n丙.txt,庄听澜\n".encode(encoding))

    outcome = office("check", folder, "--for-map", owners)

    alone = json.loads(office("check", OLD_STYLE, "--for", "Y15", "--json").out)
    supported = [each["ruling"] for each in alone["verdicts"]].count("supported")
    assert supported
    assert table(outcome.out)["丙.txt"][1] == str(supported)
    assert outcome.code == 1


def test_a_file_that_the_list_does_not_name_is_told_and_the_rest_done(office: Run, folder: Path) -> None:
    owners = folder / "名单.csv"
    owners.write_text("甲.txt,Y15\n", encoding="utf-8")

    outcome = office("check", folder, "--for-map", owners)

    assert "甲.txt" in table(outcome.out)
    assert "乙.txt" in outcome.err
    assert outcome.code == 2


@pytest.mark.parametrize("content", ["", "文件,对象\n", "甲.txt\n", "甲.txt,Y15\n甲.txt,Y14\n", "甲.txt,\n"])
def test_a_bad_list_is_one_line(office: Run, folder: Path, content: str) -> None:
    (folder / "名单.csv").write_text(content, encoding="utf-8")
    outcome = office("check", folder, "--for-map", folder / "名单.csv")
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx", "json"])
def test_a_check_is_written_as_a_report(called: Run, tmp_path: Path, ending: str) -> None:
    outcome = called("check", OLD_STYLE, "-o", f"report.{ending}")

    body = (tmp_path / f"report.{ending}").read_bytes()
    assert outcome.code == 1
    assert f"report.{ending}" in outcome.out
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            assert "word/comments.xml" in parts.namelist()
    if ending == "json":
        assert json.loads(body)["findings"]


def test_a_word_document_is_annotated_in_its_own_layout(called: Run, tmp_path: Path) -> None:
    file = tmp_path / "总结.docx"
    file.write_bytes(word(p(r("与甲校签定协议。", "<w:i/>")), styles="<w:style/>"))
    assert called("check", file, "-o", "report.docx").code == 1
    with zipfile.ZipFile(tmp_path / "report.docx") as parts, zipfile.ZipFile(file) as before:
        assert b"<w:i/>" in parts.read("word/document.xml")
        assert parts.read("word/styles.xml") == before.read("word/styles.xml")
        assert "签订" in parts.read("word/comments.xml").decode()


def test_a_report_is_of_one_file_and_of_a_known_format(called: Run, folder: Path) -> None:
    assert called("check", folder, "-o", "report.docx").code == 2
    assert called("check", OLD_STYLE, "-o", "report.pdf").code == 2


def test_one_record_or_a_list_of_them(office: Run, folder: Path) -> None:
    assert office("check", folder, "--for", "Y15", "--for-map", "x.csv").code == 2
