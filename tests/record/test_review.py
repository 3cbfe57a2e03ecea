"""Draft, submitted, approved or sent back: every transition with its rule, as a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from qiao.programme import role_writes
from qiao.programme.models import AuditLine
from qiao.programme.rights import NotAllowed
from qiao.programme.verifying import verify
from qiao.record import reads, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.writes import Refused
from qiao.terms import Scope
from tests.office import Office

STATUSES = ("draft", "submitted", "approved", "sent_back")
ALLOWED = {
    ("draft", "submit"): "submitted",
    ("sent_back", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "send_back"): "sent_back",
}


@pytest.mark.parametrize("action", ["submit", "approve", "send_back"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_transition(office: Office, status: str, action: str) -> None:
    record = writes.draft(office.work("promotion", "2023-03-01", {"P3": "led"}), by=office.owner)
    Record.objects.filter(pk=record.pk).update(status=status)
    lines = AuditLine.objects.count()
    options = {"reason": "缺少佐证"} if action == "send_back" else {}
    if (status, action) in ALLOWED:
        assert getattr(writes, action)(record, by=office.office, **options).status == ALLOWED[status, action]
        assert AuditLine.objects.count() == lines + 1
    else:
        with pytest.raises(Refused):
            getattr(writes, action)(record, by=office.office, **options)
        record.refresh_from_db()
        assert record.status == status
        assert AuditLine.objects.count() == lines


def test_nobody_approves_their_own(office: Office) -> None:
    record = writes.submit(
        writes.draft(office.work("promotion", "2023-03-01", {"P3": "led"}), by=office.owner), by=office.owner
    )
    with pytest.raises(NotAllowed):
        writes.approve(record, by=office.owner)
    role_writes.give(office.owner, "office", by=None)
    with pytest.raises(Refused):
        writes.approve(record, by=office.owner)


def test_sending_back_needs_a_reason_and_the_author_sees_it(office: Office) -> None:
    record = writes.submit(
        writes.draft(office.work("promotion", "2023-03-01", {"P3": "led"}), by=office.owner), by=office.owner
    )
    with pytest.raises(Refused):
        writes.send_back(record, by=office.office, reason="  ")
    assert writes.send_back(record, by=office.office, reason="请补充人次").review_note == "请补充人次"


def test_a_record_under_review_cannot_be_changed_or_deleted(office: Office) -> None:
    work = office.work("promotion", "2023-03-01", {"P3": "led"})
    record = writes.submit(writes.draft(work, by=office.owner), by=office.owner)
    with pytest.raises(Refused):
        writes.revise(record, work, by=office.owner)
    with pytest.raises(Refused):
        writes.discard(record, by=office.owner)


def test_revising_a_draft_changes_figures_and_people(office: Office) -> None:
    record = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(4)), by=office.owner)
    writes.revise(
        record, office.work("training", "2023-03-02", {"P4": "led"}, attendances=Decimal(40)), by=office.owner
    )
    [row] = reads.rows(Scope(statuses=("draft",)), catalogue().kinds["training"])
    assert (row.day, row.data["attendances"]) == (dt.date(2023, 3, 2), Decimal(40))
    assert [participant.person for participant in row.participants] == ["P4"]


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("training", {"attendances": Decimal("1.5")}, "attendances"),
        ("training", {"attendances": Decimal(-1)}, "attendances"),
        ("payment", {}, "amount"),
        ("payment", {"amount": Decimal("0.00001")}, "amount"),
        ("payment", {"amount": Decimal(10) ** 12}, "amount"),
        ("reverse_secondment", {"persons_sent": Decimal(3), "end": dt.date(2022, 9, 1)}, "end"),
        ("field_research", {"place": "很" * 201}, "place"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(
    office: Office, kind: str, data: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        writes.draft(office.work(kind, "2023-03-01", {"P3": "led"}, **data), by=office.owner)  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Record.objects.exists()


def test_the_audit_trail_is_a_chain(office: Office) -> None:
    writes.draft(office.work("promotion", "2023-03-01", {"P3": "led"}), by=office.owner)
    checked = verify()
    assert checked.broken is None
    assert checked.count == AuditLine.objects.count() > 0


def test_a_failed_write_leaves_no_line(office: Office) -> None:
    lines = AuditLine.objects.count()

    @transaction.atomic
    def interrupted() -> None:
        writes.draft(office.work("promotion", "2023-03-01", {"P3": "led"}), by=office.owner)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert AuditLine.objects.count() == lines
    assert not Record.objects.exists()


def test_numbers_are_stored_as_numbers_and_come_back_exact(office: Office) -> None:
    record = office.record("payment", "2023-03-01", {"P3": "led"}, amount=Decimal("12345678.9"))
    record.refresh_from_db()
    assert record.data == {"day": "2023-03-01", "amount": Decimal("12345678.9")}
    assert record.n1 == 123456789000
