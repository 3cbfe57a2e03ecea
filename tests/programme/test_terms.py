"""Early ends, extensions, posts and sub-terms: who was ever there, who is there on a day, and each person once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.programme import reads, roster_writes, term_writes
from qiao.programme.models import Batch, EndChange, Organisation, Pairing, Post, Region, Secondment, SubTerm
from qiao.programme.refusal import NotDone
from qiao.programme.rights import NotAllowed
from qiao.programme.term_writes import NewEnd, NewPost
from qiao.record.kinds import catalogue
from qiao.record.reads import totals
from qiao.terms import Scope
from tests.office import AFTER, FIRST, SECOND, Office

BATCH = Scope(batch="第二批")
ONE = dt.timedelta(days=1)
EARLY = dt.date(2023, 5, 1)
LATE = dt.date(2026, 2, 1)


def ever() -> Decimal | None:
    return totals([BATCH], [catalogue().measures["secondment.persons"]])[BATCH, "secondment.persons"]


def hospital() -> Organisation:
    return Organisation.objects.get(name="丁县医院")


def test_who_left_early_was_ever_there_and_is_in_post_no_more(office: Office) -> None:
    term_writes.end_early(office.secondment("P3"), NewEnd(end=EARLY, reason="工作需要"), by=office.office)
    assert reads.headcount(BATCH, EARLY - ONE) == 2
    assert reads.headcount(BATCH, EARLY) == 1
    assert reads.ever(BATCH) == ever() == 2
    change = EndChange.objects.get()
    assert (change.sort, change.previous_end, change.end, change.reason) == ("early", AFTER, EARLY, "工作需要")


def test_an_extension_counts_and_keeps_the_end_before(office: Office) -> None:
    assert reads.headcount(BATCH, AFTER) is None
    term_writes.extend(office.secondment("P3"), NewEnd(end=LATE, reason="延期", agreed_by="组织部"), by=office.office)
    assert reads.headcount(BATCH, AFTER) == 1
    assert reads.headcount(BATCH, LATE) is None
    assert ever() == 2
    assert EndChange.objects.get().previous_end == AFTER


@pytest.mark.parametrize("end", [SECOND, AFTER, AFTER + ONE, SECOND - ONE])
def test_an_early_end_lies_inside(office: Office, end: dt.date) -> None:
    with pytest.raises(NotDone, match="2022-08-01"):
        term_writes.end_early(office.secondment("P3"), NewEnd(end=end, reason="因故"), by=None)
    assert not EndChange.objects.exists()


def test_an_extension_ends_before_the_next_secondment(office: Office) -> None:
    first = office.secondment("P1")
    again = Secondment(
        person=first.person, batch=Batch.objects.get(name="第二批"), category="professional", start=AFTER,
        end=LATE, sending_organisation=first.sending_organisation, host_organisation=hospital(),
    )  # fmt: skip
    roster_writes.add_term(again, by=None)
    with pytest.raises(NotDone, match="2025-08-01"):
        term_writes.extend(first, NewEnd(end=AFTER + ONE, reason="延期"), by=None)
    term_writes.extend(first, NewEnd(end=AFTER, reason="延期"), by=None)
    with pytest.raises(NotDone):
        term_writes.extend(first, NewEnd(end=LATE, reason=" "), by=None)


def test_a_change_of_post_counts_nobody_twice(office: Office) -> None:
    term = office.secondment("P3")
    new = NewPost(side="host", organisation=hospital(), title="副院长", start=EARLY)
    term_writes.take_post(term, new, by=office.office)
    command = NewPost(side="command", organisation=hospital(), title="医疗组组长", start=EARLY)
    term_writes.take_post(term, command, by=office.office)
    held = [(each.side, each.organisation.name, each.title, each.start, each.end) for each in Post.objects.all()]
    assert held == [
        ("host", "丙县政府", "副县长", SECOND, EARLY),
        ("host", "丁县医院", "副院长", EARLY, None),
        ("command", "丁县医院", "医疗组组长", EARLY, None),
    ]
    assert reads.headcount(BATCH, EARLY) == ever() == 2
    assert reads.headcount(Scope(organisation="丙县政府"), EARLY - ONE) == 1
    assert reads.headcount(Scope(organisation="丙县政府"), EARLY) is None
    assert reads.headcount(Scope(organisation="丁县医院"), EARLY) == 2
    assert totals([Scope(organisation="丁县医院")], [catalogue().measures["secondment.persons"]]).popitem()[1] == 3
    assert office.secondment("P3").last_post == (hospital(), "副院长")


def test_work_counts_for_whoever_hosted_on_its_day(office: Office) -> None:
    new = NewPost(side="host", organisation=hospital(), title="副院长", start=EARLY)
    term_writes.take_post(office.secondment("P3"), new, by=None)
    for day, host in ((EARLY - ONE, "丙县政府"), (EARLY, "丁县医院")):
        record = office.record("training", day, {"P3": "led"}, topic=str(day))
        assert record.organisation is not None
        assert record.organisation.name == host


def test_two_posts_at_once_and_an_end_of_one(office: Office) -> None:
    term = office.secondment("P3")
    beside = NewPost(side="host", organisation=hospital(), title="顾问", start=EARLY, is_beside=True)
    post = term_writes.take_post(term, beside, by=None)
    assert [each.end for each in Post.objects.all()] == [None, None]
    term_writes.leave_post(post, EARLY + ONE, by=None)
    assert office.secondment("P3").posts.get(title="顾问").end == EARLY + ONE
    with pytest.raises(NotDone):
        term_writes.leave_post(post, AFTER + ONE, by=None)
    with pytest.raises(NotDone):
        term_writes.take_post(term, NewPost(side="host", organisation=hospital(), title="", start=AFTER), by=None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(end=st.dates(SECOND + ONE, AFTER - ONE), later=st.dates(AFTER + ONE, LATE), day=st.dates(FIRST, LATE))
def test_the_headcount_is_true_on_any_day(office: Office, end: dt.date, later: dt.date, day: dt.date) -> None:
    Secondment.objects.filter(person__code="P3").update(end=AFTER)
    Secondment.objects.filter(person__code="P4").update(end=AFTER)
    term_writes.end_early(office.secondment("P3"), NewEnd(end=end, reason="因故"), by=None)
    term_writes.extend(office.secondment("P4"), NewEnd(end=later, reason="延期"), by=None)
    there = (SECOND <= day < end) + (SECOND <= day < later)
    assert reads.headcount(BATCH, day) == (there or None)
    assert reads.ever(BATCH) == ever() == 2


def test_a_sub_term_lies_in_its_batch_and_holds_its_people(office: Office) -> None:
    batch = Batch.objects.get(name="第二批")
    part = roster_writes.save_sub_term(SubTerm(batch=batch, name="第一期", start=SECOND, end=EARLY), by=None)
    term_writes.put_into_sub_term(office.secondment("P3"), part, by=None)
    assert [each.person.code for each in part.secondments.all()] == ["P3"]
    with pytest.raises(NotDone):
        term_writes.put_into_sub_term(office.secondment("P1"), part, by=None)
    for wrong in ({"name": "第一期"}, {"name": "第二期", "end": AFTER + ONE}, {"name": "第二期", "end": SECOND}):
        with pytest.raises(NotDone):
            roster_writes.save_sub_term(SubTerm(**{"batch": batch, "start": SECOND, "end": EARLY, **wrong}), by=None)


def test_a_pairing_has_two_sides_and_days(office: Office) -> None:
    sender, state = Organisation.objects.get(name="甲省教育厅"), Region.objects.get(name="某州")
    pairing = roster_writes.save_pairing(
        Pairing(sending_organisation=sender, host_region=state, start=FIRST, end=SECOND),
        by=None,
    )
    assert (str(pairing.sender), str(pairing.host)) == ("甲省教育厅", "某州")
    for wrong in ({}, {"host_organisation": sender}, {"host_organisation": hospital(), "start": SECOND, "end": FIRST}):
        with pytest.raises(NotDone):
            roster_writes.save_pairing(Pairing(sending_organisation=sender, **wrong), by=None)


def test_a_region_has_a_level_and_lies_in_another(office: Office) -> None:
    state = Region.objects.get(name="某州")
    county = roster_writes.save_region(Region(name="丙县", level="county", parent=state), by=None)
    state.parent = county
    with pytest.raises(NotDone):
        roster_writes.save_region(state, by=None)


def test_who_may_not_change_the_roster_is_refused(office: Office) -> None:
    with pytest.raises(NotAllowed):
        term_writes.end_early(office.secondment("P3"), NewEnd(end=EARLY, reason="因故"), by=office.owner)
    with pytest.raises(NotAllowed):
        roster_writes.add_person("P8", "壬八", by=office.owner)
    assert not EndChange.objects.exists()


def test_a_person_gets_a_number_that_nobody_has(office: Office) -> None:
    roster_writes.add_person("P8", "壬八", by=office.office)
    for code, name in (("P8", "别人"), ("", "别人"), ("P9", ""), ("长" * 21, "别人")):
        with pytest.raises(NotDone):
            roster_writes.add_person(code, name, by=None)
