"""Templates: filled in they import without a rejected row, unfilled they bring in nothing and say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.exchange.exports import templates
from qiao.exchange.layout import roster_layouts
from qiao.programme.models import Batch, Secondment
from qiao.record.models import Record
from qiao.terms import Field, Kind
from tests.exchange.ledgers import write
from tests.exchange.programmes import KINDS
from tests.office import Office, make

pytestmark = pytest.mark.django_db
Rows = list[list[Any]]
HIDDEN = "_lists"
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def office() -> Office:
    return make()


def template(path: Path, kinds: Sequence[Kind], *, with_roster: bool = False) -> dict[str, Rows]:
    """Write a template, and return its sheets as a spreadsheet program would show them."""
    templates.write(kinds, path, templates.known(), with_roster=with_roster)
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def typed(field: Field) -> Any:
    """What someone types into a column."""
    if field.type == "choice":
        return field.options[-1].label["zh"]
    if field.type == "date":
        return dt.date(2023, 5, 6)
    return 12 if field.is_numeric else "某处"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_filled_template_imports_without_a_rejected_row(
    office: Office, tmp_path: Path, kind: Kind, language: str
) -> None:
    with translation.override(language):
        sheets = template(tmp_path / "t.xlsx", [kind])
    [name] = [each for each in sheets if each != HIDDEN]
    marks, headings, example = sheets[name]
    row = ["" for _each in headings]
    for field in kind.fields:
        row[marks.index(f"qiao:template:{kind.id}:{field.id}")] = typed(field)
    for role in kind.participants:
        row[marks.index(f"qiao:template:{kind.id}:{role}")] = "丙三(P3)" if role == "led" else "丁四，甲一"
    if "took_part" in kind.participants:
        row[marks.index(f"qiao:template:{kind.id}:took_part")] = "丁四"
    plan = exchange.plan(
        write(tmp_path / "filled.xlsx", {name: [marks, headings, example, row], HIDDEN: sheets[HIDDEN]})
    )
    assert (plan.rejected, plan.count("new")) == ((), 1)
    exchange.bring_in(plan)
    record = Record.objects.get()
    assert set(record.data) == {each.id for each in kind.fields}
    assert (record.status, record.row_label, record.evidence.get().label) == ("approved", "", "filled.xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unfilled_template_brings_in_nothing(office: Office, tmp_path: Path, language: str) -> None:
    with translation.override(language):
        template(tmp_path / "t.xlsx", KINDS, with_roster=True)
    plan = exchange.plan(tmp_path / "t.xlsx")
    assert plan.is_unfilled
    assert plan.is_empty


def test_a_filled_roster_imports(tmp_path: Path) -> None:
    with translation.override("zh-hans"):
        sheets = template(tmp_path / "t.xlsx", [], with_roster=True)
    rows: dict[str, Rows] = {
        "单位": [["甲省教育厅", "派出单位", "甲省", ""], ["乙县一中", "接收单位", "", "甲省教育厅"]],
        "批次": [["第一批", dt.date(2020, 1, 1), dt.date(2023, 1, 1), 3]],
        "人员": [
            [
                "007",
                "甲一",
                "第一批",
                "党政干部",
                "甲省教育厅",
                "乙县一中",
                "",
                dt.date(2020, 1, 1),
                dt.date(2023, 1, 1),
            ]
        ],
    }
    filled = {name: [*sheets[name], *rows.get(name, [])] for name in sheets}
    plan = exchange.plan(write(tmp_path / "filled.xlsx", filled))
    assert plan.rejected == ()
    exchange.bring_in(plan)
    assert Secondment.objects.get().person.code == "007"


def test_a_unit_in_a_heading_still_counts(office: Office, tmp_path: Path) -> None:
    [kind] = [each for each in KINDS if each.id == "donation"]
    sheets = template(tmp_path / "t.xlsx", [kind])
    name = next(iter(sheets))
    marks, headings, example = sheets[name]
    at = marks.index("qiao:template:donation:amount")
    headings[at] = "金额(万元)"
    row: list[Any] = ["" for _each in headings]
    row[at], row[marks.index("qiao:template:donation:led")] = 3, "丙三"
    row[marks.index("qiao:template:donation:day")] = dt.date(2023, 5, 6)
    plan = exchange.plan(write(tmp_path / "filled.xlsx", {name: [marks, headings, example, row]}))
    exchange.bring_in(plan)
    assert Record.objects.get().data["amount"] == 30_000


def test_drop_downs_offer_options_people_and_organisations(office: Office, tmp_path: Path) -> None:
    [kind] = [each for each in KINDS if each.id == "donation"]
    batch = Batch.objects.get(name="第二批")
    templates.write([kind], tmp_path / "t.xlsx", templates.known(batch), with_roster=True)
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    offered = {cell for row in book.get_sheet_by_name(HIDDEN).to_python()[2:] for cell in row if cell}
    assert {"丙三(P3)", "丁四(P4)", "丙县政府", "第一批"} <= offered
    assert "甲一(P1)" not in offered
    with ZipFile(tmp_path / "t.xlsx") as parts:
        sheets = [parts.read(each).decode() for each in parts.namelist() if each.startswith("xl/worksheets/sheet")]
        assert 'state="hidden"' in parts.read("xl/workbook.xml").decode()
    for kept in ("dataValidation", 'type="date"', 'type="list"', 'state="frozen"', 'hidden="1"'):
        assert any(kept in each for each in sheets), kept


def test_every_column_says_what_is_expected_of_it(office: Office, tmp_path: Path) -> None:
    for language, expected in (("zh-hans", "必须填写"), ("en", "must be filled in")):
        with translation.override(language):
            template(tmp_path / "t.xlsx", KINDS, with_roster=True)
        with ZipFile(tmp_path / "t.xlsx") as parts:
            notes = [parts.read(each).decode() for each in parts.namelist() if each.startswith("xl/comments")]
        assert len(notes) == len(KINDS) + len(roster_layouts())
        assert all(expected in each for each in notes)


def test_a_sheet_of_a_kind_that_is_not_here_is_refused_in_one_line(office: Office, tmp_path: Path) -> None:
    sheets = {"x": [["qiao:template:gone:day", "qiao:template:gone:led"], ["Day", "Led by"]]}
    with pytest.raises(exchange.UnreadableBook, match="gone"):
        exchange.plan(write(tmp_path / "t.xlsx", sheets))
