"""Documents on the site: written from the record, every number a way to its records, taken away as a file."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse

from qiao.document.layouts import fonts
from qiao.programme.models import Secondee
from qiao.record.models import Record
from tests.web.conftest import Site, parsed, words

SUMMARY = "/documents/work_summary/"


@pytest.fixture
def recorded(site: Site) -> list[Record]:
    one = site.programme
    return [
        one.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45)),
        one.record("training", "2024-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(5)),
    ]


def test_each_number_leads_to_its_records(site: Site, recorded: list[Record]) -> None:
    links = parsed(site.owner.get(f"{SUMMARY}?who=P3")).xpath("//article//a")
    said = {link.text_content(): link.get("href") for link in links}
    assert said["50人次"].startswith("/facts/training.attendances/")
    sources = parsed(site.owner.get(said["50人次"])).xpath("//ol[@class='sources']//a/@href")
    assert {each.split("/")[2] for each in sources} == {str(each.uid) for each in recorded}


def test_a_period_narrows_the_document_and_its_links(site: Site, recorded: list[Record]) -> None:
    page = parsed(site.owner.get(f"{SUMMARY}?who=P3&start=2024-01-01&end=2024-03-01"))
    link = page.xpath("//article//a[text()='5人次']")[0]
    sources = parsed(site.owner.get(link.get("href"))).xpath("//ol[@class='sources']//a/@href")
    assert {each.split("/")[2] for each in sources} == {str(recorded[1].uid)}
    # The last day typed is inside the period.
    assert "5人次" not in words(site.owner.get(f"{SUMMARY}?who=P3&start=2024-01-01&end=2024-02-29"))


def test_beside_it_stands_what_the_record_does_not_say(site: Site, recorded: list[Record]) -> None:
    side = parsed(site.owner.get(f"{SUMMARY}?who=P3")).xpath("string(//div[@class='side'])")
    assert "捐赠资助" in side
    assert "业务培训" not in side
    assert "培训" not in side.replace("外出培训", "")


def test_it_is_taken_away_as_a_pdf(site: Site, recorded: list[Record]) -> None:
    page = parsed(site.owner.get(f"{SUMMARY}?who=P3"))
    [address] = page.xpath("//a[text()='.pdf' and not(contains(@href, 'sources'))]/@href")
    response = site.owner.get(address)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")


def test_it_is_taken_away_with_the_annex_of_sources(site: Site, recorded: list[Record]) -> None:
    page = parsed(site.owner.get(f"{SUMMARY}?who=P3"))
    [address] = page.xpath("//a[text()='.txt' and contains(@href, 'sources')]/@href")
    [line] = [each for each in site.owner.get(address).content.decode().splitlines() if each.startswith("50人次")]
    _said, measure, count, ids, evidence = line.split("\t")
    assert (measure, count) == ("培训人次", "2")
    assert set(ids.split("、")) == {str(each.uid)[:8] for each in recorded}
    assert evidence == "未附佐证"


def test_a_server_without_chinese_fonts_says_so(
    site: Site, recorded: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    none = fonts.Installed(fonts=fonts.installed().fonts, families={}, files={}, chinese=())
    monkeypatch.setattr(fonts, "installed", lambda: none)
    page = parsed(site.owner.get(f"{SUMMARY}?who=P3"))
    assert "qiao doctor" in page.xpath("string(//p[@class='problem'])")
    assert not page.xpath("//a[text()='.pdf']")
    assert site.owner.get(f"{SUMMARY}file/pdf/?who=P3").status_code == 503


def test_the_page_names_what_no_font_has(site: Site, recorded: list[Record]) -> None:
    Secondee.objects.filter(code="P3").update(name="欧阳\U0010fff0")
    page = parsed(site.owner.get(f"{SUMMARY}?who=P3"))
    assert "\U0010fff0" in page.xpath("string(//p[@class='problem'])")


@pytest.mark.parametrize("ending", ["docx", "html", "txt"])
def test_it_is_taken_away_as_a_file(site: Site, recorded: list[Record], ending: str) -> None:
    response = site.owner.get(f"{SUMMARY}file/{ending}/?who=P3")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    body = response.content
    if ending == "docx":
        body = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml")
    assert "50人次" in body.decode()


def test_the_form_leads_to_the_document(site: Site, recorded: list[Record]) -> None:
    asked = {"outline": "work_summary", "who": "P3 丙三", "start": "", "end": "", "language": "en", "write": "1"}
    response = site.office.get(reverse("document-new"), asked, follow=True)
    assert "Work summary" in words(response)


@pytest.mark.parametrize(
    ("address", "told", "status"),
    [
        (SUMMARY, "请写明是谁的记录", 404),
        (f"{SUMMARY}?who=查无此人", "记录中没有“查无此人”", 404),
        (f"{SUMMARY}?who=第二批", "这种文稿只能为个人写", 404),
        (f"{SUMMARY}?who=P3&start=昨天", "日期请写成", 422),
        (f"{SUMMARY}?who=P3&start=2024-02-02&end=2024-01-01", "期间的结束早于开始", 422),
    ],
)
def test_what_cannot_be_written_is_told_at_its_field(site: Site, address: str, told: str, status: int) -> None:
    response = site.office.get(address)
    assert response.status_code == status
    assert told in words(response)


def test_an_unknown_document_is_not_found(site: Site) -> None:
    assert site.office.get("/documents/nothing/?who=P3").status_code == 404
    assert site.office.get(f"{SUMMARY}file/exe/?who=P3").status_code == 404
