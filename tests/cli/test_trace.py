"""`qiao trace`: what became of a file's numbers, with the record behind it, without it, and with nothing left."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from qiao.record.models import Record
from tests.cli.conftest import Run
from tests.written import packed, parts, written

BATCH = "第二批"


@pytest.fixture
def file(office: Run, tmp_path: Path) -> Path:
    place = tmp_path / "report.docx"
    assert office("write", "batch_report", "--for", BATCH, "-o", place).code == 0
    return place


def rewritten(file: Path, change: str, instead: str, *, without: tuple[str, ...] = ()) -> Path:
    """A file beside the first, its text changed; `without` parts whose names begin so."""
    content = {name: each for name, each in parts(file.read_bytes()).items() if not name.startswith(without or ("?",))}
    text = content["word/document.xml"].decode()
    assert change in text
    content["word/document.xml"] = text.replace(change, instead, 1).encode()
    place = file.with_name("edited.docx")
    place.write_bytes(packed(content))
    return place


def test_a_file_as_written_is_the_same(office: Run, file: Path) -> None:
    done = office("trace", file)
    assert done.code == 0, done.err
    assert "edited, 0 gone; 0 moved on" in done.out
    assert done.out.count("\u2714 same") == file_numbers(file)


def file_numbers(file: Path) -> int:
    return parts(file.read_bytes())["word/document.xml"].count(b"<w:bookmarkStart")


def test_an_edited_number_is_told_with_what_it_was(office: Run, file: Path) -> None:
    done = office("trace", rewritten(file, "62场<", "63场<"))
    assert done.code == 1
    [line] = [each for each in done.out.splitlines() if "edited" in each and "62场" in each]
    assert re.search(r"62场\s+63场", line)


def test_its_json_is_one_object(office: Run, file: Path) -> None:
    done = office("trace", rewritten(file, "62场<", "63场<"), "--json")
    told = json.loads(done.out)
    assert done.code == 1
    assert set(told) == {"document", "issued", "facts", "unsourced"}
    marks = set(re.findall(r'w:name="(q_[^"]+)"', parts(file.read_bytes())["word/document.xml"].decode()))
    assert {each["id"] for each in told["facts"]} == marks
    [edited] = [each for each in told["facts"] if each["state"] != "same"]
    assert (edited["value"], edited["written"], edited["now"], edited["moved_on"]) == (62, "63场", 62, False)
    assert {str(each) for each in Record.objects.values_list("uid", flat=True)} >= set(edited["sources"])


def test_a_record_that_has_moved_on_is_told(office: Run, file: Path) -> None:
    Record.objects.filter(kind="training").delete()
    done = office("trace", file, "--json")
    assert done.code == 1
    moved = [each for each in json.loads(done.out)["facts"] if each["moved_on"]]
    assert {each["measure"].split(".")[0] for each in moved} == {"training"}
    assert {(each["state"], each["now"]) for each in moved} == {("same", None)}


def test_it_needs_no_record_that_knows_the_document(empty: Run, tmp_path: Path) -> None:
    place = tmp_path / "a.docx"
    place.write_bytes(written(random.Random(5), "batch_report", "zh").data)
    done = empty("trace", place, "--json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)["facts"]
    assert len(facts) == file_numbers(place)
    assert {(each["moved_on"], each["now"]) for each in facts} == {(False, None)}


def test_a_number_without_a_source_is_told(office: Run, file: Path) -> None:
    done = office("trace", rewritten(file, "。</w:t>", "，另争取资金77万元。</w:t>"))
    assert done.code == 1
    assert "77万元" in done.out


CARRIERS = ("customXml", "docProps")


def test_with_nothing_left_it_says_how_to_check(office: Run, file: Path) -> None:
    bare = rewritten(file, "62场<", "63场<", without=CARRIERS)
    done = office("trace", bare)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "qiao check" in done.err


def test_with_nothing_left_it_is_checked(office: Run, file: Path) -> None:
    bare = rewritten(file, "62场<", "63场<", without=CARRIERS)
    done = office("trace", bare, "--for", BATCH)
    checked = office("check", bare, "--for", BATCH)
    assert done.code == checked.code == 1
    assert done.out == checked.out
    assert "contradicted" in done.out


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x03\x04 broken"])
def test_what_is_no_docx_is_told_in_one_line(empty: Run, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "a.docx"
    place.write_bytes(content)
    done = empty("trace", place)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_content_controls_are_asked_for(office: Run, tmp_path: Path) -> None:
    place = tmp_path / "a.docx"
    office("write", "batch_report", "--for", BATCH, "-o", place, "--content-controls")
    assert b"<w:sdt>" in parts(place.read_bytes())["word/document.xml"]
    assert office("trace", place).code == 0
