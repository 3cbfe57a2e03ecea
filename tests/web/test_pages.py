"""What holds for every page: a title, one language, labels, a policy; and what a template may not hold."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from contextlib import closing as closed
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qiao.document import outlines
from qiao.drafting import writes as drafting
from qiao.drafting.drafts import Filled
from qiao.programme import role_writes
from qiao.programme.models import Secondee
from qiao.programme.reads import find
from qiao.record import writes
from qiao.record.models import Record
from qiao.record.periods import writes as closing
from qiao.web.security import POLICY
from tests.web.conftest import Site, browser, parsed, sent, words

CHINESE = re.compile("[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{3,}")
# What stays as it is in a Chinese page: the other language's name, file endings, the office's own account.
KEPT = {"English", "csv", "docx", "zip", "json", "pdf", "html", "txt", "xlsx", "Excel", "office", "owner", "stranger"}
PAGES = {
    "home": ("/", "首页", "Home"),
    "records": ("/records/", "记录", "Records"),
    "choose": ("/records/new/", "填报记录", "Enter a record"),
    "form": ("/records/new/donation/", "捐赠资助", "Donations"),
    "wordings": ("/check/wordings/", "人工认定的说法", "Wordings bound by hand"),
    "people": ("/people/", "人员", "People"),
    "person": ("/people/P3/", "丙三", "丙三"),
    "batch": ("/batches/第二批/", "第二批", "第二批"),
    "fact": ("/facts/training.attendances/?person=P3", "培训人次", "Training attendances"),
    "documents": ("/documents/", "文稿", "Documents"),
    "new document": ("/documents/new/", "写文稿", "Write a document"),
    "document": ("/documents/work_summary/?who=P3", "援派工作总结", "Work summary"),
    "queue": ("/review/", "待您审核", "To review"),
    "periods": ("/periods/", "已关闭的期间", "Closed periods"),
    "projects": ("/projects/", "项目", "Projects"),
    "check": ("/check/", "核对文稿", "Check a text"),
    "import": ("/import/", "导入工作簿", "Import a workbook"),
    "missing": ("/nowhere/", "找不到", "Not found"),
}


def visited(site: Site, language: str) -> Iterator[tuple[str, Any]]:
    """Every page with something on it, as the office sees it."""
    site.programme.record("training", "2023-03-01", {"P3": "led"}, topic="课堂教学")
    one = site.programme
    draft = writes.draft(one.work("donation", "2023-03-01", {"P3": "led"}), by=one.office)
    handed_in = writes.submit(
        writes.draft(one.work("donation", "2023-03-02", {"P3": "led"}), by=one.owner), by=one.owner
    )
    client = browser(one.office, language)
    for name, (address, _zh, _en) in PAGES.items():
        yield name, client.get(address)
    yield "draft", client.get(reverse("record", args=[draft.uid]))
    yield "review", client.get(reverse("record", args=[handed_in.uid]))
    yield "queue with something", client.get(reverse("review"))
    one.record("agreement", "2023-03-01", {"P3": "led"}, code="A1", agreed_amount=Decimal(500))
    yield "project", client.get(reverse("project", args=["agreement", "A1"]))
    yield "projects with something", client.get(reverse("projects"))
    closing.close(dt.date(2020, 12, 31), batch=None, reason="2020", by=one.office)
    yield "closed periods with something", client.get(reverse("periods"))
    back = writes.send_back(handed_in, by=one.office, reason="2020")
    writes.submit(writes.revise(back, one.work("donation", "2023-03-03", {"P3": "led"}), by=one.owner), by=one.owner)
    yield "record with a history", client.get(reverse("record", args=[handed_in.uid]))
    yield "refused", client.post(reverse("record-new", args=["payment"]), {"amount": "?"})
    draft_document = drafting.start("work_summary", find("P3"), by=one.office)
    places = tuple(outlines()["work_summary"].places)
    issued = drafting.issue(drafting.save(draft_document, Filled(left_empty=places), by=one.office), by=one.office)
    site.programme.record("training", "2023-04-01", {"P3": "led"}, topic="课堂教学")
    yield "draft of a document", client.get(reverse("document-draft", args=[draft_document.uid]))
    yield "issued document", client.get(reverse("document-issued", args=[issued.serial]))
    yield "list of documents", client.get(reverse("documents"))
    yield "checked", client.post(reverse("check"), {"who": "P3", "text": "培训教师50人次，捐款____元。"})
    yield "sign in", browser(None, language).get(reverse("login"))


@pytest.mark.parametrize(("language", "at"), [("zh-hans", 1), ("en", 2)])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_title_in_both_languages(site: Site, name: str, language: str, at: int) -> None:
    page = PAGES[name]
    response = browser(site.programme.office, language).get(page[0])
    tree = parsed(response)
    assert tree.xpath("string(//title)").strip() == f"{page[at]} · {'桥' if at == 1 else 'Qiao'}"
    assert tree.get("lang") == language
    assert len(tree.xpath("//h1")) == 1


def test_a_chinese_page_holds_no_english(site: Site) -> None:
    for name, response in visited(site, "zh-hans"):
        found = {word for word in LATIN.findall(words(response)) if word not in KEPT}
        # Ids are what they are: an id of a record is hexadecimal.
        assert not {word for word in found if not re.fullmatch("[0-9a-f]+", word)}, name


def test_an_english_page_holds_no_chinese_of_the_interface(site: Site) -> None:
    """Names and what people wrote stay as they are; labels, messages and dates do not."""
    names = ["甲省教育厅", "丙县政府", "丁县医院", "第一批", "第二批", "副县长", "课堂教学", "简体中文"]
    names += list(Secondee.objects.values_list("name", flat=True))
    for name, response in visited(site, "en"):
        if name in {"checked", "document", "draft of a document", "issued document", "list of documents"}:
            continue
        text = words(response)
        for known in names:
            text = text.replace(known, "")
        assert not CHINESE.findall(text), name


def test_every_input_has_a_label_and_every_id_is_one(site: Site) -> None:
    for name, response in visited(site, "zh-hans"):
        tree = parsed(response)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for each in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            has_label = each.get("aria-label") or tree.xpath(f"//label[@for='{each.get('id')}']")
            assert has_label, (name, each.get("name"))
        for each in tree.xpath("//*[@aria-describedby]"):
            assert set(each.get("aria-describedby").split()) <= set(ids), name
        for each in tree.xpath("//button | //a"):
            assert each.text_content().strip() or each.get("aria-label"), name


def test_no_page_holds_script_or_style_of_its_own(site: Site) -> None:
    for name, response in visited(site, "zh-hans"):
        assert response.headers["Content-Security-Policy"] == POLICY
        tree = parsed(response)
        assert not tree.xpath("//script[not(@src)] | //style | //*[@style]"), name
        assert not [each for each in tree.xpath("//@*") if getattr(each, "attrname", "").startswith("on")], name
        for address in tree.xpath("//script/@src | //link/@href | //img/@src"):
            assert address.startswith("/static/"), name


def test_the_policy_allows_nothing_but_this_site() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}
    assert {"script-src", "style-src", "form-action", "frame-ancestors", "base-uri"} <= set(rules)


def test_the_policy_is_on_every_answer(site: Site) -> None:
    for address in ("/records", "/static/web/site.css", "/sign-in/"):
        with closed(site.nobody.get(address)) as response:
            assert response.headers["Content-Security-Policy"] == POLICY, address


def loaded(client: Client, address: str) -> bytes:
    """What a browser gets of a file beside the page."""
    response = client.get(address)
    assert response.status_code == 200, address
    return sent(response)


def test_what_a_page_loads_is_there_and_light(site: Site) -> None:
    page = site.office.get("/")
    addresses = set(parsed(page).xpath("//script/@src | //link/@href | //img/@src"))
    assert len(addresses) == 4
    assert len(page.content) + sum(len(loaded(site.office, each)) for each in addresses) <= 150_000


def templates(root: Path) -> list[Path]:
    found = sorted((root / "qiao").rglob("templates/**/*.html"))
    assert len(found) > 20
    return found


def test_no_template_holds_chinese(root: Path) -> None:
    for path in templates(root):
        assert not CHINESE.search(path.read_text(encoding="utf-8")), path


def test_no_template_holds_words_outside_a_translation(root: Path) -> None:
    for path in templates(root):
        source = path.read_text(encoding="utf-8")
        source = re.sub(
            r"{%\s*blocktrans.*?endblocktrans\s*%}|{%.*?%}|{{.*?}}|<!DOCTYPE html>", "", source, flags=re.DOTALL
        )
        bare = [text.strip() for text in re.findall(r">([^<]*)<", source) if LATIN.search(text)]
        assert not bare, (path, bare)


def test_no_template_formats_a_number_or_a_day(root: Path) -> None:
    for path in templates(root):
        assert not re.search(r"\|\s*(date|time|floatformat|intcomma|localize)", path.read_text(encoding="utf-8")), path


def test_the_language_is_switched_and_stays(site: Site) -> None:
    site.office.post(reverse("set_language"), {"language": "en", "next": "/records/"})
    assert "Enter a record" in words(site.office.get("/records/"))
    site.office.post(reverse("set_language"), {"language": "zh-hans", "next": "/records/"})
    assert "填报记录" in words(site.office.get("/records/"))


def test_signing_in_and_out(site: Site) -> None:
    client = Client()
    assert "账号和密码不符" in words(client.post(reverse("login"), {"username": "owner", "password": "wrong"}))
    response = client.post(reverse("login"), {"username": "owner", "password": "a long enough password"}, follow=True)
    assert "您好，丙三" in words(response)
    client.post(reverse("logout"))
    assert client.get("/").status_code == 302


def test_what_waits_comes_first(site: Site) -> None:
    one = site.programme
    record = writes.submit(
        writes.draft(one.work("training", "2023-03-01", {"P3": "led"}, topic="甲"), by=one.owner), by=one.owner
    )
    assert "待您审核" in words(site.office.get("/"))
    writes.send_back(record, by=one.office, reason="请补人次")
    page = words(site.owner.get("/"))
    assert page.index("退回给您的") < page.index("记录进展")
    assert "请补人次" in page


def test_an_empty_site_says_what_to_do(db: None, django_user_model: Any) -> None:
    client = browser(office := django_user_model.objects.create_user("office"))
    role_writes.give(office, "office", by=None)
    assert "导入工作簿" in words(client.get("/"))
    assert "请先导入带花名册的工作簿" in words(client.get("/people/"))
    assert "还没有记录" in words(client.get("/records/"))


def test_a_request_that_was_forged_is_told_so(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(site.programme.office)
    response = client.post(reverse("record-new", args=["training"]), {})
    assert response.status_code == 403
    assert "请返回，刷新页面后再试一次" in words(response)


def test_a_page_that_fails_says_so_in_words_and_in_the_log(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("qiao.web.pages.home.page", fail)
    site.office.raise_request_exception = False
    response = site.office.get("/")
    assert response.status_code == 500
    assert "出了点问题" in words(response)
    [console] = logging.getLogger("django").handlers
    assert isinstance(console, logging.StreamHandler)


def test_an_unknown_record_is_not_found(site: Site) -> None:
    assert not Record.objects.exists()
    assert site.office.get("/records/00000000-0000-0000-0000-000000000000/").status_code == 404
