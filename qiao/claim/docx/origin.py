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
    if len(parts) == 1:
        return parts[0]
    # Plain text, which is nearly all that is read, is not to pay for the other.
    for part in parts:
        if part.__class__ is Traced:
            return _traced(separator, parts)
    return separator.join(parts)


def _traced(separator: str, parts: Sequence[str]) -> Traced:
    marks: list[Mark] = []
    at = 0
    for part in parts:
        if isinstance(part, Traced):
            marks.extend(Mark(start + at, end + at, element) for start, end, element in part.marks)
        at += len(part) + len(separator)
    return Traced.of(separator.join(parts), marks)
