"""Figures that contradict each other: parts and wholes, products, growth, shares, and 分别 lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.averages import averages
from qiao.claim.findings.compared import compared
from qiao.claim.findings.growth import growth, shares
from qiao.claim.findings.making import WORDS, either, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.products import products
from qiao.claim.findings.sentences import Sentence, bounds, is_same_unit, number, plain
from qiao.terms import Finding
from qiao.text import Quantity

CODE = "arithmetic"
SUMS = WORDS["sums"]
OF_WHICH = re.compile(either(SUMS["of_which"]))
ALONE = re.compile(either(SUMS["alone"]))
TOTAL = re.compile(f"(?:{either(SUMS['total'])}){SUMS['total_fillers']}$")
EXHAUSTIVE = re.compile(SUMS["exhaustive"])
AND_SO_ON = re.compile(SUMS["and_so_on"])
BREAK = re.compile(SUMS["break"])
OVERLAP = re.compile(either(SUMS["overlap"]))
RATE = re.compile(either(SUMS["rate"]))
NAMES = re.compile(SUMS["names"])
RESPECTIVELY = re.compile(SUMS["respectively"])
COMPLETE: list[tuple[str, str]] = [(one, other) for one, other in SUMS["complete"]]
JOINED = re.compile(SUMS["joined"])
COMMAS = frozenset("\uff0c,")
"""Between two figures with nothing else: the second names nothing that would be a part."""
LEAST_PARTS = 2
NEARLY = Decimal("0.9")
"""Parts that reach so much of the whole were meant to be all of it; fewer may be some of its parts."""


def find(page: Page) -> Iterator[Finding]:
    """Yield the figures that cannot be right together; each sentence is looked at by itself."""
    for sentence in page.sentences:
        found: set[int] = set()
        for rule, needs in RULES:
            if not any(each in sentence.text for each in needs):
                continue
            for each in rule(page, sentence):
                if each.start not in found:
                    found.add(each.start)
                    yield each


def _parts(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare a whole with the parts named behind it: 其中, 包括, 分别为, a colon or a bracket."""
    for index in range(1, len(sentence.figures)):
        gap = sentence.gaps[index]
        is_of_which = OF_WHICH.search(gap) is not None
        whole = _whole(sentence, index, gap, is_of_which=is_of_which)
        if whole is None:
            continue
        parts = _row(sentence, index, whole)
        if ALONE.search(gap):
            # What somebody led is a part by itself: what follows tells of the whole again.
            parts = parts[:1]
        if not parts:
            continue
        if is_of_which:
            over = next((each for each in parts if _exceeds(each, whole)), None)
            if over is not None:
                yield made(CODE, "part_over", page.text, (over.start, over.end), part=over.text, whole=whole.text)
                continue
        yield from _sum(page, whole, parts, is_of_which=is_of_which)


def _whole(sentence: Sentence, index: int, gap: str, *, is_of_which: bool) -> Quantity | None:
    """Return the figure whose parts begin at `index`: the nearest before it in the same unit."""
    part = sentence.figures[index]
    if not is_of_which:
        before = sentence.figures[index - 1]
        is_followed = EXHAUSTIVE.search(gap) is not None and is_same_unit(before, part)
        return before if is_followed and not RATE.search(gap) else None
    for at in range(index - 1, -1, -1):
        if is_same_unit(sentence.figures[at], part):
            return sentence.figures[at]
        if BREAK.search(sentence.gaps[at + 1]):
            return None
    return None


def _row(sentence: Sentence, index: int, whole: Quantity) -> list[Quantity]:
    """Return the figures in the whole's unit from `index` on, up to a new statement."""
    row: list[Quantity] = []
    for at in range(index, len(sentence.figures)):
        if at > index and (BREAK.search(sentence.gaps[at]) or sentence.gaps[at] in COMMAS):
            break
        if is_same_unit(sentence.figures[at], whole) and not sentence.figures[at].change:
            row.append(sentence.figures[at])
    return row


def _exceeds(part: Quantity, whole: Quantity) -> bool:
    low, high = part.low, whole.high
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return False
    return low > high or (low == high and part.low_open)


