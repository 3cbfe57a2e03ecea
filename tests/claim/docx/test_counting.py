"""Numbers as Word counts them."""

import pytest

from qiao.claim.docx import counting


@pytest.mark.parametrize(
    ("format_", "written"),
    [
        ("decimal", {0: "0", 1: "1", 21: "21", -3: "-3"}),
        ("decimalZero", {3: "03", 12: "12", 120: "120"}),
        ("decimalFullWidth", {1: "１", 10: "１０"}),
        ("ideographDigital", {1: "一", 10: "一〇", 2024: "二〇二四"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇", 112: "一一二"}),
        (
            "chineseCountingThousand",
            {
                1: "一", 10: "十", 12: "十二", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十",
                111: "一百一十一", 1001: "一千零一", 1010: "一千零一十", 2300: "二千三百", 10000: "一万",
                10001: "一万零一", 10100: "一万零一百",
                100000: "十万", 123456: "十二万三千四百五十六",
            },
        ),
        ("japaneseCounting", {1: "一", 10: "十", 21: "二十一", 100: "百", 110: "百十", 1111: "千百十一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 23: "贰拾叁", 105: "壹佰零伍"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {3: "⒊"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB", 53: "AAA", 0: "0"}),
        ("lowerLetter", {2: "b"}),
        ("upperRoman", {1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 90: "XC", 1994: "MCMXCIV", 4000: "4000"}),
        ("lowerRoman", {3: "iii", 8: "viii", 0: "0"}),
        ("none", {1: ""}),
        ("hebrew1", {7: "7"}),
    ],
)  # fmt: skip
def test_a_number_is_written_as_the_format_says(format_: str, written: dict[int, str]) -> None:
    assert {number: counting.say(number, format_) for number in written} == written


@pytest.mark.parametrize("format_", counting.FORMATS)
def test_no_number_is_beyond_a_format(format_: str) -> None:
    for number in (-(10**9), -1, 0, 1, 9, 10, 99, 100, 999, 4000, 10**8, 10**9):
        assert len(counting.say(number, format_)) < 40
