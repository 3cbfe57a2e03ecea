"""The check page: each claim marked in the text and explained beside it, readable without colour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.record.models import Record
from tests.claim.docx.word import p, r, word
from tests.web.conftest import Site, parsed, words

TEXT = "举办培训2场，培训教师60人次。调研报告3篇，捐款____元，走过八座桥。"


@pytest.fixture
def recorded(site: Site) -> list[Record]:
    one = site.programme
    return [
        one.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45)),
        one.record("training", "2024-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(5)),
    ]


def checked(site: Site, text: str = TEXT, who: str = "P3") -> Any:
    return parsed(site.office.post(reverse("check"), {"who": who, "text": text}))


def test_every_claim_is_marked_by_its_ruling(site: Site, recorded: list[Record]) -> None:
    page = checked(site)
    marked = {
        "".join(each.xpath("text()")): (each.get("class").split()[1], each.xpath("string(sup)"))
        for each in page.xpath("//article//a[contains(@class, 'claim')]")
    }
    assert marked["2场"] == ("supported", "✓")
    assert marked["60人次"] == ("contradicted", "✗")
    assert marked["3篇"] == ("unsupported", "?")
    assert marked["____"][0] == "finding"


def test_the_text_is_shown_whole(site: Site, recorded: list[Record]) -> None:
    page = checked(site, "一\n二 <b>3</b> & 4人次\n____")
    article = page.xpath("//article")[0]
    for mark in article.xpath(".//sup | .//span[@class='hidden']"):
        mark.drop_tree()
    assert article.text_content() == "一\n二 <b>3</b> & 4人次\n____"


def test_the_list_explains_and_leads_to_the_records(site: Site, recorded: list[Record]) -> None:
    page = checked(site)
    items = {each.xpath("string(.//a[@class='written'])"): each for each in page.xpath("//ol[@class='items']/li")}
    said = " ".join(items["60人次"].text_content().split())
    assert "不符" in said
    assert "50人次" in said
    link = items["60人次"].xpath(".//a[@hx-get]/@href")[0]
    sources = parsed(site.office.get(link)).xpath("//ol[@class='sources']//a/@href")
    assert {each.split("/")[2] for each in sources} == {str(each.uid) for each in recorded}


def test_a_claim_of_a_year_leads_to_the_records_of_that_year(site: Site, recorded: list[Record]) -> None:
    page = checked(site, "2024年培训教师5人次。")
    link = page.xpath("//li[contains(@class, 'supported')]//a[@hx-get]/@href")[0]
    sources = parsed(site.office.get(link)).xpath("//ol[@class='sources']//a/@href")
    assert {each.split("/")[2] for each in sources} == {str(recorded[1].uid)}


def test_marks_and_list_lead_to_each_other(site: Site, recorded: list[Record]) -> None:
    page = checked(site)
    ids = set(page.xpath("//@id"))
    targets = [href[1:] for href in page.xpath("//article//a/@href | //a[@class='written']/@href")]
    assert targets
    assert set(targets) <= ids


def test_it_filters_by_ruling_and_says_what_was_covered(site: Site, recorded: list[Record]) -> None:
    page = checked(site)
    shown = {each.get("for"): each.text_content() for each in page.xpath("//div[@class='filter']/label")}
    assert "1" in shown["show-contradicted"]
    assert "1" in shown["show-finding"]
    assert {each.get("id") for each in page.xpath("//input[@type='radio']")} == set(shown)
    coverage = " ".join(page.xpath("string(//dl[@class='coverage'])").split())
    assert "空白1" in coverage.replace(" ", "")
    assert "目录版本" in coverage
    assert "约数表版本" in coverage


def test_without_a_record_it_is_only_read(site: Site) -> None:
    page = words(site.office.post(reverse("check"), {"who": "", "text": TEXT}))
    assert "未对照记录，仅通读" in page
    assert "不符" not in page
    assert "此处是空白" in page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_file_is_read(site: Site, recorded: list[Record], encoding: str) -> None:
    file = SimpleUploadedFile("总结.txt", TEXT.encode(encoding))
    page = words(site.office.post(reverse("check"), {"who": "P3", "file": file}))
    assert "总结.txt" in page
    assert "✗ 不符" in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
        ("坏.docx", b"PK\x03\x04 broken", "坏.docx"),
        ("图.txt", b"\x89PNG\r\n\x1a\n", "图.txt"),
    ],
)
def test_a_bad_file_gives_one_clear_line(site: Site, name: str, content: bytes, told: str) -> None:
    response = site.office.post(reverse("check"), {"who": "", "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    problem = parsed(response).xpath("//p[@class='problem']")
    assert len(problem) == 1
    assert told in problem[0].text_content()
    assert "/" not in problem[0].text_content()


@pytest.mark.parametrize("ending", ["docx", "html", "txt"])
def test_a_document_of_this_site_is_read_back_and_found_true(site: Site, recorded: list[Record], ending: str) -> None:
    body = site.office.get(f"/documents/work_summary/file/{ending}/?who=P3").content
    file = SimpleUploadedFile(f"总结.{ending}", body)
    page = parsed(site.office.post(reverse("check"), {"who": "P3", "file": file}))
    rulings = page.xpath("//ol[@class='items']/li/@class")
    assert rulings.count("supported") == 2
    assert set(rulings) == {"supported"}


def test_nothing_to_check_and_nobody_by_that_name(site: Site) -> None:
    assert "请先粘贴文字或选择文件" in words(site.office.post(reverse("check"), {"text": "  "}))
    response = site.office.post(reverse("check"), {"who": "查无此人", "text": TEXT})
    assert "记录中没有“查无此人”" in words(response)
    assert TEXT in parsed(response).xpath("string(//textarea)")


def test_the_second_sample_document_is_supported(site: Site, shared: Any) -> None:
    """Whole way: the real workbook imported, the real text checked on the page (issue 2, point 5)."""
    book = (shared / "samples" / "programme.xlsx").read_bytes()
    file = SimpleUploadedFile("programme.xlsx", book)
    page = site.office.post(reverse("import"), {"book": file}, follow=True)
    site.office.post(parsed(page).xpath("//form[contains(@action, '/confirm/')]/@action")[0])
    text = (shared / "samples" / "documents.txt").read_text(encoding="utf-8")
    second = "第2篇" + text.split("\n第2篇")[1].split("\n第3篇")[0]
    page = checked(site, second, "P031")
    supported = {each.xpath("string(.//a[@class='written'])") for each in page.xpath("//li[@class='supported']")}
    assert {"10余次", "60余人次", "3个", "4000万元", "2个", "800万元", "45万元", "65万元"} <= supported
    assert page.xpath("//li[@class='finding']")


def test_the_page_says_how_a_document_was_read(site: Site) -> None:
    file = SimpleUploadedFile("总结.docx", word(p(r("组织招商活动3次。"), r("内部数字99次", "<w:vanish/>"))))
    response = site.office.post(reverse("check"), {"who": "", "file": file})
    assert "隐藏" in response.content.decode()
