"""The text of a Word document beyond single cases: what is written comes back, and notes say how it was read."""

import time
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import catalogue, claim, document
from qiao.claim.docx import archive
from tests.claim.docx.word import archive as zipped
from tests.claim.docx.word import p, r, table, word
from tests.document.conftest import BATCH, PERSON, facts_of

LINES = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")), min_size=1)
HIDDEN = "<w:vanish/>"
TAGS = (
    "p r t tr tc tbl pPr rPr trPr del ins sdt fldChar vanish numPr numId ilvl AlternateContent Choice Fallback "  # noqa: SIM905
    "txbxContent footnote endnote sup num body sym ruby rt instrText tab".split()
)


@settings(max_examples=40)
@given(LINES)
def test_any_paragraphs_come_back_as_they_are(lines: list[str]) -> None:
    body = "".join(p(r(escape(line))) for line in lines)
    assert claim.decode(word(body), "a.docx") == "\n".join(lines)


@pytest.mark.parametrize("outline", ["work_summary", "appraisal", "batch_report", "address"])
def test_a_document_that_qiao_writes_reads_as_its_plain_text(outline: str) -> None:
    known = catalogue.load()
    values = {measure: 1000 + 7 * number for number, measure in enumerate(known.measures)}
    of = BATCH if outline in {"batch_report", "address"} else PERSON
    made = document.write(document.outlines()[outline], of, facts_of(of, values), known)
    loaded = claim.load_noted(document.docx(made, document.styles()[document.DEFAULT_STYLE]), "总结.docx")
    # The .docx has an empty line after each table, for Word's sake.
    read = [line for line in loaded.text.split("\n") if line]
    assert read == [line for line in document.txt(made).split("\n") if line]
    assert loaded.notes == ()


def test_notes_come_with_the_text_in_every_language_and_load_is_the_text_alone(tmp_path: Path) -> None:
    file = tmp_path / "总结.docx"
    file.write_bytes(word(p("培训", f"<w:ins>{r('教师')}</w:ins>", r("95", HIDDEN), "人次")))
    loaded = claim.load_noted(file)
    assert loaded.text == claim.load(file) == claim.decode(file.read_bytes(), "a.docx") == "培训教师人次"
    assert [set(note) for note in loaded.notes] == [{"zh", "en"}] * 2
    assert "修订" in loaded.notes[0]["zh"]
    assert "hidden" in loaded.notes[1]["en"]
    assert claim.load_noted(b"abc", "a.txt") == claim.Loaded(text="abc")


def test_hidden_text_in_a_footnote_is_noted_too() -> None:
    notes = f'<w:footnote w:id="1">{p("见附表", r("藏", HIDDEN))}</w:footnote>'
    loaded = claim.load_noted(word(p("甲", '<w:r><w:footnoteReference w:id="1"/></w:r>'), footnotes=notes), "a.docx")
    assert loaded.text == "甲\n见附表"
    assert len(loaded.notes) == 1


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    data = word(p("文"), styles=" " * 3_000)
    for limit, size in (("LARGEST_WHOLE", 3_000), ("LARGEST_PART", 2_000)):
        with monkeypatch.context() as patch:
            patch.setattr(archive, limit, size)
            with pytest.raises(claim.UnreadableFile) as caught:
                claim.decode(data, "a.docx")
            assert caught.value.code == "too_big"
    assert claim.decode(data, "a.docx") == "文"


def test_ten_thousand_characters_are_read_at_once() -> None:
    data = word(p(*["全年听课十二节，培训教师九十五人次。"] * 6) * 100 + table(("听课", "7节")) * 20)
    start = time.process_time()
    assert len(claim.decode(data, "a.docx")) > 10_000
    assert time.process_time() - start < 0.5


@settings(max_examples=40)
@given(st.data())
def test_no_damage_brings_anything_but_a_text_or_a_reason(data: st.DataObject) -> None:
    whole = bytearray(word(p("全年听课", r("12节", HIDDEN)) + table(("甲", "乙")), styles="<w:style/>"))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(claim.UnreadableFile):
        claim.load_noted(bytes(whole), "a.docx")
    with suppress(claim.UnreadableFile):
        claim.load_noted(bytes(whole[: data.draw(st.integers(4, len(whole)))]), "a.docx")


@settings(max_examples=40)
@given(st.lists(st.sampled_from(TAGS), max_size=60))
def test_elements_in_any_order_bring_no_failure(tags: list[str]) -> None:
    start = "".join(f'<w:{tag} w:val="1" w:fldCharType="begin" w:char="41">文' for tag in tags)
    end = "".join(f"</w:{tag}>" for tag in reversed(tags))
    for body in (start + end, "".join(f'<w:{tag} w:val="1" w:fldCharType="end"/>' for tag in tags), start):
        with suppress(claim.UnreadableFile):
            claim.load_noted(zipped({"word/document.xml": f'<w:document xmlns:w="w">{body}</w:document>'}), "a.docx")
