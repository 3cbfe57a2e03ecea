"""Sentences and list marks: where each starts and ends. The marks are in layout.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qiao.text.vocabulary import load

LAYOUT = load("layout")
SENTENCE = re.compile(LAYOUT["sentence_end"])
AT_LINE = [
    (mark["id"], mark["level"], re.compile(rf"^[ \t\u3000]*({mark['pattern']})", re.MULTILINE))
    for mark in LAYOUT["marks"]
]
INLINE = [
    (mark["id"], mark["level"], re.compile(rf"(?<=[{LAYOUT['inline_after']}])({mark['pattern']})"))
    for mark in LAYOUT["marks"]
    if mark.get("is_inline")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a text by its code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A list mark: its place, its level (1 第N篇, 2 一、, 3 (一), 4 1、 and 一是, 5 (1)), its label, and its form."""

    start: int
    end: int
    level: int
    label: str
    form: str


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text with their end marks, without blanks around them."""
    found = []
    for match in SENTENCE.finditer(text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words[0])
            found.append(Span(start=start, end=start + len(words), text=words))
    return found


def headings(text: str) -> list[Heading]:
    """Return the list marks of a text in order: those that open a line, and 一是 and 第一， inside sentences too."""
    found: dict[int, Heading] = {}
    for form, level, pattern in [*AT_LINE, *INLINE]:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            found.setdefault(start, Heading(start=start, end=end, level=level, label=match[1], form=form))
    return [found[start] for start in sorted(found)]
