"""Draft, submitted, approved or sent back: every transition with its rule, as a table."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from qiao.programme import role_writes
from qiao.programme.matrix import matrix
from qiao.programme.models import AuditLine
from qiao.programme.rights import NotAllowed
from qiao.programme.verifying import verify
from qiao.record import reads, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Record, Revision
from qiao.record.review import reads as reads_of_review
from qiao.record.writes import Refused
from qiao.terms import Scope
from tests.office import Office

STATUSES = ("draft", "submitted", "approved", "sent_back")
# Who may take a step at each status, and where it leads: author, co-author, who took part, a reviewer who has decided
# on it, another reviewer, and one who is its co-author; "-" is a step that nobody takes then.
TABLE = """
revise     author,coauthor,decider,reviewer,wrote>draft  -  -  author,coauthor,decider,reviewer,wrote>sent_back
share      author,coauthor,decider,reviewer,wrote>draft  -  -  author,coauthor,decider,reviewer,wrote>sent_back
unshare    author,coauthor,decider,reviewer,wrote>draft  -  -  author,coauthor,decider,reviewer,wrote>sent_back
discard    author,coauthor,decider,reviewer,wrote>gone  -  -  -
submit     author,coauthor,decider,reviewer,wrote>submitted  -  -  author,coauthor,decider,reviewer,wrote>submitted
withdraw   -  author,coauthor,decider,reviewer,wrote>draft  -  -
approve    -  decider,reviewer>approved  -  -
send_back  -  decider,reviewer>sent_back  -  -
reopen     -  -  decider,reviewer,wrote>sent_back  -
undo       -  -  decider>submitted  decider>submitted
"""
WHO = ("author", "coauthor", "took_part", "decider", "reviewer", "wrote")


def cells() -> dict[tuple[str, str], tuple[tuple[str, ...], str]]:
    found = {}
    for line in TABLE.strip().splitlines():
        action, *each = re.split(r"\s{2,}", line)
        for status, cell in zip(STATUSES, each, strict=True):
            who, _arrow, result = cell.partition(">")
            found[action, status] = ((), "") if cell == "-" else (tuple(who.split(",")), result)
    return found


CELLS = cells()


@dataclass
class Case:
    """A record that P3 wrote with P4's account and an officer as co-authors, and in which P1 took part."""

    office: Office
    people: dict[str, User]

    def at(self, status: str) -> Record:
        """Return it at a status, reached by the steps that lead there."""
        one, who = self.office, self.people
        record = writes.draft(one.work("promotion", "2023-03-01", {"P3": "led"}), by=who["author"])
        for each in ("coauthor", "wrote"):
            record = writes.share(record, with_=who[each], by=who["author"])
        if status != "draft":
            record = writes.submit(record, by=who["author"])
        if status == "approved":
            record = writes.approve(record, by=who["decider"])
        if status == "sent_back":
            record = writes.send_back(record, by=who["decider"], reason="缺少佐证")
        return record

    def take(self, action: str, record: Record, who: str) -> Record | None:
        """Take a step, with whatever it asks for."""
        by, write = self.people[who], getattr(writes, action)
        if action == "revise":
            done = write(record, self.office.work("promotion", "2023-03-02", {"P3": "led"}), by=by)
        elif action in {"share", "unshare"}:
            done = write(record, with_=self.people["another" if action == "share" else "coauthor"], by=by)
        elif action in {"send_back", "reopen"}:
            done = write(record, by=by, reason="缺少佐证")
        else:
            done = write(record, by=by)
        assert done is None or isinstance(done, Record)
        return done


@pytest.fixture
def case(office: Office) -> Case:
    accounts = {name: User.objects.create_user(name) for name in ("reviewer", "wrote", "another", "took_part")}
    for each in ("reviewer", "wrote"):
        role_writes.give(accounts[each], "office", by=None)
    people = {name: User.objects.get(pk=each.pk) for name, each in accounts.items()}
    return Case(office, {**people, "author": office.owner, "coauthor": office.stranger, "decider": office.office})


def test_the_table_has_no_empty_cell() -> None:
    assert set(CELLS) == {(action, status) for action in writes.TRANSITIONS for status in STATUSES}
    assert set(Record.Status.values) == set(STATUSES)
    for (action, status), (who, result) in CELLS.items():
        transition = writes.TRANSITIONS[action]
        assert bool(who) == (status in transition.statuses)
        assert not who or result in {transition.status or status, "gone"}


@pytest.mark.parametrize("action", writes.TRANSITIONS)
def test_the_table_of_rights_closes_what_the_review_closes(action: str) -> None:
    transition = writes.TRANSITIONS[action]
    opened = {status for status in STATUSES if not matrix().row(transition.right, status).is_closed}
    assert opened == set(transition.statuses)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("action", writes.TRANSITIONS)
def test_every_step_of_everybody_at_every_status(case: Case, action: str, status: str, who: str) -> None:
    record = case.at(status)
    lines, steps = AuditLine.objects.count(), Revision.objects.count()
    allowed, result = CELLS[action, status]
    assert reads_of_review.may(case.people[who], record, action) == (who in allowed)
    if who in allowed:
        done = case.take(action, record, who)
        assert "gone" if done is None else done.status == result
        assert Record.objects.exists() == (result != "gone")
        assert AuditLine.objects.count() == lines + 1
        assert result == "gone" or Revision.objects.count() == steps + 1
    else:
        with pytest.raises((Refused, NotAllowed)) as refused:
            case.take(action, record, who)
        assert str(refused.value)
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
    with pytest.raises(Refused, match=r"owner.+(submitted|\u5f85\u5ba1\u6838)"):
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
