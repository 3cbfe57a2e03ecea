"""A closed period: what was approved in it stays, whatever comes by form, review or workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.programme.models import AuditLine, Batch
from qiao.programme.rights import NotAllowed
from qiao.record import reads, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Closing, Record
from qiao.record.periods import reads as periods
from qiao.record.periods import writes as closing
from qiao.record.writes import Refused, Work
from qiao.terms import Condition, Scope, Value
from tests.office import Office

LAST = dt.date(2023, 12, 31)
IN, AFTER = "2023-12-31", "2024-01-01"
TELLS = r"the figures of 第二批 up to 2023-12-31 are closed \(by office, \d{4}-\d\d-\d\d\)"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, whatever the language of the installation."""
    with translation.override("en"):
        yield


def close(office: Office, batch: str = "第二批") -> Closing:
    return closing.close(LAST, batch=Batch.objects.get(name=batch), reason="年度上报", by=office.office)


def training(office: Office, day: str, attendances: int = 45) -> Work:
    return office.work("training", day, {"P3": "led"}, attendances=Decimal(attendances))


def handed_in(office: Office, day: str) -> Record:
    return writes.submit(writes.draft(training(office, day), by=office.owner), by=office.owner)


WRITES: dict[str, Callable[[Office, dict[str, Record]], object]] = {
    "enter": lambda one, _: writes.draft(training(one, IN), by=one.owner),
    "move in by a form": lambda one, there: writes.revise(there["draft"], training(one, IN), by=one.owner),
    "hand in": lambda one, there: writes.submit(there["waiting draft"], by=one.owner),
    "approve": lambda one, there: writes.approve(there["submitted"], by=one.office),
    "reopen": lambda one, there: writes.reopen(there["approved"], by=one.office, reason="有误"),
    "undo": lambda one, there: writes.undo(there["just approved"], by=one.office),
    "bring in": lambda one, _: writes.bring_in([training(one, IN, 50)], by=one.office),
    "overwrite": lambda one, there: writes.overwrite(there["approved"], training(one, IN, 46), by=one.office),
    "move out": lambda one, there: writes.overwrite(there["approved"], training(one, AFTER), by=one.office),
    "move in": lambda one, there: writes.overwrite(there["later"], training(one, IN, 90), by=one.office),
}


@pytest.mark.parametrize("write", WRITES)
def test_no_write_moves_a_closed_figure(office: Office, write: str) -> None:
    there = {
        "approved": office.record("training", IN, {"P3": "led"}, attendances=Decimal(45)),
        "later": office.record("training", AFTER, {"P3": "led"}, attendances=Decimal(90)),
        "submitted": handed_in(office, IN),
        "just approved": writes.approve(handed_in(office, IN), by=office.office),
        "waiting draft": writes.draft(training(office, IN), by=office.owner),
        "draft": writes.draft(training(office, AFTER), by=office.owner),
    }
    closed = close(office)
    before = figure()
    lines = AuditLine.objects.count()
    with pytest.raises(Refused, match=TELLS):
        WRITES[write](office, there)
    assert (figure(), AuditLine.objects.count()) == (before, lines)
    # The same write goes through once the period is open again: nothing else kept it out.
    closing.reopen(closed, reason="补报", by=office.office)
    WRITES[write](office, there)


def figure() -> Decimal | None:
    scope, measure = Scope(end=LAST + dt.timedelta(days=1)), catalogue().measures["training.attendances"]
    return reads.totals([scope], [measure])[scope, measure.id]


def test_what_moves_no_closed_figure_goes_on(office: Office) -> None:
    submitted, waiting = handed_in(office, IN), handed_in(office, IN)
    approved = office.record("training", IN, {"P3": "led"}, attendances=Decimal(45), topic="课堂")
    close(office)
    assert writes.send_back(submitted, by=office.office, reason="期间已关闭").status == "sent_back"
    assert writes.withdraw(waiting, by=office.owner).status == "draft"
    writes.discard(waiting, by=office.owner)
    retold = office.work("training", IN, {"P3": "led"}, attendances=Decimal(45), topic="课堂教学")
    writes.overwrite(approved, retold, by=office.office)
    assert writes.approve(handed_in(office, AFTER), by=office.office).status == "approved"
    # Of another batch.
    office.record("training", "2020-03-01", {"P1": "led"}, attendances=Decimal(3))


