"""The office copies an outline or a house style, changes it with a preview beside it, and retires it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.urls import reverse
from lxml import html

from qiao import document
from qiao.catalogue import CatalogueError
from qiao.drafting import own, own_writes, reads, register, writes
from qiao.drafting.drafts import Filled
from qiao.drafting.models import OwnText
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record.models import Record
from tests.web.conftest import Site

LIST = reverse("document-patterns")
NEW = reverse("document-pattern-new", args=["outline"])
PREVIEW = reverse("document-pattern-preview", args=["outline"])


def typed(page: str) -> str:
    """What stands in the field for the text."""
    return str(html.fromstring(page).xpath("string(//textarea[@id='id-text'])"))


def copied(site: Site, of: str = "work_summary", sort: str = "outline") -> str:
    """The text with which the editor of a copy opens."""
    page = site.office.get(reverse("document-pattern-new", args=[sort]), {"of": of}).content.decode()
    return typed(page)


def kept(site: Site, text: str, sort: str = "outline") -> OwnText:
    return own_writes.save(sort, "", text, version=0, by=site.programme.office)


def test_a_copy_starts_as_the_shipped_text_under_an_id_of_its_own(site: Site) -> None:
    shipped = document.outline_source("work_summary")
    assert copied(site).strip() == shipped.replace("id: work_summary", "id: work_summary_2").strip()
    assert "id: gbt9704_2\n" in copied(site, "gbt9704", "style")
    assert site.office.get(NEW, {"of": "nothing"}).status_code == 404


def test_a_changed_copy_writes_documents_like_any_other(site: Site, work: Record) -> None:
    text = copied(site).replace("title: {zh: 援派工作总结", "title: {zh: 本人工作小结")
    answer = site.office.post(NEW, {"text": text, "version": "0", "name": ""})
    assert answer.status_code == 302
    assert list(own.outlines())[-1] == "work_summary_2"
    assert reads.write("work_summary_2", find("P3")).title == "本人工作小结"
    shown = site.office.get(reverse("document", args=["work_summary_2"]), {"who": "P3"}).content.decode()
    assert "本人工作小结" in shown
    assert "work_summary_2" in site.office.get(reverse("document-new")).content.decode()
    assert AuditLine.objects.filter(action="save outline", subject="work_summary_2").count() == 1


@pytest.mark.parametrize(
    ("written", "instead", "line", "why"),
    [
        ("  - subtitle:", "  - subtitel:", 7, "a part begins with one of"),
        ("id: work_summary_2", "id: work_summary", 2, "已被使用"),
        ("subjects: [person]", "subjects: [person", 5, "not YAML"),
        ("{zh: 主要体会", "{zh: 主要体会三年30次", 0, "states no figure of its own"),
    ],
)
def test_a_faulty_text_is_refused_with_its_line(site: Site, written: str, instead: str, line: int, why: str) -> None:
    text = copied(site)
    assert written in text
    answer = site.office.post(NEW, {"text": text.replace(written, instead), "version": "0", "name": ""})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert why in said
    assert f"第 {line} 行" in said or not line
    assert not OwnText.objects.exists()
    assert instead in typed(said), "what was typed stays"


def test_a_preview_shows_what_would_be_written_and_keeps_nothing(site: Site, work: Record) -> None:
    text = copied(site).replace("title: {zh: 援派工作总结", "title: {zh: 试写的总结")
    shown = site.office.post(PREVIEW, {"text": text, "who": "P3"}).content.decode()
    assert "试写的总结" in shown
    assert "培训" in shown
    assert not OwnText.objects.exists()
    assert "第 1 行" in site.office.post(PREVIEW, {"text": "", "who": "P3"}).content.decode()
    assert "个人" in site.office.post(PREVIEW, {"text": text, "who": "第二批"}).content.decode()


@pytest.mark.parametrize("outline", document.outlines())
def test_every_shipped_outline_can_be_copied_and_previewed(site: Site, outline: str) -> None:
    who = "P3" if "person" in document.outlines()[outline].subjects else "第二批"
    shown = site.office.post(PREVIEW, {"text": copied(site, outline), "who": who}).content.decode()
    assert '<article class="sheet"' in shown


def test_a_text_of_a_user_runs_no_code_and_cannot_exhaust_the_server(site: Site) -> None:
    bombs = {
        "label: &a {zh: x, en: x}\nid: *a\n": "alias",
        "[" * 5000: "nested",
        "id: !!python/object/apply:os.system [id]\n": "",
        "id: x\x00y\n": "not YAML",
        "a" * (own_writes.LONGEST + 1): "40",
    }
    for bomb, why in bombs.items():
        answer = site.office.post(PREVIEW, {"text": bomb, "who": "P3"})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
        assert why in answer.content.decode()
    text = copied(site).replace("zh: 援派工作总结", 'zh: "<script>alert(1)</script>{{ settings }}{name.__class__}"')
    shown = site.office.post(PREVIEW, {"text": text, "who": "P3"}).content.decode()
    assert "<script>" not in shown
    assert "SECRET" not in shown


def test_a_change_is_a_new_version_and_two_clerks_do_not_overwrite_each_other(site: Site) -> None:
    text = copied(site)
    kept(site, text)
    address = reverse("document-pattern", args=["outline", "work_summary_2"])
    changed = text.replace("zh: 援派工作总结", "zh: 新总结")
    assert site.office.post(address, {"text": changed, "version": "1"}).status_code == 302
    assert site.office.post(address, {"text": text, "version": "1"}).status_code == 409
    assert [each.version for each in OwnText.objects.all()] == [2, 1]
    assert own.outlines()["work_summary_2"].title["zh"] == "新总结"
    renamed = changed.replace("id: work_summary_2", "id: other")
    assert site.office.post(address, {"text": renamed, "version": "2"}).status_code == 422


def test_what_is_retired_is_listed_and_offered_no_more(site: Site) -> None:
    text = copied(site)
    kept(site, text)
    address = reverse("document-pattern-retire", args=["outline", "work_summary_2"])
    for _twice in range(2):
        assert site.office.post(address).status_code == 302
    assert OwnText.objects.count() == 2
    assert "work_summary_2" not in own.outlines()
    assert "已停用" in site.office.get(LIST).content.decode()
    with pytest.raises(own_writes.Faulty):
        kept(site, text)


def test_a_text_that_a_later_version_refuses_harms_nothing(site: Site) -> None:
    OwnText.objects.create(sort="outline", name="old", version=1, text="id: old\n", by=site.programme.office)
    assert "old" not in own.outlines()
    assert "work_summary" in own.outlines()
    assert "有误" in site.office.get(LIST).content.decode()


def test_a_house_style_is_changed_and_tried(site: Site, work: Record) -> None:
    text = copied(site, "gbt9704", "style")
    address = reverse("document-pattern-preview", args=["style"])
    told = site.office.post(address, {"text": text, "who": "P3"}).content.decode()
    for each in ("156 × 225 mm", "22", "28"):
        assert each in told
    narrow = text.replace("left: 28", "left: 150")
    assert "the margins leave less than" in site.office.post(address, {"text": narrow, "who": "P3"}).content.decode()
    for instead in ("width: .inf", "width: -1", "width: 0x10", "width: 1e9"):
        shown = site.office.post(address, {"text": text.replace("width: 210", instead), "who": "P3"}).content.decode()
        assert 'role="alert"' in shown, instead
    tried = site.office.post(reverse("document-pattern-file", args=["docx"]), {"text": text, "who": "P3"})
    assert tried.content[:2] == b"PK"
    kept(site, text, "style")
    assert own.styles()["gbt9704_2"].page.width == 210


WIDE = "gbt9704_2"
"""The id of a copy of the shipped house style, with a wider left margin."""


def margin(file: bytes) -> str:
    """The left margin of a .docx, in twentieths of a point."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        found = re.search(rb'w:pgMar[^>]* w:left="(\d+)"', archive.read("word/document.xml"))
    return found[1].decode() if found else ""


