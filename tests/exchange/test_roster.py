"""Organisations, batches and people of a workbook, against those that are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from qiao import exchange
from qiao.exchange import Plan
from qiao.programme.models import AuditLine, Batch, Organisation, Secondee, Secondment
from tests.exchange.ledgers import ROSTER, sheet

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]
PEOPLE = ROSTER["人员"]


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    """The people with one cell changed."""
    rows = [list(each) for each in PEOPLE]
    rows[row][column] = value
    return rows


def test_the_roster_comes_in(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    assert Secondee.objects.count() == 5
    person = Secondment.objects.get(person__code="Q2")
    assert (person.person.name, person.batch.name, person.category) == ("林小满", "第七批", "professional")
    assert (person.host_organisation.name, person.host_post, person.end) == ("青石县医院", "主任", dt.date(2015, 9, 1))
    batch = Batch.objects.get(name="第七批")
    assert (batch.start, batch.end, batch.planned) == (dt.date(2014, 3, 1), dt.date(2017, 3, 1), 4)
    organisation = Organisation.objects.get(name="青石县政府")
    assert (organisation.nature, organisation.region and organisation.region.name) == ("host", "远山州")
    assert [each.name for each in organisation.partners.all()] == ["海角省教育厅"]


def test_the_roster_again_writes_nothing(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    lines = AuditLine.objects.count()
    plan = planned({})
    assert plan.is_empty
    assert [each.same for each in plan.roster] == [3, 2, 5]
    exchange.bring_in(plan)
    assert AuditLine.objects.count() == lines


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (8, dt.date(2016, 1, 1), "end"),
        (7, dt.date(2014, 3, 8), "start"),
        (6, "县长助理", "post"),
        (1, "白一帆", "name"),
        (5, "青石县医院", "host"),
    ],
)
def test_a_change_in_the_roster_is_told_and_made(planned: Planned, column: int, value: Any, field: str) -> None:
    exchange.bring_in(planned({}))
    plan = planned({"人员": changed(1, column, value)})
    (change,) = sheet(plan, "人员").changes
    assert [(name, after) for name, _before, after in change.differences] == [(field, str(value))]
    exchange.bring_in(plan)
    assert Secondment.objects.filter(person__code="Q1").count() == 1
    assert planned({"人员": changed(1, column, value)}).is_empty
    assert AuditLine.objects.filter(action="change secondment", subject="Q1").count() == 1


def test_organisations_and_batches_are_brought_up_to_date(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    organisations = [*ROSTER["单位"][:3], ["青石县医院", "派出和接收", "近山州", "海角省教育厅"]]
    batches = [ROSTER["批次"][0], ROSTER["批次"][1], ["第八批", dt.date(2017, 3, 1), dt.date(2020, 6, 1), 3]]
    plan = planned({"单位": organisations, "批次": batches})
    assert [each.changed for each in plan.roster] == [1, 1, 0]
    exchange.bring_in(plan)
    assert Organisation.objects.get(name="青石县医院").nature == "both"
    assert Batch.objects.get(name="第八批").end == dt.date(2020, 6, 1)
    assert planned({"单位": organisations, "批次": batches}).is_empty


@pytest.mark.parametrize(
    ("column", "value", "heading"),
    [
        (0, "", "编号"),
        (0, "Q" * 21, "编号"),
        (1, "", "姓名"),
        (2, "第九十批", "批次"),
        (3, "志愿者", "类别"),
        (4, "无此单位", "派出单位"),
        (5, "", "接收单位"),
        (7, "不详", "到岗日期"),
        (8, dt.date(2014, 3, 1), "期满(离岗)日期"),
    ],
)
def test_a_row_of_the_roster_that_cannot_be_is_rejected(
    planned: Planned, column: int, value: Any, heading: str
) -> None:
    plan = planned({"人员": changed(1, column, value)})
    (rejected,) = plan.rejected
    assert (rejected.sheet, rejected.row, rejected.column) == ("人员", 2, heading)
    exchange.bring_in(plan)
    assert Secondee.objects.count() == 4


def test_one_number_for_two_names_is_rejected(planned: Planned) -> None:
    plan = planned({"人员": changed(2, 0, "Q1")})
    assert [each.row for each in plan.rejected] == [3]


def test_a_person_may_come_twice(planned: Planned) -> None:
    rows = [
        *PEOPLE,
        [
            "Q1",
            "白一舟",
            "第八批",
            "党政干部",
            "海角省教育厅",
            "青石县政府",
            "",
            dt.date(2017, 3, 1),
            dt.date(2020, 3, 1),
        ],
    ]
    exchange.bring_in(planned({"人员": rows}))
    assert Secondment.objects.filter(person__code="Q1").count() == 2
    assert planned({"人员": rows}).is_empty


def test_planning_a_large_roster_takes_no_query_for_each_person(
    planned: Planned, django_assert_max_num_queries: Any
) -> None:
    rows = [PEOPLE[0], *([f"R{at}", f"人{at}", *PEOPLE[1][2:]] for at in range(300))]
    exchange.bring_in(planned({"人员": rows}))
    with django_assert_max_num_queries(14):
        assert planned({"人员": rows}).is_empty
