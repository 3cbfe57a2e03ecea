"""Projects as pages: stages, payments, progress, rates made of their parts, and what is open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from qiao.record import writes
from qiao.record.models import Record
from tests.web.conftest import Site, parsed, words

PROJECT = reverse("project", args=["agreement", "A/1"])


@pytest.fixture
def project(site: Site) -> Record:
    """A project of P3 with two payments, two months of progress; and one of P4, outside the plan."""
    one = site.programme
    record = one.record(
        "agreement",
        "2023-03-01",
        {"P3": "led"},
        code="A/1",
        name="冷链仓储",
        agreed_amount=Decimal(1_000_000),
        plan="within_plan",
        landed_on=dt.date(2023, 4, 1),
    )
    for day, amount in (("2023-05-01", 300_000), ("2023-06-01", 100_000)):
        one.record("payment", day, {"P3": "led"}, project="A/1", amount=Decimal(amount))
    for day, invested in (("2023-05-31", 150_000), ("2023-06-30", 50_000)):
        one.record("project_progress", day, {"P4": "led"}, project="A/1", invested=Decimal(invested))
    one.record("payment", "2023-06-01", {"P4": "led"}, project="B2", amount=Decimal(50_000))
    one.record(
        "agreement",
        "2023-03-01",
        {"P4": "led"},
        code="B2",
        name="村道",
        agreed_amount=Decimal(50_000),
        plan="outside_plan",
    )
    return record


def test_a_project_shows_stages_payments_progress_and_rates(site: Site, project: Record) -> None:
    page = site.office.get(PROJECT)
    tree, text = parsed(page), words(page)
    assert tree.xpath("//ol[@class='stages']/li/strong/text()") == ["签约", "落地", "开工", "完工", "验收"]
    assert tree.xpath("//ol[@class='stages']/li[@class='reached']/span/text()") == ["2023年3月1日", "2023年4月1日"]
    assert (
        tree.xpath("string(//ol[@class='stages']/li[@class='coming'])") == "开工需要：开工日期，计划" or "开工" in text
    )
    assert "资金到位率 40.0% 到位资金 40万元 / 协议金额 100万元" in text
    assert "投资完成率 20.0% 完成投资 20万元 / 协议金额 100万元" in text
    assert "资金到位率：尚差60万元" in text
    assert "尚未到“开工”阶段" in text
    # The sum so far stands beside each payment.
    assert tree.xpath("//section[@id='payment']//td[@data-label]/text()") == ["30万元", "40万元"]
    links = tree.xpath("//section[@id='payment']//td[@class='day']/a/@href")
    assert [site.office.get(each).status_code for each in links] == [200, 200]


def test_rates_follow_the_records_and_are_stored_nowhere(site: Site, project: Record) -> None:
    payment = Record.objects.filter(kind="payment", k1="A/1").latest("day")
    writes.reopen(payment, by=site.programme.office, reason="重复入账")
    text = words(site.office.get(PROJECT))
    assert "资金到位率 30.0%" in text
    assert "尚未审核通过" in text
    assert "退回" in text


def test_within_and_outside_the_plan_are_never_added(site: Site, project: Record) -> None:
    tree = parsed(site.office.get(reverse("projects")))
    columns = {
        each.xpath("string(h2)").split()[0]: " ".join(each.xpath("string(dl)").split())
        for each in tree.xpath("//div[@class='columns']/section")
    }
    assert set(columns) == {"计划内", "计划外"}
    assert "资金到位率40.0%" in columns["计划内"].replace(" ", "")
    assert "资金到位率100.0%" in columns["计划外"].replace(" ", "")
    assert "105万元" not in words(site.office.get(reverse("projects")))


def test_a_project_is_seen_by_who_may_see_its_record(site: Site, project: Record) -> None:
    assert site.owner.get(PROJECT).status_code == 200
    assert site.stranger.get(PROJECT).status_code == 404
    assert "冷链仓储" not in words(site.stranger.get(reverse("projects")))
    # A draft with the code of another's project opens nothing.
    work = site.programme.work("agreement", "2023-05-01", {"P4": "led"}, code="A/1")
    writes.draft(work, by=site.programme.stranger)
    assert site.stranger.get(PROJECT).status_code == 404
    for address in ("/projects/agreement/none/", "/projects/training/A/1/", "/projects/none/A/1/"):
        assert site.office.get(address).status_code == 404


def test_what_others_recorded_of_a_project_counts_but_is_not_opened(site: Site, project: Record) -> None:
    page = site.owner.get(PROJECT)
    assert "投资完成率 20.0%" in words(page)
    assert parsed(page).xpath("//section[@id='project_progress']//a") == []


def test_a_record_leads_to_its_project(site: Site, project: Record) -> None:
    payment = Record.objects.filter(kind="payment", k1="A/1").first()
    assert payment is not None
    for record in (project, payment):
        assert parsed(site.office.get(reverse("record", args=[record.uid]))).xpath(f"//a[@href='{PROJECT}']")


def test_two_records_of_one_code_are_told(site: Site, project: Record) -> None:
    site.programme.record("agreement", "2023-07-01", {"P3": "led"}, code="A/1", agreed_amount=Decimal(5))
    assert "有2条记录使用这一编号" in words(site.office.get(PROJECT))


def test_the_list_is_narrowed_to_a_batch(site: Site, project: Record) -> None:
    assert "冷链仓储" in words(site.office.get(reverse("projects"), {"batch": "第二批"}))
    assert "冷链仓储" not in words(site.office.get(reverse("projects"), {"batch": "第一批"}))
