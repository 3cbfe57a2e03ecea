"""Where bookmarks stand in the text as printed, whatever was done to the runs between their ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qiao.claim.docx.markup import DEEPEST, Refused, Target, local, value
from qiao.claim.docx.origin import Mark

LONGEST_NAME = 40
"""Characters that Word allows for the name of a bookmark."""
MOST_BOOKMARKS = 20_000
"""In one part; those beyond are not looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A bookmark, as offsets of the text; one that has collapsed starts where it ends. A name may occur twice."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Span:
    """A bookmark by the numbers of its elements: both ends, and the paragraph that it starts in (-1 for none)."""

    name: str
    start: int
    end: int
    paragraph: int


class Spans(Target):
    """Takes a part, whose elements are numbered as `tracing` numbers them, and keeps its bookmarks and paragraphs."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.ends: dict[int, int] = {-1: -1}
        """The last element of each paragraph, by its first."""
        self._opened: dict[str, Span] = {}
        self._next = 0
        self._paragraphs: list[int] = []
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        number, self._next = self._next, self._next + 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("too_deep")
        name = local(tag)
        if name == "p":
            self._paragraphs.append(number)
        elif name == "bookmarkStart" and len(self.spans) < MOST_BOOKMARKS:
            self._open(number, value(attributes, "name") or "", value(attributes, "id") or "")
        elif name == "bookmarkEnd" and (span := self._opened.pop(value(attributes, "id") or "", None)):
            span.end = number

    def _open(self, number: int, name: str, identity: str) -> None:
        if len(name) > LONGEST_NAME:
            return
        # One that never ends has collapsed.
        span = Span(name, number, number, self._paragraphs[-1] if self._paragraphs else -1)
        self.spans.append(span)
        self._opened[identity] = span

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self._depth -= 1
        if local(tag) == "p" and self._paragraphs:
            self.ends[self._paragraphs.pop()] = self._next - 1

    def data(self, text: str) -> None:
        """Drop text: the letters are traced already."""

    def finish(self) -> None:
        """End what a damaged part leaves open."""
        while self._paragraphs:
            self.ends[self._paragraphs.pop()] = self._next - 1


def placed(found: Spans, marks: Sequence[Mark]) -> Iterator[Bookmark]:
    """Yield the bookmarks of a part whose letters stand at `marks`.

    One without letters stands behind those before it in its paragraph, or else in front of those behind; one whose
    whole paragraph is no longer printed has no place and is left out.
    """
    by_element = sorted(marks, key=lambda mark: mark.element)
    numbers = [mark.element for mark in by_element]
    for span in found.spans:
        first, behind = bisect_left(numbers, span.start), bisect_right(numbers, span.end)
        if first < behind:
            start, end = by_element[first].start, by_element[behind - 1].end
            yield Bookmark(name=span.name, start=start, end=max(start, end))
        elif first and numbers[first - 1] > span.paragraph >= 0:
            yield Bookmark(name=span.name, start=by_element[first - 1].end, end=by_element[first - 1].end)
        elif behind < len(numbers) and numbers[behind] <= found.ends[span.paragraph]:
            yield Bookmark(name=span.name, start=by_element[behind].start, end=by_element[behind].start)
