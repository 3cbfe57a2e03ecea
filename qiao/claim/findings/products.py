"""So much a month over so many years, and so many each time: the product against the stated total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.making import WORDS, either, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.sentences import Sentence, bounds, is_same_unit, number, plain
from qiao.terms import Finding
from qiao.text import Quantity, family

CODE = "arithmetic"
PRODUCTS = WORDS["products"]
TOTAL = re.compile(f"{either(PRODUCTS['total'])}{PRODUCTS['total_fillers']}$")
EACH = re.compile(PRODUCTS["each"])
PERIOD = re.compile(f"(?P<period>{either(PRODUCTS['periods'])})[^\u3002;\uff1b\n]{{0,30}}$")
PER_YEAR: dict[str, dict[str, str]] = PRODUCTS["per_year"]
COUNTED_TERMS: dict[str, str] = PRODUCTS["counted_terms"]
SHORT = frozenset(PRODUCTS["short"])
SLACK = Fraction(1, 10)
"""A term of two years is rarely so to the day."""


def products(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Yield the totals that are not what was given each time, times how often."""
    for index, total in enumerate(sentence.figures):
        if index and TOTAL.search(sentence.gaps[index]):
            yield from _over_time(page, sentence, index, total)
            yield from _each_time(page, sentence, index, total)


def _over_time(page: Page, sentence: Sentence, index: int, total: Quantity) -> Iterator[Finding]:
    for at in range(index - 1, -1, -1):
        rate = sentence.figures[at]
        before = page.text[max(sentence.start, rate.start - 40) : rate.start]
        period = PERIOD.search(before)
        size = number(rate)
        if period is None or size is None or not is_same_unit(rate, total):
            continue
        terms = [each for each in sentence.figures if _is_term(each)]
        if len(terms) > 1:
            # 三年来,…一个学期按20周计: the nearest before the total is meant, where it is no longer than 每月 or 每周.
            terms = [each for each in terms if rate.end <= each.start < total.start and each.unit in SHORT]
        if len(terms) != 1:
            return
        times = Fraction(PER_YEAR[_unit_of(terms[0])].get(_period_of(period["period"]), 0))
        if not times:
            return
        low, high = bounds(terms[0])
        counted = _heads(sentence, index)
        if high is None or low is None:
            return
        once = Fraction(size) * times
        ranges = [(once * low * heads, once * high * heads) for heads in counted]
        if not any(_meets(total, least * (1 - SLACK), most * (1 + SLACK)) for least, most in ranges):
            least, most = ranges[0]
            said = plain(least) if least == most else f"{plain(least)}\u2014{plain(most)}"
            place = (total.start, total.end)
            yield made(
                CODE, "product", page.text, place, each=f"{period['period']}{rate.text}", times=terms[0].text,
                product=f"{said}{total.unit}", total=total.text,
            )  # fmt: skip
        return


def _is_term(figure: Quantity) -> bool:
    return _unit_of(figure) in PER_YEAR and (figure.kind == "duration" or _unit_of(figure) != figure.unit)


def _unit_of(figure: Quantity) -> str:
    """Return the unit of a term; 36个教学周 is written as a count, and is 36 weeks."""
    return next((unit for word, unit in COUNTED_TERMS.items() if figure.measured.startswith(word)), figure.unit)


def _period_of(word: str) -> str:
    return next(str(name) for name, words in PRODUCTS["names"].items() if word in words)


def _heads(sentence: Sentence, index: int) -> list[Fraction]:
    """Return by how many people the rate may have to be multiplied: 1, and each head count of the sentence."""
    heads = [Fraction(1)]
    for each in sentence.figures[:index]:
        value = number(each)
        if value is not None and each.kind == "count" and value > 1:
            heads.append(Fraction(value))
    return heads


def _meets(total: Quantity, least: Fraction, most: Fraction) -> bool:
    low, high = bounds(total)
    return (low is None or low <= most) and (high is None or least <= high)


def _each_time(page: Page, sentence: Sentence, index: int, total: Quantity) -> Iterator[Finding]:
    """5期, 每期40人, 共200人: the unit behind 每 is the unit of an earlier count."""
    for at in range(1, index):
        rate, gap = sentence.figures[at], sentence.gaps[at]
        match = EACH.search(gap)
        size = number(rate)
        if match is None or size is None or not is_same_unit(rate, total):
            continue
        counts = [
            each
            for each in sentence.figures[:at]
            if each.kind == "count" and family(each.unit) == family(match["unit"])
        ]
        times = number(counts[-1]) if counts else None
        if len(counts) != 1 or times is None or at + 1 != index:
            continue
        product = Decimal(size) * Decimal(times)
        if not total.contains(product):
            yield made(
                CODE, "product", page.text, (total.start, total.end), each=f"{match[0]}{rate.text}",
                times=counts[0].text, product=f"{plain(product)}{total.unit}", total=total.text,
            )  # fmt: skip
