"""The real sample: three batches, fourteen sheets of records, kept the way offices keep them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qiao import exchange
from qiao.programme.models import AuditLine, Secondee
from qiao.record.models import Evidence, Participation, Record

pytestmark = pytest.mark.django_db

# How the truth words its reasons, and what ours say then.
REASONS = {
    "unknown person": "unknown person",
    "人次 is not a number": "人次 is not a number",
    "day outside the person's secondment": "outside the secondment",
    "ends before it starts": "ends before it starts",
}


@pytest.fixture
def sample(shared: Path, settings: Any) -> Path:
    settings.LANGUAGE_CODE = "en"
    return shared / "samples" / "programme.xlsx"


@pytest.fixture
def truth(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "samples" / "programme.expected.json").read_text(encoding="utf-8"))
    return found


def counts() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Secondee, Record, Participation, Evidence, AuditLine))


def test_the_sample_imports_as_the_truth_says(sample: Path, truth: dict[str, Any]) -> None:
    plan = exchange.plan(sample)
    exchange.bring_in(plan)
    assert {each.name: each.new for each in plan.records} == truth["records"]
    assert Record.objects.count() == truth["records_total"]
    assert Secondee.objects.count() == truth["people"]
    assert [(each.sheet, each.label) for each in plan.rejected] == [
        (name, label) for name, label, _why in truth["rejects"]
    ]
    for rejected, (_sheet, _label, why) in zip(plan.rejected, truth["rejects"], strict=True):
        assert REASONS[why] in rejected.why
    by_label = Counter((each.name, repeat.row - 1) for each in plan.records for repeat in each.repeats)
    assert len(by_label) == len(truth["duplicates"])


def test_every_row_is_accounted_for(sample: Path) -> None:
    plan = exchange.plan(sample)
    for each in plan.records:
        sorts = Counter(skipped.sort for skipped in each.skipped)
        assert set(sorts) <= {"total", "note"}, each.name
        assert each.unknown_columns == ()
        rows = [*(e.row for e in each.entries), *(r.row for r in each.repeats), *(r.row for r in each.rejected)]
        assert len(rows) == len(set(rows))


def test_a_second_import_adds_nothing(sample: Path) -> None:
    exchange.bring_in(exchange.plan(sample))
    before, digest = counts(), exchange.digest()
    plan = exchange.plan(sample)
    assert plan.is_empty
    assert (plan.count("new"), plan.count("same"), plan.count("repeated")) == (0, 2688, 3)
    exchange.bring_in(plan)
    assert counts() == before
    assert exchange.digest() == digest


def test_a_plan_writes_nothing(sample: Path) -> None:
    exchange.plan(sample)
    assert counts() == (0, 0, 0, 0, 0)


def test_who_went_home_early_is_still_named_in_joint_work(sample: Path) -> None:
    plan = exchange.plan(sample)
    notices = [notice for each in plan.records for notice in each.notices]
    assert len(notices) == 4
    assert all(notice.column == "参与" for notice in notices)
