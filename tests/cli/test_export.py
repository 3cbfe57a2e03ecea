"""`qiao export` and `qiao template`: whole or not at all, and what was said about it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qiao.demo.sample import WORKBOOK
from qiao.programme.models import Batch, Organisation, Secondee, Secondment
from qiao.record.models import Record
from tests.cli.conftest import Run
from tests.cli.test_bad_input import assert_refused


def test_a_programme_goes_out_and_comes_back_with_the_same_digest(office: Run, tmp_path: Path) -> None:
    digest = office("digest").out
    outcome = office("export", "out.xlsx")
    assert (outcome.code, outcome.out) == (0, f"out.xlsx: {Record.objects.count()} records\n")
    # The trail stays, as it always does.
    for model in (Record, Secondment, Secondee, Organisation, Batch):
        model._default_manager.all().delete()
    back = office("import", "out.xlsx")
    assert back.code == 0
    assert "take the id and the status" in back.out
    assert office("digest").out == digest
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["out.xlsx"]


def uids(kind: str) -> list[object]:
    return list(Record.objects.filter(kind=kind).values_list("uid", flat=True))


def test_each_list_is_a_csv(office: Run, tmp_path: Path) -> None:
    outcome = office("export", "--csv", "lists")
    assert outcome.code == 0
    files = {each.stem: each for each in (tmp_path / "lists").iterdir()}
    assert {"organisation", "batch", "secondment", "training", "evidence", "imports"} <= set(files)
    with files["training"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == Record.objects.filter(kind="training").count()
    assert sorted(each["标识"] for each in rows) == sorted(map(str, uids("training")))


def test_a_part_goes_out(office: Run) -> None:
    theirs = Record.objects.filter(participations__person__code="Y15").count()
    assert office("export", "a.xlsx", "--for", "庄听澜").out == f"a.xlsx: {theirs} records\n"
    outcome = office("export", "a.xlsx", "--kinds", "training,Donations", "--from", "2023-01-01", "--to", "2024-01-01")
    expected = Record.objects.filter(kind__in=("training", "donation"), day__year=2023).count()
    assert outcome.out == f"a.xlsx: {expected} records\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export",), "name a file"),
        (("export", "no/such/folder/a.xlsx"), "cannot be written"),
        (("export", "."), "is a folder"),
        (("export", "a.xlsx", "--for", "无此人"), "无此人"),
        (("export", "a.xlsx", "--kinds", "nothing"), "there is no kind nothing"),
        (("export", "--csv", "taken"), "cannot be written"),
        (("template", "nothing", "-o", "a.xlsx"), "there is no kind nothing"),
        (("template", "-o", "no/such/folder/a.xlsx"), "cannot be written"),
        (("template", "-o", "a.xlsx", "--for", "庄听澜"), "is no batch"),
    ],
)
def test_what_cannot_be_done_is_one_line(office: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "taken").write_text("a file")
    assert_refused(office(*arguments), said)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["taken"]


def test_what_was_there_stays_where_an_export_fails(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a.xlsx").write_text("old")
    monkeypatch.setattr("qiao.exchange.exports.workbook.cells", fail)
    assert_refused(office("export", "a.xlsx"), "No space left")
    assert (tmp_path / "a.xlsx").read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.xlsx"]


def test_a_kind_that_is_switched_off_is_told(office: Run) -> None:
    Record.objects.filter(kind="event").update(kind="forgotten")
    outcome = office("export", "a.xlsx")
    assert outcome.code == 1
    assert "kind forgotten is not switched on" in outcome.err


def test_a_template_for_a_batch_imports_nothing_unfilled(office: Run, tmp_path: Path) -> None:
    assert office("template", "-o", "t.xlsx").code == 0
    assert office("template", "training", "-o", "one.xlsx", "--for", "第二批").code == 0
    outcome = office("import", "t.xlsx")
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "nothing to import: no row of this workbook is filled in"
    assert WORKBOOK.exists()
    assert not list(tmp_path.glob(".*.part"))
