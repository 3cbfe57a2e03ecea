"""A text that knows where in its part its letters stand, through all that is joined on the way to the whole text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Mark(NamedTuple):
    """A stretch of a text, and the element that said it: its number among all of the part, the root being 0."""

    start: int
    end: int
    element: int


class Traced(str):
    """A text with the marks of what is in it, in its order. A label that was counted has none, nor has what parts."""

    __slots__ = ("marks",)

    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, text: str, marks: Iterable[Mark]) -> Traced:
        """Return a text with its marks."""
        traced = cls(text)
        traced.marks = tuple(marks)
        return traced

    @classmethod
    def whole(cls, text: str, element: int) -> Traced:
        """Return a text that one element said."""
        return cls.of(text, [Mark(0, len(text), element)])


def joined(separator: str, parts: Sequence[str]) -> str:
    """Return parts in one, with the marks of those that have any."""
    text = separator.join(parts)
    if not any(part.__class__ is Traced for part in parts):
        return text
    marks: list[Mark] = []
    at = 0
    for part in parts:
        if isinstance(part, Traced):
            marks.extend(Mark(start + at, end + at, element) for start, end, element in part.marks)
        at += len(part) + len(separator)
    return Traced.of(text, marks)
