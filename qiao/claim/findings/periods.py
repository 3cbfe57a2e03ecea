"""Different lengths of one secondment within one person's text: three years here, 两年多 there, 一年来 below."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.terms import Finding
from qiao.text import Quantity

CODE = "period_conflict"
PERIODS = WORDS["periods"]
PERSONAL = re.compile(PERIODS["personal"])
BEHIND = re.compile(PERIODS["behind"])
BEFORE = re.compile(PERIODS["before"])
AROUND_BEFORE, AROUND_BEHIND = re.compile(PERIODS["around"]["before"]), re.compile(PERIODS["around"]["behind"])
OTHER = re.compile(PERIODS["other"])
YEAR: str = PERIODS["unit"]
LONGEST = 6
"""Years: a longer span is the history of the programme, and no secondment."""
LOOK = 14


def find(page: Page) -> Iterator[Finding]:
    """Yield, for each person's text in the file, the first mention of every length that is not the first one's.

    两年 and 两年多 are one length: the shorter one is often said of the whole. A text is a person's where it says 我 or
    names one comrade; what a programme or a batch did in other spans is no conflict.
    """
    for start, end in page.parts:
        said: dict[int, str] = {}
        first = ""
        for figure in _mentions(page, start, end):
            years = int(figure.high if figure.hedge == "near" else figure.low)  # type: ignore[arg-type]
            if not said:
                if PERSONAL.search(page.text, start, end) is None:
                    break
                first = figure.text
            elif years not in said:
                yield made(CODE, "conflict", page.text, (figure.start, figure.end), first=first)
            said.setdefault(years, figure.text)


def _mentions(page: Page, start: int, end: int) -> Iterator[Quantity]:
    """Yield the durations between two places that say how long the secondment lasted."""
    at = bisect_left(page.quantities, start, key=lambda each: each.start)
    while at < len(page.quantities) and page.quantities[at].start < end:
        figure = page.quantities[at]
        at += 1
        if figure.kind != "duration" or figure.unit != YEAR or not isinstance(figure.low, Decimal):
            continue
        if 1 <= figure.low < LONGEST and figure.high is not None and _is_term(page.text, figure):
            yield figure


def _is_term(text: str, figure: Quantity) -> bool:
    before, behind = text[max(0, figure.start - LOOK) : figure.start], text[figure.end : figure.end + LOOK]
    if OTHER.search(before):
        return False
    if BEHIND.match(behind) and BEFORE.search(before):
        return True
    return AROUND_BEFORE.search(before) is not None and AROUND_BEHIND.match(behind) is not None