@pytest.fixture
def wide(site: Site) -> str:
    kept(site, copied(site, "gbt9704", "style").replace("left: 28", "left: 40"), "style")
    return WIDE


def test_a_document_is_written_in_the_house_style_that_was_chosen(site: Site, work: Record, wide: str) -> None:
    asked = {"who": "P3", "language": "zh"}
    file = reverse("document-file", args=["work_summary", "docx"])
    shipped = margin(site.office.get(file, asked).content)
    assert margin(site.office.get(file, {**asked, "style": wide}).content) != shipped
    page = site.office.get(reverse("document", args=["work_summary"]), {**asked, "style": wide}).content.decode()
    assert f"style={wide}" in page


def test_an_issued_document_keeps_the_house_style_of_its_draft(site: Site, work: Record, wide: str) -> None:
    draft = writes.start("work_summary", find("P3"), by=site.programme.office, style=wide)
    file = reverse("document-draft-file", args=[draft.uid, "docx"])
    chosen = margin(site.office.get(file).content)
    page = site.office.get(reverse("document-draft", args=[draft.uid])).content.decode()
    assert f'value="{wide}" selected' in page

    rewrite = reverse("document-rewrite", args=[draft.uid])
    site.office.post(rewrite, {"language": "zh", "style": "gbt9704"})
    assert margin(site.office.get(file).content) != chosen
    site.office.post(rewrite, {"language": "zh", "style": wide})

    draft.refresh_from_db()
    issued = writes.issue(draft, by=site.programme.office, filled=Filled(left_empty=tuple(reads.open_places(draft))))
    own_writes.retire("style", wide, by=site.programme.office)
    assert margin(register.file_of(issued, ".docx")) == chosen


def test_a_retired_house_style_gives_way_to_the_shipped_one(site: Site, work: Record, wide: str) -> None:
    draft = writes.start("work_summary", find("P3"), by=site.programme.office, style=wide)
    file = reverse("document-draft-file", args=[draft.uid, "docx"])
    chosen = margin(site.office.get(file).content)
    own_writes.retire("style", wide, by=site.programme.office)
    assert margin(site.office.get(file).content) not in {"", chosen}


def test_the_office_only(site: Site) -> None:
    kept(site, copied(site))
    seen = [LIST, f"{NEW}?of=address", reverse("document-pattern", args=["outline", "work_summary_2"])]
    for address in seen:
        codes = {name: client.get(address).status_code for name, client in site.each().items()}
        assert codes == {"office": 200, "owner": 404, "stranger": 404}, address
        assert site.nobody.get(address).status_code == 302
    changing = [NEW, PREVIEW, reverse("document-pattern-retire", args=["outline", "work_summary_2"])]
    for address in [*changing, reverse("document-pattern-file", args=["docx"])]:
        assert site.owner.post(address, {"text": "x"}).status_code == 404
    assert OwnText.objects.count() == 1
    assert site.office.get(reverse("document-pattern-new", args=["nothing"])).status_code == 404


def test_the_shipped_texts_are_what_the_loaders_read() -> None:
    for name, outline in document.outlines().items():
        assert document.read_outline(name, document.outline_source(name)) == outline
    for name, style in document.styles().items():
        assert document.read_style(name, document.style_source(name)) == style
    with pytest.raises(CatalogueError, match="mine:1: "):
        document.read_outline("mine", "id: x")
