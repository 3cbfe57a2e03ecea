"""The form of every kind comes from the catalogue: what an example holds can be typed, saved, changed and handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from qiao.catalogue import load
from qiao.record import content
from qiao.record.models import Record
from qiao.terms import Kind, Value
from tests.web.conftest import Site, parsed, words

ENTERED = [kind for kind in load().kinds.values() if not kind.is_roster]
DAY = dt.date(2023, 5, 12)


def typed(kind: Kind, record: Mapping[str, Value], led: str = "P3") -> dict[str, str]:
    """What a person types to enter an example's record, on a day of the small programme."""
    # Examples lie in other years; every day is moved into the term of P3 by the same step.
    step = DAY - record[kind.day_field]  # type: ignore[operator]  # a record's first day is a day
    texts = {"led": led}
    for field_id, value in record.items():
        if isinstance(value, dt.date):
            texts[field_id] = (value + step).isoformat()
        elif value is not None and field_id != "persons":
            texts[field_id] = str(value)
    return texts


@pytest.mark.parametrize("kind", ENTERED, ids=lambda kind: kind.id)
def test_the_first_example_of_every_kind_is_entered_in_its_form(site: Site, kind: Kind) -> None:
    address = reverse("record-new", args=[kind.id])
    page = parsed(site.owner.get(address))
    assert page.xpath("//h1")[0].text_content().strip() == kind.label["zh"]
    for each in kind.fields:
        assert page.xpath(f"//*[@name='{each.id}']"), each.id
    example = kind.examples[0].records[0]
    response = site.owner.post(address, {**typed(kind, example), "draft": "1"}, follow=True)
    record = Record.objects.get()
    assert response.request["PATH_INFO"] == reverse("record", args=[record.uid])
    assert (record.kind, record.day, record.status, record.author) == (kind.id, DAY, "draft", site.programme.owner)
    held = content.values(kind, record.data)
    for field_id, value in example.items():
        if field_id != "persons" and not isinstance(value, dt.date):
            assert held.get(field_id) == value, field_id


@pytest.mark.parametrize("kind", ENTERED, ids=lambda kind: kind.id)
def test_a_form_shows_again_what_was_recorded(site: Site, kind: Kind) -> None:
    texts = typed(kind, kind.examples[0].records[0])
    site.owner.post(reverse("record-new", args=[kind.id]), {**texts, "draft": "1"})
    record = Record.objects.get()
    before = record.digest
    page = parsed(site.owner.get(reverse("record-edit", args=[record.uid])))
    again = dict(page.xpath("//form[contains(@class, 'fields')]")[0].form_values())
    assert site.owner.post(reverse("record-edit", args=[record.uid]), again).status_code == 302
    record.refresh_from_db()
    assert record.digest == before


def test_a_kind_of_the_roster_has_no_form(site: Site) -> None:
    roster = next(kind for kind in load().kinds.values() if kind.is_roster)
    assert site.office.get(reverse("record-new", args=[roster.id])).status_code == 404
    assert site.office.get(reverse("record-new", args=["no-such-kind"])).status_code == 404


