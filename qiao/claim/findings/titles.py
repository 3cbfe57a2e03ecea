"""The same title on two lines in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.page import END_MARKS, PART, Page
from qiao.terms import Finding

CODE = "repeated_title"
BETWEEN = re.compile(WORDS["titles"]["between"])
SHORTEST, LONGEST = 6, 60
"""Shorter lines are cells of a table, longer ones paragraphs."""


def find(page: Page) -> Iterator[Finding]:
    """Yield the lines that say again what the line before has as a title, with or without its 第N篇."""
    labels = {label.line: label for label in page.outline if label.is_opening}
    yield from _around_a_date(page)
    before = ""
    for index, (first, second) in enumerate(pairwise(page.lines)):
        label = labels.get(index)
        title = page.text[label.end : first.end].strip() if label is not None and label.form == PART else first.text
        is_first = title != before
        before = second.text
        if title != second.text or not SHORTEST <= len(title) <= LONGEST or not is_first:
            continue
        is_third = index + 2 < len(page.lines) and page.lines[index + 2].text == second.text
        if title[-1] not in END_MARKS and not is_third and not any(letter.isdigit() for letter in title[:2]):
            yield made(CODE, "title", page.text, (second.start, second.end))


def _around_a_date(page: Page) -> Iterator[Finding]:
    """Yield the titles that come again below a line that holds a date or a speaker's name alone."""
    for first, middle, second in zip(page.lines, page.lines[1:], page.lines[2:], strict=False):
        title = second.text
        if first.text != title or BETWEEN.fullmatch(middle.text) is None:
            continue
        if SHORTEST <= len(title) <= LONGEST and title[-1] not in END_MARKS:
            yield made(CODE, "title", page.text, (second.start, second.end))
