"""The commands that need the record: import, digest, write, check --for."""

import json
import re
import stat
from pathlib import Path

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.cli import home
from qiao.demo.sample import FOLDER, OLD_STYLE, WORKBOOK
from qiao.demo.sample.generator import make
from qiao.document.layouts import fonts
from qiao.programme.models import Secondee
from tests.cli.conftest import Run

NO_FONTS = fonts.Installed(fonts=fonts.installed().fonts, families={}, files={}, chinese=())
VERDICT = ["claim", "ruling", "measure", "value", "sources", "notes", "reason"]


def test_the_first_command_makes_the_folder_and_a_key_that_others_cannot_read(qiao: Run, tmp_path: Path) -> None:
    assert qiao("digest").code == 0

    key = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    written = key.read_text()
    qiao("digest")
    assert key.read_text() == written


def test_a_dry_run_changes_nothing(empty: Run, tmp_path: Path) -> None:
    before = empty("digest").out

    outcome = empty("import", WORKBOOK, "--dry-run")

    assert outcome.code == 1
    assert "金未名" in outcome.out
    assert empty("digest").out == before
    assert not list(tmp_path.glob("*.xlsx"))


def test_good_rows_go_in_once_and_bad_rows_come_back(empty: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(WORKBOOK.read_bytes())

    first = empty("import", book)
    digest = empty("digest").out
    second = empty("import", book)

    assert (first.code, second.code) == (1, 1)
    assert empty("digest").out == digest
    returned = CalamineWorkbook.from_path(str(tmp_path / "book.rejected.xlsx"))
    assert returned.sheet_names == [sheet for sheet, _label in make(FOLDER).rejected]
    assert str(tmp_path / "book.rejected.xlsx") in first.out
    assert len([line for line in first.out.splitlines() if "金未名" in line]) == 1


def test_an_import_says_how_many_rows_of_each_sheet_are_what(office: Run) -> None:
    out = office("import", WORKBOOK, "--dry-run").out

    counts, _rejected = out.split("rejected  row")
    rows = {line.split()[0]: line.split()[1:] for line in counts.splitlines() if line.strip()}
    for name, count in make(FOLDER).records.items():
        assert rows[name][:2] == ["·", str(count)], name
    assert rows["调研"][3] == "2"


@pytest.mark.parametrize("ending", [".docx", ".html", ".txt"])
def test_what_is_written_is_supported_throughout(office: Run, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"summary{ending}"

    assert office("write", "work_summary", "--for", "庄听澜", "-o", file).code == 0
    outcome = office("check", file, "--for", "Y15", "--json")

    said = json.loads(outcome.out)
    assert {each["ruling"] for each in said["verdicts"]} == {"supported"}
    assert len(said["verdicts"]) > 20
    assert outcome.code == 0


def test_a_period_narrows_a_document(office: Run, tmp_path: Path) -> None:
    for name, period in (("all", ()), ("year", ("--from", "2023-01-01", "--to", "2024-01-01"))):
        assert office("write", "work_summary", "--for", "Y15", *period, "-o", tmp_path / f"{name}.txt").code == 0

    assert "培训干部人才303人次" in (tmp_path / "all.txt").read_text(encoding="utf-8")
    assert "培训干部人才128人次" in (tmp_path / "year.txt").read_text(encoding="utf-8")


def test_a_document_replaces_the_one_before(office: Run, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("old")

    office("write", "work_summary", "--for", "Y15", "-o", tmp_path / "x.txt")

    assert "old" not in (tmp_path / "x.txt").read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["x.txt"]


def test_the_old_summary_is_ruled_figure_by_figure(office: Run) -> None:
    outcome = office("check", OLD_STYLE, "--for", "Y15", "--json")

    assert outcome.code == 1
    said = json.loads(outcome.out)
    assert list(said) == ["file", "text", "quantities", "findings", "verdicts"]
    assert all(list(each) == VERDICT for each in said["verdicts"])
    ruled = {said["quantities"][each["claim"]]["text"]: each for each in said["verdicts"]}
    expected = {
        "1350万元": "supported",
        "60余人次": "supported",
        "6500万元": "contradicted",
        "128人次": "contradicted",
        "20余节": "unsupported",
        "12起": "unbound",
    }
    assert {text: ruled[text]["ruling"] for text in expected} == expected
    assert "hedged" in ruled["60余人次"]["notes"]
    assert len(ruled["1350万元"]["sources"]) == 4
    assert ruled["20余节"]["value"] is None
    assert {each["code"] for each in said["findings"]} >= {"blank", "corrupt_number"}


def test_the_list_for_people_says_place_ruling_measure_record_and_reason(office: Run) -> None:
    out = office("check", OLD_STYLE, "--for", "Y15").out

    [line] = [each for each in out.splitlines() if "6500万元" in each.split()]
    assert "contradicted" in line
    assert "\u2718" in line
    assert "CNY 62,000,000" in line
    assert "\x1b" not in out
    assert out.splitlines()[-1].startswith(
        f"{len(json.loads(office('read', OLD_STYLE, '--json').out)['quantities'])} numbers"
    )


def test_doctor_tells_versions_and_the_folder_and_makes_none(called: Run, tmp_path: Path) -> None:
    outcome = called("doctor")

    assert outcome.code == 0
    for word in ("Python", "SQLite", "Django", "catalogue", "hedge table", str(tmp_path / "data")):
        assert word in outcome.out
    assert not (tmp_path / "data").exists()


def test_doctor_names_the_font_of_each_role(called: Run) -> None:
    out = called("doctor").out
    for role in ("titles", "headings", "subheadings", "the text", "page numbers"):
        [line] = [each for each in out.splitlines() if each.startswith(f"font of {role} ")]
        assert re.search(r"font of [a-z ]+  \S", line)


def test_doctor_says_what_to_install_where_there_is_no_chinese_font(
    called: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: NO_FONTS)
    outcome = called("doctor")
    assert outcome.code == 1
    assert "fonts-noto-cjk" in outcome.out


def test_a_pdf_without_chinese_fonts_is_refused_in_one_line(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: NO_FONTS)
    outcome = office("write", "work_summary", "--for", "Y15", "-o", "a.pdf")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "fonts-noto-cjk" in outcome.err
    assert not (tmp_path / "a.pdf").exists()


def test_a_docx_without_chinese_fonts_says_that_its_charts_are_tables(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: NO_FONTS)
    outcome = office("write", "batch_report", "--for", "第二批", "-o", "a.docx")
    assert outcome.code == 1
    assert "charts are tables only" in outcome.err
    assert (tmp_path / "a.docx").exists()


def test_a_pdf_names_the_characters_that_no_font_has(office: Run, tmp_path: Path) -> None:
    Secondee.objects.filter(code="Y15").update(name="欧阳\U0010fff0")
    outcome = office("write", "work_summary", "--for", "Y15", "-o", "a.pdf")
    assert outcome.code == 1
    assert "\U0010fff0 (U+10FFF0)" in outcome.err
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_a_document_is_written_with_its_sources(office: Run, tmp_path: Path) -> None:
    assert office("write", "work_summary", "--for", "Y15", "--sources", "-o", "a.txt").code == 0
    written = (tmp_path / "a.txt").read_text(encoding="utf-8")
    before, after = written.split("数据来源表")
    assert "programme.xlsx" in after
    assert office("check", "a.txt", "--for", "Y15").code == 0
    office("write", "work_summary", "--for", "Y15", "-o", "b.txt")
    assert before.startswith((tmp_path / "b.txt").read_text(encoding="utf-8").strip())


def test_rejected_rows_go_to_the_home_folder_where_the_books_own_cannot_be_written(
    empty: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = exchange.annotate

    def annotate(plan: exchange.Plan, path: Path) -> None:
        if path.parent != tmp_path / "data":
            raise PermissionError(13, "Permission denied", str(path))
        write(plan, path)

    (tmp_path / "data").mkdir()
    monkeypatch.setattr(exchange, "annotate", annotate)

    outcome = empty("import", WORKBOOK)

    assert outcome.code == 1
    assert str(tmp_path / "data" / "programme.rejected.xlsx") in outcome.out
    assert (tmp_path / "data" / "programme.rejected.xlsx").stat().st_size > 1000


def test_the_home_folder_is_the_one_of_the_settings() -> None:
    assert home.folder() == settings.QIAO_HOME
