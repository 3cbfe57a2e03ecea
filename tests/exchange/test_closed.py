"""A workbook and a closed period: rows that would move a closed figure go back, all others go in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from qiao import exchange
from qiao.exchange import OutOfDate, Plan
from qiao.programme import role_writes
from qiao.programme.models import Batch
from qiao.record.models import Record
from qiao.record.periods import writes as closing
from tests.exchange.ledgers import Rows

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]

HEADER = ["序号", "项目编号", "项目名称", "签约日期", "协议金额", "落地日期", "牵头"]
LAST = dt.date(2014, 12, 31)


def agreements(*rows: tuple[str, dt.date, int, dt.date | None]) -> dict[str, Rows]:
    lines = [[at + 1, code, "甲", day, amount, landed, "白一舟"] for at, (code, day, amount, landed) in enumerate(rows)]
    return {"协议项目": [HEADER, *lines]}


def close(batch: str | None) -> None:
    office = User.objects.create(username="office")
    role_writes.give(office, "office", by=None)
    closing.close(LAST, batch=Batch.objects.get(name=batch) if batch else None, reason="年度上报", by=office)


@pytest.mark.parametrize("batch", ["第七批", None])
def test_rows_of_a_closed_period_go_back_and_say_who_closed_it(planned: Planned, batch: str | None) -> None:
    old, new = dt.date(2014, 5, 6), dt.date(2015, 5, 6)
    exchange.bring_in(planned(agreements(("A1", old, 500, None), ("A2", old, 600, None))))
    close(batch)
    plan = planned(
        agreements(
            ("A1", old, 500, None),  # the same
            ("A2", old, 600, new),  # landed in an open year
            ("A3", old, 700, None),  # new in a closed year
            ("A4", new, 800, None),  # new in an open year
        )
    )
    [sheet] = plan.records
    assert (sheet.same, sheet.new, sheet.changed) == (1, 1, 1)
    [rejected] = sheet.rejected
    assert (rejected.row, rejected.column, rejected.written) == (4, "签约日期", "2014-05-06")
    assert f"{batch or 'all batches'} up to 2014-12-31 are closed (by office" in rejected.why
    exchange.bring_in(plan)
    assert set(Record.objects.values_list("k1", "d1")) == {("A1", None), ("A2", new), ("A4", None)}


def test_a_row_that_changes_a_closed_figure_goes_back(planned: Planned) -> None:
    old = dt.date(2014, 5, 6)
    exchange.bring_in(planned(agreements(("A1", old, 500, None), ("A2", old, 600, None))))
    close("第七批")
    [sheet] = planned(agreements(("A1", old, 501, None), ("A2", dt.date(2015, 5, 6), 600, None))).records
    assert [each.row for each in sheet.rejected] == [2, 3]
    assert (sheet.entries, sheet.changes) == ((), ())


def test_a_plan_that_was_made_before_the_closing_is_out_of_date(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    plan = planned(agreements(("A1", dt.date(2014, 5, 6), 500, None)))
    close("第七批")
    with pytest.raises(OutOfDate):
        exchange.bring_in(plan)
