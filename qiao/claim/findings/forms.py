"""How figures are written: one form for one class, no Arabic digits with 千 or 百, and ranges with both their sizes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.terms import Finding
from qiao.text import Quantity, family

MIXED_CODE, STYLE_CODE = "mixed_form", "unit_style"
FORMS = WORDS["forms"]
ARABIC = re.compile(FORMS["arabic"])
CHINESE = re.compile(FORMS["chinese"])
DIGITS_WITH_WORD = re.compile(FORMS["digits_with_word"])
YEAR = re.compile(FORMS["year"])
TWO_SIZES = re.compile(FORMS["two_sizes"])
LARGE: str = next(iter(FORMS["large"]))
ONE_SIZE = re.compile(FORMS["one_size"])
SIZES: dict[str, int] = FORMS["sizes"]


def find(page: Page) -> Iterator[Finding]:
    """Yield the figures in two forms, then those in a form that GB/T 15835-2011 does not have."""
    yield from _mixed(page)
    for match in DIGITS_WITH_WORD.finditer(page.text):
        if YEAR.fullmatch(match["digits"]):
            continue
        whole = Decimal(match["digits"]) * SIZES[match["word"]]
        written = f"{whole:f}".rstrip("0").rstrip(".") if "." in f"{whole:f}" else f"{whole:f}"
        yield made(STYLE_CODE, "digits_with_word", page.text, match.span(), written + match["rest"])
    for match in TWO_SIZES.finditer(page.text):
        right = f"{match['large']}.{match['digits']}{LARGE}{match['rest']}"
        yield made(STYLE_CODE, "two_sizes", page.text, match.span(), right)
    for match in ONE_SIZE.finditer(page.text):
        if Decimal(match["low"]) < Decimal(match["high"]):
            right = f"{match['low']}{match['size']}{match['joiner']}{match['high']}{match['size']}"
            yield made(STYLE_CODE, "one_size", page.text, match.span(), right)


def _mixed(page: Page) -> Iterator[Finding]:
    """Compare the hedged counts of one document: 二十余次 beside 30余名; a mere 三次 beside 20次 is right.

    Money is one class, and what is counted another; of each the first Chinese figure in a unit is reported.
    """
    for start, end in page.parts:
        arabic: dict[str, Quantity] = {}
        chinese: dict[tuple[str, str], Quantity] = {}
        at = bisect_left(page.quantities, start, key=lambda each: each.start)
        while at < len(page.quantities) and page.quantities[at].start < end:
            figure = page.quantities[at]
            at += 1
            if figure.kind not in {"count", "money"}:
                continue
            if ARABIC.match(figure.text):
                arabic.setdefault(figure.kind, figure)
                arabic.setdefault(family(figure.unit), figure)
            elif CHINESE.match(figure.text):
                chinese.setdefault((figure.kind, family(figure.unit)), figure)
        for (kind, unit), figure in chinese.items():
            other = arabic.get(unit, arabic.get(kind))
            if other is not None:
                suggestion = CHINESE.sub(_arabic(figure), figure.text, count=1)
                yield made(MIXED_CODE, "mixed", page.text, (figure.start, figure.end), suggestion, other=other.text)


def _arabic(figure: Quantity) -> str:
    """Return the hedged numeral of a Chinese figure in digits, in the size that it is written in: 二十余 is 20余."""
    match = CHINESE.match(figure.text)
    if match is None or not isinstance(figure.low, Decimal):
        return figure.text
    size = FORMS["large"].get(match["size"], 1) if match["size"] else 1
    return f"{figure.low / size:.0f}{match['hedge']}{match['size'] or ''}"
