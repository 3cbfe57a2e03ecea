"""Several names in one cell, told apart by the roster and by the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from qiao.exchange import Plan
from tests.exchange.ledgers import TRAINING, sheet

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]
DAY = dt.date(2014, 5, 6)


def people(planned: Planned, led: str, took_part: str = "", day: dt.date = DAY) -> list[tuple[str, str]] | str:
    """Who takes part in a training as it is planned; the reason where it is rejected."""
    found = sheet(planned({"培训": [TRAINING, [1, day, led, took_part, "双语教学", 1, 30]]}), "培训")
    if found.rejected:
        return found.rejected[0].why
    return [(code, role) for (code, _start), role in found.entries[0].people]


@pytest.mark.parametrize(
    "typed",
    [
        "林小满、欧阳行",
        "林小满,欧阳行",
        "林小满;欧阳行",
        "林小满；欧阳行",
        "林小满，欧阳行",
        "林小满 欧阳行",
        "林 小满 欧阳行",
        "林小 满、欧阳 行",
        "林小满/欧阳行",
        "林小满\n欧阳行",
        "林小满和欧阳行",
        "林小满欧阳行",
        " 林小满 ,欧 阳 行 ",
        "Q2、Q4",
        "林小满(主讲)、欧阳行",
        "林小满(Q2)、欧阳行",
        "林小满、、欧阳行、",
    ],
)
def test_two_people_in_one_cell(planned: Planned, typed: str) -> None:
    assert people(planned, "白一舟", typed) == [("Q1", "led"), ("Q2", "took_part"), ("Q4", "took_part")]


def test_whoever_is_named_twice_is_there_once_and_leads(planned: Planned) -> None:
    assert people(planned, "白 一舟", "白一舟、林小满、林小满") == [("Q1", "led"), ("Q2", "took_part")]


def test_two_people_of_one_name_are_told_apart_by_the_day(planned: Planned) -> None:
    assert people(planned, "江春") == [("Q3", "led")]
    assert people(planned, "江春", day=dt.date(2018, 1, 1)) == [("Q5", "led")]


def test_the_first_day_is_inside_a_secondment_and_the_end_is_not(planned: Planned) -> None:
    assert people(planned, "白一舟", day=dt.date(2014, 3, 1)) == [("Q1", "led")]
    assert "outside the secondment of 白一舟" in people(planned, "白一舟", day=dt.date(2017, 3, 1))


def test_the_leader_must_be_in_post_but_who_took_part_may_have_gone_home(planned: Planned) -> None:
    late = dt.date(2016, 1, 1)
    assert "outside the secondment of 林小满" in people(planned, "林小满", day=late)
    assert people(planned, "白一舟", "林小满", day=late) == [("Q1", "led"), ("Q2", "took_part")]
    found = sheet(planned({"培训": [TRAINING, [1, late, "白一舟", "林小满", "双语教学", 1, 30]]}), "培训")
    assert [(each.row, each.column, each.written) for each in found.notices] == [(2, "参与", "林小满")]


def test_whoever_is_of_another_batch_and_not_there_takes_no_part(planned: Planned) -> None:
    found = people(planned, "江春", "林小满", day=dt.date(2018, 1, 1))
    assert "outside the secondment of 林小满" in found


@pytest.mark.parametrize(
    ("led", "took_part", "named"),
    [("胡不归", "", "胡不归"), ("白一舟", "林小满、胡不归", "胡不归"), ("白一舟", "林小满 胡不归", "林小满 胡不归")],
)
def test_a_row_that_names_an_unknown_person_is_rejected(planned: Planned, led: str, took_part: str, named: str) -> None:
    assert people(planned, led, took_part) == f"unknown person: {named} is not in the roster"


def test_a_record_needs_someone_who_leads(planned: Planned) -> None:
    assert "leading" in people(planned, "", "林小满")


def test_two_people_of_one_name_on_one_day_are_not_guessed_between(planned: Planned) -> None:
    twin = ["编号", "姓名", "批次", "类别", "派出单位", "接收单位", "挂职职务", "到岗日期", "期满(离岗)日期"]
    rows = [twin] + [
        [code, "江春", "第七批", "党政干部", "海角省教育厅", "青石县政府", "", dt.date(2014, 3, 1), dt.date(2017, 3, 1)]
        for code in ("Q8", "Q9")
    ]
    found = planned({"人员": rows, "培训": [TRAINING, [1, DAY, "江春", "", "x", 1, 1], [2, DAY, "Q9", "", "x", 1, 1]]})
    assert "(Q8, Q9)" in found.rejected[0].why
    assert sheet(found, "培训").entries[0].people[0][0][0] == "Q9"
