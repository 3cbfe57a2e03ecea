"""What makes a review fair: several authors, several approvers, what has changed, and two people at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation

from qiao.document import outlines
from qiao.drafting import reads as drafting
from qiao.drafting import writes as documents
from qiao.drafting.drafts import Filled
from qiao.programme import role_writes
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record import reads, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Record, Revision
from qiao.record.review import reads as review
from qiao.record.writes import Refused
from qiao.terms import Scope
from tests.office import Office


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, whatever the language of the installation."""
    with translation.override("en"):
        yield


@pytest.fixture
def second(office: Office) -> User:
    """A second officer."""
    account = User.objects.create(username="second")
    role_writes.give(account, "office", by=None)
    return account


def handed_in(office: Office, **data: Any) -> Record:
    record = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}, **data), by=office.owner)
    return writes.submit(record, by=office.owner)


def figure(office: Office) -> Decimal | None:
    measure = catalogue().measures["training.attendances"]
    return reads.totals([Scope()], [measure])[Scope(), measure.id]


def test_whoever_changes_a_figure_cannot_approve_it(office: Office) -> None:
    draft = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    work = office.work("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(900))
    record = writes.submit(writes.revise(draft, work, by=office.office), by=office.owner)
    with pytest.raises(Refused, match="of their own"):
        writes.approve(record, by=office.office)
    back = writes.withdraw(record, by=office.owner)
    with pytest.raises(Refused, match="stays an author"):
        writes.unshare(back, with_=office.office, by=office.owner)


def test_a_co_author_sees_and_changes_a_record_and_a_former_one_does_not(office: Office) -> None:
    record = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    assert not reads.visible_to(office.stranger).exists()
    writes.share(record, with_=office.stranger, by=office.owner)
    assert reads.editable_by(office.stranger).get() == record
    assert reads.visible_to(office.stranger).count() == 1
    writes.unshare(record, with_=office.stranger, by=office.owner)
    assert not reads.visible_to(office.stranger).exists()


def test_two_authors_at_once_do_not_overwrite_each_other(office: Office) -> None:
    record = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    writes.share(record, with_=office.stranger, by=office.owner)
    first = office.work("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(40))
    writes.revise(record, first, by=office.stranger, seen=record.digest)
    with pytest.raises(Refused, match="another author"):
        writes.revise(record, replace(first, data=record.data), by=office.owner, seen=record.digest)
    record.refresh_from_db()
    assert record.n2 == 400_000


def test_two_reviewers_at_once_and_the_second_is_told_who_was_first(office: Office, second: User) -> None:
    one = handed_in(office)
    other = Record.objects.get(pk=one.pk)
    writes.approve(one, by=office.office)
    with pytest.raises(Refused, match="office has moved it on in the meantime, and it is now: approved"):
        writes.send_back(other, by=second, reason="缺少佐证")


def test_several_at_once_and_each_is_told_of(office: Office) -> None:
    good, own = handed_in(office, attendances=Decimal(5)), handed_in(office, attendances=Decimal(7))
    writes.share(writes.withdraw(own, by=office.owner), with_=office.office, by=office.owner)
    own = writes.submit(Record.objects.get(pk=own.pk), by=office.owner)
    gone = writes.withdraw(handed_in(office), by=office.owner)
    outcomes = writes.decide_each([good, own, gone], "approve", by=office.office)
    assert [len(each.problems) for each in outcomes] == [0, 1, 1]
    assert outcomes[0].record.status == "approved"
    assert "of their own" in outcomes[1].problems[0].why
    assert "owner has moved it on" in outcomes[2].problems[0].why
    assert figure(office) == 5


def test_a_reopened_record_leaves_the_figures_and_documents_say_so(office: Office) -> None:
    record = writes.approve(handed_in(office, attendances=Decimal(45)), by=office.office)
    assert figure(office) == 45
    draft = documents.start("work_summary", find("P3"), by=office.office)
    places = tuple(outlines()["work_summary"].places)
    issued = documents.issue(documents.save(draft, Filled(left_empty=places), by=office.office), by=office.office)
    assert drafting.moved_on(issued) == ()
    with pytest.raises(Refused, match="say what is to be mended"):
        writes.reopen(record, by=office.office, reason=" ")
    back = writes.reopen(record, by=office.office, reason="人次重复计算")
    assert (back.status, back.review_note) == ("sent_back", "人次重复计算")
    assert figure(office) is None
    assert "training.attendances" in {each.frozen.measure for each in drafting.moved_on(issued)}


def test_a_decision_is_undone_by_whoever_took_it_for_a_day(office: Office, second: User) -> None:
    record = writes.approve(handed_in(office, attendances=Decimal(45)), by=office.office)
    with pytest.raises(Refused, match="whoever decided last"):
        writes.undo(record, by=second)
    assert writes.undo(record, by=office.office).status == "submitted"
    assert figure(office) is None
    assert record in reads.reviewable_by(office.office)
    assert writes.approve(record, by=office.office).status == "approved"
    writes.undo(record, by=office.office)
    back = writes.send_back(record, by=office.office, reason="缺少佐证")
    Revision.objects.filter(record=record).update(at=timezone.now() - dt.timedelta(days=2))
    with pytest.raises(Refused, match="within a day"):
        writes.undo(back, by=office.office)


def test_a_sent_back_record_that_was_mended_since_is_not_undone(office: Office) -> None:
    back = writes.send_back(handed_in(office), by=office.office, reason="缺少佐证")
    mended = office.work("training", "2023-03-02", {"P3": "led"})
    writes.revise(back, mended, by=office.owner)
    with pytest.raises(Refused, match="whoever decided last"):
        writes.undo(back, by=office.office)


def test_what_review_has_decided_on_is_not_deleted(office: Office) -> None:
    record = writes.withdraw(handed_in(office), by=office.owner)
    writes.submit(record, by=office.owner)
    writes.send_back(record, by=office.office, reason="缺少佐证")
    writes.submit(record, by=office.owner)
    again = writes.withdraw(record, by=office.owner)
    with pytest.raises(Refused, match="review has decided"):
        writes.discard(again, by=office.owner)
    fresh = writes.withdraw(handed_in(office, sessions=Decimal(2)), by=office.owner)
    writes.discard(fresh, by=office.owner)
    assert Record.objects.get() == again


def test_the_reviewer_sees_what_changed_since_the_last_time(office: Office) -> None:
    record = handed_in(office, attendances=Decimal(45), topic="课堂教学")
    assert review.since_review(review.history(record)) == []
    back = writes.send_back(record, by=office.office, reason="人次不对")
    work = office.work(
        "training", "2023-03-01", {"P3": "took_part", "P4": "led"}, attendances=Decimal(40), topic="课堂教学"
    )
    evidence = (Evidence(sort=Evidence.Sort.NOTE, label="签到表"),)
    writes.submit(writes.revise(back, replace(work, evidence=evidence), by=office.owner), by=office.owner)
    found = {(each.part, each.key): (each.before, each.after) for each in review.since_review(review.history(record))}
    assert found == {
        ("data", "attendances"): (45, 40),
        ("people", "P3"): ("led", "took_part"),
        ("people", "P4"): (None, "led"),
        ("evidence", "签到表"): (None, "签到表"),
    }


def test_what_was_withdrawn_unseen_is_still_shown_as_changed(office: Office) -> None:
    back = writes.send_back(handed_in(office, attendances=Decimal(45)), by=office.office, reason="人次不对")
    work = office.work("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(40))
    record = writes.submit(writes.revise(back, work, by=office.owner), by=office.owner)
    writes.submit(writes.withdraw(record, by=office.owner), by=office.owner)
    [change] = review.since_review(review.history(record))
    assert (change.key, change.before, change.after) == ("attendances", 45, 40)


def test_an_imported_record_that_is_reopened_shows_what_it_said(office: Office) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(45))
    back = writes.reopen(record, by=office.office, reason="人次不对")
    work = office.work("training", "2023-03-01", {"P3": "led"}, attendances=Decimal(40))
    changed = writes.revise(back, work, by=office.office)
    assert changed.author == office.office
    steps = review.history(record)
    assert [each.action for each in steps] == ["revise", "reopen", "import"]
    assert steps[-1].said["data"]["attendances"] == 45
    [change] = review.since_review(steps)
    assert (change.before, change.after) == (45, 40)


KIND = """
id: audited
label: {zh: 审计, en: Audits}
participants: {led: [牵头]}
approval: {approvers: 2, needs: [sum]}
fields:
  day: date
  sum: yuan
measures:
  - {id: audited.sums, unit: 元, field: sum, over_time: sum, over_persons: once}
wording: {zh: "审计{audited.sums}", en: "{audited.sums} audited"}
reads: {audited.sums: [审计资金]}
examples:
  - {records: [{day: 2022-01-01, sum: 1}], writes: 审计1元}
  - {records: [{day: 2022-01-01, sum: 2}], writes: 审计2元}
  - {records: [{day: 2022-01-01, sum: 3}], writes: 审计3元}
"""


def test_a_kind_may_ask_for_two_approvers_and_for_fields(
    office: Office, second: User, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "audited.yaml").write_text(KIND, encoding="utf-8")
    settings.QIAO_KINDS = (str(tmp_path),)
    record = writes.submit(
        writes.draft(office.work("audited", "2023-03-01", {"P3": "led"}), by=office.owner), by=office.owner
    )
    with pytest.raises(Refused, match="approval asks for this field"):
        writes.approve(record, by=office.office)
    back = writes.withdraw(record, by=office.owner)
    full = writes.revise(back, office.work("audited", "2023-03-01", {"P3": "led"}, sum=Decimal(5)), by=office.owner)
    writes.submit(full, by=office.owner)
    assert writes.approve(full, by=office.office).status == "submitted"
    assert full not in reads.reviewable_by(office.office)
    assert full in reads.reviewable_by(second)
    with pytest.raises(Refused, match="another reviewer must approve it too"):
        writes.approve(full, by=office.office)
    # What was approved once and then changed must be approved twice again.
    writes.submit(writes.withdraw(full, by=office.owner), by=office.owner)
    assert writes.approve(full, by=office.office).status == "submitted"
    assert writes.approve(full, by=second).status == "approved"
    assert AuditLine.objects.filter(action="approve").count() == 3
