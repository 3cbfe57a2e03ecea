"""The same document as a page, as plain text, and the marks that are the same in every layout."""

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from lxml import html as markup

from qiao import catalogue, document
from qiao.document.layouts.sign_off import sign_off
from qiao.document.layouts.visible import visible
from qiao.terms import Block, Document, Fact, Run, Scope, Table
from tests.document.conftest import BATCH, PERSON, facts_of

STYLE = document.styles()[document.DEFAULT_STYLE]
MONEY = Fact(measure="donation.amount", scope=Scope(), value=Decimal(450000), sources=("a1", "b2"), unit="元")
DAY = Fact(measure="roster.start", scope=Scope(), value=dt.date(2011, 3, 1), sources=("P007",))


def small(*blocks: Block | Table, facts: tuple[Fact, ...] = (MONEY, DAY), title: str = "小结") -> Document:
    return Document(outline="note", title=title, subject="P007", scope=Scope(), blocks=blocks, facts=facts)


def body(*runs: Run) -> Block:
    return Block(role="body", runs=runs)


def page_of(text: str) -> Any:
    # Not an Element: its types see every kind of answer in an xpath, where a wrong one should simply fail the test.
    return markup.fromstring(text)


SUM = body(Run(text="争取捐赠资助"), Run(text="45万元", fact=0), Run(text="。"))
TABLE = Table(
    caption="指标",
    rows=(((Run(text="项目"),), (Run(text="数量"),)), ((Run(text="捐赠"),), (Run(text="45万元", fact=0),))),
)


@pytest.fixture(scope="module")
def report() -> Document:
    values = {measure: 100 + number for number, measure in enumerate(catalogue.load().measures)}
    return document.write(document.outlines()["batch_report"], BATCH, facts_of(BATCH, values), catalogue.load())


def test_a_number_of_a_page_names_its_value_fact_and_records() -> None:
    page = page_of(document.html(small(SUM), STYLE))
    [data] = page.xpath("//data")
    assert data.text == "45万元"
    assert data.get("value") == "450000"
    assert re.fullmatch("q_0_[0-9a-f]{12}", data.get("data-fact"))
    assert (data.get("data-measure"), data.get("data-sources")) == ("donation.amount", "a1 b2")


def test_a_day_of_a_page_is_an_iso_day() -> None:
    page = page_of(document.html(small(body(Run(text="2011年3月1日", fact=1))), STYLE))
    assert page.xpath("string(//data/@value)") == "2011-03-01"


def test_a_page_says_all_that_the_document_says(report: Document) -> None:
    page = page_of(document.html(report, STYLE))
    article = page.xpath("//article")[0]
    # A drawing says again what its table says.
    for drawing in article.xpath(".//svg"):
        drawing.drop_tree()
    assert "".join("".join(article.itertext()).split()) == "".join(document.txt(report).split())
    assert len(page.xpath("//data")) == sum(run.fact is not None for run in document.runs(report))
    assert page.xpath("string(//title)") == report.title
    assert len(page.xpath("//thead/tr")) == len(page.xpath("//table")) == 2
    assert page.xpath("string(/html/@lang)") == "zh"


def test_a_page_fetches_nothing(report: Document) -> None:
    page = document.html(report, STYLE)
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img|\bsrc=|\bhref=", page)


def test_markup_in_words_stays_words() -> None:
    words = "<b>甲</b> & \"乙\" 'x'"
    page = page_of(document.html(small(body(Run(text=words)), title=words), STYLE))
    assert page.xpath("string(//article/p)") == words
    assert page.xpath("string(//title)") == words


def test_an_article_is_for_a_page_of_its_own(report: Document) -> None:
    article = document.fragment(report)
    assert article.startswith("<article")
    assert article in document.html(report, STYLE)


def test_the_authors_places_are_marked(report: Document) -> None:
    page = page_of(document.html(report, STYLE))
    authored = [block.text for block in report.blocks if isinstance(block, Block) and block.role == "author"]
    assert [each.text for each in page.xpath("//p[@class='author']/mark")] == authored


def test_plain_text_is_one_paragraph_a_line() -> None:
    assert document.txt(small(SUM, TABLE)) == "争取捐赠资助45万元。\n指标\n项目\t数量\n捐赠\t45万元\n"


@pytest.mark.parametrize("ending", [".docx", ".html", ".txt"])
def test_every_layout_gives_the_same_bytes_again(report: Document, ending: str) -> None:
    layout = document.LAYOUTS[ending]
    assert layout(report, STYLE) == layout(report, STYLE)


def test_a_fact_worded_several_times_has_as_many_marks(report: Document) -> None:
    marks = list(document.marks(report))
    assert max(Counter(marks).values()) == 1
    assert max(Counter(mark.split("_")[1] for mark in marks).values()) == 3
    assert all(re.fullmatch("q_[0-9]+_[0-9a-f]{12}", mark) and len(mark) <= 40 for mark in marks)


def test_a_mark_and_the_ids_change_with_what_they_stand_for() -> None:
    here = small(SUM)
    moved = small(
        SUM, facts=(Fact(measure="donation.amount", scope=Scope(), value=Decimal(450001), sources=("a1", "b2")),)
    )
    other = small(
        SUM, facts=(Fact(measure="donation.amount", scope=Scope(), value=Decimal(450000), sources=("a1",), unit="元"),)
    )
    for tell in (lambda made: next(document.marks(made)), document.record_digest, document.document_id):
        assert len({tell(each) for each in (here, moved, other)}) == 3
        assert tell(here) == tell(small(SUM))
    assert document.document_id(here) != document.document_id(small(SUM, SUM))


@pytest.mark.parametrize("whole", ["䶮堃", "张😀", "𠮷", "a\tb", "<&>\"'", "\u200b零", "\ufffd"])
def test_what_xml_can_hold_comes_through_whole(whole: str) -> None:
    assert visible(whole) == whole


@pytest.mark.parametrize("lost", ["\x00", "\x0b", "\x1f", "\ud800", "\uffff", "\ufffe", "\x7f"])
def test_what_no_xml_can_hold_is_left_out(lost: str) -> None:
    assert visible(f"甲{lost}乙") == "甲乙"


def test_a_date_longer_than_the_name_ends_two_characters_in() -> None:
    signed = small(
        Block(role="signature", runs=(Run(text="欧阳堃"),)), Block(role="date", runs=(Run(text="2014年2月20日"),))
    )
    # The date is 6.5 wide and begins 8.5 from the edge; the name begins 2 further left and is 3 wide.
    assert sign_off(signed) == {0: Decimal("7.5"), 1: Decimal(2)}


def test_a_date_under_a_long_name_begins_two_characters_to_its_right() -> None:
    long = "青河县对口支援工作领导小组办公室"
    signed = small(
        Block(role="signature", runs=(Run(text=long),)), Block(role="date", runs=(Run(text="2014年2月20日"),))
    )
    assert sign_off(signed) == {0: Decimal(2), 1: Decimal("9.5")}


def test_a_person_signs_the_summary() -> None:
    made = document.write(document.outlines()["work_summary"], PERSON, [], catalogue.load(), on=dt.date(2014, 2, 20))
    assert [made.blocks[index].role for index in sign_off(made)] == ["signature", "date"]  # type: ignore[union-attr]
