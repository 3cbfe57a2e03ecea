"""Roles: given and taken, with a line of the trail; how far each carries in the database."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiao.cli.main import main
from qiao.drafting import writes as drafting
from qiao.programme import reads as programme
from qiao.programme import rights, role_reads, role_writes
from qiao.programme import writes as roster
from qiao.programme.models import AuditLine, Batch, Organisation, Region, RoleAssignment
from qiao.programme.rights import NotAllowed
from qiao.programme.role_writes import Extent, Refused
from qiao.programme.writes import NewSecondment
from qiao.record import reads, writes
from qiao.web.pages import roles
from tests.office import AFTER, SECOND, Office


def account(name: str, role: str = "", extent: Extent | None = None) -> User:
    user = User.objects.create_user(name)
    if role:
        role_writes.give(user, role, extent, by=None)
    return user


def host(name: str) -> Extent:
    return Extent(organisation=Organisation.objects.get(name=name))


def test_a_role_is_given_and_taken_once_with_a_line_each(office: Office) -> None:
    boss, user = account("boss", "administrator"), account("user")
    lines = AuditLine.objects.count()
    given = role_writes.give(user, "clerk", Extent(batch=Batch.objects.get(name="第二批")), by=boss)
    assert role_writes.give(user, "clerk", Extent(batch=given.batch), by=boss) == given
    role_writes.take(given, by=boss)
    told = list(AuditLine.objects.all())[lines:]
    assert [(each.action, each.subject, each.actor) for each in told] == [
        ("give role", f"account {user.pk}", boss),
        ("take role", f"account {user.pk}", boss),
    ]
    assert told[0].detail["after"]["batch"] == told[1].detail["before"]["batch"] == "第二批"
    assert not RoleAssignment.objects.filter(user=user)


def test_the_last_administrator_stays(office: Office) -> None:
    one = role_writes.give(account("one"), "administrator", by=None)
    with pytest.raises(Refused, match="最后一名管理员"):
        role_writes.take(one, by=None)
    # One whose role ends some day is none to rely on.
    role_writes.give(account("for a while"), "administrator", Extent(end=dt.date(2999, 1, 1)), by=None)
    with pytest.raises(Refused):
        role_writes.take(one, by=None)
    role_writes.give(account("two"), "administrator", by=None)
    role_writes.take(one, by=None)
    assert not RoleAssignment.objects.filter(pk=one.pk)


def test_only_an_administrator_makes_an_office_or_an_administrator(office: Office) -> None:
    user, scoped = account("user"), account("scoped", "office", Extent(batch=Batch.objects.get(name="第二批")))
    for role in ("office", "administrator"):
        with pytest.raises(NotAllowed):
            role_writes.give(user, role, by=office.office)
    role_writes.give(user, "leader", by=office.office)
    # Who has a part only gives nobody anything: neither more than they have nor less.
    with pytest.raises(NotAllowed):
        role_writes.give(user, "clerk", Extent(batch=Batch.objects.get(name="第二批")), by=scoped)
    for nobody in (office.owner, user):
        with pytest.raises(NotAllowed):
            role_writes.give(nobody, "leader", by=nobody)


@pytest.mark.parametrize("role", ["team_lead", "host_reviewer", "sending_organisation"])
def test_a_role_for_a_part_needs_its_part(office: Office, role: str) -> None:
    with pytest.raises(Refused, match="请说明范围"):
        role_writes.give(office.stranger, role, by=None)


def test_what_makes_no_sense_is_refused(office: Office) -> None:
    batch, day = Batch.objects.get(name="第二批"), dt.date(2024, 1, 1)
    for role, extent in (
        ("administrator", Extent(batch=batch)),
        ("host_reviewer", Extent(batch=batch)),
        ("clerk", Extent(batch=batch, region=Region.objects.get(name="某州"))),
        ("clerk", Extent(start=day, end=day)),
        ("secondee", Extent()),
    ):
        with pytest.raises(Refused):
            role_writes.give(office.stranger, role, extent, by=None)


def test_a_sender_has_what_was_done_while_they_had_sent_the_person(office: Office) -> None:
    """P3 comes back for a second term, sent by somebody else: each sender has the records of its own days."""
    roster.add_organisation(roster.NewOrganisation(name="乙省教育厅", nature="sending", region="乙省"), by=None)
    again = NewSecondment(
        code="P3",
        name="丙三",
        batch="第二批",
        category="professional",
        sending="乙省教育厅",
        host="丙县政府",
        post="教师",
        start=AFTER,
        end=dt.date(2026, 8, 1),
    )
    first = office.record("training", "2023-03-01", {"P3": "led"}, topic="一")
    joint = office.record("training", "2023-04-01", {"P4": "led", "P3": "took_part"}, topic="二")
    roster.add_secondment(again, by=None)
    theirs = Region.objects.get(name="乙省")
    both = {
        name: account(name, "sending_organisation", extent)
        for name, extent in (
            ("甲", host("甲省教育厅")),
            ("乙", host("乙省教育厅")),
            ("乙省", Extent(region=theirs)),
        )
    }
    assert set(reads.visible_to(both["甲"])) == {first, joint}
    assert not reads.visible_to(both["乙"])
    assert not reads.visible_to(both["乙省"])


def test_a_host_has_the_records_of_who_led_there_and_a_region_those_of_its_hosts(office: Office) -> None:
    here = office.record("training", "2023-03-01", {"P3": "led", "P4": "took_part"}, topic="一")
    elsewhere = office.record("training", "2023-03-01", {"P4": "led"}, topic="二")
    reviewer = account("reviewer", "host_reviewer", host("丙县政府"))
    assert set(reads.visible_to(reviewer)) == {here}
    assert {each.code for each in programme.visible_to(reviewer)} == {"P1", "P3"}
    assert not programme.batches_visible_to(reviewer)
    assert {each.name for each in programme.organisations_visible_to(reviewer)} == {"丙县政府"}
    region = account("region", "host_reviewer", Extent(region=Region.objects.get(name="某州")))
    assert set(reads.visible_to(region)) == {here, elsewhere}


def test_a_reviewer_approves_what_others_wrote_within_the_role(office: Office) -> None:
    reviewer = account("reviewer", "host_reviewer", host("丙县政府"))
    ours = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}, topic="一"), by=office.owner)
    theirs = writes.draft(office.work("training", "2023-03-01", {"P4": "led"}, topic="二"), by=office.stranger)
    for record, by in ((ours, office.owner), (theirs, office.stranger)):
        writes.submit(record, by=by)
    assert writes.approve(ours, by=reviewer).status == "approved"
    with pytest.raises(NotAllowed) as refused:
        writes.approve(theirs, by=reviewer)
    assert not refused.value.is_seen


def test_nobody_records_the_work_of_people_who_are_not_theirs(office: Office) -> None:
    work = office.work("training", "2023-03-01", {"P3": "led"}, topic="一")
    for user in (office.stranger, account("leader", "leader"), account("nobody")):
        with pytest.raises(NotAllowed):
            writes.draft(work, by=user)
    lead = account("lead", "team_lead", Extent(batch=Batch.objects.get(name="第二批")))
    assert writes.draft(work, by=lead).author == lead


def test_a_clerk_writes_within_the_role(office: Office) -> None:
    clerk = account("clerk", "clerk", Extent(batch=Batch.objects.get(name="第二批")))
    assert drafting.start("batch_report", programme.find("第二批"), by=clerk).by == clerk
    with pytest.raises(NotAllowed):
        drafting.start("batch_report", programme.find("第一批"), by=clerk)


def test_roles_add_up_and_the_whole_programme_asks_for_no_part(office: Office) -> None:
    user = account("user", "host_reviewer", host("丙县政府"))
    role_writes.give(user, "leader", Extent(batch=Batch.objects.get(name="第一批")), by=None)
    assert {each.code for each in programme.visible_to(user)} == {"P1", "P2", "P3"}
    with CaptureQueriesContext(connection) as asked:
        assert len(programme.visible_to(office.office)) == 4
    assert "secondment" not in asked[-1]["sql"]


def test_an_account_that_was_closed_has_no_rights(office: Office) -> None:
    User.objects.filter(pk=office.office.pk).update(is_active=False)
    assert rights.actor(User.objects.get(pk=office.office.pk)).grants == ()


def test_roles_on_the_command_line(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("qiao.cli.home.prepare", lambda: None)
    assert main(["role", "give", "stranger", "clerk", "--for", "第二批", "--to", "2999-01-01"]) == 0
    assert "stranger  clerk  文秘  第二批  ..2999-01-01" in capsys.readouterr().out
    assert main(["role", "list"]) == 0
    assert "office  office" in capsys.readouterr().out
    assert main(["role", "take", "stranger", "clerk", "--for", "第二批"]) == 0
    assert not role_reads.held_by(office.stranger)
    for wrong in (
        ["give", "nobody", "clerk"],
        ["give", "stranger", "clerk", "--for", "没有"],
        ["give", "stranger", "king"],
        ["take", "stranger", "clerk"],
        ["give", "stranger", "team_lead"],
    ):
        assert main(["role", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert SECOND < AFTER


def test_the_flags_of_before_became_roles(db: None) -> None:
    User.objects.create_user("staff", is_staff=True)
    User.objects.create_superuser("both")
    User.objects.create_user("neither")
    import_module("qiao.programme.migrations.0003_roles").from_flags(apps, None)
    held = RoleAssignment.objects.order_by("user__username", "role").values_list("user__username", "role", "batch")
    assert [tuple(each) for each in held] == [
        ("both", "administrator", None),
        ("both", "office", None),
        ("staff", "office", None),
    ]


def test_the_page_of_ones_own_rights_says_what_the_table_says(office: Office) -> None:
    clerk = account("clerk", "clerk", Extent(batch=Batch.objects.get(name="第二批")))
    mine = dict(roles.mine(clerk).actions)
    assert mine["起草文稿"] == "角色范围内的"
    assert mine["核对文稿"] == "本人的 · 角色范围内的"
    assert "签发文稿" not in mine
    # What belongs to the whole programme, a role for one batch does not reach.
    scoped = account("scoped", "office", Extent(batch=Batch.objects.get(name="第二批")))
    assert "导入工作簿" not in dict(roles.mine(scoped).actions)
    assert dict(roles.mine(office.office).actions)["导入工作簿"] == "全部"
    assert dict(roles.mine(office.owner).actions)["修改记录"] == "本人的"


def test_roles_are_given_and_taken_on_the_site(office: Office) -> None:
    account("boss", "administrator")
    client = Client()
    client.force_login(User.objects.get(username="boss"))
    asked = {"account": "stranger", "role": "leader", "what": "第二批", "end": "2999-01-01"}
    assert client.post("/roles/", asked).status_code == 302
    [held] = role_reads.held_by(office.stranger)
    # The form names the last day, the role its first day after.
    assert (held.role, str(held.batch), held.end) == ("leader", "第二批", dt.date(2999, 1, 2))
    for wrong in ({"account": "nobody"}, {"what": "没有"}, {"end": "soon"}, {"role": "king"}):
        assert client.post("/roles/", {**asked, **wrong}).status_code in {403, 422}
    assert client.post(f"/roles/{held.pk}/take/").status_code == 302
    assert not role_reads.held_by(office.stranger)
    assert client.post(f"/roles/{held.pk}/take/").status_code == 404
