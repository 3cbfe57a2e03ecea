"""A workbook that says what something was called before means the same thing, and changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from qiao import exchange
from qiao.exchange import Plan
from qiao.programme.models import Batch, Organisation, Secondee
from qiao.record.models import Record
from qiao.upkeep import removing, writes
from tests.exchange.ledgers import ROSTER, TRAINING, sheet

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]
TODAY = dt.date(2026, 1, 1)
BOOK = {
    "培训": [
        TRAINING,
        [1, dt.date(2015, 1, 1), "白一舟", "林小满", "课堂教学", 2, 61],
        [2, dt.date(2015, 2, 1), "欧阳行", "", "课件制作", 1, 20],
    ]
}


def test_the_workbook_of_before_a_rename_is_there_already(planned: Planned) -> None:
    exchange.bring_in(planned(BOOK))
    writes.rename(Organisation.objects.get(name="青石县政府"), "青石市政府", by=None, day=TODAY)
    writes.rename(Organisation.objects.get(name="海角省教育厅"), "海角省教委", by=None, day=TODAY)
    writes.rename(Batch.objects.get(name="第七批"), "第柒批", by=None, day=TODAY)
    writes.rename(Secondee.objects.get(code="Q1"), "白一帆", by=None, day=TODAY)
    plan = planned(BOOK)
    assert plan.is_empty, [each.changes for each in plan.sheets]
    assert not plan.rejected
    assert [each.same for each in plan.roster] == [3, 2, 5]
    assert sheet(plan, "培训").same == 2


def test_the_workbook_of_before_a_merge_is_there_already(planned: Planned) -> None:
    exchange.bring_in(planned(BOOK))
    # Q5 came with the next batch under a number of their own, and is Q1.
    writes.merge(Secondee.objects.get(code="Q5"), Secondee.objects.get(code="Q1"), by=None, day=TODAY)
    writes.merge(
        Organisation.objects.get(name="青石县医院"), Organisation.objects.get(name="青石县政府"), by=None, day=TODAY
    )
    plan = planned({"培训": [*BOOK["培训"], [3, dt.date(2018, 1, 1), "Q5", "", "另一次", 1, 5]]})
    assert not plan.rejected
    assert sheet(plan, "培训").same == 2
    exchange.bring_in(plan)
    record = Record.objects.get(day=dt.date(2018, 1, 1))
    assert [each.person.code for each in record.participations.all()] == ["Q1"]
    assert Secondee.objects.count() == 4


def test_a_workbook_does_not_bring_back_who_was_removed(planned: Planned) -> None:
    exchange.bring_in(planned(BOOK))
    removing.remove(Secondee.objects.get(code="Q1"), by=None, day=dt.date(2040, 1, 1))
    plan = planned({})
    assert plan.is_empty, [each.changes for each in plan.sheets]
    assert "白一舟" not in {each.name for each in Secondee.objects.all()}
    assert len(ROSTER["人员"]) == 6
