"""A Word document annotated in its own layout: its text, its parts and its own comments stay as they are."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qiao import catalogue, claim, document
from qiao.document.layouts.docx_parts import CONTENT_TYPES as WRITTEN_TYPES
from qiao.drafting.originals import Comment, Unfit, commented, rewritten
from qiao.drafting.originals.parts import replaced
from tests.claim.docx.cases import CASES, Case
from tests.claim.docx.word import archive, box, field, level, lists, p, part, r, table, word
from tests.document.conftest import PERSON, facts_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Where the schema has range marks beside runs (EG_PContent, and what smart tags and content controls pass on).
MAY_HOLD = {"p", "ins", "moveTo", "hyperlink", "sdtContent", "smartTag", "customXml", "dir", "bdo"}
CHANGED = {"[Content_Types].xml", "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels"}
ITEM = lists(level(0, "chineseCounting", "%1、"))
NOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'
FOOTNOTES = f'<w:footnote w:id="1">{p("见附表")}</w:footnote>'


def read(data: bytes) -> str:
    return claim.decode(data, "总结.docx")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def main(data: bytes) -> Any:
    found = parts(data)
    return etree.fromstring(found.get("word/document.xml") or found["word\\main part.xml"])


def local(element: Any) -> str:
    return str(etree.QName(element).localname)


def annotate(data: bytes, *places: tuple[int, int] | None) -> bytes:
    return commented(data, read(data), [Comment(place, [f"第{at}处"]) for at, place in enumerate(places)], "Qiao")


def marked(data: bytes) -> dict[str, str]:
    """What stands between the two ends of each comment, in the order of the part; the anchors are valid, and whole."""
    running: dict[str, str] = {}
    done: dict[str, str] = {}
    referred: list[str] = []
    for each in main(data).iter():
        name, number = local(each), next((said for key, said in each.attrib.items() if key.endswith("}id")), "")
        if name.startswith("commentRange"):
            assert local(each.getparent()) in MAY_HOLD
        if name == "commentRangeStart":
            assert number not in running | done
            running[number] = ""
        elif name == "commentRangeEnd":
            done[number] = running.pop(number)
        elif name == "commentReference":
            assert local(each.getparent()) == "r"
            referred.append(number)
        elif name == "t":
            running = {key: text + (each.text or "") for key, text in running.items()}
    assert not running
    assert set(done) <= set(referred)
    assert len(referred) == len(set(referred))
    comments = next((content for name, content in parts(data).items() if name.endswith("comments.xml")), b"<none/>")
    listed = [str(next(iter(each.attrib.values()))) for each in etree.fromstring(comments)]
    assert len(listed) == len(set(listed))
    assert set(done) == set(listed)
    return done


def readable(case: Case) -> bool:
    return not case.code and "recovered" not in case.notes and case.text is not None and len(case.text) < 1_000


# A prefix that nothing declares is read past, but not written again.
FIT = [case for case in CASES if readable(case) and case.name != "no namespaces"]


def typed(case: Case) -> bytes:
    data = case.data()
    return data if "[Content_Types].xml" in parts(data) else replaced(data, {"[Content_Types].xml": b"<Types/>"})


@pytest.mark.parametrize("case", FIT, ids=lambda case: case.name)
def test_every_letter_of_an_odd_document_can_be_commented_and_its_text_stays(case: Case) -> None:
    data = typed(case)
    text = read(data)
    places = [(at, at + 1) for at in range(len(text))]
    made = annotate(data, None, *places)
    assert read(made) == text
    assert len(marked(made)) == len(places) + 1
    again = annotate(made, None, *places)
    assert read(again) == text
    assert len(marked(again)) == 2 * (len(places) + 1)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_places_of_any_odd_document_can_be_commented_at_once(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(FIT))
    made = typed(case)
    text = read(made)
    edges = st.integers(0, len(text))
    places = [(min(pair), max(pair)) for pair in data.draw(st.lists(st.tuples(edges, edges), max_size=8))]
    out = annotate(made, *places)
    assert read(out) == text
    assert len(marked(out)) == len(places)
    assert annotate(made, *places) == out


def said(data: bytes, written: str) -> list[str]:
    """What a comment on some words of a document stands at."""
    text = read(data)
    made = annotate(data, (text.index(written), text.index(written) + len(written)))
    assert read(made) == text
    return list(marked(made).values())


def typed_word(body: str, **beside: str) -> bytes:
    return replaced(word(body, **beside), {"[Content_Types].xml": WRITTEN_TYPES.encode()})


@pytest.mark.parametrize(
    ("data", "written", "expected"),
    [
        (word(p("全年培训95人次")), "95人次", "95人次"),
        (word(p("全年培训", r("9", "<w:b/>"), "5人次")), "95人次", "95人次"),
        (word(p("<w:r><w:t xml:space='preserve'> 培训</w:t><w:tab/><w:t> 95 人次 </w:t></w:r>")), "95", "95"),
        (word(p("甲", number="1") + p("乙", number="1"), numbering=ITEM), "二、", "乙"),
        (word(p("甲", number="1") + p(number="1") + p("丙"), numbering=ITEM), "二、", "甲"),
        (word(p("甲", NOTE, "乙"), footnotes=FOOTNOTES), "附表", ""),
        (word(p("前", box(p("框内")), "后")), "框内", "框内框内"),
        (word(p("前", box(p("框内")), "后")), "前后\n框", "前框内框内后"),
        (word(p("占", f"<m:oMath><m:r>{r('12')}</m:r></m:oMath>", "人")), "12", "12"),
        (word(table(("听课", "7节"))), "\t", "7"),
        (word(p("甲") + p("乙")), "甲\n乙", "甲乙"),
        (word(p("见", f"<w:ins>{r('附表')}</w:ins>")), "表", "表"),
        (word(p("共", field("NUMPAGES", r("95")), "页")), "95页", "95页"),
    ],
)
def test_a_comment_stands_at_its_words(data: bytes, written: str, expected: str) -> None:
    data = replaced(data, {"[Content_Types].xml": b"<Types/>"})
    assert said(data, written) == [expected]


def test_both_halves_of_a_run_keep_its_look() -> None:
    made = main(annotate(word(p(r("全年培训95人次", "<w:b/>"))), (4, 6)))
    runs = [run for run in made.iter(f"{W}r") if run.find(f"{W}t") is not None]
    assert [run.findtext(f"{W}t") for run in runs] == ["全年培训", "95", "人次"]
    assert all(run.find(f"{W}rPr/{W}b") is not None for run in runs)


def test_only_what_must_change_does() -> None:
    data = replaced(
        typed_word(p("培训95人次", NOTE), footnotes=FOOTNOTES, styles=""),
        {"word/media/image1.png": bytes(range(256)) * 20, "docProps/app.xml": b"<a  b='1' ></a>"},
    )
    before, after = parts(data), parts(annotate(data, None, (2, 4)))
    assert list(after)[: len(before)] == list(before)
    assert set(after) == set(before) | CHANGED
    assert all(after[name] == before[name] for name in before if name not in CHANGED)
    assert b"/word/comments.xml" in after["[Content_Types].xml"]
    assert b"relationships/comments" in after["word/_rels/document.xml.rels"]
    # Packed as they were, not only the same when unpacked.
    with zipfile.ZipFile(io.BytesIO(data)) as first, zipfile.ZipFile(io.BytesIO(annotate(data, None))) as second:
        kept = [name for name in before if name not in CHANGED]
        assert [first.getinfo(name).compress_size for name in kept] == [
            second.getinfo(name).compress_size for name in kept
        ]


def test_comments_that_are_there_stay_and_no_id_is_given_twice() -> None:
    own = (
        '<w:commentRangeStart w:id="{0}"/>{1}<w:commentRangeEnd w:id="{0}"/><w:r><w:commentReference w:id="{0}"/></w:r>'
    )
    data = typed_word(
        p(own.format(0, r("培训")), own.format(2, r("95人次"))),
        comments="".join(f'<w:comment w:id="{at}" w:author="王"><w:p/></w:comment>' for at in (0, 2)),
    )
    made = annotate(data, None, (2, 4))
    assert marked(made) == {"0": "培训", "2": "95人次", "1": "", "3": "95"}
    assert parts(made)["[Content_Types].xml"] == WRITTEN_TYPES.encode()
    assert "王".encode() in parts(made)["word/comments.xml"]


def test_a_strict_file_gets_strict_comments() -> None:
    case = next(case for case in CASES if case.name == "a strict file")
    made = parts(annotate(case.data(), None))
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/comments" in made["word/_rels/document.xml.rels"]
    assert b"purl.oclc.org/ooxml/wordprocessingml" in made["word/comments.xml"]


def unfit(act: Any, *given: Any) -> str:
    with pytest.raises(Unfit) as caught:
        act(*given)
    return caught.value.reason


def test_a_file_that_cannot_be_annotated_says_why() -> None:
    sound = word(p("培训"))
    damaged = next(case for case in CASES if case.name == "a wrong checksum").data()
    bare = archive({"word/document.xml": part("document", f"<w:body>{p('培训')}</w:body>")})
    macros = WRITTEN_TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")
    assert unfit(commented, damaged, read(damaged), [], "Qiao") == "damaged"
    assert unfit(commented, sound, "别的", [], "Qiao") == "changed"
    assert unfit(commented, b"no zip", "", [], "Qiao") == "damaged"
    assert unfit(annotate, bare) == "form"
    assert unfit(annotate, replaced(sound, {"[Content_Types].xml": macros.encode()})) == "form"


def test_parts_that_share_their_bytes_are_not_copied() -> None:
    data = bytearray(archive({"a": "文" * 3_000, "b": "文" * 3_000}, zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = bytes(4)
    data = data[: data.rindex(b"PK\x03\x04")] + data[data.index(b"PK\x01\x02") :]
    end = data.index(b"PK\x05\x06")
    data[end + 16 : end + 20] = data.index(b"PK\x01\x02").to_bytes(4, "little")
    with pytest.raises(ValueError, match="overlap"):
        replaced(bytes(data), {})


@pytest.mark.parametrize(
    ("body", "written", "instead", "texts"),
    [
        (p("与甲校签定协议"), "签定", "签订", ["与甲校签订协议"]),
        (p("与甲校", r("签", "<w:b/>"), r("定", "<w:i/>"), "协议"), "签定", "签订", ["与甲校", "签订", "", "协议"]),
        (p("捐款", field("X", r("____")), "元"), "____", "2万", ["捐款", "2万", "元"]),
        (p("捐款____元"), "____", "", ["捐款元"]),
    ],
)
def test_other_words_are_written_in_place(body: str, written: str, instead: str, texts: Sequence[str]) -> None:
    data = word(body, styles="")
    text = read(data)
    at = text.index(written)
    made = rewritten(data, text, at, at + len(written), instead)
    assert read(made) == text.replace(written, instead)
    assert [each.text or "" for each in main(made).iter(f"{W}t")] == list(texts)
    before, after = parts(data), parts(made)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]


@pytest.mark.parametrize(
    ("data", "written", "instead"),
    [
        (word(p("甲", number="1"), numbering=ITEM), "一、", "二、"),
        (word(p("甲", box(p("签定"))), styles=""), "签定", "签订"),
        (word(p("甲", NOTE), footnotes=FOOTNOTES), "附表", "表"),
        (word(p("甲") + p("乙")), "甲\n乙", "甲"),
        (word(p("甲")), "甲", "乙\n丙"),
    ],
)
def test_words_that_cannot_be_written_in_place_are_refused(data: bytes, written: str, instead: str) -> None:
    text = read(data)
    assert unfit(rewritten, data, text, text.index(written), text.index(written) + len(written), instead) == "form"


def test_a_document_that_qiao_writes_is_annotated() -> None:
    known = catalogue.load()
    values = {measure: 1000 + 7 * number for number, measure in enumerate(known.measures)}
    written = document.write(document.outlines()["work_summary"], PERSON, facts_of(PERSON, values), known)
    data = document.docx(written, document.styles()[document.DEFAULT_STYLE])
    text = read(data)
    places = [(at, at + 3) for at in range(0, len(text) - 3, 5)]
    made = annotate(data, None, *places)
    assert read(made) == text
    found = marked(made)
    assert len(found) == len(places) + 1
    assert sum(found[str(at + 1)] == text[start:end] for at, (start, end) in enumerate(places)) > 0.8 * len(places)
    before, after = parts(data), parts(made)
    assert {name for name in before if before[name] != after[name]} <= CHANGED


OFFICE = shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
def test_libreoffice_opens_it_and_finds_the_comments(tmp_path: Path) -> None:
    def converted(file: Path, ending: str, *options: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        out = str(tmp_path / "out")
        command = [str(OFFICE), profile, "--headless", *options, "--convert-to", ending, "--outdir", out, str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return tmp_path / "out" / f"{file.stem}.{ending}"

    page = tmp_path / "page.html"
    page.write_text(
        '<meta charset="utf-8"><h1>总结</h1><p>培训<b>95</b>人次，听课12节。</p>'
        "<table><tr><td>听课<td>7节</table><ol><li>甲<li>乙</ol><p>见<a href='#x'>附表</a></p>"
    )
    known = catalogue.load()
    values = {measure: 1000 + 7 * number for number, measure in enumerate(known.measures)}
    written = document.write(document.outlines()["work_summary"], PERSON, facts_of(PERSON, values), known)
    originals = {
        "office": converted(page, "docx", "--infilter=HTML (StarWriter)").read_bytes(),
        "qiao": document.docx(written, document.styles()[document.DEFAULT_STYLE]),
    }
    for name, data in originals.items():
        text = read(data)
        places = [(at, at + 2) for at in range(0, len(text) - 2, 7)]
        twice = annotate(annotate(data, None, *places), None, *places)
        file = tmp_path / f"{name}.docx"
        file.write_bytes(twice)
        with zipfile.ZipFile(converted(file, "odt")) as made:
            body = etree.fromstring(made.read("content.xml"))
        notes = list(body.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"))
        assert len(notes) == 2 * (len(places) + 1)
        assert read(twice) == text
