"""Every figure on a page leads to exactly the records that it rests on."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import reverse

from qiao.drafting import reads as drafting
from qiao.record.kinds import catalogue
from qiao.terms import Scope
from tests.web.conftest import Site, parsed, words


def fill(site: Site) -> None:
    one = site.programme
    one.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45))
    one.record("training", "2023-04-01", {"P3": "led", "P4": "took_part"}, sessions=Decimal(2), attendances=Decimal(5))
    one.record("training", "2023-05-01", {"P4": "led"}, sessions=Decimal(1))
    one.record("field_research", "2023-03-01", {"P4": "led"}, place="红石乡", distance=Decimal(0))
    one.record("agreement", "2023-06-01", {"P3": "led"}, agreed_amount=Decimal(4000000))
    one.record("donation", "2019-09-01", {"P1": "led"}, donor="甲校", amount=Decimal(20000))


def records_of(client: Client, address: str) -> set[str]:
    """The ids of the records that a figure's page links to, over all its pages."""
    found: set[str] = set()
    while address:
        page = parsed(client.get(address))
        found |= {href.split("/")[2] for href in page.xpath("//ol[@class='sources']//a/@href") if "/records/" in href}
        address = next(iter(page.xpath("//nav[@class='pages']/a[last()][contains(@href, 'page=')]/@href")), "")
        position = page.xpath("string(//nav[@class='pages']/span)")
        if position and position.split()[1] == position.split()[-2]:
            break
    return found


def test_each_link_lists_exactly_the_sources_of_its_fact(site: Site) -> None:
    fill(site)
    links = 0
    for path, scope in (
        ("/people/P3/", Scope(person="P3")),
        ("/people/P4/", Scope(person="P4")),
        ("/batches/第二批/", Scope(batch="第二批")),
    ):
        for link in parsed(site.office.get(path)).xpath("//dl[@class='figures']//a"):
            address = urlsplit(link.get("href"))
            measure = address.path.split("/")[2]
            fact = drafting.facts(scope, [measure])[measure]
            if catalogue().kind_of(measure).is_roster:
                continue
            assert dict(parse_qsl(address.query)) == {
                key: value for key, value in (("person", scope.person), ("batch", scope.batch)) if value
            }
            assert records_of(site.office, link.get("href")) == set(fact.sources), measure
            links += 1
    assert links > 15


def test_every_recorded_measure_is_on_the_page_and_no_other(site: Site) -> None:
    fill(site)
    scope = Scope(person="P3")
    shown = {
        link.split("/")[2] for link in parsed(site.office.get("/people/P3/")).xpath("//dl[@class='figures']//a/@href")
    }
    measures = [each.id for each in catalogue().measures.values() if not catalogue().kind_of(each.id).is_roster]
    facts = drafting.facts(scope, measures)
    assert shown == {measure for measure, fact in facts.items() if fact.value is not None}


def test_a_recorded_nought_is_shown_and_nothing_recorded_is_not(site: Site) -> None:
    fill(site)
    page = words(site.office.get("/people/P4/"))
    assert "调研行程 0公里" in page
    assert "调研报告" not in page


def test_a_figure_says_what_each_record_gives(site: Site) -> None:
    fill(site)
    page = words(site.owner.get("/facts/training.attendances/?person=P3"))
    assert "50人次" in page
    assert "45人次" in page
    assert "5人次" in page
    assert "依据 2 条记录" in page


def test_joint_work_counts_once_for_a_batch(site: Site) -> None:
    fill(site)
    assert "培训人次 50人次" in words(site.office.get("/batches/第二批/"))


def test_many_sources_are_turned_page_by_page(site: Site) -> None:
    for day in range(1, 32):
        for month in (1, 3, 5, 7):
            site.programme.record("promotion", f"2023-{month:02}-{day:02}", {"P3": "led"})
    fact = drafting.facts(Scope(person="P3"), ["promotion.activities"])["promotion.activities"]
    assert len(fact.sources) == 124
    assert records_of(site.owner, "/facts/promotion.activities/?person=P3") == set(fact.sources)


def test_htmx_gets_the_panel_and_a_reader_the_page(site: Site) -> None:
    fill(site)
    address = "/facts/training.attendances/?person=P3"
    panel = site.owner.get(address, headers={"hx-request": "true", "hx-target": "panel"}).content.decode()
    assert "<html" not in panel
    assert "data-close" in panel
    assert "<html" in site.owner.get(address).content.decode()


def test_the_headcount_rests_on_people(site: Site) -> None:
    page = parsed(site.office.get("/facts/secondment.persons/?batch=第二批"))
    assert set(page.xpath("//ol[@class='sources']//a/@href")) == {"/people/P3/", "/people/P4/"}


def test_a_stranger_days_and_measures_are_not_found(site: Site) -> None:
    for address in (
        "/facts/no.such_measure/?person=P3",
        "/facts/training.sessions/?person=P3&start=yesterday",
        "/facts/training.sessions/?person=P3&batch=第二批",
        "/facts/training.sessions/?person=P77",
    ):
        assert site.office.get(address).status_code == 404, address


def test_lists_are_filtered_and_turned(site: Site) -> None:
    fill(site)
    records = reverse("records")
    assert "共 6 条记录" in words(site.office.get(records))
    assert "共 3 条记录" in words(site.office.get(f"{records}?kind=training"))
    assert "共 2 条记录" in words(site.office.get(f"{records}?kind=training&person=P4 丁四"))
    assert "共 1 条记录" in words(site.office.get(f"{records}?batch=第一批"))
    assert "没有符合条件的记录" in words(site.office.get(f"{records}?status=draft"))
    part = site.office.get(f"{records}?kind=training", headers={"hx-request": "true", "hx-target": "list"})
    assert "<html" not in part.content.decode()
    assert "丙三" in words(site.office.get(f"{reverse('people')}?q=丙"))
    assert "没有符合的人" in words(site.office.get(f"{reverse('people')}?q=丙&batch=第一批"))


def test_a_figure_of_what_was_led_leads_to_just_those_records(site: Site) -> None:
    site.programme.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(2))
    site.programme.record("training", "2023-04-01", {"P4": "led", "P3": "took_part"}, sessions=Decimal(3))
    page = site.office.get(reverse("document", args=["work_summary"]), {"who": "P3"})
    [address] = [link for link in parsed(page).xpath("//a/@href") if "role=led" in link]
    shown = site.office.get(address).content.decode()
    assert "2场" in shown
    assert "5场" not in shown
    assert "牵头" in shown
