"""One cell, as people type it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.exchange import cells
from qiao.exchange.cells import Unreadable
from qiao.terms import Field, Option

NINE_THIRTY = dt.datetime(2003, 5, 12, 9, 30)  # noqa: DTZ001  # a cell knows no time zone
YUAN = Field(id="amount", type="yuan", label={"zh": "金额", "en": "Amount"})
COUNT = Field(id="attendances", type="count", label={"zh": "人次", "en": "Attendances"})
DISTANCE = Field(id="distance", type="kilometres", label={"zh": "里程", "en": "Distance"})
REPORTS = Field(id="reports", type="count", label={"zh": "报告", "en": "Reports"}, extract="调研报告#篇")
SIDE = Field(
    id="side",
    type="choice",
    label={"zh": "方向", "en": "Direction"},
    options=(
        Option(id="out", label={"zh": "出访", "en": "Outgoing"}, aliases=("外出",)),
        Option(id="in", label={"zh": "来访", "en": "Incoming"}),
    ),
)


@pytest.mark.parametrize(
    "typed",
    [
        "2003年5月12日",
        "2003年05月12日",
        "2003 年 5 月 12 日",
        "2003年5月12号",
        "2003.5.12",
        "2003.05.12",
        "2003/05/12",
        "2003/5/12",
        "2003-5-12",
        "2003-05-12",
        "20030512",
        " 2003.5.12 ",
        "２００３．５．１２",
        "2003-05-12 00:00:00",
        "2003年5月12日星期一",
        dt.date(2003, 5, 12),
        NINE_THIRTY,
        37753,
        37753.0,
        20030512.0,
    ],
)
def test_a_day(typed: cells.Cell) -> None:
    assert cells.day(typed) == dt.date(2003, 5, 12)


@pytest.mark.parametrize("typed", ["2003年5月", "2003-5", "2003/05", "2003年5月份"])
def test_a_month_is_its_first_day(typed: str) -> None:
    assert cells.day(typed) == dt.date(2003, 5, 1)


@pytest.mark.parametrize("typed", ["", "  ", "-", "——", "/", "无"])
def test_nothing_recorded_is_none(typed: str) -> None:
    assert cells.day(typed) is None
    assert cells.number(typed, YUAN, heading="金额") is None
    assert cells.choice(typed, SIDE) is None
    assert cells.text(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "2003年13月1日",
        "2003.2.30",
        "上半年",
        "5月12日",
        "12",
        2003.5,
        45.0,
        1e300,
        True,
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
    ],
)
def test_what_is_no_day_is_not_guessed(typed: cells.Cell) -> None:
    assert isinstance(cells.day(typed), Unreadable)


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}-{1}-{2}"]),
)
def test_every_day_reads_back_in_every_spelling(day: dt.date, spelling: str) -> None:
    assert cells.day(spelling.format(day.year, day.month, day.day)) == day


@pytest.mark.parametrize(
    ("typed", "factor", "yuan"),
    [
        ("45万元", 1, 450_000),
        ("45 万元", 1, 450_000),
        ("45万", 1, 450_000),
        ("1000元", 1, 1000),
        ("1,000元", 1, 1000),
        ("1,234,567", 1, 1_234_567),
        ("45", 1, 45),
        ("¥45,000.50", 1, Decimal("45000.50")),
        ("1.2亿元", 1, 120_000_000),
        ("3千元", 1, 3000),
        ("５０", 1, 50),
        ("５０万元", 1, 500_000),
        (467.0, 10_000, 4_670_000),
        ("467", 10_000, 4_670_000),
        ("45万元", 10_000, 450_000),
        ("8000元", 10_000, 8000),
        (0.1, 10_000, 1000),
        (0, 1, 0),
        ("0元", 1, 0),
        ("十万元", 1, 100_000),
        ("二十万元", 1, 200_000),
        ("十五万元", 1, None),
        ("五元", 1, 5),
    ],
)
def test_an_amount_in_yuan(typed: cells.Cell, factor: int, yuan: Decimal | int | None) -> None:
    found = cells.number(typed, YUAN, heading="金额", factor=Decimal(factor))
    assert found == yuan if yuan is not None else isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("typed", "count"),
    [("61人次", 61), (61.0, 61), ("1.2万人次", 12_000), ("三场", 3), ("两节", 2), ("２８", 28), ("2,000", 2000)],
)
def test_a_count(typed: cells.Cell, count: int) -> None:
    assert cells.number(typed, COUNT, heading="人次") == count


@pytest.mark.parametrize(
    ("typed", "kilometres"),
    [("238公里", 238), ("238km", 238), ("12千米", 12), ("30里", 15), ("800米", Decimal("0.8")), (238, 238)],
)
def test_a_distance(typed: cells.Cell, kilometres: Decimal | int) -> None:
    assert cells.number(typed, DISTANCE, heading="里程") == kilometres


@pytest.mark.parametrize(
    "typed",
    [
        "若干",
        float("nan"),
        float("inf"),
        "约60",
        "60余",
        "近百",
        "60多人",
        "1,23",
        "12,3456",
        "3~5",
        "3-5",
        "××",
        "6xxxx",
        "",
        True,
        dt.date(2003, 1, 1),
    ],
)
def test_a_vague_or_broken_number_is_not_guessed(typed: cells.Cell) -> None:
    found = cells.number(typed, COUNT, heading="人次")
    assert isinstance(found, Unreadable) or typed == ""


@pytest.mark.parametrize("typed", ["45公里", "45人", "45百度元"])
def test_a_unit_of_another_thing_is_refused(typed: str) -> None:
    assert isinstance(cells.number(typed, YUAN, heading="金额"), Unreadable)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_reads_the_same_as_a_number_and_as_text(value: Decimal) -> None:
    as_number = cells.number(float(value), YUAN, heading="金额")
    assert (
        as_number
        == cells.number(f"{value:,}", YUAN, heading="金额")
        == cells.number(f"{value}元", YUAN, heading="金额")
        == value
    )


def test_a_number_inside_a_longer_cell() -> None:
    read = cells.reader(REPORTS, heading="成果", is_shared=True)
    assert [read(each) for each in ("调研报告2篇", "座谈1场,调研报告 3 篇", "调研报告一篇", "座谈1场", "")] == [
        2,
        3,
        1,
        None,
        None,
    ]
    alone = cells.reader(REPORTS, heading="调研报告")
    assert [alone(each) for each in (4.0, "4篇", "")] == [4, 4, None]
    assert isinstance(alone("不少"), Unreadable)


def test_a_choice_is_known_by_its_label_an_alias_or_its_id() -> None:
    assert [cells.choice(each, SIDE) for each in ("出访", " 外 出", "Outgoing", "out", "来访")] == [
        "out",
        "out",
        "out",
        "out",
        "in",
    ]
    refused = cells.choice("路过", SIDE)
    assert isinstance(refused, Unreadable)
    assert "出访、来访" in refused.why


def test_codes_and_names_are_texts_without_what_typing_adds() -> None:
    assert [cells.key(each) for each in (497332.0, " X032 ", "Ｘ０３２", "石桥县 团结村", "Li Ming", "a\x00b")] == [
        "497332",
        "X032",
        "X032",
        "石桥县团结村",
        "Li Ming",
        "ab",
    ]
    assert cells.text("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0"
