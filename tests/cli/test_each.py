"""`qiao write --each`: the documents of a batch, whole or not at all, and what became of each."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from qiao import document
from qiao.cli import many
from qiao.cli.main import INTERRUPTED
from qiao.demo.sample import WORKBOOK
from tests.cli.conftest import Run

BATCH = ("--for", "第二批", "--each")


def index_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_batch_in_several_formats_is_one_zip_with_an_index(office: Run, tmp_path: Path) -> None:
    outcome = office("write", "work_summary", "appraisal", *BATCH, "--formats", "docx,txt", "-o", "all.zip")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "all.zip: 30 written, 0 of people without a record, 0 failed\n"
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        rows = index_of(archive.read("index.csv"))
        files = [name for row in rows for name in row["文件"].split("; ")]
        assert sorted([*files, "index.csv", "index.html"]) == sorted(archive.namelist())
        assert len(rows) == 30
        page: Any = html.fromstring(archive.read("index.html").decode())
        assert len(page.xpath("//a/@href")) == len(files)
        for row in rows:
            [text] = [name for name in row["文件"].split("; ") if name.endswith(".txt")]
            assert row["姓名"] in archive.read(text).decode()
            assert int(row["数字个数"]) > 0


def test_a_document_of_a_batch_is_the_one_that_is_written_alone(office: Run, tmp_path: Path) -> None:
    office("write", "work_summary", *BATCH, "-o", "all")
    office("write", "work_summary", "--for", "Y15", "-o", "one.docx")

    [file] = (tmp_path / "all").rglob("Y15*.docx")
    assert file.read_bytes() == (tmp_path / "one.docx").read_bytes()


def test_each_document_has_its_annex_of_sources_where_asked(office: Run, tmp_path: Path) -> None:
    office("write", "work_summary", *BATCH, "--sources", "-o", "all")
    office("write", "work_summary", "--for", "Y15", "--sources", "-o", "one.docx")
    office("write", "work_summary", "--for", "Y15", "-o", "bare.docx")

    [file] = (tmp_path / "all").rglob("Y15*.docx")
    assert file.read_bytes() == (tmp_path / "one.docx").read_bytes()
    assert file.read_bytes() != (tmp_path / "bare.docx").read_bytes()


def test_characters_that_a_pdf_cannot_show_are_named(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "LAYOUTS", {**document.LAYOUTS, ".pdf": lambda _made, _style: b"x"})
    monkeypatch.setattr(document, "missing", lambda made: ("䶮",) if made.subject == "Y15" else ())

    outcome = office("write", "work_summary", *BATCH, "--formats", "pdf", "-o", "all")

    assert outcome.code == 1
    assert "15 written" in outcome.out
    [line] = [line for line in outcome.out.splitlines() if "Y15" in line]
    assert "䶮" in line


def test_the_same_record_gives_the_same_bytes(office: Run, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        office("write", "work_summary", *BATCH, "-o", name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_failure_is_told_with_its_reason_and_the_others_are_written(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fussy(made: Any, _style: Any) -> bytes:
        if made.subject == "Y15":
            raise ValueError("no font\nhas 䶮")
        return b"x"

    monkeypatch.setattr(document, "LAYOUTS", {**document.LAYOUTS, ".txt": fussy})
    outcome = office("write", "work_summary", *BATCH, "--formats", "txt", "-o", "all")

    assert outcome.code == 1
    assert "14 written, 0 of people without a record, 1 failed" in outcome.out
    [line] = [line for line in outcome.out.splitlines() if "Y15" in line]
    assert "no font has 䶮" in line
    rows = index_of((tmp_path / "all" / "index.csv").read_bytes())
    assert [row["编号"] for row in rows if not row["文件"]] == ["Y15"]
    assert len(list((tmp_path / "all").rglob("*.txt"))) == 14


@pytest.mark.parametrize("name", ["all", "all.zip"])
def test_what_is_interrupted_leaves_what_was_there(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "all.zip":
        (tmp_path / name).write_bytes(b"of yesterday")

    def interrupted(*_all: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(many, "put_index", interrupted)
    before = sorted(tmp_path.iterdir())

    assert office("write", "work_summary", *BATCH, "-o", name).code == INTERRUPTED
    assert sorted(tmp_path.iterdir()) == before
    assert not (tmp_path / "all.zip").exists() or (tmp_path / "all.zip").read_bytes() == b"of yesterday"


def test_ctrl_c_leaves_nothing_half_written(qiao: Run, tmp_path: Path) -> None:
    # A copy: the rows that come back are written beside the workbook.
    (tmp_path / "book.xlsx").write_bytes(WORKBOOK.read_bytes())
    assert qiao("import", "book.xlsx").code == 1
    place = tmp_path / "all"
    outlines = [f"--formats={','.join(each[1:] for each in document.LAYOUTS if each != '.pdf')}"]
    command = [sys.executable, "-m", "qiao.cli.main", "write", "work_summary", "appraisal", *BATCH, *outlines]
    environment = {**os.environ, "QIAO_HOME": str(tmp_path / "data"), "QIAO_LANGUAGE": "en"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with subprocess.Popen([*command, "-o", str(place)], env=environment, stderr=subprocess.PIPE, text=True) as run:
        part = tmp_path / ".all.part"
        for _again in range(2000):
            if part.exists() or run.poll() is not None:
                break
            time.sleep(0.005)
        run.send_signal(signal.SIGINT)
        _out, err = run.communicate(timeout=60)

    assert not part.exists()
    # A fast machine may have been done before.
    assert (run.returncode, err) in ((INTERRUPTED, "qiao: interrupted\n"), (0, ""))
    assert place.exists() == (run.returncode == 0)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("work_summary", "--for", "Y15", "--each", "-o", "x"), "--for must name a batch"),
        (("batch_report", *BATCH, "-o", "x"), "batch_report: not written about a person"),
        (("nothing", *BATCH, "-o", "x"), "no outline is called nothing"),
        (("work_summary", *BATCH, "-o", "x.docx"), "name a folder or a .zip"),
        (("work_summary", *BATCH, "-o", "full"), "name a new one"),
        (("work_summary", *BATCH, "-o", "no/such/all.zip"), "cannot be written"),
        (("work_summary", *BATCH, "--formats", "exe", "-o", "x"), "choose from docx"),
        (("work_summary", *BATCH, "--formats", ",", "-o", "x"), "choose from docx"),
        (("work_summary", "appraisal", "--for", "Y15", "-o", "x.docx"), "name one outline, or add --each"),
        (
            ("work_summary", *BATCH, "--from", "2024-01-01", "--to", "2023-01-01", "-o", "x"),
            "the period ends before it starts",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    office: Run, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("kept")

    outcome = office("write", *arguments)

    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
    assert why in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]