def test_a_project_of_a_closed_year_still_reaches_its_later_stages(office: Office) -> None:
    signed: dict[str, Value] = {"code": "A1", "agreed_amount": Decimal(500), "plan": "within_plan"}
    record = office.record("agreement", "2023-05-01", {"P3": "led"}, **signed)
    close(office)
    landed = office.work("agreement", "2023-05-01", {"P3": "led"}, **signed, landed_on=dt.date(2024, 2, 1))
    writes.overwrite(record, landed, by=office.office)
    early = office.work("agreement", "2023-05-01", {"P3": "led"}, **signed, landed_on=dt.date(2023, 8, 1))
    with pytest.raises(Refused, match=TELLS):
        writes.overwrite(record, early, by=office.office)
    dearer = office.work("agreement", "2023-05-01", {"P3": "led"}, **{**signed, "agreed_amount": Decimal(501)})
    with pytest.raises(Refused, match=TELLS):
        writes.overwrite(record, dearer, by=office.office)


def test_a_closing_of_all_batches_holds_for_records_of_none(office: Office) -> None:
    closing.close(LAST, batch=None, reason="年度上报", by=office.office)
    with pytest.raises(Refused, match="all batches"):
        writes.draft(training(office, IN), by=office.owner)
    with pytest.raises(Refused, match="all batches"):
        writes.bring_in([office.work("reverse_secondment", IN, {}, persons_sent=Decimal(3))], by=office.office)


def test_closing_and_reopening_are_told_and_refused(office: Office) -> None:
    batch = Batch.objects.get(name="第二批")
    today = timezone.localdate()
    for last, reason, why in ((LAST, " ", "say why"), (today + dt.timedelta(days=1), "x", "up to today")):
        with pytest.raises(Refused, match=why):
            closing.close(last, batch=batch, reason=reason, by=office.office)
    with pytest.raises(NotAllowed):
        closing.close(LAST, batch=batch, reason="x", by=office.owner)
    closed = close(office)
    with pytest.raises(Refused, match="closed already"):
        close(office)
    with pytest.raises(Refused, match="say why"):
        closing.reopen(closed, reason=" ", by=office.office)
    with pytest.raises(NotAllowed):
        closing.reopen(closed, reason="x", by=office.owner)
    opened = closing.reopen(closed, reason="补报", by=office.office)
    assert (opened.reopened_by, opened.reopened_because) == (office.office, "补报")
    with pytest.raises(Refused, match="reopened already"):
        closing.reopen(closed, reason="补报", by=office.office)
    assert periods.in_force() == []
    assert [each.action for each in AuditLine.objects.order_by("-id")[:2]] == ["reopen period", "close period"]
    # Closed again, it holds again.
    close(office)
    with pytest.raises(Refused, match=TELLS):
        writes.draft(training(office, IN), by=office.owner)


PLANS = [Condition(field="plan", values=(each,)) for each in ("within_plan", "outside_plan")]
days = st.dates(dt.date(2023, 11, 1), dt.date(2024, 2, 28))
amounts = st.integers(1, 9).map(Decimal)
agreements = st.fixed_dictionaries(
    {"agreed_amount": amounts},
    optional={
        "landed_on": days,
        "started_on": days,
        "plan": st.sampled_from(["within_plan", "outside_plan"]),
        "name": st.sampled_from(["甲", "乙"]),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(was=agreements, becomes=agreements, first=days, then=days)
def test_what_is_let_through_moves_no_closed_figure(
    office: Office, was: dict[str, object], becomes: dict[str, object], first: dt.date, then: dt.date
) -> None:
    """The property behind all of it: what is let through leaves every figure of the period as it was."""
    kind = catalogue().kinds["agreement"]
    Record.objects.all().delete()
    Closing.objects.all().delete()
    record = office.record("agreement", first, {"P3": "led"}, **was)  # type: ignore[arg-type]
    scope = Scope(end=LAST + dt.timedelta(days=1))
    measures = [
        catalogue().narrowed(each.id, where)
        for each in kind.measures
        for where in ((), *((condition,) for condition in PLANS))
    ]
    before = [reads.totals([scope], [each])[scope, each.id] for each in measures]
    close(office)
    try:
        writes.overwrite(record, office.work("agreement", then, {"P3": "led"}, **becomes), by=None)  # type: ignore[arg-type]
    except Refused:
        return
    assert [reads.totals([scope], [each])[scope, each.id] for each in measures] == before
