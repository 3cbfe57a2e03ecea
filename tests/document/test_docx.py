"""The .docx as Word would take it: sound XML, every number bookmarked, nothing fetched, all words whole."""

import io
import posixpath
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qiao import catalogue, document
from qiao.terms import Block, Document, Fact, Run, Scope, Table
from tests.document.conftest import BATCH, facts_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {"w": W.strip("{}")}
STYLE = document.styles()[document.DEFAULT_STYLE]


def parts(made: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document.docx(made, STYLE))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml(made: Document, part: str = "word/document.xml") -> Any:
    # Not an Element: its types see a None at every step of a path, where a failed step should simply fail the test.
    return etree.fromstring(parts(made)[part])


def said(root: Any) -> list[str]:
    return ["".join(each.itertext(f"{W}t")) for each in root.iter(f"{W}p")]


def one(text: str, title: str = "小结") -> Document:
    return Document(
        outline="note",
        title=title,
        subject="P007",
        scope=Scope(),
        blocks=(Block(role="body", runs=(Run(text=text),)),),
        facts=(),
    )


@pytest.fixture(scope="module")
def report() -> Document:
    values = {measure: 100 + number for number, measure in enumerate(catalogue.load().measures)}
    return document.write(document.outlines()["batch_report"], BATCH, facts_of(BATCH, values), catalogue.load())


def test_every_part_is_sound_xml_of_a_known_type(report: Document) -> None:
    files = parts(report)
    types = etree.fromstring(files["[Content_Types].xml"])
    declared = {each.get("PartName") for each in types if each.tag.endswith("Override")}
    assert declared == {f"/{name}" for name in files if name.endswith(".xml") and name != "[Content_Types].xml"}
    pictures = {name for name in files if name.endswith(".png")}
    assert pictures == {name for name in files if name.startswith("word/media/")}
    for name in files.keys() - pictures:
        etree.fromstring(files[name])


def test_it_fetches_nothing(report: Document) -> None:
    for name, content in parts(report).items():
        assert b"TargetMode" not in content, name
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for each in etree.fromstring(content):
                assert posixpath.normpath(posixpath.join(folder, str(each.get("Target")))) in parts(report)


