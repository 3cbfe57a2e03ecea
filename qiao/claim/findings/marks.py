"""Stray marks: doubled or misplaced punctuation, leftovers, blanks inside sentences, brackets and quotes alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from qiao import text as prose
from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import Page
from qiao.terms import Finding

CODE = "stray_mark"
MARKS = WORDS["marks"]
RULES = [(rule["id"], re.compile(rule["pattern"], re.MULTILINE), rule) for rule in MARKS["rules"]]
PAIRS: dict[str, str] = MARKS["pairs"]
SAME: dict[str, str] = MARKS["same"]
CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
PAIR = re.compile("[" + re.escape("".join([*PAIRS, *CLOSERS, *SAME])) + "]")
LABEL = re.compile(MARKS["label"])
PASSES = frozenset(MARKS["passes_lines"])
BLANK_BEHIND = re.compile(MARKS["blank_behind"])
HALF_MARK = re.compile(MARKS["half_mark"])
REACH = 300
"""A bracket or quote that is not closed within so many characters never is."""
RARE, LEAST_MARKS = 10, 10
"""A blank behind a mark is stray where fewer than one in ten such marks has one, and there are ten at least."""


def find(page: Page) -> Iterator[Finding]:
    """Yield the stray marks that are not part of a blank or a broken number, which are reported as such."""
    masks = prose.masks(page.text)
    starts = [mask.start for mask in masks]
    last = -1
    found = sorted([*_patterns(page), *_blanks(page), *_unpaired(page)], key=lambda each: (each.start, -each.end))
    for each in found:
        is_masked = _is_masked(each, masks, starts)
        if each.start >= last and not is_masked:
            last = each.end
            yield each


def _is_masked(each: Finding, masks: Sequence[prose.Mask], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, each.end - 1) - 1
    return at >= 0 and masks[at].end > each.start


def _patterns(page: Page) -> Iterator[Finding]:
    for reason, pattern, rule in RULES:
        for match in pattern.finditer(page.text):
            written = match[0]
            suggestion = rule["suggestion"].format(first=written[0], last=written[-1], rest=written.replace(" ", ""))
            yield made(CODE, rule.get("reason", reason), page.text, match.span(), suggestion)


def _blanks(page: Page) -> Iterator[Finding]:
    """Yield the blanks behind a half-width mark in a text that has none behind nearly all the others."""
    blanks = list(BLANK_BEHIND.finditer(page.text))
    if not blanks:
        return
    marks = sum(1 for _ in HALF_MARK.finditer(page.text))
    if marks >= LEAST_MARKS and len(blanks) * RARE <= marks:
        for match in blanks:
            yield made(CODE, "blank_inside", page.text, match.span(), match[0].rstrip())


def _unpaired(page: Page) -> Iterator[Finding]:
    """Yield the brackets and quotes that are opened and not closed, or closed and not opened."""
    waiting: dict[str, list[int]] = {opener: [] for opener in PAIRS}
    for match in PAIR.finditer(page.text):
        mark, at = SAME.get(match[0], match[0]), match.start()
        opener = CLOSERS.get(mark, mark)
        opened = waiting[opener]
        # A quotation holds no other in the same marks, so an earlier one was never closed; brackets may nest.
        while opened and (at - opened[0] > REACH or (mark == opener and mark in PASSES)):
            yield from _open(page, opener, opened.pop(0))
        if mark == opener:
            opened.append(at)
        elif opened:
            opened.pop()
        elif not LABEL.search(page.text[max(0, at - 4) : at]):
            yield made(CODE, "not_opened", page.text, (at, at + 1), pair=opener)
    for opener, places in waiting.items():
        for at in places:
            yield from _open(page, opener, at)


def _open(page: Page, opener: str, at: int) -> Iterator[Finding]:
    """A quotation of several paragraphs opens each of them, and closes the last: it may stay open."""
    before = page.text[max(0, at - 4) : at].rstrip(" \t\u3000")
    if opener not in PASSES or (before and before[-1] != "\n"):
        yield made(CODE, "not_closed", page.text, (at, at + 1), pair=PAIRS[opener])
