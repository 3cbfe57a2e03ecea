"""A stated growth or share against its own numbers. Rounding and truncation to the digits written are both right."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, is_alike, is_same_unit, number, plain, undated
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
SHARE_OF = re.compile(WORDS["growth"]["share_of"])
SHARE_IN = re.compile(WORDS["growth"]["share_in"])
OF_WHICH = re.compile(WORDS["growth"]["share_parts"])
NEAR = 3
BALLOTS = frozenset(WORDS["growth"]["ballots"])
FAR = 600
"""How far in its paragraph the whole of a share is looked for, in characters."""


def growth(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare 由A增长到B,增长p% and 从a%提高到b%,提高n个百分点 with their own numbers."""
    figures, gaps = undated(sentence)
    for at in range(len(figures) - 2):
        first, second, stated = figures[at : at + 3]
        if not (FROM.search(gaps[at]) and TO.fullmatch(gaps[at + 1]) and BY.fullmatch(gaps[at + 2])):
            continue
        before, after = may_be(first), may_be(second)
        if before is None or after is None or number(stated) is None or stated.kind != "percent":
            continue
        (low, high), (least, most) = before, after
        if stated.unit == POINTS and first.kind == second.kind == "percent":
            span, right = (least - high, most - low), Fraction(_exact(second)) - Fraction(_exact(first))
        elif stated.unit != POINTS and (is_same_unit(first, second) or is_alike(first, second)) and low > 0:
            span, right = (least / high * 100 - 100, most / low * 100 - 100), _percent(first, second)
        else:
            continue
        if FELL.search(gaps[at + 1] + gaps[at + 2]):
            span, right = (-span[1], -span[0]), -right
        if not is_met(stated, span):
            place = (stated.start, stated.end)
            values = {"first": first.text, "second": second.text, "stated": stated.text, "right": plain(right)}
            reason = "points" if stated.unit == POINTS else "growth"
            yield made(CODE, reason, page.text, place, instead(stated, right), **values)


def shares(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare 其中32名,占64%, 完工率98.99% and 占总数420台的30% with the figures of their sentence and paragraph.

    What a share is of may stand further back: it is wrong only where no figure that could be its whole bears it out.
    """
    figures, gaps = undated(sentence)
    for at in range(1, len(figures)):
        stated = figures[at]
        if stated.kind != "percent" or stated.unit == POINTS or number(stated) is None:
            continue
        part, wholes = _part_and_wholes(page, sentence, (figures, gaps), at)
        if part is None or not wholes:
            continue
        spans = [(each, span) for each in wholes if (span := _share(part, each)) is not None]
        if not spans or any(is_met(stated, span) for _each, span in spans):
            continue
        whole = spans[0][0]
        right = Fraction(_exact(part)) / Fraction(_exact(whole)) * 100
        values = {"part": part.text, "whole": whole.text, "stated": stated.text, "right": plain(right)}
        yield made(CODE, "share", page.text, (stated.start, stated.end), instead(stated, right), **values)


def _part_and_wholes(
    page: Page, sentence: Sentence, given: tuple[list[Quantity], list[str]], at: int
) -> tuple[Quantity | None, list[Quantity]]:
    """Return what a percentage is the share of, and what it may be the share in, the likeliest first."""
    figures, gaps = given
    if SHARE_OF.fullmatch(gaps[at]) and at > 1 and SHARE_IN.search(gaps[at - 1]):
        return figures[at - 2], [figures[at - 1]] if is_same_unit(figures[at - 2], figures[at - 1]) else []
    match = SHARE.fullmatch(gaps[at])
    if match is None:
        return None, []
    part = figures[at - 1]
    if match["stem"]:
        named = [n for n in range(at) if _names(match["stem"], gaps[n], "" if n == at - 1 else gaps[n + 1])]
        if not named:
            return None, []
        part = figures[named[-1]]
    elif not OF_WHICH.search(gaps[at - 1]):
        return None, []
    before = [each for each in _of_paragraph(page, sentence, part) if _may_be_whole(each, part, is_rate=match["stem"])]
    own = [each for each in before if sentence.start <= each.start < part.start and is_same_unit(each, part)]
    return part, [*own, *(each for each in before if each not in own)] if own or match["stem"] else []


def _names(stem: str, before: str, behind: str) -> bool:
    """Return whether a figure is that of a rate's stem: 完工15个, 优秀票80票, 15个完工."""
    return stem in before[-len(stem) - NEAR :] or behind.startswith(stem)


def _of_paragraph(page: Page, sentence: Sentence, part: Quantity) -> list[Quantity]:
    """Return the figures of a paragraph near the part, but itself: those before it in its own sentence come first."""
    first = page.text.rfind("\n", 0, sentence.start) + 1
    last = page.text.find("\n", sentence.end, sentence.end + FAR)
    end = sentence.end + FAR if last < 0 else last
    start = bisect_left(page.quantities, max(first, sentence.start - FAR), key=lambda each: each.start)
    stop = bisect_left(page.quantities, end, key=lambda each: each.start)
    around = [each for each in page.quantities[start:stop] if each is not part]
    return sorted(around, key=lambda each: not sentence.start <= each.start < part.start)


def _may_be_whole(each: Quantity, part: Quantity, *, is_rate: str) -> bool:
    if each.kind != part.kind or number(each) is None or _exact(each) < _exact(part):
        return False
    # 86人参加测评,优秀票80票: what a rate is of may be counted in another unit.
    return is_same_unit(each, part) or (bool(is_rate) and {each.unit, part.unit} <= BALLOTS)


def instead(stated: Quantity, right: Fraction) -> str:
    """Return the stated percent with the right number, to as many decimals as were written."""
    number_ = FIGURE.search(stated.text)
    if number_ is None:
        return ""
    decimals = max(0, -(stated.digits or 0))
    return stated.text.replace(number_[0], f"{Decimal(round(right * 10**decimals)).scaleb(-decimals):f}", 1)


def may_be(figure: Quantity) -> tuple[Fraction, Fraction] | None:
    """Return the values that an exact figure may stand for: with decimals or 万, one of its last digit each way."""
    value = number(figure)
    if value is None:
        return None
    off = Fraction(10) ** figure.digits if figure.digits else Fraction(0)
    return Fraction(value) - off, Fraction(value) + off


def _share(part: Quantity, whole: Quantity) -> tuple[Fraction, Fraction] | None:
    one, other = may_be(part), may_be(whole)
    if one is None or other is None or other[0] <= 0:
        return None
    return one[0] / other[1] * 100, one[1] / other[0] * 100


def _exact(figure: Quantity) -> Fraction:
    return Fraction(number(figure) or 0)


def _percent(first: Quantity, second: Quantity) -> Fraction:
    return _exact(second) / _exact(first) * 100 - 100


def is_met(stated: Quantity, span: tuple[Fraction, Fraction]) -> bool:
    """Return whether the stated percent, give or take one in its last place, lies among the values possible."""
    last = Fraction(10) ** (stated.digits or 0)
    value = _exact(stated)
    return value - last < span[1] and span[0] < value + last if span[0] < span[1] else abs(value - span[0]) < last
