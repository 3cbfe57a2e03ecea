"""The roster on the site: what the office does step by step, what others see of it, and nothing without a preview."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from qiao.programme.models import Merge, Organisation, Pairing, Region, RoleAssignment, Secondee, Secondment, SubTerm
from tests.web.conftest import Site, browser, words


def pk(model: Any, name: str) -> int:
    return int(model.objects.get(**{"code" if model is Secondee else "name": name}).pk)


def step(sort: str, key: int, name: str) -> str:
    return reverse("roster-step", args=[sort, key, name])


@pytest.mark.parametrize("sort", ["organisation", "batch", "region", "person"])
def test_lists_and_pages(site: Site, sort: str) -> None:
    page = site.office.get(reverse("roster-list", args=[sort]))
    assert page.status_code == 200
    named = {"organisation": "丙县政府", "batch": "第二批", "region": "某州", "person": "丙三"}
    assert named[sort] in words(page)
    for client in (site.owner, site.stranger):
        assert client.get(reverse("roster-list", args=[sort])).status_code == 404


def test_something_is_added_and_a_mistake_is_said_beside_its_input(site: Site) -> None:
    new = reverse("roster-new", args=["organisation"])
    wrong = site.office.post(new, {"name": "丙县政府", "nature": "host", "region": "没有的州"})
    assert wrong.status_code == 422
    assert "没有叫这个名称的" in words(wrong)
    again = site.office.post(new, {"name": "丙县政府", "nature": "host", "region": ""})
    assert "请合并" in words(again)
    done = site.office.post(new, {"name": "戊县一中", "nature": "host", "region": "某州"}, follow=True)
    assert done.status_code == 200
    assert "戊县一中" in words(done)
    assert Organisation.objects.get(name="戊县一中").region == Region.objects.get(name="某州")


def test_a_rename_is_shown_first_and_done_when_confirmed(site: Site) -> None:
    address = step("organisation", pk(Organisation, "丙县政府"), "rename")
    shown = site.office.post(address, {"name": "丙市政府"})
    assert "尚未改动" in words(shown)
    assert Organisation.objects.filter(name="丙县政府").exists()
    done = site.office.post(address, {"name": "丙市政府", "confirm": "1"}, follow=True)
    assert "曾用名" in words(done)
    assert "丙市政府" in words(site.office.get(f"{reverse('roster-list', args=['organisation'])}?q=丙县政府"))


def test_a_merge_is_shown_done_and_taken_back(site: Site) -> None:
    address = step("person", pk(Secondee, "P3"), "merge")
    shown = words(site.office.post(address, {"into": "P1 甲一"}))
    assert "援派干部人才" in shown
    assert Secondee.objects.filter(code="P3").exists()
    site.office.post(address, {"into": "P1 甲一", "confirm": "1"})
    assert not Secondee.objects.filter(code="P3").exists()
    assert "丙三" in words(site.office.get(reverse("roster-merges")))
    assert site.owner.post(reverse("roster-undo", args=[Merge.objects.get().pk])).status_code == 404
    site.office.post(reverse("roster-undo", args=[Merge.objects.get().pk]))
    assert Secondee.objects.filter(code="P3").exists()


def test_a_secondment_from_its_start_to_its_early_end(site: Site) -> None:
    site.office.post(reverse("roster-new", args=["person"]), {"code": "P8", "name": "壬八"})
    person = Secondee.objects.get(code="P8")
    asked = {
        "batch": "第二批", "category": "professional", "sending": "甲省教育厅", "host": "丁县医院", "post": "医师",
        "start": "2022-09-01", "end": "2025-08-01",
    }  # fmt: skip
    assert site.office.post(step("person", person.pk, "second"), asked).status_code == 302
    term = Secondment.objects.get(person=person)
    site.office.post(
        reverse("roster-term", args=[term.pk, "post"]),
        {"side": "host", "organisation": "丙县政府", "title": "副县长", "start": "2023-03-01"},
    )
    site.office.post(
        reverse("roster-term", args=[term.pk, "end"]),
        {"end": "2024-01-01", "reason": "工作需要", "agreed_by": "组织部"},
    )
    page = words(site.office.get(reverse("roster-thing", args=["person", person.pk])))
    for said in ("副县长", "提前结束", "工作需要", "组织部"):
        assert said in page
    late = site.office.post(reverse("roster-term", args=[term.pk, "extend"]), {"end": "2023-01-01", "reason": "延期"})
    assert late.status_code == 422


def test_sub_terms_and_pairings(site: Site) -> None:
    batch = Secondment.objects.filter(batch__name="第二批").values_list("batch", flat=True)[0]
    asked = {"name": "第一期", "start": "2022-08-01", "end": "2023-08-01", "planned": ""}
    site.office.post(step("batch", batch, "sub-term"), asked)
    part = SubTerm.objects.get()
    term = site.programme.secondment("P3")
    site.office.post(reverse("roster-term", args=[term.pk, "sub-term"]), {"sub_term": str(part.pk)})
    term.refresh_from_db()
    assert term.sub_term == part
    asked = {"side": "host", "organisation": "甲省教育厅", "region": "", "start": "2022-08-01", "end": ""}
    site.office.post(step("organisation", pk(Organisation, "丙县政府"), "pair"), asked)
    pairing = Pairing.objects.get()
    assert (str(pairing.sender), str(pairing.host)) == ("甲省教育厅", "丙县政府")
    site.office.post(reverse("roster-pairing", args=[pairing.pk]), {"end": "2024-01-01"})
    pairing.refresh_from_db()
    assert pairing.end is not None


def test_what_is_referred_to_is_not_deleted_but_retired(site: Site) -> None:
    key = pk(Organisation, "丙县政府")
    assert "任期" in words(site.office.post(step("organisation", key, "delete")))
    site.office.post(step("organisation", key, "retire"))
    assert Organisation.objects.get(pk=key).retired_on is not None


def test_who_may_only_see_gets_no_buttons(site: Site) -> None:
    RoleAssignment.objects.create(user=site.programme.stranger, role="leader")
    leader = browser(site.programme.stranger)
    page = leader.get(reverse("roster-thing", args=["organisation", pk(Organisation, "丙县政府")]))
    assert page.status_code == 200
    assert "改名" not in words(page)
    assert leader.get(step("organisation", pk(Organisation, "丙县政府"), "rename")).status_code == 404


def test_everything_held_is_for_the_person_and_the_office(site: Site) -> None:
    address = reverse("person-data", args=["P3"])
    for client in (site.office, site.owner):
        with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
            assert json.loads(archive.read("person.json"))["number"] == "P3"
    assert site.stranger.get(address).status_code == 404
    assert site.stranger.get(step("person", pk(Secondee, "P3"), "remove")).status_code == 404
    assert "保存至" in words(site.office.post(step("person", pk(Secondee, "P3"), "remove")))
