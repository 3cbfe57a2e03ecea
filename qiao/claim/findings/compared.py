"""A figure compared with an earlier one: 比上年4800万元增加460万元,增长9.6%; 提高31分,达到443分; 是2.8亿元的4倍."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from qiao.claim.findings.growth import instead, is_met, may_be
from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, is_alike, number, plain, undated
from qiao.terms import Finding
from qiao.text import Quantity

CODE = "arithmetic"
COMPARED = WORDS["compared"]
THAN = re.compile(COMPARED["than"])
MORE = re.compile(COMPARED["more"])
BY = re.compile(COMPARED["by"])
REACHING = re.compile(COMPARED["reaching"])
OF_THAT = re.compile(COMPARED["of_that"])
TIMES = re.compile(COMPARED["times"])
FELL = re.compile(WORDS["growth"]["fell"])


def compared(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Yield the differences, results, rates and multiples that are not those of the two figures compared."""
    figures, gaps = undated(sentence)
    for at, base in enumerate(figures):
        if THAN.search(gaps[at]) and at + 1 < len(figures):
            yield from _differing(page, figures, gaps, at)
        if OF_THAT.search(gaps[at]) and at and at + 1 < len(figures) and TIMES.fullmatch(gaps[at + 1]):
            yield from _multiple(page, figures[at - 1], base, figures[at + 1])


def _differing(page: Page, figures: list[Quantity], gaps: list[str], at: int) -> Iterator[Finding]:
    base, more = figures[at], figures[at + 1]
    if not MORE.fullmatch(gaps[at + 1]) or number(base) is None or number(more) is None:
        return
    sign = -1 if FELL.search(gaps[at + 1]) else 1
    if more.kind == "percent" and base.kind != "percent":
        yield from _rate(page, base, figures[at - 1] if at else None, more, sign)
        return
    if not is_alike(base, more):
        return
    following = figures[at + 2] if at + 2 < len(figures) else None
    if following is not None and BY.fullmatch(gaps[at + 2]) and following.kind == "percent" != base.kind:
        yield from _rate_of_change(page, base, more, following)
    reached = following if following is not None and REACHING.fullmatch(gaps[at + 2]) else None
    if reached is None and at and is_alike(figures[at - 1], base):
        # 5260万元,比上年4800万元增加460万元: what is compared stands before.
        reached, stated = figures[at - 1], more
    else:
        stated = reached or more
    if reached is None or number(reached) is None or not is_alike(reached, base):
        return
    right = Fraction(number(base) or 0) + sign * Fraction(number(more) or 0)
    slack = sum((Fraction(10) ** each.digits for each in (base, more, reached) if each.digits), Fraction(0))
    if abs(Fraction(number(reached) or 0) - right) > slack:
        yield made(
            CODE, "difference", page.text, (stated.start, stated.end), base=base.text, more=more.text,
            reached=reached.text, stated=stated.text,
        )  # fmt: skip


def _rate(page: Page, base: Quantity, reached: Quantity | None, stated: Quantity, sign: int) -> Iterator[Finding]:
    """47.6万人次,比上年42.5万人次增长12%."""
    if reached is None or not is_alike(reached, base):
        return
    before, after = may_be(base), may_be(reached)
    if before is None or after is None or before[0] <= 0:
        return
    span = (after[0] / before[1] * 100 - 100, after[1] / before[0] * 100 - 100)
    if sign < 0:
        span = (-span[1], -span[0])
    yield from _unless_met(page, stated, span, base, reached)


def _rate_of_change(page: Page, base: Quantity, more: Quantity, stated: Quantity) -> Iterator[Finding]:
    before, by = may_be(base), may_be(more)
    if before is not None and by is not None and before[0] > 0:
        yield from _unless_met(page, stated, (by[0] / before[1] * 100, by[1] / before[0] * 100), base, more)


def _unless_met(
    page: Page, stated: Quantity, span: tuple[Fraction, Fraction], first: Quantity, second: Quantity
) -> Iterator[Finding]:
    if number(stated) is not None and not is_met(stated, span):
        right = (span[0] + span[1]) / 2
        values = {"first": first.text, "second": second.text, "stated": stated.text, "right": plain(right)}
        yield made(CODE, "rate", page.text, (stated.start, stated.end), instead(stated, right), **values)


def _multiple(page: Page, reached: Quantity, base: Quantity, stated: Quantity) -> Iterator[Finding]:
    """11.2亿元,是上年2.8亿元的4倍: rounded or cut off to the digits written."""
    after, before, times = number(reached), number(base), number(stated)
    if after is None or not before or times is None or not is_alike(reached, base):
        return
    right, last = Fraction(after) / Fraction(before), Fraction(10) ** (stated.digits or 0)
    if not Fraction(times) - last / 2 <= right < Fraction(times) + last:
        values = {"first": base.text, "second": reached.text, "stated": stated.text, "right": plain(right)}
        yield made(CODE, "multiple", page.text, (stated.start, stated.end), **values)
