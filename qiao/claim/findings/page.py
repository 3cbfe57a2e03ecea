"""A text laid out for the rules: its lines, its list labels with their numbers, and the parts it consists of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qiao import text as prose
from qiao.claim.findings.making import WORDS, either
from qiao.claim.findings.sentences import Sentence, sentences
from qiao.text import Quantity, Span

LABELS = WORDS["labels"]
DIGITS: str = LABELS["digits"]
TEN = len(DIGITS) - 1
CIRCLED = 0x245F
PART = "part"
# The forms that open a line and make an outline; the others, such as 一是, run through sentences.
OUTLINE = frozenset(LABELS["outline"])
RUNNING = frozenset(LABELS["running"])
NOT_LABEL = re.compile(LABELS["not_label"])
BROKEN = re.compile(f"{either(LABELS['broken'])}$")
PROSE_LINE = re.compile(LABELS["prose"])
END_MARKS: str = LABELS["end_marks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A list label: its place, form and number, the line that it stands in, and whether it opens that line."""

    start: int
    end: int
    text: str
    form: str
    number: int
    line: int
    is_opening: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text as the rules see it. `lines` are those that hold more than blanks, without the blanks around them."""

    text: str
    quantities: tuple[Quantity, ...]
    lines: tuple[Span, ...]
    # Those with two figures or more.
    sentences: tuple[Sentence, ...]
    outline: tuple[Label, ...]
    running: tuple[Label, ...]
    # Labels inside a word: a line was broken, and 统一、 became 统 and 一、.
    broken: tuple[Label, ...]
    # Start and end of each of the documents that a file consists of.
    parts: tuple[tuple[int, int], ...]

    def line_at(self, offset: int) -> int:
        """Return the index of the line that holds an offset, or of the last line before it."""
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)


def lay_out(text: str, quantities: Sequence[Quantity]) -> Page:
    """Return a text as the rules see it; takes time in proportion to its length."""
    lines = tuple(_lines(text))
    starts = [line.start for line in lines]
    outline: list[Label] = []
    running: list[Label] = []
    broken: list[Label] = []
    for heading in prose.headings(text):
        line = bisect_right(starts, heading.start) - 1
        label = Label(
            start=heading.start,
            end=heading.end,
            text=heading.label,
            form=heading.form,
            number=number_of(heading.label),
            line=line,
            is_opening=heading.start == starts[line],
        )
        if label.form in RUNNING:
            running.append(label)
        elif label.form in OUTLINE and not NOT_LABEL.match(text, label.start):
            (broken if _is_broken(text, lines, label) else outline).append(label)
    edges = [0, *(each.start for each in outline if each.form == PART and each.start), len(text)]
    return Page(
        text=text,
        quantities=tuple(quantities),
        lines=lines,
        sentences=tuple(sentences(text, quantities)),
        outline=tuple(outline),
        running=tuple(running),
        broken=tuple(broken),
        parts=tuple(pairwise(edges)),
    )


def number_of(label: str) -> int:
    """Return the number of a label: 十二、 and (12) are 12; 0 for a label without one."""
    number = 0
    for letter in label:
        if letter.isdigit() and letter.isascii():
            number = number * 10 + int(letter)
        elif letter in DIGITS:
            digit = DIGITS.index(letter)
            number = (number or 1) * TEN if digit == TEN else number + digit
        elif CIRCLED < ord(letter) <= CIRCLED + 20:
            number = ord(letter) - CIRCLED
    return number


def _lines(text: str) -> Iterator[Span]:
    position = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = position + len(line) - len(line.lstrip())
            yield Span(start=start, end=start + len(words), text=words)
        position += len(line) + 1


def _is_broken(text: str, lines: Sequence[Span], label: Label) -> bool:
    """A label is none where the line before is prose, does not end, and makes a word with the label's numeral."""
    if label.line == 0:
        return False
    before = lines[label.line - 1].text
    joined = before[-1:] + text[label.start]
    return before[-1] not in END_MARKS and PROSE_LINE.search(before) is not None and BROKEN.match(joined) is not None
