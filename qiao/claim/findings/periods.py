"""Different lengths of one secondment within one person's text: three years here, 两年多 there, 一年来 below."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
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
HEAD = 400
"""The days of a secondment stand in the first so many characters of a text."""
BEHIND_DAYS = 60
LEAST_PARTS = 2
YEAR_MONTHS = 12
SLACK = 3
"""A term may be called longer than it was by so many months: the days of coming and going are told in months."""
JOINER, LASTED = re.compile(PERIODS["joiner"]), re.compile(PERIODS["lasted"])
ONGOING: str = PERIODS["ongoing"]
ASSIGNED, NOT_ASSIGNED = re.compile(PERIODS["assigned"]), re.compile(PERIODS["not_assigned"])


def find(page: Page) -> Iterator[Finding]:
    """Yield, for each person's text in the file, the mentions of every length that is not that of the secondment.

    Its length is the one that the text states with its days (2021年3月至2022年8月挂职), else that of the first mention.
    两年 and 两年多 are one length: the shorter one is often said of the whole. A text is a person's where it says 我 or
    names one comrade; what a programme or a batch did in other spans is no conflict.
    """
    for start, end in page.parts:
        said: dict[int, str] = {}
        stated: Term | None = None
        first = ""
        for figure in _mentions(page, start, end):
            years = int(figure.high if figure.hedge == "near" else figure.low)  # type: ignore[arg-type]
            if not first:
                if PERSONAL.search(page.text, start, end) is None:
                    break
                stated, first = _stated(page, start, end), figure.text
                said = {years: first} if stated is None else {}
            if years not in said and (stated is None or not stated.allows(figure)):
                place = (figure.start, figure.end)
                yield made(CODE, "conflict", page.text, place, first=stated.text if stated else first)
                said.setdefault(years, figure.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long a secondment lasted, in months, as its days or an express word say; `is_open`: it may be going on."""

    months: Decimal
    text: str
    is_open: bool = False

    def allows(self, figure: Quantity) -> bool:
        """Return whether a length may be said of this term: whole years below, and no more than it by a quarter."""
        low = Decimal(figure.low) * YEAR_MONTHS  # type: ignore[arg-type]
        is_longer = low > self.months + SLACK if figure.hedge != "near" else low > self.months + YEAR_MONTHS
        is_shorter = int(low / YEAR_MONTHS) < int((self.months + 1) / YEAR_MONTHS) and figure.hedge != "near"
        return not is_longer and (self.is_open or not is_shorter)


def _stated(page: Page, start: int, end: int) -> Term | None:
    """Return the term that the head of a text states: by two days, by 历时, or by 为期, which may be going on."""
    end = min(end, start + HEAD)
    at = bisect_left(page.quantities, start, key=lambda each: each.start)
    for figure in page.quantities[at:]:
        if figure.start >= end:
            break
        before = page.text[max(start, figure.start - LOOK) : figure.start]
        if figure.kind == "duration" and figure.unit == YEAR and isinstance(figure.low, Decimal):
            lasted = LASTED.search(before)
            if lasted is not None and figure.hedge == "exact":
                is_open = lasted[0] == ONGOING
                return Term(months=figure.low * YEAR_MONTHS, text=f"{lasted[0]}{figure.text}", is_open=is_open)
        elif figure.kind == "date" and JOINER.search(figure.text) and _is_assigned(page.text, figure):
            months = _months(figure)
            if months is not None:
                return Term(months=months, text=figure.text)
    return None


def _is_assigned(text: str, figure: Quantity) -> bool:
    """Return whether the clauses behind two days say that somebody was sent, and not that a project was run."""
    behind = text[figure.end : figure.end + BEHIND_DAYS].partition("\u3002")[0]
    return ASSIGNED.search(behind) is not None and NOT_ASSIGNED.search(behind) is None


def _months(figure: Quantity) -> Decimal | None:
    """Return the months from one day to another, the last one only where it is counted from the same month."""
    first, last = str(figure.low).split("-"), str(figure.high).split("-")
    if len(first) < LEAST_PARTS or len(last) < LEAST_PARTS or not (first[0] and last[0]):
        return None
    months = 12 * (int(last[0]) - int(first[0])) + int(last[1]) - int(first[1])
    return Decimal(months + (1 if int(last[1]) % 12 == (int(first[1]) - 1) % 12 else 0)) if months > 0 else None


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
