"""A chart is a table that is also drawn: the same bars in every layout, and no figure that only the eye can have."""

import io
import struct
import zipfile
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as markup

from qiao import document
from qiao.document.layouts import fonts
from qiao.document.layouts.drawing import draw, panels
from qiao.terms import Block, Chart, Document, Fact, Run, Scope

STYLE = document.styles()[document.DEFAULT_STYLE]
SVG = "{http://www.w3.org/2000/svg}"
has_fonts = pytest.mark.skipif(not fonts.installed().chinese, reason="no Chinese font: no page to set")


def fact(value: int | None, unit: str = "元", measure: str = "a.b") -> Fact:
    return Fact(
        measure=measure,
        scope=Scope(),
        value=None if value is None else Decimal(value),
        sources=() if value is None else ("r1",),
        unit=unit,
    )


def charted(
    axis: Any, head: tuple[str, ...], rows: dict[str, tuple[int | None, ...]], units: tuple[str, ...]
) -> Document:
    """A document with one chart: names of bars, and under each further head their numbers."""
    facts: list[Fact] = []
    cells = [tuple((Run(text=each),) for each in head)]
    for row, (name, values) in enumerate(rows.items()):
        numbers = []
        for column, value in enumerate(values):
            if value is None:
                numbers.append((Run(text="无记录"),))
                continue
            facts.append(fact(value, units[column if axis == "organisations" else row]))
            numbers.append((Run(text=f"{value}{facts[-1].unit}", fact=len(facts) - 1),))
        cells.append(((Run(text=name),), *numbers))
    chart = Chart(caption="项目推进", rows=tuple(cells), axis=axis)
    blocks = (Block(role="title", runs=(Run(text="总结"),)), Block(role="body", runs=(Run(text="如图。"),)), chart)
    return Document(outline="n", title="总结", subject="s", scope=Scope(), blocks=blocks, facts=tuple(facts))


FUNNEL = charted(
    "stages",
    ("阶段", "数量"),
    {"协议项目": (12,), "落地项目": (6,), "协议金额": (62_000_000,), "到位资金": (15_500_000,)},
    ("个", "个", "元", "元"),
)
YEARS = charted(
    "years",
    ("指标", "2012年", "2013年", "2014年"),
    {"调研": (30, None, 15), "争取资金": (900, 300, None)},
    ("次", "元"),
)


def chart_of(made: Document) -> Chart:
    return next(each for each in made.blocks if isinstance(each, Chart))


def bars(made: Document) -> list[tuple[float, float]]:
    """Left end and length of each bar, without the lines that they stand on."""
    root = etree.fromstring(draw(chart_of(made), made, STYLE).file.encode())
    boxes = [(float(each.get("x", "")), float(each.get("width", ""))) for each in root.iter(f"{SVG}rect")]
    return [each for each in boxes if each[1] != 0.5]


def test_bars_of_one_unit_share_a_scale_and_those_of_another_do_not() -> None:
    signed, landed, agreed, paid = (length for _, length in bars(FUNNEL))
    assert landed == pytest.approx(signed / 2, abs=0.1)
    assert paid == pytest.approx(agreed / 4, abs=0.1)
    assert signed > 100
    assert agreed > 100


def test_each_measure_by_year_has_a_scale_of_its_own() -> None:
    first, second = panels(chart_of(YEARS), YEARS)
    assert (first.title, second.title) == ("调研", "争取资金")
    assert [bar.value for bar in first.bars] == [30, None, 15]
    # What is not recorded has no bar, and says so.
    assert len(bars(YEARS)) == 4
    assert [bar.words for bar in second.bars] == ["900元", "300元", "无记录"]


def test_a_chart_with_more_bars_than_a_page_has_room_for_says_that_there_are_more() -> None:
    made = charted("organisations", ("单位", "调研"), {f"单位{n}": (n,) for n in range(99, 1, -1)}, ("次",))
    drawing = draw(chart_of(made), made, STYLE)
    assert drawing.height < 225 * 72 / 25.4
    assert 15 < len(bars(made)) < 98
    assert ">…</text>" in drawing.svg
    assert len(chart_of(made).rows) == 99


