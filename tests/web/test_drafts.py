"""Drafts and issued documents on the site: words stay where they stand, changes are shown, issuing is for good."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qiao import document
from qiao.drafting import writes
from qiao.drafting.drafts import Filled
from qiao.drafting.models import Draft, IssuedDocument
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record.models import Record
from tests.web.conftest import Site, browser, parsed, words

PLACES = tuple(document.outlines()["work_summary"].places)


def trained(site: Site, day: str = "2023-03-01", attendances: int = 45, who: str = "P3") -> Record:
    return site.programme.record("training", day, {who: "led"}, sessions=Decimal(1), attendances=Decimal(attendances))


@pytest.fixture
def draft(site: Site) -> Draft:
    """A draft that P3 has started about their own work."""
    trained(site)
    return writes.start("work_summary", find("P3"), by=site.programme.owner)


@pytest.fixture
def issued(site: Site, draft: Draft) -> IssuedDocument:
    ready = writes.save(draft, Filled(left_empty=PLACES), by=site.programme.owner)
    return writes.issue(ready, by=site.programme.office)


def at(name: str, draft: Draft, *more: Any) -> str:
    return reverse(f"document-{name}", args=[draft.uid, *more])


def form(page: Any, **changed: str | list[str]) -> dict[str, Any]:
    """What a browser sends of the form of a draft, also of inputs that stand outside it."""
    sent: dict[str, Any] = {}
    for each in page.xpath("//form[@id='draft']//input | //*[@form='draft'][@name]"):
        if each.get("type") == "checkbox":
            if each.get("checked") is not None:
                sent.setdefault(each.get("name"), []).append(each.get("value"))
        else:
            sent[each.get("name")] = each.text or "" if each.tag == "textarea" else each.get("value", "")
    return {**sent, **changed}


def test_a_draft_is_started_from_the_form_and_from_a_document_that_was_looked_at(site: Site) -> None:
    trained(site)
    asked = {"outline": "work_summary", "who": "P3", "language": "zh", "start": "", "end": "2023-12-31"}
    page = site.owner.post(reverse("document-new"), asked, follow=True)
    assert "45人次" in words(page)
    draft = Draft.objects.get()
    assert (draft.end, draft.by) == (dt.date(2024, 1, 1), site.programme.owner)

    looked_at = parsed(site.owner.get("/documents/work_summary/?who=P3&start=2023-01-01"))
    fields = {each.get("name"): each.get("value") for each in looked_at.xpath("//form[contains(@action,'new')]//input")}
    site.owner.post(reverse("document-new"), fields)
    assert set(Draft.objects.values_list("start", flat=True)) == {None, dt.date(2023, 1, 1)}


@pytest.mark.parametrize(("who", "status"), [("查无此人", 404), ("第二批", 404), ("", 404)])
def test_what_cannot_be_started_is_told(site: Site, who: str, status: int) -> None:
    response = site.office.post(reverse("document-new"), {"outline": "work_summary", "who": who})
    assert response.status_code == status
    assert not Draft.objects.exists()
    assert parsed(response).xpath("//*[@class='problem']")


def test_words_are_typed_where_they_belong_and_saved(site: Site, draft: Draft) -> None:
    page = parsed(site.owner.get(at("draft", draft)))
    order = [each.get("id") for each in page.xpath("//article//*[@id or self::h2]")]
    assert order.index("place-study") < order.index("words-integrity")
    sent = form(page, empty=["study"], day="2025-07-01", **{"words-lessons": "甲9次\r\n乙"})
    after = site.owner.post(at("save", draft), sent, follow=True)

    draft.refresh_from_db()
    assert (draft.words, draft.left_empty, draft.day) == ({"lessons": "甲9次\n乙"}, ["study"], dt.date(2025, 7, 1))
    assert "已保存" in words(after)
    again = form(parsed(after))
    assert (again["words-lessons"].strip(), again["day"], again["empty"]) == ("甲9次\n乙", "2025-07-01", ["study"])
    text = site.owner.get(at("draft-file", draft, "txt")).content.decode()
    assert "甲9次\n乙\n" in text
    assert "2025年7月1日" in text
    assert "政治学习" not in text
    # The number of the author's own leads to no record.
    assert not parsed(after).xpath("//a[@class='number'][contains(., '9次')]")


def test_words_are_kept_as_soon_as_their_author_leaves_them(site: Site, draft: Draft) -> None:
    page = parsed(site.owner.get(at("draft", draft)))
    [box] = page.xpath("//textarea[@name='words-study']")
    assert box.get("hx-post") == at("words", draft, "study")
    kept = site.owner.post(box.get("hx-post"), form(page, **{"words-study": "甲", "words-lessons": "乙"}))
    draft.refresh_from_db()
    assert draft.words == {"study": "甲"}
    [seen] = parsed(kept).xpath("//input[@name='seen-study']/@value")
    # With what was answered the author goes on; with what another has on the page, nothing is written over.
    goes_on = site.owner.post(box.get("hx-post"), form(page, **{"words-study": "甲乙", "seen-study": seen}))
    assert goes_on.status_code == 200
    late = site.office.post(box.get("hx-post"), form(page, **{"words-study": "丙"}))
    assert late.status_code == 422
    assert "别人已在此处写了内容" in words(late)
    draft.refresh_from_db()
    assert draft.words == {"study": "甲乙"}


def test_what_was_typed_is_not_lost_when_saving_is_refused(site: Site, draft: Draft) -> None:
    page = parsed(site.owner.get(at("draft", draft)))
    writes.put_words(draft, Filled(words={"study": "甲"}), by=site.programme.office)
    response = site.owner.post(at("save", draft), form(page, **{"words-study": "乙", "words-lessons": "丙"}))
    assert response.status_code == 422
    typed = form(parsed(response))
    assert (typed["words-study"].strip(), typed["words-lessons"].strip()) == ("乙", "丙")
    # To press the button once more must not write over the other's words either.
    assert site.owner.post(at("save", draft), typed).status_code == 422
    draft.refresh_from_db()
    assert draft.words == {"study": "甲"}


def test_what_changed_stands_on_top_until_it_is_saved(site: Site, draft: Draft) -> None:
    assert not parsed(site.owner.get(at("draft", draft))).xpath("//section[contains(@class, 'changed')]")
    trained(site, "2024-03-01", 50)
    site.programme.record("donation", "2024-03-01", {"P3": "led"}, donor="甲公司", amount=Decimal(20000))
    page = parsed(site.owner.get(at("draft", draft)))
    [told] = page.xpath("//section[contains(@class, 'changed')]")
    said = " ".join(told.text_content().split())
    assert "培训人次 45人次 → 95人次 多1条记录" in said
    assert "未写入 → 2万元" in said
    assert said.index("95人次") < said.index("争取捐赠")
    site.owner.post(at("save", draft), form(page))
    assert not parsed(site.owner.get(at("draft", draft))).xpath("//section[contains(@class, 'changed')]")


def test_words_without_a_place_are_shown_and_go_when_they_are_cleared(site: Site, draft: Draft) -> None:
    writes.put_words(draft, Filled(words={"gone": "从前的话"}), by=site.programme.owner)
    page = parsed(site.owner.get(at("draft", draft)))
    assert "从前的话" in page.xpath("string(//section[@id='lost'])")
    site.owner.post(at("save", draft), form(page))
    draft.refresh_from_db()
    assert draft.words == {"gone": "从前的话"}
    site.owner.post(at("save", draft), form(page, **{"words-gone": ""}))
    draft.refresh_from_db()
    assert draft.words == {}


def test_another_language_and_period_leave_the_words(site: Site, draft: Draft) -> None:
    writes.save(draft, Filled(words={"lessons": "甲"}), by=site.programme.owner)
    page = site.owner.post(at("rewrite", draft), {"language": "en", "start": "2024-01-01", "end": ""}, follow=True)
    assert "Lessons" in words(page)
    assert form(parsed(page))["words-lessons"].strip() == "甲"
    refused = site.owner.post(at("rewrite", draft), {"language": "en", "start": "2024-01-02", "end": "2024-01-01"})
    assert refused.status_code == 422
    assert "期间的结束早于开始" in words(refused)


def test_issuing_says_what_it_means_and_is_refused_while_a_place_is_open(site: Site, draft: Draft) -> None:
    page = parsed(site.office.get(at("draft", draft)))
    [button] = page.xpath(f"//button[@formaction='{at('issue', draft)}']")
    assert "不能再改" in button.get("data-confirm")
    response = site.office.post(at("issue", draft), form(page, **{"words-study": "甲"}))
    assert response.status_code == 422
    assert "还有4处待写" in words(response)
    assert form(parsed(response))["words-study"].strip() == "甲"
    draft.refresh_from_db()
    assert (draft.words, IssuedDocument.objects.count()) == ({}, 0)


def test_what_is_issued_is_what_was_read_with_what_was_just_typed(site: Site, draft: Draft) -> None:
    page = parsed(site.office.get(at("draft", draft)))
    sent = form(page, empty=[each for each in PLACES if each != "study"], **{"words-study": "甲"})
    trained(site, "2024-03-01", 50)
    stale = site.office.post(at("issue", draft), sent)
    assert (stale.status_code, IssuedDocument.objects.count()) == (422, 0)
    assert "打开本页之后记录有了变动" in words(stale)
    sent["record"] = form(parsed(stale))["record"]
    done = site.office.post(at("issue", draft), sent, follow=True)
    issued = IssuedDocument.objects.get()
    assert issued.serial in words(done)
    assert "95人次" in words(done)
    assert "甲" in parsed(done).xpath("string(//article)")
    assert AuditLine.objects.filter(action="issue document", subject=issued.serial).exists()


def test_an_issued_document_stays_and_its_page_tells_what_moved(site: Site, issued: IssuedDocument) -> None:
    address = reverse("document-issued", args=[issued.serial])
    before = site.office.get(reverse("document-issued-file", args=[issued.serial, "docx"]))
    assert "与记录一致" in words(site.office.get(address))
    trained(site, "2024-03-01", 50)
    page = site.office.get(address)
    [told] = parsed(page).xpath("//section[contains(@class, 'changed')]")
    assert "培训人次 45人次 → 95人次" in " ".join(told.text_content().split())
    assert "45人次" in parsed(page).xpath("string(//article)")
    after = site.office.get(reverse("document-issued-file", args=[issued.serial, "docx"]))
    assert after.content == before.content
    assert b"45\xe4\xba\xba\xe6\xac\xa1" in zipfile.ZipFile(io.BytesIO(after.content)).read("word/document.xml")
    assert issued.serial in after.headers["Content-Disposition"]


def test_a_frozen_figure_shows_the_records_it_rested_on(site: Site, issued: IssuedDocument) -> None:
    late = trained(site, "2024-03-01", 50)
    page = parsed(site.office.get(reverse("document-issued", args=[issued.serial])))
    [link] = page.xpath("//article//a[text()='45人次']/@href")
    shown = parsed(site.office.get(link, headers={"HX-Target": "panel"}))
    sources = shown.xpath("//ol[@class='sources']//a/@href")
    assert len(sources) == 1
    assert str(late.uid) not in sources[0]
    assert "45人次" in shown.text_content()


def test_a_discarded_draft_is_taken_back(site: Site, draft: Draft) -> None:
    page = site.owner.post(at("discard", draft), follow=True)
    assert "已弃用" in words(page)
    assert not parsed(page).xpath("//textarea")
    listed = reverse("documents")
    assert str(draft.uid) not in site.owner.get(listed).content.decode()
    assert str(draft.uid) in site.owner.get(f"{listed}?state=discarded").content.decode()
    site.owner.post(at("restore", draft))
    assert str(draft.uid) in site.owner.get(listed).content.decode()


def test_an_outline_that_is_gone_leaves_the_text_to_read(
    site: Site, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes.save(draft, Filled(words={"lessons": "甲乙丙"}), by=site.programme.owner)
    monkeypatch.setattr(document, "outlines", dict)
    page = site.office.get(at("draft", draft))
    assert "提纲已不存在" in words(page)
    assert "45人次" in parsed(page).xpath("string(//article)")
    assert "甲乙丙" in parsed(page).xpath("string(//section[@id='lost'])")
    assert "提纲已不存在" in words(site.office.get(reverse("documents")))
    assert site.office.get(at("draft-file", draft, "docx")).status_code == 200


def test_everybody_sees_what_is_theirs(site: Site, draft: Draft, issued: IssuedDocument) -> None:
    appraisal = writes.start("appraisal", find("P3"), by=site.programme.office)
    pages = {
        at("draft", draft): {"office": 200, "owner": 200, "stranger": 404},
        at("draft-file", draft, "txt"): {"office": 200, "owner": 200, "stranger": 404},
        at("draft", appraisal): {"office": 200, "owner": 404, "stranger": 404},
        reverse("document-issued", args=[issued.serial]): {"office": 200, "owner": 200, "stranger": 404},
        reverse("document-issued-file", args=[issued.serial, "txt"]): {"office": 200, "owner": 200, "stranger": 404},
        reverse("document-issued-figure", args=[issued.serial, 2]): {"office": 200, "owner": 200, "stranger": 404},
        reverse("document-issued", args=["2026-9999"]): {"office": 404, "owner": 404, "stranger": 404},
        reverse("document-issued", args=["nothing"]): {"office": 404, "owner": 404, "stranger": 404},
        at("draft-file", draft, "exe"): {"office": 404, "owner": 404, "stranger": 404},
    }
    for address, seen in pages.items():
        assert {name: client.get(address).status_code for name, client in site.each().items()} == seen, address
    posts = [at(name, draft) for name in ("save", "rewrite", "issue", "discard", "restore")]
    for address in [*posts, at("words", draft, "study")]:
        assert site.stranger.post(address).status_code == 404, address
        assert site.nobody.post(address).status_code == 302, address
    # The register of numbers is the office's.
    assert site.owner.post(at("issue", draft)).status_code == 403
    assert "签发" not in words(site.owner.get(at("draft", draft))).replace("由本草稿签发的文稿", "")


def test_the_list_finds_and_marks(site: Site, draft: Draft, issued: IssuedDocument) -> None:
    writes.start("batch_report", find("第二批"), by=site.programme.office)
    listed = reverse("documents")
    assert "第二批援派干部人才工作总结" in words(site.office.get(f"{listed}?q=第二批"))
    assert "援派工作总结" not in words(site.office.get(f"{listed}?q=第二批"))
    assert "没有符合的文稿" in words(site.office.get(f"{listed}?q=无此文"))
    assert issued.serial in words(site.owner.get(listed))
    assert "还没有文稿" in words(site.stranger.get(listed))
    assert "与记录一致" in words(site.office.get(f"{listed}?state=issued"))
    trained(site, "2024-03-01", 50)
    assert "记录已变动" in words(site.office.get(f"{listed}?state=issued"))
    part = site.office.get(listed, headers={"HX-Target": "list"}).content.decode()
    assert "<html" not in part
    assert issued.serial in part


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_longer_list_asks_no_more(site: Site, draft: Draft, issued: IssuedDocument) -> None:
    def more(who: str, outline: str) -> None:
        one = writes.start(outline, find(who), by=site.programme.office)
        places = tuple(document.outlines()[outline].places)
        writes.issue(writes.save(one, Filled(left_empty=places), by=site.programme.office), by=site.programme.office)

    more("第二批", "batch_report")
    more("P4", "work_summary")
    before = queries(site.office, reverse("documents"))
    for who in ("P1", "P2"):
        trained(site, "2020-03-01", who=who)
        more(who, "work_summary")
        more(who, "appraisal")
    more("第一批", "batch_report")
    more("丙县政府", "batch_report")
    assert queries(site.office, reverse("documents")) <= before


def test_a_long_list_is_shown_page_by_page(site: Site) -> None:
    for _number in range(21):
        writes.start("work_summary", find("P3"), by=site.programme.owner)
    first = parsed(site.owner.get(reverse("documents")))
    [every] = first.xpath("//p[@class='pages']/a/@href")
    assert len(first.xpath("//tbody/tr")) == 20
    page = parsed(site.owner.get(f"{reverse('documents')}{every}"))
    [later] = page.xpath("//a[@rel='next']/@href")
    assert len(parsed(site.owner.get(f"{reverse('documents')}{later}")).xpath("//tbody/tr")) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_read_well_in_both_languages(site: Site, draft: Draft, issued: IssuedDocument, language: str) -> None:
    client = browser(site.programme.office, language)
    trained(site, "2024-03-01", 50)
    for address in (at("draft", draft), reverse("document-issued", args=[issued.serial])):
        page = parsed(client.get(address))
        assert len(page.xpath("//h1")) == 1
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for each in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            assert page.xpath(f"//label[@for='{each.get('id')}']") or each.xpath("ancestor::label"), each.get("name")
        assert not page.xpath("//*[@style]")
