"""What holds for any text: order, places, one finding a place, and time in proportion to the length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import text as prose
from qiao.claim.findings import find
from qiao.claim.findings.finding import MOST, RULES
from qiao.claim.findings.page import lay_out

SCRAPS = st.sampled_from(
    [
        *"一二三四五，。；：、（）“”《》 \n\n0159",
        "一、",
        "二、",
        "（一）",
        "1、",
        "2.",
        "第1篇 总结",
        "一是",
        "三是",
        "其中",
        "共",
        "合计",
        "分别为",
        "由",
        "增长到",
        "增长",
        "20%",
        "3个百分点",
        "20名",
        "100元",
        "3万元",
        "约",
        "近",
        "余",
        "左右",
        "以上",
        "每月",
        "三年来",
        "两年",
        "我",
        "协议金额",
        "到位资金",
        "三件事：",
        "签定",
        "教市",
        "____",
        "×××",
        "6xxx",
        "3千人",
        "9~16亿",
        "二十余次",
        "20余次",
        "统\n一、",
        "占",
        "率",
        "5期",
        "每期40人",
        "甲、乙",
    ]
)


@given(st.lists(SCRAPS, max_size=60).map("".join) | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_findings_are_in_order_one_a_place_and_say_what_is_written(text: str) -> None:
    found = find(text, prose.read(text))
    places = [(each.start, each.end) for each in found]
    assert places == sorted(set(places))
    for each in found:
        assert each.text == text[each.start : each.end] != ""
        assert each.message["zh"]
        assert each.message["en"]
    assert found == find(text, prose.read(text))


HOSTILE = [
    "一",
    "好",
    "1",
    "，",
    "_",
    "×",
    " ",
    "\n",
    "（",
    "“",
    "余",
    "近",
    "千",
    "一、",
    "1、\n",
    "一、\n",
    "二、\n",
    "（一）\n",
    "一、\n（一）\n",
]
HOSTILE += [
    "第1篇\n",
    "一是；",
    "其中",
    "分别为",
    "100元，",
    "每月100元，",
    "1.",
    "9~16亿",
    "约50人左右，",
    "-一",
    "&nbsp;",
    "20多人以上",
    "教市",
]
HOSTILE += [
    "从10个增加到20个，增长5%，",
    "三件事：\n1、",
    " ，",
    "的.",
    "协议金额1元，到位资金2元，",
    "每期40人5期共",
    "20余次、二十余次、",
]
LONG = 100_000


@pytest.mark.parametrize("scrap", HOSTILE, ids=repr)
def test_a_long_text_of_one_kind_of_character_is_read_in_time(scrap: str) -> None:
    text = (scrap * (LONG // len(scrap) + 1))[:LONG]
    page = lay_out(text, prose.read(text))
    for rule in RULES:
        start = time.process_time()
        for _each, _number in zip(rule(page), range(MOST), strict=False):
            pass
        assert time.process_time() - start < 2.0, rule.__module__
