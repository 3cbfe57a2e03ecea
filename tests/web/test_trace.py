"""A file that comes back, on the site: figures first, and what the record says only to those who may see it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qiao.record.models import Record
from tests.web.conftest import Site, parsed, words
from tests.written import packed, parts

PAGE = "/trace/"


@pytest.fixture
def file(site: Site) -> bytes:
    site.programme.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(2), attendances=Decimal(45))
    content: bytes = site.owner.get("/documents/work_summary/file/docx/?who=P3").content
    return content


def sent(client: Client, data: bytes, name: str = "总结.docx") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def edited(data: bytes, was: str, instead: str) -> bytes:
    content = parts(data)
    text = content["word/document.xml"].decode()
    assert was in text
    return packed({**content, "word/document.xml": text.replace(was, instead).encode()})


def lines(response: Any) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in parsed(response).xpath("//tbody/tr")
    ]


def test_what_changed_comes_first(site: Site, file: bytes) -> None:
    response = sent(site.owner, edited(file, "45人次", "450人次"))
    first, *others = lines(response)
    assert first[0] == "✗ 已改动"
    assert first[2:4] == ["45人次", "450人次"]
    assert {each[0] for each in others} == {"✓ 未改动"}
    assert "总结.docx" in words(response)


def test_each_number_leads_to_its_records(site: Site, file: bytes) -> None:
    links = parsed(sent(site.owner, file)).xpath("//tbody//a/@href")
    assert any(each.startswith("/facts/training.attendances/") for each in links)
    assert all(site.owner.get(each).status_code == 200 for each in links)


def test_the_record_has_moved_on(site: Site, file: bytes) -> None:
    Record.objects.all().delete()
    site.programme.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(2), attendances=Decimal(46))
    moved = [each for each in lines(sent(site.owner, file)) if len(each) > 5 and each[4]]
    assert [(each[3], each[4]) for each in moved] == [("45人次", "46人次")]


def test_whoever_may_not_see_the_record_learns_nothing_of_it(site: Site, file: bytes) -> None:
    Record.objects.all().delete()
    response = sent(site.stranger, file)
    assert {each[0] for each in lines(response)} == {"✓ 未改动"}
    assert not parsed(response).xpath("//tbody//a")
    assert sent(site.nobody, file).status_code == 302


def test_a_number_without_a_source_is_told(site: Site, file: bytes) -> None:
    response = sent(site.office, edited(file, "。</w:t>", "，争取资金77万元。</w:t>"))
    assert any("77万元" in each[3] for each in lines(response))


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04"])
def test_what_cannot_be_traced_is_told_at_the_field(site: Site, data: bytes) -> None:
    response = sent(site.office, data)
    assert response.status_code == 422
    assert parsed(response).xpath("string(//p[@class='problem'])")


def test_a_file_that_has_lost_everything_is_sent_to_the_check(site: Site, file: bytes) -> None:
    bare = {name: each for name, each in parts(file).items() if not name.startswith(("customXml", "docProps"))}
    response = sent(site.office, packed(bare))
    assert response.status_code == 422
    assert "检查" in words(response)


def test_the_form_is_there(site: Site) -> None:
    assert site.owner.get(PAGE).status_code == 200
    assert site.owner.post(PAGE, {}).status_code == 422
    assert parsed(site.owner.get("/documents/")).xpath(f"//a[@href='{PAGE}']")
