"""The one pattern that finds figures: anchored on a numeral's first character, every repetition bounded or possessive.

Words before a numeral are looked back at later: an optional group at the front would cost a try at every character.
"""

from __future__ import annotations

import re

from qiao.text import dates
from qiao.text.hedging import AFTER, JOINERS
from qiao.text.numerals import CHINESE, DIGITS, FEW, HALF, MORE, MULTIPLIERS, POINTS
from qiao.text.units import ALL_UNITS, CHINESE_UNITS, NOUN_UNITS, alternatives, letters
from qiao.text.vocabulary import HEDGES, NAMES, NUMERALS

D = "0-9\uff10-\uff19"
ABOUT: str = NUMERALS["about"]
PARTS: str = NUMERALS["parts"]
COUNTER, MONTH, HOUR, WEEK, TERM, CENTURY = (
    "\u4e2a",
    "\u6708",
    "\u5c0f\u65f6",
    "\u661f\u671f",
    "\u5b66\u671f",
    "\u4e16\u7eaa",
)
POINT_NAMES = "|".join(NUMERALS["point_names"])
TIMES = "\u6b21"
NUMERAL_LETTERS = CHINESE + FEW
# 百 is no numeral in 百分之, nor 千 in 千瓦.
SPECIAL = "\u767e\u4f70\u5343\u4edf"
SCALE = (
    f"(?:[{''.join(each for each in MULTIPLIERS if each not in SPECIAL)}]"
    "|[\u767e\u4f70](?!\u5206[\u70b9\u4e4b])|[\u5343\u4edf](?![\u74e6\u7c73\u514b\u5361\u4f0f\u8d6b]))"
)
ARABIC = (
    rf"[{D}]*+(?:,[{D}]{{3}}(?![{D}]))*+(?:\uff0c[\uff10-\uff19]{{3}}(?![{D}]))*+(?:[.\uff0e][{D}]++)?+"
    rf"(?:[ \u3000]?[{MORE}{FEW}]?{SCALE}){{0,4}}(?:[{D}]{{1,4}}{SCALE}{{1,2}}){{0,3}}"
    rf"(?:(?<=[{MULTIPLIERS}])[{D}]{{1,4}}(?![{D}.]))?(?:[{MORE}{FEW}]|[{ABOUT}](?=[{letters(ALL_UNITS)}]))?"
)
CHINESE_RUN = (
    rf"[{NUMERAL_LETTERS}{MORE}{ABOUT}]{{0,27}}+(?:[{POINTS}][{''.join(DIGITS)}]{{1,8}}[{MULTIPLIERS}]{{0,2}})?"
)
SPACE = r"[ \u3000\xa0]{0,2}"
HALVES = rf"{COUNTER}[{HALF}{MORE}{ABOUT}](?:{MONTH}|{HOUR}|{WEEK}|{TERM}|{CENTURY})"
UNIT_A = rf"(?:{HALVES}|(?=[{letters(ALL_UNITS)}])(?:{alternatives(ALL_UNITS)}))"
UNIT_C = rf"(?:{HALVES}|(?=[{letters(CHINESE_UNITS + NOUN_UNITS)}])(?:{alternatives(CHINESE_UNITS + NOUN_UNITS)}))"
SECOND = rf"(?:[{D}]{ARABIC}|[{NUMERAL_LETTERS}]{{1,12}})"
AFTER_WORDS = "|".join(sorted(map(re.escape, AFTER), key=len, reverse=True))
# 多 behind a unit (一年多) opens no other word: 三年多次.
NOT_MORE: str = NUMERALS["not_more"]
TAIL = (
    rf"(?:[(\uff08]{TIMES}[)\uff09])?"
    rf"(?P<more>[{MORE}](?![{MORE}{NOT_MORE}]))?"
    rf"(?P<half>{HALF}(?![\u5e74\u5929\u6708\u6570\u5c0f\u622a\u5f84\u4ef7]))?(?P<post>{AFTER_WORDS})?"
)
# What may follow a Chinese numeral that is to be read; most a 一 of prose is passed over here.
NEXT = letters(CHINESE_UNITS) + re.escape("".join(HEDGES["joiners"])) + "\u5206 \u3000" + letters(NOUN_UNITS)
FRACTION = (
    rf"{PARTS}(?:[{D}]{ARABIC}"
    rf"|(?:(?!\u767e\u5206)[{CHINESE}{MORE}{FEW}]){{1,12}}(?:[{POINTS}][{''.join(DIGITS)}]{{1,8}})?)"
)
# 一 before these is an article or part of a word wherever it stands: 进一步, 一批, 一方面.
ONE = "\u4e00"
# 人数三百名: the 数 of a word is no numeral.
ONES_TO_NINE = "".join(DIGITS)
SIGN: str = NAMES["ordinal"]["sign"]
NEVER_ONE = f"(?:{'|'.join(map(re.escape, NAMES['one']['never']))})"
AFTER_FRACTION: str = NUMERALS["after_fraction"]
PATTERN = re.compile(
    rf"[{D}{NUMERAL_LETTERS}{HALF}]"
    rf"(?:(?<=[{D}])(?<![{D}][{D}])(?:"
    rf"(?P<date>{dates.ARABIC})"
    rf"|(?P<parts>{ARABIC}{FRACTION})"
    rf"|(?P<slashed>[{D}]?/[{D}]{{1,2}}(?=[{AFTER_FRACTION}]))"
    rf"|(?P<a>{ARABIC})(?:{SPACE}(?P<ua>{UNIT_A}))?"
    rf"(?:(?P<to>{JOINERS})(?P<second>{SECOND})(?:{SPACE}(?P<ub>{UNIT_A}))?)?+)"
    rf"|(?<=[{NUMERAL_LETTERS}{HALF}])(?<![{CHINESE}][{CHINESE}])(?!(?<=[^{SIGN}]{ONE}){NEVER_ONE})(?!(?<=[{FEW}])[{ONES_TO_NINE}])(?:"
    rf"(?P<cdate>{dates.CHINESE})"
    rf"|(?P<cparts>[{CHINESE}]{{0,10}}{FRACTION})"
    rf"|(?P<c>{CHINESE_RUN})(?=[{NEXT}]){SPACE}(?P<uc>{UNIT_C})?"
    rf"(?:(?P<cto>{JOINERS})(?P<csecond>{SECOND}){SPACE}(?P<ud>{UNIT_A}))?+))"
    rf"{TAIL}"
)
GROUPS = PATTERN.groupindex