def _sum(page: Page, whole: Quantity, parts: Sequence[Quantity], *, is_of_which: bool) -> Iterator[Finding]:
    values = [number(each) for each in parts]
    exact = [each for each in values if each is not None]
    size = number(whole)
    if size is None or len(exact) < len(values) or len(exact) < LEAST_PARTS or size in exact:
        return
    total: Decimal = sum(exact, Decimal(0))
    written = page.text[whole.end : parts[-1].end]
    if total == size or (OVERLAP.search(written) and not _is_all(written)) or RATE.search(written):
        return
    tail = page.text[parts[-1].end : parts[-1].end + 12]
    is_open = (is_of_which and not _is_all(written)) or AND_SO_ON.search(written + tail) is not None
    is_row = len(exact) > LEAST_PARTS or _is_all(written)
    is_slip = total > size or (not is_open and is_row and total >= NEARLY * size)
    if is_slip and not _is_rounding(total - size, parts, whole):
        reason = "sum_over" if total > size else "sum_under"
        values_said = {"sum": _said(total, whole), "whole": whole.text, "parts": "+".join(each.text for each in parts)}
        yield made(CODE, reason, page.text, (whole.start, whole.end), **values_said)


def _is_all(written: str) -> bool:
    """Return whether two parts leave nothing out: 党政干部 and 专业技术人才, 男 and 女."""
    return any(one in written and other in written for one, other in COMPLETE)


def _is_rounding(difference: Decimal | Fraction, parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Each figure with decimals may be off by one in its last place: official texts round, and truncate."""
    digits = [each.digits for each in (*parts, whole) if each.digits]
    slack = sum((Decimal(10) ** each for each in digits), Decimal(0))
    return bool(digits) and abs(Fraction(difference)) <= Fraction(slack)


def _said(value: Decimal | Fraction, like: Quantity) -> str:
    """Return a sum in the unit of a figure: 450000 beside 40万元 is 45万元."""
    for size, word in SUMS["sizes"].items():
        if word in like.text:
            return f"{plain(Fraction(value) / int(size))}{word}{like.unit}"
    return f"{plain(value)}{like.unit}"


def _totals(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare a total behind its parts with their sum: 培训医生20名、护士30名,共60名."""
    for index in range(LEAST_PARTS, len(sentence.figures)):
        whole = sentence.figures[index]
        if TOTAL.search(sentence.gaps[index]) is None:
            continue
        parts: list[Quantity] = []
        for at in range(index - 1, -1, -1):
            if not is_same_unit(sentence.figures[at], whole):
                break
            parts.insert(0, sentence.figures[at])
            if BREAK.search(sentence.gaps[at]) or not JOINED.search(sentence.gaps[at]):
                break
        if len(parts) < LEAST_PARTS:
            continue
        written = page.text[max(sentence.start, parts[0].start - 30) : whole.start]
        if RATE.search(written) or OVERLAP.search(written) or OF_WHICH.search(written):
            continue
        difference = _difference(parts, whole)
        if difference and not _is_rounding(difference, parts, whole):
            least = sum((bounds(each)[0] or Fraction(0) for each in parts), Fraction(0))
            said = {"sum": _said(least, whole), "whole": whole.text, "parts": "+".join(each.text for each in parts)}
            reason = "sum_over" if difference > 0 else "sum_under"
            yield made(CODE, reason, page.text, (whole.start, whole.end), **said)


def _difference(parts: Sequence[Quantity], whole: Quantity) -> Fraction:
    """Return by how much the parts are certainly more (positive) or less than the whole; 0 where they may be equal."""
    lows, highs = [bounds(each)[0] for each in parts], [bounds(each)[1] for each in parts]
    low, high = bounds(whole)
    least = sum((each for each in lows if each is not None), Fraction(0))
    most = sum((each for each in highs if each is not None), Fraction(0))
    if high is not None and None not in lows and least > high:
        return least - high
    return most - low if low is not None and None not in highs and most < low else Fraction(0)


def _respectively(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """Compare how many things are named before 分别为 with how many figures follow."""
    for index in range(len(sentence.figures) - 1):
        if not RESPECTIVELY.search(sentence.gaps[index]):
            continue
        names = NAMES.search(sentence.gaps[index])
        if names is None:
            continue
        named = re.split(SUMS["and"], names["names"])
        row = [sentence.figures[index]]
        for at in range(index + 1, len(sentence.figures)):
            if not re.fullmatch(SUMS["and"], sentence.gaps[at]) or sentence.figures[at].unit != row[0].unit:
                break
            row.append(sentence.figures[at])
        if len(row) >= LEAST_PARTS and len(named) >= LEAST_PARTS and len(named) != len(row):
            place = (row[0].start, row[-1].end)
            yield made(CODE, "respectively", page.text, place, names=len(named), figures=len(row))


# Each with the words without which it has nothing to compare.
RULES = tuple(
    (rule, tuple(SUMS["needs"][name]))
    for name, rule in (
        ("parts", _parts),
        ("totals", _totals),
        ("products", products),
        ("growth", growth),
        ("compared", compared),
        ("averages", averages),
        ("shares", shares),
        ("respectively", _respectively),
    )
)
