"""A check as a file: every place annotated, the text whole, and nothing in it that a program would compute or fetch."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from python_calamine import CalamineWorkbook

from qiao import claim
from qiao.drafting import reads
from qiao.drafting.exports import EXPORTS, Report, lines
from qiao.drafting.exports.listing import Line
from qiao.drafting.exports.marked import stretches
from qiao.drafting.exports.workbook import harmless
from qiao.drafting.originals.parts import replaced
from qiao.programme.reads import find
from qiao.record.kinds import catalogue
from qiao.terms import Finding
from tests.claim.docx.word import archive, p, part, r, word
from tests.office import Office

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "工作总结\n举办培训2场，培训教师60人次。\n调研报告3篇，捐款____元，走过八座桥。"


def report(text: str, who: str = "P3", language: str = "zh") -> Report:
    checked = reads.check(text, find(who) if who else None)
    return Report(
        file="总结.txt",
        whose="丙三" if who else "",
        reading=checked.reading,
        verdicts=checked.verdicts if who else None,
        catalogue=catalogue(),
        language=language,
    )


@pytest.fixture
def made(office: Office) -> Report:
    office.record("training", "2023-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(45))
    office.record("training", "2024-03-01", {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(5))
    return report(TEXT)


def parts(body: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def comments(body: bytes) -> dict[str, list[str]]:
    """The words between the two ends of each comment, with the comment's paragraphs."""
    found = parts(body)
    said = {
        each.get(f"{W}id"): ["".join(p.itertext()) for p in each.iter(f"{W}p")]
        for each in found["word/comments.xml"].iter(f"{W}comment")
    }
    running: dict[str, str] = {}
    result = {}
    for each in found["word/document.xml"].iter():
        if each.tag == f"{W}commentRangeStart":
            running[each.get(f"{W}id")] = ""
        elif each.tag == f"{W}t":
            running = {number: text + (each.text or "") for number, text in running.items()}
        elif each.tag == f"{W}commentRangeEnd":
            number = each.get(f"{W}id")
            result[running.pop(number)] = said.pop(number)
    assert not running, "a comment that never ends"
    assert not said, "a comment without a place"
    return result


def test_the_document_has_a_comment_at_each_place(made: Report) -> None:
    found = comments(EXPORTS[".docx"](made))
    assert found["2场"][0] == "✓ 属实"
    assert found["60人次"][0] == "✗ 不符"
    assert any("50人次" in each for each in found["60人次"])
    assert found["3篇"][0] == "? 无据"
    assert found["____"][0] == "! 空白待填"
    assert "丙三" in "".join(found[""])
    assert len(found) == len(lines(made)) + 1


def test_the_document_holds_the_text_whole(made: Report, tmp_path: Any) -> None:
    path = tmp_path / "注.docx"
    path.write_bytes(EXPORTS[".docx"](made))
    assert claim.load(path).strip() == TEXT


def test_the_page_marks_each_place_and_needs_nothing_else(made: Report) -> None:
    body = EXPORTS[".html"](made).decode()
    page: Any = html.fromstring(body)
    marked = {each.xpath("string(text())"): each.get("class").split()[0] for each in page.xpath("//article/a")}
    assert marked["60人次"] == "contradicted"
    assert marked["____"] == "finding"
    assert not page.xpath("//@src | //script | //link")
    assert {each[1:] for each in page.xpath("//article/a/@href")} <= set(page.xpath("//li/@id"))
    assert {each[1:] for each in page.xpath("//li//a/@href")} <= set(page.xpath("//article/a/@id"))
    for sign in page.xpath("//sup"):
        sign.drop_tree()
    assert page.xpath("string(//article)") == TEXT


def test_the_page_shows_what_is_written_as_text(office: Office) -> None:
    page: Any = html.fromstring(EXPORTS[".html"](report("<script>x</script> & ____")).decode())
    assert not page.xpath("//script")
    assert "<script>x</script> & ____" in page.xpath("string(//article)")


def test_the_workbook_has_a_row_for_each(made: Report) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(EXPORTS[".xlsx"](made))).get_sheet_by_index(0)
    rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert rows[0][:3] == ["位置（行:列）", "原文", "结论"]
    by_text = {row[1]: row for row in rows[1:]}
    assert by_text["60人次"][0] == "2:12"
    assert by_text["60人次"][2] == "✗ 不符"
    assert by_text["60人次"][4] == "50人次"
    assert len(by_text["60人次"][5].split()) == 2
    assert by_text["____"][2] == "! 空白待填"


