"""The sample workbook: made again it is the same, and it has the habits that real ledgers have."""

import datetime as dt
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from qiao.catalogue import load
from qiao.demo.sample import FOLDER, OLD_STYLE, WORKBOOK
from qiao.demo.sample.generator import Book, make
from qiao.demo.sample.workbook import save


def cells(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: [list(row) for row in book.get_sheet_by_name(name).iter_rows()] for name in book.sheet_names}


@pytest.fixture(scope="module")
def book() -> Book:
    return make(FOLDER)


def test_the_committed_workbook_is_what_the_generator_makes(book: Book, tmp_path: Path) -> None:
    save(book, tmp_path / "again.xlsx")

    assert cells(tmp_path / "again.xlsx") == cells(WORKBOOK)


def test_another_seed_makes_other_rows(book: Book) -> None:
    assert make(FOLDER, seed=1).sheets != book.sheets


def test_every_sheet_of_work_is_of_a_kind_and_kinds_of_all_sorts_are_there(book: Book) -> None:
    sheets = [each.name for each in book.sheets[3:]]
    found = [kind for each in sheets if (kind := load().kind_for_sheet(each))]

    assert len(found) == len(sheets) == len({kind.id for kind in found}) == 20
    assert {"teaching", "clinic", "talent", "projects", "publicity"} <= {kind.group for kind in found}


def test_it_is_as_large_as_a_demonstration_should_be(book: Book) -> None:
    assert book.people == 25
    assert 380 <= sum(book.records.values()) <= 450
    assert (len(book.rejected), len(book.repeated)) == (4, 2)


def test_days_are_spelled_in_every_way_that_offices_spell_them(book: Book) -> None:
    days = [row[1] for sheet in book.sheets if sheet.name == "调研" for row in sheet.rows]

    assert any(isinstance(day, dt.date) for day in days)
    for style in (r"\d+年\d+月\d+日", r"\d+\.\d+\.\d+", r"\d+/\d\d/\d\d"):
        assert any(isinstance(day, str) and re.fullmatch(style, day) for day in days), style


def test_its_sheets_have_titles_totals_notes_blank_names_units_in_headers_and_in_cells() -> None:
    sheets = cells(WORKBOOK)

    assert sheets["培训"][0][0] == "赤雁州对口支援工作台账"
    assert sheets["培训"][-2][0] == "合计"
    assert str(sheets["培训"][-1][0]).startswith("注")
    assert "协议金额(万元)" in sheets["协议项目"][0]
    assert "36万元" in [row[5] for row in sheets["争取资金"]]
    assert any(re.fullmatch(r"\w \w+", str(row[2])) for row in sheets["调研"])
    assert {"、", ";", ",", " "} <= set("".join(str(row[3]) for row in sheets["调研"]))


def test_nobody_and_nowhere_of_the_real_sample_is_in_ours(shared: Path) -> None:
    real = cells(shared / "samples" / "programme.xlsx")
    ours = cells(WORKBOOK)

    assert not {row[1] for row in real["人员"][1:]} & {row[1] for row in ours["人员"][1:]}
    assert not {row[0] for row in real["单位"][1:]} & {row[0] for row in ours["单位"][1:]}


def test_the_old_style_summary_is_plain_text_about_one_of_its_people() -> None:
    text = OLD_STYLE.read_text(encoding="utf-8")

    assert "庄听澜" in text
    assert "_____" in text


def test_the_readme_says_how_much_there_is(book: Book, root: Path) -> None:
    for name in ("README.md", "README.zh.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert str(sum(book.records.values())) in text, name
        assert str(book.people) in text, name