def enter(client: Client, **texts: str) -> tuple[int, str]:
    response = client.post(reverse("record-new", args=["payment"]), {"day": "2023-05-12", "led": "P3", **texts})
    return response.status_code, words(response) if response.status_code == 422 else ""


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"amount": ""}, "此项必填"),
        ({"amount": "很多"}, "不是数字"),
        ({"amount": "-5"}, "不能小于零"),
        ({"amount": "1", "day": ""}, "此项必填"),
        ({"amount": "1", "day": "2023-02-30"}, "请写成 2003-05-12"),
        ({"amount": "1", "day": "2030-01-01"}, "不在 P3 的任期内"),
        ({"amount": "1", "led": ""}, "没有写明牵头人"),
        ({"amount": "1", "led": "查无此人"}, "花名册中没有这个编号或姓名"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(site: Site, texts: dict[str, str], told: str) -> None:
    status, page = enter(site.owner, **texts)
    assert status == 422
    assert "尚未保存" in page
    assert told in page
    assert not Record.objects.exists()


def test_a_problem_stands_at_its_input_and_what_was_typed_stays(site: Site) -> None:
    response = site.owner.post(
        reverse("record-new", args=["payment"]), {"amount": "很多", "led": "P3", "voucher": "甲1"}
    )
    page = parsed(response)
    amount = page.xpath("//input[@name='amount']")[0]
    assert amount.get("value") == "很多"
    assert amount.get("aria-invalid") == "true"
    problem = page.xpath(f"//*[@id='{amount.get('aria-describedby').split()[0]}']")[0]
    assert "不是数字" in problem.text_content()
    assert page.xpath("//input[@name='voucher']")[0].get("value") == "甲1"


@pytest.mark.parametrize("written", ["450000", "450,000", "45万", "45万元", "４５万"])
def test_an_amount_is_typed_as_people_write_it(site: Site, written: str) -> None:
    assert enter(site.owner, amount=written)[0] == 302
    assert Record.objects.get().data["amount"] == Decimal(450000)


@pytest.mark.parametrize("led", ["P3", "丙三", "丙 三", "P3 丙三"])
@pytest.mark.parametrize("took_part", ["P4", "丁四", "P4、P3", "丁四，P3"])
def test_people_are_named_by_number_or_name(site: Site, led: str, took_part: str) -> None:
    assert enter(site.owner, amount="1", led=led, took_part=took_part)[0] == 302
    people = Record.objects.get().participations.values_list("person__code", "role")
    assert list(people) == [("P3", "led"), ("P4", "took_part")]


def test_two_of_one_name_are_asked_for_by_number(site: Site) -> None:
    site.programme.secondment("P4").person.__class__.objects.filter(code="P4").update(name="丙三")
    status, page = enter(site.owner, amount="1", led="丙三")
    assert status == 422
    assert "P3、P4" in page


def test_from_draft_to_approved_and_back(site: Site) -> None:
    site.owner.post(
        reverse("record-new", args=["payment"]), {"day": "2023-05-12", "led": "P3", "amount": "5", "draft": "1"}
    )
    record = Record.objects.get()

    def step(client: Client, name: str, **data: str) -> str:
        client.post(reverse(f"record-{name}", args=[record.uid]), data)
        record.refresh_from_db()
        return record.status

    assert step(site.owner, "submit") == "submitted"
    assert step(site.office, "send-back", reason="") == "submitted"
    assert step(site.office, "send-back", reason="请补凭证号") == "sent_back"
    assert "请补凭证号" in words(site.owner.get("/"))
    texts = {"day": "2023-05-12", "led": "P3", "amount": "50", "evidence": "银行回单第5号", "submit": "1"}
    site.owner.post(reverse("record-edit", args=[record.uid]), texts)
    record.refresh_from_db()
    assert (record.status, record.data["amount"]) == ("submitted", Decimal(50))
    assert "银行回单第5号" in words(site.office.get(reverse("record", args=[record.uid])))
    assert step(site.office, "approve") == "approved"
    assert "50元" in words(site.owner.get("/people/P3/"))


def test_the_office_does_not_approve_what_it_entered_itself(site: Site) -> None:
    enter(site.office, amount="5", submit="1")
    record = Record.objects.get()
    assert "通过" not in parsed(site.office.get(reverse("record", args=[record.uid]))).xpath("string(//main)")
    response = site.office.post(reverse("record-approve", args=[record.uid]), follow=True)
    assert "不能审核自己填报的记录" in words(response)
    record.refresh_from_db()
    assert record.status == "submitted"


def test_a_draft_is_deleted(site: Site) -> None:
    enter(site.owner, amount="5", draft="1")
    response = site.owner.post(reverse("record-discard", args=[Record.objects.get().uid]), follow=True)
    assert "草稿已删除" in words(response)
    assert not Record.objects.exists()


def test_earlier_places_are_suggested_to_whom_they_belong(site: Site) -> None:
    site.programme.record("field_research", "2023-03-01", {"P3": "led"}, place="红石乡")
    address = reverse("record-new", args=["field_research"])

    def suggested(client: Client) -> list[str]:
        return list(parsed(client.get(address)).xpath("//datalist[@id='list-place']/option/@value"))

    assert suggested(site.owner) == suggested(site.office) == ["红石乡"]
    assert suggested(site.stranger) == []
