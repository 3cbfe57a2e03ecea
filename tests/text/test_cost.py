"""No input is slow, none crashes the reader, and what is read does not depend on what stands elsewhere."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.text import headings, masks, read, sentences
from qiao.text.numerals import figure

PIECES = (
    "0123456789０５，.,。、；：（）()“”一二两三四五六七八九十百千万亿零〇半几数余多来近约超过不到以上左右至到"
    "—~-%‰第年月日号个名人次元例台批期届分之点又负成倍折的在了和x×X_某县市项目 \n\t壹贰廿"
)
ALPHABET = st.sampled_from(PIECES)
CLASSES = [
    *PIECES,
    "1.",
    "1,",
    "十一",
    "三、",
    "3至",
    "5—",
    "百分之",
    "((",
    "（3",
    "_3",
    "x1",
    "2022年",
    "8月",
    "第三",
    "一个",
    "近近",
    "万亿",
    "半个",
    "多余",
    "年多",
    "个半月",
]


def cost(step: Callable[[str], object], text: str) -> float:
    """CPU seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        step(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", CLASSES)
@pytest.mark.parametrize("step", [read, masks, headings, sentences], ids=lambda step: step.__name__)
def test_cost_grows_with_length_only(piece: str, step: Callable[[str], object]) -> None:
    short, long = piece * (2_000 // len(piece)), piece * (16_000 // len(piece))
    # Eight times the length: linear is 8, quadratic 64. A floor, because a millisecond measures nothing.
    assert cost(step, long) < 24 * max(cost(step, short), 0.002)


@pytest.mark.parametrize(
    "numeral", ["9" * 10_000, "一" * 10_000, "九十" * 5_000, "1," * 5_000, "万" * 10_000, "三" * 28, "1.5" * 3_000]
)
def test_a_long_numeral_is_no_figure_and_costs_nothing(numeral: str) -> None:
    assert cost(read, f"共{numeral}名") < 0.05


@given(st.text(ALPHABET, max_size=60))
@settings(max_examples=600, deadline=None)
def test_nothing_crashes_and_nothing_overlaps(text: str) -> None:
    found = read(text)
    assert all(text[each.start : each.end] == each.text and each.text for each in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    for each in found:
        assert not (isinstance(each.low, str) ^ isinstance(each.high, str))
        if each.low is not None and each.high is not None and not isinstance(each.low, str):
            assert each.low <= each.high  # type: ignore[operator]
    places = masks(text)
    assert all(text[mask.start : mask.end] == mask.text for mask in places)
    assert all(first.end <= second.start for first, second in pairwise(places))
    headings(text)
    sentences(text)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert all(text[each.start : each.end] == each.text for each in read(text))
    assert all(text[each.start : each.end] == each.text for each in masks(text))
    found = figure(text)
    assert found is None or found.low <= found.high


WHOLE = [
    "培训教师43人次。",
    "到位资金6.5亿元。",
    "近百名群众受益。",
    "2021年5月到岗。",
    "走访乡镇5个、村31个。",
    "第四批队员返回。",
    "收入增长12.5%。",
]


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_sentences_are_read_alike_in_any_company(parts: list[str]) -> None:
    alone = [(each.text, each.low, each.high, each.unit, each.hedge) for part in parts for each in read(part)]
    assert [(each.text, each.low, each.high, each.unit, each.hedge) for each in read("".join(parts))] == alone
