"""The .pdf as typst sets it: words are only ever data, every character is there or is named, nothing is fetched."""

import re
import shutil
import subprocess
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qiao import catalogue, document
from qiao.document.layouts import fonts, glyphs, typesetting
from qiao.document.layouts.visible import visible
from qiao.terms import Block, Document, Run, Scope, Table
from tests.document.conftest import BATCH, PERSON, facts_of

STYLE = document.styles()[document.DEFAULT_STYLE]
READER = shutil.which("pdftotext")
# What typst's markup, code and mathematics would make something of.
MARKUP = ["#", "#panic()", "$x$", "$", "\\", "\\#", "*强*", "_斜_", "`码`", "= 题", "- 项", "+ 项", "/ 词: 义", "<标>",
          "~", "--", "---", "...", "'单'", '"双"', "//注", "/*注*/", "[", "]", "{", "}", "#let x = 1",
          '#read("/etc/passwd")',
          '#import "@preview/cetz:0.3.1"', "https://a.b", "&lt;", "]]>", "\u200b"]  # fmt: skip

pytestmark = pytest.mark.skipif(not fonts.installed().chinese, reason="no Chinese font: no page to set")


def made(*texts: str, title: str = "小结") -> Document:
    blocks = tuple(Block(role="body", runs=(Run(text=each),)) for each in texts)
    return Document(outline="n", title=title, subject="s", scope=Scope(), blocks=blocks, facts=())


