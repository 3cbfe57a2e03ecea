"""Charts of a batch's report from the record: stages, years and host organisations, and all of it read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from qiao import document
from qiao.drafting import reads
from qiao.programme.reads import find
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Chart, Document
from tests.office import Office


@pytest.fixture
def busy(office: Office) -> Office:
    """Both hosts of the second batch worked in 2023 and 2024; one agreement of two has landed, half is paid in."""
    for day, leader in (("2023-03-01", "P3"), ("2023-05-01", "P4"), ("2024-05-01", "P4"), ("2024-06-01", "P4")):
        office.record("field_research", day, {leader: "led"}, place="甲村")
    office.record("training", "2024-06-01", {"P3": "led"}, sessions=Decimal(3))
    office.record("agreement", "2023-06-01", {"P3": "led"}, code="A1", agreed_amount=Decimal(8_000_000),
                  landed_on=dt.date(2024, 1, 5))  # fmt: skip
    office.record("agreement", "2023-07-01", {"P4": "led"}, code="A2", agreed_amount=Decimal(2_000_000))
    office.record("payment", "2024-02-01", {"P3": "led"}, project="A1", amount=Decimal(5_000_000), voucher="1")
    return office


def charts(made: Document) -> dict[str, list[list[str]]]:
    return {
        each.axis: [["".join(run.text for run in cell) for cell in row] for row in each.rows]
        for each in made.blocks
        if isinstance(each, Chart)
    }


def test_a_batchs_report_shows_stages_years_and_organisations(busy: Office) -> None:
    assert charts(reads.write("batch_report", find("第二批"))) == {
        "stages": [
            ["阶段", "数量"],
            ["协议项目", "2个"],
            ["落地项目", "1个"],
            ["协议金额", "1000万元"],
            ["到位资金", "500万元"],
        ],
        "years": [
            ["指标", "2023年", "2024年"],
            ["下乡调研", "2次", "2次"],
            ["培训场次", "—", "3场"],
            ["到位资金", "—", "500万元"],
        ],
        "organisations": [
            ["接收单位", "下乡调研", "培训场次"], ["丁县医院", "3次", "—"], ["丙县政府", "1次", "3场"],
        ],
    }  # fmt: skip


def test_every_number_of_a_chart_is_the_total_over_its_own_scope(busy: Office) -> None:
    made = reads.write("batch_report", find("第二批"))
    drawn = [each for each in made.blocks if isinstance(each, Chart)]
    facts = [
        made.facts[run.fact]
        for each in drawn
        for row in each.rows
        for cell in row
        for run in cell
        if run.fact is not None
    ]
    assert len({fact.scope for fact in facts}) == 5
    for fact in facts:
        measure = catalogue().measures[fact.measure]
        assert record.totals([fact.scope], [measure])[fact.scope, fact.measure] == fact.value
        assert fact.sources


def test_what_the_charts_say_is_read_back(busy: Office) -> None:
    for sourced in (False, True):
        made = reads.write("batch_report", find("第二批"))
        text = document.txt(reads.with_sources(made) if sourced else made)
        checked = reads.check(text, find("第二批"))
        assert {each.ruling for each in checked.verdicts} == {"supported"}


def test_a_period_cuts_the_years_and_says_so(busy: Office) -> None:
    made = reads.write("batch_report", find("第二批"), start=dt.date(2023, 4, 1), end=dt.date(2025, 1, 1))
    years = charts(made)["years"]
    assert years[0] == ["指标", "2023年4—12月", "2024年"]
    assert years[1] == ["下乡调研", "1次", "2次"]


def test_the_first_year_of_a_term_is_told_by_its_months(busy: Office) -> None:
    busy.record("field_research", "2022-09-01", {"P3": "led"}, place="乙村")
    made = reads.write("batch_report", find("第二批"))
    assert charts(made)["years"][0] == ["指标", "2022年8—12月", "2023年", "2024年"]
    checked = reads.check(document.txt(made), find("第二批"))
    assert {each.ruling for each in checked.verdicts} == {"supported"}


def test_a_batch_without_work_has_no_charts(office: Office) -> None:
    assert charts(reads.write("batch_report", find("第二批"))) == {}


def test_an_organisations_report_has_the_stages_alone(busy: Office) -> None:
    # The roster gives an organisation no term, so there are no years; and it is one organisation.
    assert set(charts(reads.write("batch_report", find("丙县政府")))) == {"stages"}
