"""A stated average against the figures that it is of: 12期, 1440名, 平均每期130名; 17人, 人均90节, 共1630节."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, bounds, is_same_unit, number, plain
from qiao.terms import Finding
from qiao.text import Quantity, family

CODE = "arithmetic"
AVERAGES = WORDS["averages"]
AVERAGE = re.compile(AVERAGES["average"])
PEOPLE: frozenset[str] = frozenset(AVERAGES["people"])
EACH: dict[str, str] = AVERAGES["each"]
PERCENT = re.compile(AVERAGES["not_behind"])

Pair = tuple[Quantity, Quantity]


def averages(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Yield the averages that no two figures of their sentence bear out, where there are two that could.

    Whole averages are rounded either way, and some are cut off, so one in the last place is allowed.
    """
    for at, stated in enumerate(sentence.figures):
        match = AVERAGE.search(sentence.gaps[at])
        if match is None or number(stated) is None or PERCENT.match(sentence.gaps[at + 1]):
            continue
        pairs = _pairs(sentence, at, EACH.get(match["each"], match["unit"] or ""))
        if not pairs or any(_is_met(stated, pair) for pair in pairs):
            continue
        total, times = pairs[-1]
        right = _middle(total) / _middle(times)
        place = (stated.start, stated.end)
        yield made(
            CODE, "average", page.text, place, total=total.text, times=times.text, stated=stated.text,
            right=f"{plain(right)}{stated.unit}",
        )  # fmt: skip


def _pairs(sentence: Sentence, at: int, each: str) -> list[Pair]:
    """Return the totals that an average may be of, each with a count of what it is shared among."""
    stated = sentence.figures[at]
    row = _run(sentence, at)
    totals = [other for other in row if other is not stated and not other.change and _may_share(other, stated)]
    counts = [
        other for other in row
        if other is not stated and other.kind == "count" and _kin(other.unit) == _kin(each) and not other.change
    ]  # fmt: skip
    counts = [other for other in counts if other.unit == each] or counts
    pairs = [(total, count) for total in totals for count in counts if total is not count]
    return [pair for pair in pairs if _middle(pair[0]) and _middle(pair[1]) > 1]


def _run(sentence: Sentence, at: int) -> Sequence[Quantity]:
    """Return the figures before an average up to a semicolon, and the one right behind it where none comes before."""
    first = max((index for index in range(at + 1) if AVERAGES["ends"] in sentence.gaps[index]), default=0)
    return sentence.figures[first : at + 1 if at - first > 1 else at + 3]


def _may_share(total: Quantity, stated: Quantity) -> bool:
    if total.kind != stated.kind:
        return False
    return is_same_unit(total, stated) or _kin(total.unit) == _kin(stated.unit)


def _kin(unit: str) -> str:
    """Return a unit's family; people and attendances are one here: 540人次, 平均每期60人."""
    return "people" if unit in PEOPLE else family(unit)


def _middle(figure: Quantity) -> Fraction:
    low, high = bounds(figure)
    known = [each for each in (low, high) if each is not None]
    return sum(known, Fraction(0)) / len(known) if known else Fraction(0)


def _is_met(stated: Quantity, pair: Pair) -> bool:
    (low, high), (least, most) = bounds(pair[0]), bounds(pair[1])
    if least is None or most is None or not least or not most:
        return True
    value = Fraction(number(stated) or 0)
    last = Fraction(10) ** (stated.digits or 0)
    is_above = low is None or low / most < value + last
    return is_above and (high is None or value - last / 2 <= high / least)
