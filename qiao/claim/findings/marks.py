"""Stray marks: doubled or misplaced punctuation, leftovers, blanks inside sentences, brackets and quotes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
# A single closing quote before a year of two digits stands for the century: it closes nothing.
PAIR = re.compile("(?!\u2019[0-9]{2})[" + re.escape("".join([*PAIRS, *CLOSERS, *SAME])) + "]")
LABEL = re.compile(MARKS["label"])
PASSES = frozenset(MARKS["passes_lines"])
BLANK_BEHIND = re.compile(MARKS["blank_behind"])
HALF_MARK = re.compile(MARKS["half_mark"])
AROUND = 24
REACH = 300
"""A bracket or quote that is not closed within so many characters never is."""
RARE, LEAST_MARKS = 10, 10
"""A blank behind a mark is stray where fewer than one in ten such marks has one, and there are ten at least."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A mark that may be reported: its place, the reason, what to write instead, and the mark that it lacks."""

    start: int
    end: int
    reason: str
    suggestion: str = ""
    pair: str = ""


def find(page: Page) -> Iterator[Finding]:
    """Yield the stray marks that are not part of a blank or a broken number, which are reported as such."""
    last = -1
    found = [*_patterns(page.text), *_blanks(page.text), *_unpaired(page.text)]
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= last and not _is_masked(page.text, each):
            last = each.end
            yield made(CODE, each.reason, page.text, (each.start, each.end), each.suggestion, pair=each.pair)


def _is_masked(text: str, each: Stray) -> bool:
    """Return whether a blank or a broken number overlaps a stray mark. Only the words around it are read for that."""
    offset = max(0, each.start - AROUND)
    around = text[offset : each.end + AROUND]
    return any(mask.start + offset < each.end and each.start < mask.end + offset for mask in prose.masks(around))


def _patterns(text: str) -> Iterator[Stray]:
    for reason, pattern, rule in RULES:
        if "needs" in rule and not any(each in text for each in rule["needs"]):
            continue
        for match in pattern.finditer(text):
            written = match[0]
            suggestion = rule["suggestion"].format(first=written[0], last=written[-1], rest="".join(written.split()))
            yield Stray(*match.span(), reason, suggestion)


def _blanks(text: str) -> Iterator[Stray]:
    """Yield the blanks behind a half-width mark in a text that has none behind nearly all the others."""
    blanks = list(BLANK_BEHIND.finditer(text))
    if not blanks:
        return
    marks = sum(1 for _ in HALF_MARK.finditer(text))
    if marks >= LEAST_MARKS and len(blanks) * RARE <= marks:
        for match in blanks:
            yield Stray(*match.span(), "blank_inside", match[0].rstrip())


def _unpaired(text: str) -> Iterator[Stray]:
    """Yield the brackets and quotes that are opened and not closed, or closed and not opened."""
    waiting: dict[str, list[int]] = {opener: [] for opener in PAIRS}
    for match in PAIR.finditer(text):
        mark, at = SAME.get(match[0], match[0]), match.start()
        opener = CLOSERS.get(mark, mark)
        opened = waiting[opener]
        # A quotation holds no other in the same marks, so an earlier one was never closed; brackets may nest.
        while opened and (at - opened[0] > REACH or (mark == opener and mark in PASSES)):
            yield from _open(text, opener, opened.pop(0))
        if mark == opener:
            opened.append(at)
        elif opened:
            opened.pop()
        elif not LABEL.search(text[max(0, at - 4) : at]):
            yield Stray(at, at + 1, "not_opened", pair=opener)
    for opener, places in waiting.items():
        for at in places:
            yield from _open(text, opener, at)


def _open(text: str, opener: str, at: int) -> Iterator[Stray]:
    """A quotation of several paragraphs opens each of them, and closes the last: it may stay open."""
    before = text[max(0, at - 4) : at].rstrip(" \t\u3000")
    if opener not in PASSES or (before and before[-1] != "\n"):
        yield Stray(at, at + 1, "not_closed", pair=PAIRS[opener])
