"""The figures of a text, sentence by sentence, with what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qiao.claim.findings.making import WORDS
from qiao.text import Quantity, family

ENDS = re.compile(WORDS["sentences"]["ends"])
MOST = 40
"""Figures of one sentence that are compared; a longer row is a table without lines."""
ASIDE = frozenset({"date", "ordinal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its figures; `gaps[n]` is what stands before figure n, `gaps[-1]` what follows the last one."""

    start: int
    end: int
    text: str
    figures: tuple[Quantity, ...]
    gaps: tuple[str, ...]


def sentences(text: str, quantities: Sequence[Quantity]) -> Iterator[Sentence]:
    """Yield the sentences that hold two figures or more; one ends at 。！？ or at the end of a line, not at ；."""
    edges = [match.end() for match in ENDS.finditer(text)] + [len(text)]
    start, index, count = 0, 0, len(quantities)
    for end in edges:
        figures = []
        while index < count and quantities[index].start < end:
            figures.append(quantities[index])
            index += 1
        if len(figures) > 1:
            yield _sentence(text, start, end, tuple(figures[:MOST]))
        start = end


def _sentence(text: str, start: int, end: int, figures: tuple[Quantity, ...]) -> Sentence:
    gaps, position = [], start
    for figure in figures:
        gaps.append(text[position : figure.start])
        position = figure.end
    gaps.append(text[position:end])
    return Sentence(start=start, end=end, text=text[start:end], figures=figures, gaps=tuple(gaps))


def number(figure: Quantity) -> Decimal | None:
    """Return the value of an exact figure; None for a vague one and for a date."""
    low = figure.low
    if figure.hedge != "exact" or low is None or isinstance(low, str) or low != figure.high:
        return None
    return Decimal(low.numerator) / Decimal(low.denominator) if isinstance(low, Fraction) else low


def is_same_unit(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures can be added: both money, or counts in units of one family."""
    if one.kind != other.kind or one.kind not in {"count", "money"}:
        return False
    return one.kind == "money" or family(one.unit) == family(other.unit)


def is_alike(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures can be compared: such as can be added, and equal units of any sort but days."""
    if is_same_unit(one, other):
        return True
    return one.kind == other.kind and one.unit == other.unit and one.kind not in {"date", "ordinal", "percent"}


def bounds(figure: Quantity) -> tuple[Fraction | None, Fraction | None]:
    """Return the ends of a figure's interval, None for no bound; both None for a date."""
    low, high = figure.low, figure.high
    if isinstance(low, str) or isinstance(high, str):
        return None, None
    return (None if low is None else Fraction(low)), (None if high is None else Fraction(high))


def undated(sentence: Sentence) -> tuple[list[Quantity], list[str]]:
    """Return the figures of a sentence without its dates, ordinals and terms, and what then stands between them.

    由2021年的120人增加到2022年的156人 compares two figures, whatever their years.
    """
    figures: list[Quantity] = []
    gaps, gap = [], ""
    for figure, before in zip(sentence.figures, sentence.gaps, strict=False):
        gap += before
        if figure.kind in ASIDE:
            gap += figure.text
            continue
        figures.append(figure)
        gaps.append(gap)
        gap = ""
    return figures, [*gaps, gap + sentence.gaps[-1]]


def plain(value: Decimal | Fraction) -> str:
    """Return a number as it is written in a message: 1234.5, with no zeros behind."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = round(value, 2)
    return f"{rounded.normalize():f}" if rounded != rounded.to_integral_value() else f"{rounded:.0f}"