def said(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "made.pdf"
    file.write_bytes(pdf)
    assert READER
    told = subprocess.run([READER, "-raw", file, "-"], check=True, capture_output=True, timeout=60).stdout.decode()
    return "".join(told.split())


@pytest.fixture(scope="module")
def report() -> Document:
    values = {measure: 100 + number for number, measure in enumerate(catalogue.load().measures)}
    return document.write(document.outlines()["batch_report"], BATCH, facts_of(BATCH, values), catalogue.load())


@pytest.mark.skipif(not READER, reason="no poppler-utils: no words to read back")
def test_a_page_says_all_that_the_document_says(report: Document, tmp_path: Path) -> None:
    # A paragraph may go on behind the number of its page.
    words = re.sub(r"—\d+—", "", said(document.pdf(report, STYLE), tmp_path))
    for block in report.blocks:
        if isinstance(block, Block):
            assert "".join(block.text.split()) in words
        else:
            assert all("".join(run.text.split()) in words for row in block.rows for cell in row for run in cell)


@pytest.mark.skipif(not READER, reason="no poppler-utils: no words to read back")
def test_a_form_has_all_its_places_on_the_page(tmp_path: Path) -> None:
    form = document.write(document.outlines()["annual_assessment"], PERSON, [], catalogue.load())
    words = said(document.pdf(form, STYLE), tmp_path)
    [table] = [block for block in form.blocks if isinstance(block, Table)]
    assert all("".join(run.text.split()) in words for row in table.rows for cell in row for run in cell)


@pytest.mark.skipif(not READER, reason="no poppler-utils: no words to read back")
@pytest.mark.parametrize("words", MARKUP)
def test_no_words_are_run_as_markup(words: str, tmp_path: Path) -> None:
    shown = said(document.pdf(made(f"前{words}后", title=words), STYLE), tmp_path)
    assert f"前{''.join(words.split())}后".replace("\u200b", "") in shown.replace("\u200b", "")


@settings(max_examples=300, deadline=None)
@example(["0\x1f\u0730"], "")
@example(["\r\xad", "\t\r", "\x85\u200b", "\u2028\t", "\ufeff\u2029"], "\r\t")
@given(st.lists(st.text(max_size=40) | st.sampled_from(MARKUP), min_size=1, max_size=4), st.text(max_size=20))
def test_any_words_give_a_file(texts: list[str], title: str) -> None:
    assert document.pdf(made(*texts, title=title), STYLE).startswith(b"%PDF-1.7")


@pytest.mark.skipif(not READER, reason="no poppler-utils: no words to read back")
def test_rare_names_come_through_whole(tmp_path: Path) -> None:
    assert document.missing(made("䶮堃")) == ()
    assert "欧阳䶮堃" in said(document.pdf(made("欧阳䶮堃"), STYLE), tmp_path)


@pytest.mark.skipif(not READER, reason="no poppler-utils: no words to read back")
def test_a_character_that_no_font_has_is_named_and_its_place_marked(tmp_path: Path) -> None:
    # No character is there, and none will be: a code point of the plane that is for private use.
    lost = "\U0010fff0"
    assert document.missing(made(f"甲{lost}乙{lost}丙")) == (lost,)
    assert "甲〓乙〓丙" in said(document.pdf(made(f"甲{lost}乙{lost}丙"), STYLE), tmp_path)


def test_what_has_no_look_is_not_missing() -> None:
    assert document.missing(made("甲\u3000乙\t丙\u200b丁\ufe0f\U000e0100 \u2003")) == ()


def test_the_same_document_gives_the_same_bytes(report: Document) -> None:
    assert document.pdf(report, STYLE) == document.pdf(report, STYLE)


def test_several_threads_may_write_at_once(report: Document) -> None:
    expected, found = document.pdf(report, STYLE), []
    threads = [threading.Thread(target=lambda: found.append(document.pdf(report, STYLE))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [expected] * 4


def test_it_is_for_the_archive_and_names_what_it_rests_on(report: Document) -> None:
    raw = document.pdf(report, STYLE).decode("utf-8", "replace")
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in raw
    assert f'<rdf:li xml:lang="x-default">{report.title}</rdf:li>' in raw
    assert "<rdf:li>zh-CN</rdf:li>" in raw
    assert f"qiao.document={document.document_id(report)}, qiao.record={document.record_digest(report)}" in raw


def test_the_page_fetches_nothing_and_reads_nothing() -> None:
    source = typesetting.PAGE.read_text(encoding="utf-8")
    for each in ("#import", "#include", "import(", "include(", "read(", "plugin(", "eval(", "http", "csv(", "yaml("):
        assert each not in source


def test_a_machine_without_chinese_fonts_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    none = fonts.Installed(fonts=fonts.installed().fonts, families={}, files={}, chinese=())
    monkeypatch.setattr(fonts, "installed", lambda: none)
    with pytest.raises(document.NoChineseFontError):
        document.pdf(made("甲"), STYLE)


def test_every_role_ends_in_a_full_chinese_face() -> None:
    there = fonts.installed()
    for role in fonts.found(STYLE):
        assert role.families
        last = glyphs.coverage(*there.files[role.families[-1]])
        assert all(last.has(each) for each in "䶮堃的这，。〓")


@pytest.mark.parametrize("content", [b"", b"ttcf", b"\0\1\0\0\0\1" + b"\0" * 40, b"OTTO\xff\xff" + b"\xff" * 9])
def test_a_file_that_is_no_font_has_no_characters(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "broken.ttf"
    file.write_bytes(content)
    assert not glyphs.coverage(file).has("a")


def test_coverage_is_what_typst_finds() -> None:
    # The faces of this machine, one character of each block: what a cmap says must be what PDF/A accepts.
    there = fonts.installed()
    lost = [each for each in map(chr, range(0x21, 0x2FFF, 37)) if unicodedata.category(each) != "Cn" and visible(each)]
    shown = [each for each in lost if there.family_of(each) is not None]
    assert 100 < len(shown) < len(lost)
    assert document.pdf(made("".join(shown)), STYLE)
    for each in set(lost) - set(shown):
        assert document.missing(made(f"甲{each}")) != ()


def test_every_letter_that_a_font_has_is_set() -> None:
    # One by one: a letter beside others may be set by a font that was found for them.
    there = fonts.installed()
    for each in (
        "\u20a5",
        "\u02ed",
        "\u04c9",
        "\u203f",
        "\u1680",
        "\u0601",
        "🏻",
        "0🏻",
        "e\u0301",
        "₦\u20f0",
        "\\\u20f0",
    ):
        assert (document.missing(made(each)) == ()) == (there.family_of(each) is not None)
        assert document.pdf(made(each), STYLE)


def test_a_mark_is_looked_for_in_the_font_of_its_letter() -> None:
    there = fonts.installed()
    assert there.family_of("e\u0301")
    assert there.family_of("") == there.family_of("\u200b") == ""
    assert document.missing(made("好\U0010fff0")) == ("\U0010fff0",)