@pytest.mark.parametrize("ending", [".xlsx"])
def test_no_cell_is_a_formula(office: Office, ending: str) -> None:
    hostile = "=HYPERLINK(1)"
    read = report("一段文字", who="")
    finding = Finding(code="typo", start=0, end=2, text=hostile, message={"zh": "@x", "en": "@x"}, suggestion="+1")
    read = dataclasses.replace(read, reading=dataclasses.replace(read.reading, findings=(finding,)))
    body = EXPORTS[ending](read)
    assert not list(parts(body)["xl/worksheets/sheet1.xml"].iter("{*}f"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == f"'{hostile}"
    assert {rows[1][6], rows[1][7]} == {"'@x", "'+1"}
    assert harmless("培训-1") == "培训-1"


def test_json_is_the_contract(made: Report) -> None:
    body = json.loads(EXPORTS[".json"](made))
    assert set(body) == {"file", "text", "quantities", "findings", "verdicts"}
    assert set(body["quantities"][0]) == {
        "start", "end", "text", "kind", "low", "high", "low_open", "high_open", "unit", "hedge", "measured",
    }  # fmt: skip
    assert set(body["verdicts"][0]) == {"claim", "ruling", "measure", "value", "sources", "notes", "reason"}
    assert (body["file"], body["text"]) == ("总结.txt", TEXT)
    assert [each["claim"] for each in body["verdicts"]] == [each.claim for each in made.verdicts or ()]
    assert "verdicts" not in json.loads(EXPORTS[".json"](report(TEXT, who="")))


def test_it_is_said_in_english(made: Report) -> None:
    english = dataclasses.replace(made, language="en")
    assert {line.label for line in lines(english)} >= {"Supported", "Contradicted", "Blank"}
    assert "Write instead" in EXPORTS[".html"](report("签定协议。", who="", language="en")).decode()


@pytest.mark.parametrize("ending", list(EXPORTS))
def test_without_a_record_and_without_anything(office: Office, ending: str) -> None:
    assert EXPORTS[ending](report("", who=""))
    assert EXPORTS[ending](report("\x01控制\ud800符____", who="")) if ending != ".json" else True


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6), st.booleans()), max_size=8)


@given(SPANS)
def test_stretches_are_the_text_and_every_mark_covers_its_place(spans: list[tuple[int, int, bool]]) -> None:
    text = "一二三四五六七八九十" * 3
    listed = [
        Line(
            start=start,
            end=start + length,
            place="",
            ruling="finding",
            code="x" if is_finding else "",
            label="",
            written="",
            reason="",
        )
        for start, length, is_finding in spans
    ]
    pieces = stretches(text, listed)
    assert "".join(each.text for each in pieces) == text
    for at, line in enumerate(listed):
        assert "".join(each.text for each in pieces if at in each.lines) == text[line.start : line.end]
        assert sum(at in each.ends for each in pieces) == 1


def first_comment(body: bytes) -> str:
    comment = next(parts(body)["word/comments.xml"].iter(f"{W}comment"))
    return "".join(comment.itertext())


def test_a_word_document_is_annotated_in_its_own_layout_with_the_same_words(made: Report) -> None:
    data = word("".join(p(r(line, "<w:b/>")) for line in TEXT.split("\n")), styles="")
    data = replaced(data, {"word/media/x.png": b"picture"})
    body = EXPORTS[".docx"](dataclasses.replace(made, original=data))
    found, anew = comments(body), comments(EXPORTS[".docx"](made))
    assert found == anew
    with zipfile.ZipFile(io.BytesIO(body)) as made_parts:
        assert made_parts.read("word/media/x.png") == b"picture"
    assert claim.decode(body, "") == TEXT


@pytest.mark.parametrize(
    ("original", "said"),
    [
        (b"", "不再保留"),
        (b"PK\x03\x04 broken", "有损坏"),
        (word(p("别的文字")), "改动"),
        (archive({"word/document.xml": part("document", f"<w:body>{p('总结')}</w:body>")}), "不合常规"),
    ],
)
def test_an_original_that_cannot_be_annotated_is_laid_out_anew_and_that_is_said(
    office: Office, original: bytes, said: str
) -> None:
    body = EXPORTS[".docx"](dataclasses.replace(report("总结", who=""), original=original))
    assert said in first_comment(body)
    assert claim.decode(body, "").strip() == "总结"
    assert said not in first_comment(EXPORTS[".docx"](report("总结", who="")))
