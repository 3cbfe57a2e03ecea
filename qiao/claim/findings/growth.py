"""A stated growth or share against its own numbers. Rounding and truncation to the digits written are both right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, is_same_unit, number, plain
from qiao.terms import Finding
from qiao.text import Quantity

CODE = "arithmetic"
FROM = re.compile(WORDS["growth"]["from"])
TO = re.compile(WORDS["growth"]["to"])
BY = re.compile(WORDS["growth"]["by"])
FELL = re.compile(WORDS["growth"]["fell"])
FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
POINTS: str = WORDS["growth"]["points"]
SHARE = re.compile(WORDS["growth"]["share"])
OF_WHICH = re.compile(WORDS["growth"]["share_parts"])


def growth(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare 由A增长到B,增长p% and 从a%提高到b%,提高n个百分点 with their own numbers."""
    figures, gaps = sentence.figures, sentence.gaps
    for at in range(len(figures) - 2):
        first, second, stated = figures[at : at + 3]
        if not (FROM.search(gaps[at]) and TO.fullmatch(gaps[at + 1]) and BY.fullmatch(gaps[at + 2])):
            continue
        before, after = _between(first), _between(second)
        if before is None or after is None or number(stated) is None or stated.kind != "percent":
            continue
        (low, high), (least, most) = before, after
        if stated.unit == POINTS and first.kind == second.kind == "percent":
            span, right = (least - high, most - low), Fraction(_exact(second)) - Fraction(_exact(first))
        elif stated.unit != POINTS and (is_same_unit(first, second) or _are_alike(first, second)) and low > 0:
            span, right = (least / high * 100 - 100, most / low * 100 - 100), _percent(first, second)
        else:
            continue
        if FELL.search(gaps[at + 1] + gaps[at + 2]):
            span, right = (-span[1], -span[0]), -right
        if not _is_met(stated, span):
            place = (stated.start, stated.end)
            values = {"first": first.text, "second": second.text, "stated": stated.text, "right": plain(right)}
            reason = "points" if stated.unit == POINTS else "growth"
            yield made(CODE, reason, page.text, place, _instead(stated, right), **values)


def shares(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare 其中32名,占64% and 完工率98.99% with the two figures before them."""
    figures, gaps = sentence.figures, sentence.gaps
    for at in range(2, len(figures)):
        stated, percent = figures[at], number(figures[at])
        match = SHARE.fullmatch(gaps[at])
        if match is None or stated.kind != "percent" or stated.unit == POINTS or percent is None:
            continue
        # A rate is one of the part only where it has its name: 完工197个,完工率.
        if match["stem"] and match["stem"] not in gaps[at - 1] + gaps[at][: match.start("stem")]:
            continue
        part = figures[at - 1]
        wholes = [each for each in figures[: at - 1] if is_same_unit(each, part)]
        if not wholes or not OF_WHICH.search(gaps[at - 1]) or len(wholes) != len(figures[: at - 1]):
            continue
        spans = [span for each in wholes if (span := _share(part, each)) is not None]
        if len(spans) != len(wholes) or any(_is_met(stated, span) for span in spans):
            continue
        if len(wholes) == 1:
            right = Fraction(_exact(part)) / Fraction(_exact(wholes[0])) * 100
            values = {"part": part.text, "whole": wholes[0].text, "stated": stated.text, "right": plain(right)}
            place = (stated.start, stated.end)
            yield made(CODE, "share", page.text, place, _instead(stated, right), **values)


def _instead(stated: Quantity, right: Fraction) -> str:
    """Return the stated percent with the right number, to as many decimals as were written."""
    number_ = FIGURE.search(stated.text)
    if number_ is None:
        return ""
    decimals = max(0, -(stated.digits or 0))
    return stated.text.replace(number_[0], f"{Decimal(round(right * 10**decimals)).scaleb(-decimals):f}", 1)


def _between(figure: Quantity) -> tuple[Fraction, Fraction] | None:
    """Return the values that an exact figure may stand for: with decimals or 万, one of its last digit each way."""
    value = number(figure)
    if value is None:
        return None
    off = Fraction(10) ** figure.digits if figure.digits else Fraction(0)
    return Fraction(value) - off, Fraction(value) + off


def _share(part: Quantity, whole: Quantity) -> tuple[Fraction, Fraction] | None:
    one, other = _between(part), _between(whole)
    if one is None or other is None or other[0] <= 0:
        return None
    return one[0] / other[1] * 100, one[1] / other[0] * 100


def _exact(figure: Quantity) -> Fraction:
    return Fraction(number(figure) or 0)


def _percent(first: Quantity, second: Quantity) -> Fraction:
    return _exact(second) / _exact(first) * 100 - 100


def _are_alike(first: Quantity, second: Quantity) -> bool:
    return first.kind == second.kind and first.unit == second.unit and first.kind not in {"date", "ordinal", "percent"}


def _is_met(stated: Quantity, span: tuple[Fraction, Fraction]) -> bool:
    """Return whether the stated percent, give or take one in its last place, lies among the values possible."""
    last = Fraction(10) ** (stated.digits or 0)
    value = _exact(stated)
    return value - last < span[1] and span[0] < value + last if span[0] < span[1] else abs(value - span[0]) < last