def test_the_zip_does_not_tell_the_time(report: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(document.docx(report, STYLE))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_it_says_what_the_document_says(report: Document) -> None:
    lines = [each for each in said(xml(report)) if each]
    plain = document.txt(report).replace("\t", "\n").splitlines()
    assert lines == plain


def test_every_number_has_a_bookmark_and_a_character_style(report: Document) -> None:
    root = xml(report)
    starts = root.findall(f".//{W}bookmarkStart")
    assert [each.get(f"{W}name") for each in starts] == list(document.marks(report))
    worded = [run.text for run in document.runs(report) if run.fact is not None]
    for start, text in zip(starts, worded, strict=True):
        run, end = start.getnext(), start.getnext().getnext()
        assert "".join(run.itertext()) == text
        assert run.find(f"{W}rPr/{W}rStyle").get(f"{W}val") == "QiaoFact"
        assert (end.tag, end.get(f"{W}id")) == (f"{W}bookmarkEnd", start.get(f"{W}id"))
    assert len({each.get(f"{W}id") for each in starts}) == len(starts)
    assert len(root.findall(f".//{W}rStyle[@{W}val='QiaoFact']", NAMES)) == len(starts)


def test_every_style_that_is_used_is_there_once(report: Document) -> None:
    sheet = xml(report, "word/styles.xml")
    ids = [each.get(f"{W}styleId") for each in sheet.findall(f"{W}style")]
    names = [each.get(f"{W}val") for each in sheet.iter(f"{W}name")]
    root = xml(report)
    used = {each.get(f"{W}val") for tag in ("pStyle", "rStyle") for each in root.iter(f"{W}{tag}")}
    assert used <= set(ids)
    assert len(ids) == len(set(ids)) == len({name.lower() for name in names})


def test_the_properties_name_the_document_and_its_record(report: Document) -> None:
    root = xml(report, "docProps/custom.xml")
    held = {each.get("name"): "".join(each.itertext()) for each in root}
    assert {name: value for name, value in held.items() if not name.startswith("qiao.manifest.")} == {
        "qiao.document": document.document_id(report),
        "qiao.record": document.record_digest(report),
        "qiao.outline": "batch_report",
    }
    assert report.title in "".join(xml(report, "docProps/core.xml").itertext())


def test_content_controls_are_an_option_without_lock_and_binding(report: Document) -> None:
    assert not list(xml(report).iter(f"{W}sdt"))
    with zipfile.ZipFile(io.BytesIO(document.docx(report, STYLE, has_controls=True))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    controls = list(root.iter(f"{W}sdt"))
    assert [each.find(f"{W}sdtPr/{W}tag").get(f"{W}val") for each in controls] == list(document.marks(report))  # type: ignore[union-attr]
    ids = [each.find(f"{W}sdtPr/{W}id").get(f"{W}val") for each in controls]  # type: ignore[union-attr]
    assert len(set(ids)) == len(ids)
    assert "0" not in ids
    kinds = {etree.QName(each).localname for control in controls for each in control.find(f"{W}sdtPr")}  # type: ignore[union-attr]
    assert kinds == {"tag", "id"}
    assert said(root) == said(xml(report))


def test_the_page_is_that_of_the_standard(report: Document) -> None:
    section = xml(report).find(f".//{W}sectPr")
    margins = section.find(f"{W}pgMar")
    millimetres = {
        side: round(int(margins.get(f"{W}{side}")) * 25.4 / 1440) for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert section.find(f"{W}docGrid").attrib == {f"{W}type": "lines", f"{W}linePitch": "579"}
    body = xml(report, "word/styles.xml").find(f"{W}style[@{W}styleId='QiaoBody']")
    assert body.find(f"{W}pPr/{W}spacing").get(f"{W}line") == "579"
    assert body.find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"
    assert body.find(f"{W}rPr/{W}spacing").get(f"{W}val") == "-5"
    assert body.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"
    assert xml(report, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_page_numbers_stand_at_the_outer_edge(report: Document) -> None:
    sides = {}
    for part in ("word/footer1.xml", "word/footer2.xml"):
        root = xml(report, part)
        assert [each.get(f"{W}fldCharType") for each in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]
        assert all(len(run.findall(f"{W}fldChar")) <= 1 for run in root.iter(f"{W}r"))
        assert "".join(root.itertext(f"{W}t")).strip("\u2014 ").isdigit()
        sides[part] = root.find(f".//{W}jc").get(f"{W}val")
    assert sides == {"word/footer1.xml": "right", "word/footer2.xml": "left"}
    links = {each.get("Id"): each.get("Target") for each in xml(report, "word/_rels/document.xml.rels")}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    named = {each.get(f"{W}type"): links[each.get(relation)] for each in xml(report).iter(f"{W}footerReference")}
    assert named == {"default": "footer1.xml", "even": "footer2.xml"}


def test_the_header_of_a_table_repeats(report: Document) -> None:
    *_charts, table = xml(report).iter(f"{W}tbl")
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    widths = [int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")]
    assert sum(widths) == round(156 * 1440 / 25.4)
    assert min(widths) > 1000


def test_an_annex_begins_a_page(report: Document) -> None:
    annex = xml(report, "word/styles.xml").find(f"{W}style[@{W}styleId='QiaoAnnex']")
    assert annex.find(f"{W}pPr/{W}pageBreakBefore") is not None


@pytest.mark.parametrize("name", ["䶮堃", '甲<乙>&"丙"\'', "张😀𠮷", "甲  乙 ", "]]>", "&amp;"])
def test_words_come_through_whole(name: str) -> None:
    made = one(name, title=name)
    assert said(xml(made)) == [name]
    assert "".join(xml(made, "docProps/core.xml")[0].itertext()) == name


@settings(max_examples=80, deadline=None)
@given(st.text())
def test_any_words_give_a_sound_file(words: str) -> None:
    assert [each.encode("utf-8") for each in said(xml(one(words)))]


def test_a_wide_table_keeps_every_column_readable() -> None:
    cells = ("甲" * 60, "乙", "丙", "丁", "")
    rows = (tuple((Run(text=each),) for each in cells),) * 2
    made = Document(
        outline="n", title="表", subject="s", scope=Scope(), blocks=(Table(caption="表", rows=rows),), facts=()
    )
    widths = [int(each.get(f"{W}w")) for each in xml(made).iter(f"{W}gridCol")]
    assert min(widths) >= sum(widths) // 10 - 1


def test_a_fact_in_a_title_is_marked_too() -> None:
    fact = Fact(measure="a.b", scope=Scope(), value=Decimal(3), sources=("r",))
    block = Block(role="title", runs=(Run(text="共"), Run(text="3项", fact=0)))
    made = Document(outline="n", title="共3项", subject="s", scope=Scope(), blocks=(block,), facts=(fact,))
    assert len(xml(made).findall(f".//{W}bookmarkStart")) == 1
