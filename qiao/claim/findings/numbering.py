"""Broken numbering: numbers skipped, repeated, missing or alone, levels mixed, and a label in the midst of a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.outline import Listing, inline_end, is_continued_inline, is_headless, listings, mixed, written
from qiao.claim.findings.page import DIGITS, PART, Label, Page
from qiao.terms import Finding

CODE = "numbering"
ALONE: frozenset[str] = frozenset(WORDS["labels"]["never_alone"])
LATE_START = 5
"""A list whose first number is higher than this is no list but a figure that opens a line."""
REACH = 6_000
"""So many characters on, a second item in another wording is looked for."""
OTHER_WORDING: str = WORDS["labels"]["running_other"]
FOLLOWS: str = WORDS["labels"]["follows"]


def find(page: Page) -> Iterator[Finding]:
    """Yield what is wrong with the numbering; each label is reported once."""
    for label in page.broken:
        word = page.lines[label.line - 1].text[-1] + page.text[label.start]
        yield made(CODE, "broken_line", page.text, (label.start, label.end), word=word)
    lists = listings(page)
    heads = mixed(lists)
    for listing in lists:
        yield from _start(page, listing, heads)
        if listing.form != PART:
            yield from _sequence(page, listing)
    yield from _running(page)


def _start(page: Page, listing: Listing, heads: dict[int, Listing]) -> Iterator[Finding]:
    first = listing.labels[0]
    place = (first.start, first.end)
    if id(first) in heads:
        right = written(1, heads[id(first)].form)
        yield made(CODE, "mixed", page.text, place, right, next=heads[id(first)].labels[0].text)
    elif first.number > 1:
        is_excused = listing.continues or first.number > LATE_START or listing.form == PART or is_headless(listing)
        if not is_excused:
            yield made(CODE, "late_start", page.text, place, first=written(1, listing.form))
    elif listing.form in ALONE and len(listing.labels) == 1 and not _goes_on(page, listing):
        yield made(CODE, "alone", page.text, place, next=written(2, listing.form))
    elif _restarts_at_once(listing):
        above = listing.after.labels[-1] if listing.after else first
        yield made(CODE, "restart", page.text, place, before=above.text)


def _goes_on(page: Page, listing: Listing) -> bool:
    """Return whether the second number follows inside a line, or at a line's start with another mark behind it."""
    label = listing.labels[0]
    if is_continued_inline(page, listing):
        return True
    part = bisect_right(page.parts, label.start, key=lambda each: each[0]) - 1
    end = min(page.parts[part][1], label.end + REACH)
    numeral = DIGITS[2] if label.text.strip("()\uff08\uff09")[0] in DIGITS else "2"
    return re.compile(FOLLOWS.format(number=numeral), re.MULTILINE).search(page.text, label.end, end) is not None


def _restarts_at_once(listing: Listing) -> bool:
    """A first label right below the last one of its form, 一、 on the line after 四、; not after a contents list."""
    if listing.after is None or listing.form == PART:
        return False
    earlier = listing.after.labels
    is_next = listing.labels[0].line == earlier[-1].line + 1
    is_contents = len(earlier) > 1 and earlier[-1].line == earlier[-2].line + 1
    return is_next and len(earlier) > 1 and not is_contents


def _sequence(page: Page, listing: Listing) -> Iterator[Finding]:
    # A number that alone is wrong in its row is reported where it stands, and the one after it is not.
    slip = 0
    for at, (earlier, label) in enumerate(pairwise(listing.labels)):
        place = (label.start, label.end)
        if slip and label.number == slip + 1:
            slip = 0
            continue
        due = (slip or earlier.number) + 1
        following = listing.labels[at + 2].number if at + 2 < len(listing.labels) else 0
        slip = due if label.number != due and following == due + 1 else 0
        if slip:
            reason = "repeated" if label.number == earlier.number else "misnumbered"
            yield made(CODE, reason, page.text, place, written(due, listing.form), before=earlier.text)
        elif label.number == earlier.number:
            right = written(label.number + 1, listing.form)
            yield made(CODE, "repeated", page.text, place, right)
        elif label.number < earlier.number:
            yield made(CODE, "disorder", page.text, place, before=earlier.text)
        elif label.number > earlier.number + 1 and inline_end(page, earlier) < label.number - 1:
            missing = written(earlier.number + 1, listing.form)
            yield made(CODE, "skipped", page.text, place, missing, before=earlier.text, missing=missing)


def _running(page: Page) -> Iterator[Finding]:
    """Yield the gaps in 一是, 二是, 三是, and the numbers that come twice."""
    earlier: Label | None = None
    for label in page.running:
        if earlier is not None and label.form == earlier.form and label.number > 1:
            between = page.text[earlier.end : label.start]
            place = (label.start, label.end)
            if label.number == earlier.number and "\n" not in between:
                yield made(CODE, "repeated", page.text, place, written(label.number + 1, label.form))
            elif label.number == earlier.number + 2 and not _is_said_otherwise(between, label.number - 1):
                missing = written(label.number - 1, label.form)
                yield made(CODE, "skipped", page.text, place, missing, before=earlier.text, missing=missing)
        earlier = label


def _is_said_otherwise(between: str, number: int) -> bool:
    return re.search(OTHER_WORDING.format(number=DIGITS[number % 10], figure=number), between) is not None