def test_a_true_zero_has_its_words_and_no_bar() -> None:
    made = charted("years", ("指标", "2012年", "2013年"), {"调研": (0, 4)}, ("次",))
    assert len(bars(made)) == 1
    assert ">0次</text>" in draw(chart_of(made), made, STYLE).svg


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=9), st.text(max_size=40))
def test_no_drawing_leaves_its_paper(values: list[int], name: str) -> None:
    made = charted("organisations", ("单位", "调研"), {f"{name}{n}": (v,) for n, v in enumerate(values)}, ("次",))
    drawing = draw(chart_of(made), made, STYLE)
    root = etree.fromstring(drawing.file.encode())
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", "")) <= float(box.get("x", "")) + float(box.get("width", "")) <= drawing.width
        assert 0 <= float(box.get("y", "")) <= float(box.get("y", "")) + float(box.get("height", "")) <= drawing.height
    lengths = [length for _, length in bars(made)]
    positive = [value for value in values if value]
    assert len(lengths) == len(positive)
    assert all(a <= b for (_, a), (_, b) in pairwise(sorted(zip(positive, lengths, strict=True))))


def test_the_words_of_a_drawing_hold_every_figure() -> None:
    told = draw(chart_of(FUNNEL), FUNNEL, STYLE).told
    assert told == "项目推进：协议项目 12个，落地项目 6个；协议金额 62000000元，到位资金 15500000元"


def test_a_page_draws_it_and_keeps_the_provenance_in_its_table() -> None:
    page = document.html(FUNNEL, STYLE)
    root: Any = markup.fromstring(page)
    assert root.xpath("string(//figure/figcaption)") == "项目推进"
    assert len(root.xpath("//figure/svg/rect")) == 6
    assert [each.text for each in root.xpath("//figure//data")] == ["12个", "6个", "62000000元", "15500000元"]
    assert [each.get("data-fact") for each in root.xpath("//data")] == list(document.marks(FUNNEL))
    assert "http" not in page


def test_plain_text_has_the_figures_as_lines() -> None:
    assert "项目推进\n阶段\t数量\n协议项目\t12个\n落地项目\t6个\n" in document.txt(FUNNEL)


@has_fonts
def test_a_docx_holds_the_picture_with_its_words_and_the_numbers_with_their_marks() -> None:
    with zipfile.ZipFile(io.BytesIO(document.docx(FUNNEL, STYLE))) as archive:
        picture = archive.read("word/media/chart1.png")
        body: Any = etree.fromstring(archive.read("word/document.xml"))
        relations: Any = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    drawing = draw(chart_of(FUNNEL), FUNNEL, STYLE)
    assert width / height == pytest.approx(drawing.width / drawing.height, rel=0.02)
    [described] = body.xpath("//*[local-name()='docPr']/@descr")
    assert described == drawing.told
    [embedded] = body.xpath("//*[local-name()='blip']/@*[local-name()='embed']")
    assert {each.get("Id"): each.get("Target") for each in relations}[embedded] == "media/chart1.png"
    assert body.xpath("count(//*[local-name()='bookmarkStart'])") == 4


@has_fonts
@pytest.mark.parametrize("layout", [document.docx, document.pdf])
def test_the_same_chart_gives_the_same_bytes(layout: Any) -> None:
    assert layout(FUNNEL, STYLE) == layout(FUNNEL, STYLE)
    assert layout(FUNNEL, STYLE) != layout(YEARS, STYLE)


def test_a_docx_without_fonts_keeps_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    none = fonts.Installed(fonts=fonts.installed().fonts, families={}, files={}, chinese=())
    monkeypatch.setattr(fonts, "installed", lambda: none)
    with zipfile.ZipFile(io.BytesIO(document.docx(FUNNEL, STYLE))) as archive:
        assert not [each for each in archive.namelist() if each.endswith(".png")]
        assert b"15500000" in archive.read("word/document.xml")


@has_fonts
def test_names_of_any_sort_are_drawn() -> None:
    made = charted(
        "organisations", ("单位", "调研"), {"<b>&\"'䶮堃": (3,), "甲" * 40: (5,), "\U0010fff0": (1,)}, ("次",)
    )
    assert document.pdf(made, STYLE)
    assert document.docx(made, STYLE)
    assert markup.fromstring(document.html(made, STYLE)).xpath("string(//svg/text[2])") == "<b>&\"'䶮堃"
