"""Stages that cannot be: more money paid in than was agreed, more projects landed than were signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.making import WORDS, either, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, is_same_unit
from qiao.terms import Finding
from qiao.text import Quantity

CODE = "stage_conflict"
STAGES = WORDS["stages"]
EARLIER, LATER = re.compile(STAGES["earlier"]), re.compile(STAGES["later"])
OTHERS = re.compile(either(STAGES["others"]))


def find(page: Page) -> Iterator[Finding]:
    """Yield the later stages that exceed the earlier one named before them in the same sentence.

    Where the sentence also says 累计 or names two dates, the two may be of different years, and nothing is said.
    """
    for sentence in page.sentences:
        words = sentence.text
        dates = sum(each.kind == "date" for each in sentence.figures)
        if dates > 1 or not any(each in words for each in STAGES["needs"]) or OTHERS.search(words):
            continue
        yield from _compared(page, sentence)


def _compared(page: Page, sentence: Sentence) -> Iterator[Finding]:
    earlier: list[Quantity] = []
    for figure, gap in zip(sentence.figures, sentence.gaps, strict=False):
        if EARLIER.search(gap):
            earlier.append(figure)
        elif LATER.search(gap):
            agreed = next((each for each in reversed(earlier) if is_same_unit(each, figure)), None)
            if agreed is not None and _exceeds(figure, agreed):
                place = (figure.start, figure.end)
                yield made(CODE, "exceeds", page.text, place, later=figure.text, earlier=agreed.text)


def _exceeds(figure: Quantity, agreed: Quantity) -> bool:
    low, high = figure.low, agreed.high
    if not isinstance(low, Decimal | Fraction) or not isinstance(high, Decimal | Fraction):
        return False
    return low > high
