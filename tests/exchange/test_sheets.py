"""What stands where on a sheet: headers, units in them, totals and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from qiao.exchange import Entry, Plan, UnreadableBook
from tests.exchange.ledgers import TRAINING, sheet

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]
DAY = dt.date(2014, 5, 6)


def value(plan: Plan, name: str, field: str, at: int = 0) -> Any:
    """One value of one row that goes in."""
    found = sheet(plan, name)
    assert found.kind is not None
    entry: Entry = found.entries[at]
    return dict(zip((each.id for each in found.kind.fields), entry.values, strict=True))[field]


def test_a_header_under_titles_and_empty_rows(planned: Planned) -> None:
    rows = [["远山州培训台账"], [], ["填报单位:青石县"], TRAINING, [1, DAY, "白一舟", "", "双语教学", 1, 30]]
    plan = planned({"培训": rows})
    assert (plan.count("new"), plan.rejected) == (1, ())


def test_columns_in_another_order_and_unknown_ones(planned: Planned) -> None:
    rows = [["人次", "天气", "主题", "牵头", "备注", "日期"], [30, "晴", "双语教学", "白一舟", "好", DAY]]
    plan = planned({"培训": rows})
    assert value(plan, "培训", "attendances") == 30
    assert sheet(plan, "培训").unknown_columns == ("天气", "备注")


@pytest.mark.parametrize(
    ("heading", "typed", "yuan"),
    [
        ("金额(万元)", 36, 360_000),
        ("金额（万元）", 36, 360_000),
        ("金额(元)", 36, 36),
        ("金额(亿元)", 1.5, 150_000_000),
        ("金额 (单位:万元)", "36", 360_000),
        ("金额(万元)", "36元", 36),
        ("金额", 36, 36),
        ("*金额", 36, 36),
        ("资金额(万元)", 36, 360_000),
        ("金额(只计一次)", 36, 36),
    ],
)
def test_the_unit_in_a_heading(planned: Planned, heading: str, typed: Any, yuan: int) -> None:
    plan = planned({"争取资金": [["日期", "牵头", "来源", heading], [DAY, "白一舟", "海角省教育厅", typed]]})
    assert value(plan, "争取资金", "amount") == yuan


def test_a_unit_said_once_above_the_table(planned: Planned) -> None:
    rows = [
        ["争取资金台账"],
        ["", "", "", "单位:万元"],
        ["日期", "牵头", "来源", "金额"],
        [DAY, "白一舟", "某厅", 36],
        [DAY, "白一舟", "另厅", "36元"],
    ]
    plan = planned({"争取资金": rows})
    assert [value(plan, "争取资金", "amount", at) for at in (0, 1)] == [360_000, 36]


@pytest.mark.parametrize(
    ("heading", "kilometres"),
    [("里程(公里)", 80), ("里程(千米)", 80), ("里程(里)", 40), ("行程", 80), ("里程(米)", Decimal("0.08"))],
)
def test_the_unit_of_a_distance(planned: Planned, heading: str, kilometres: Decimal | int) -> None:
    plan = planned({"调研": [["日期", "牵头", "地点", heading], [DAY, "白一舟", "青石县柳树村", 80]]})
    assert value(plan, "调研", "distance") == kilometres


def test_one_column_may_fill_several_fields(planned: Planned) -> None:
    rows = [
        ["日期", "牵头", "地点", "成果"],
        [DAY, "白一舟", "柳树村", "调研报告2篇,座谈1场"],
        [DAY, "白一舟", "桥头镇", "办了实事"],
    ]
    plan = planned({"调研": rows})
    assert [value(plan, "调研", each) for each in ("result", "reports", "symposiums")] == ["调研报告2篇,座谈1场", 2, 1]
    assert [value(plan, "调研", each, 1) for each in ("result", "reports", "symposiums")] == ["办了实事", None, None]


def test_a_column_of_its_own_goes_before_one_that_mentions_the_number(planned: Planned) -> None:
    rows = [["日期", "牵头", "地点", "成果", "调研报告(篇)"], [DAY, "白一舟", "柳树村", "座谈1场", 3]]
    plan = planned({"调研": rows})
    assert [value(plan, "调研", each) for each in ("reports", "symposiums")] == [3, 1]


def test_totals_notes_repeated_headers_and_empty_rows_are_no_records(planned: Planned) -> None:
    row = [1, DAY, "白一舟", "", "双语教学", 1, 30]
    rows = [
        TRAINING,
        row,
        ["小计", "", "", "", "", 1, 30],
        [],
        TRAINING,
        [2, *row[1:5], 2, 31],
        ["合 计", "", "", "", "", 3, 61],
        ["", "总计", "", "", "", 3, 61],
        ["注:数据截至年底。"],
        ["备注1:同上"],
        ["制表人:某某"],
        ["说明", "只计一次"],
    ]
    found = sheet(planned({"培训": rows}), "培训")
    assert (found.new, found.rejected) == (2, ())
    assert [each.sort for each in found.skipped] == [
        "total",
        "header",
        "total",
        "total",
        "note",
        "note",
        "note",
        "note",
    ]


def test_a_row_that_is_only_half_there_is_rejected_not_skipped(planned: Planned) -> None:
    plan = planned({"培训": [TRAINING, [1, "", "白一舟", "", "双语教学", 1, 30]]})
    assert [(each.row, each.column, each.written) for each in plan.rejected] == [(2, "日期", "")]


@pytest.mark.parametrize("number", [1e300, -1e300, 1e20, 123456789012345.6, "9" * 60, 1e-9])
def test_a_number_beyond_reason_is_rejected(planned: Planned, number: Any) -> None:
    plan = planned({"争取资金": [["日期", "牵头", "来源", "金额(万元)"], [DAY, "白一舟", "某厅", number]]})
    assert [each.column for each in plan.rejected] == ["金额(万元)"]


def test_every_reason_of_a_row_is_told(planned: Planned) -> None:
    plan = planned({"培训": [TRAINING, [7, "某日", "胡不归", "", "双语教学", -1, "若干"]]})
    (rejected,) = plan.rejected
    assert (rejected.sheet, rejected.row, rejected.label) == ("培训", 2, "7")
    assert sorted((each.column, each.written) for each in rejected.troubles) == [
        ("人次", "若干"),
        ("场次", "-1"),
        ("日期", "某日"),
        ("牵头", "胡不归"),
    ]


@pytest.mark.parametrize(
    "name", ["培训", " 培训 ", "培训台账", "3-培训", "3、培训情况统计表", "培训(2014年)", "业务培训", "附件2培训台账"]
)
def test_how_a_sheet_may_be_called(planned: Planned, name: str) -> None:
    plan = planned({name: [TRAINING, [1, DAY, "白一舟", "", "双语教学", 1, 30]]})
    assert plan.records[0].kind is not None
    assert plan.records[0].kind.id == "training"


def test_two_sheets_of_one_kind(planned: Planned) -> None:
    row = [1, DAY, "白一舟", "", "双语教学", 1, 30]
    plan = planned({"培训2014": [TRAINING, row], "培训2015": [TRAINING, [1, dt.date(2015, 1, 1), *row[2:]], row]})
    assert (plan.count("new"), plan.count("repeated")) == (2, 1)


def test_an_unknown_sheet_is_refused_by_name(planned: Planned) -> None:
    with pytest.raises(UnreadableBook, match=r"unknown sheet 食堂.*调研"):
        planned({"食堂": [["日期", "菜"], [DAY, "面"]]})


def test_an_empty_sheet_and_one_of_notes_are_left_out(planned: Planned) -> None:
    plan = planned({"Sheet3": [], "填表说明": [["先填日期"]], "培训": [TRAINING]})
    assert [each.name for each in plan.sheets] == ["单位", "批次", "人员", "培训"]


def test_a_sheet_without_a_header_says_what_is_expected(planned: Planned) -> None:
    with pytest.raises(UnreadableBook, match=r"培训.*日期、牵头"):
        planned({"培训": [[1, DAY, "白一舟", "", "双语教学", 1, 30]]})


def test_a_missing_column_is_named(planned: Planned) -> None:
    with pytest.raises(UnreadableBook, match=r"争取资金.*金额"):
        planned({"争取资金": [["日期", "牵头", "来源"], [DAY, "白一舟", "某厅"]]})
