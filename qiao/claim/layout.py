"""Where figures stand: a text cut at its marks and at its figures into segments, clauses and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.claim.words import CLAUSE_ENDS, SENTENCE_ENDS
from qiao.terms import Quantity

SENTENCE, CLAUSE, FIGURE = "sentence", "clause", "figure"
WINDOW = 240
"""How far around a figure is looked, in characters: a text without any marks is not read again for each figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """What ends one segment and begins the next: a mark of a clause or sentence, or a figure."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text with its boundaries in order. Segment n lies between boundary n-1 and boundary n."""

    text: str
    boundaries: tuple[Boundary, ...]
    at: tuple[int, ...]
    """The boundary that each quantity is, by its index among the quantities."""

    def segment(self, number: int) -> tuple[int, int]:
        """Return the offsets of a segment."""
        start = self.boundaries[number - 1].end if number else 0
        end = self.boundaries[number].start if number < len(self.boundaries) else len(self.text)
        return start, end

    def words(self, number: int) -> str:
        """Return what is written in a segment."""
        start, end = self.segment(number)
        return self.text[start:end]

    def kind(self, number: int) -> str:
        """Return what kind of boundary this is; before the first and after the last a sentence ends."""
        return self.boundaries[number].kind if 0 <= number < len(self.boundaries) else SENTENCE

    def clause(self, quantity: int) -> tuple[int, int]:
        """Return the offsets of the clause that a quantity stands in."""
        return self._around(quantity, {SENTENCE, CLAUSE})

    def sentence(self, quantity: int) -> tuple[int, int]:
        """Return the offsets of the sentence that a quantity stands in."""
        return self._around(quantity, {SENTENCE})

    def line(self, quantity: int) -> tuple[int, int]:
        """Return the offsets of the line of text, which is a paragraph, that a quantity stands in."""
        start, end = self._window(quantity)
        boundary = self.boundaries[self.at[quantity]]
        last = self.text.find("\n", boundary.end, end)
        return max(start, self.text.rfind("\n", start, boundary.start) + 1), end if last < 0 else last

    def _around(self, quantity: int, ends: set[str]) -> tuple[int, int]:
        first, last = self._window(quantity)
        before = after = self.at[quantity]
        while self.kind(before - 1) not in ends and self.segment(before)[0] > first:
            before -= 1
        while self.kind(after + 1) not in ends and self.segment(after + 1)[1] < last:
            after += 1
        return max(first, self.segment(before)[0]), min(last, self.segment(after + 1)[1])

    def _window(self, quantity: int) -> tuple[int, int]:
        boundary = self.boundaries[self.at[quantity]]
        return max(0, boundary.start - WINDOW), min(len(self.text), boundary.end + WINDOW)


def lay_out(text: str, quantities: Sequence[Quantity]) -> Layout:
    """Return where the quantities of a text stand. They are in order and do not overlap."""
    boundaries: list[Boundary] = []
    at: list[int] = []
    position = 0
    for quantity in quantities:
        boundaries += _marks(text, position, quantity.start)
        at.append(len(boundaries))
        boundaries.append(Boundary(start=quantity.start, end=quantity.end, kind=FIGURE))
        position = quantity.end
    boundaries += _marks(text, position, len(text))
    return Layout(text=text, boundaries=tuple(boundaries), at=tuple(at))


def _marks(text: str, start: int, end: int) -> list[Boundary]:
    found = []
    for offset in range(start, end):
        kind = SENTENCE if text[offset] in SENTENCE_ENDS else CLAUSE if text[offset] in CLAUSE_ENDS else ""
        if kind:
            found.append(Boundary(start=offset, end=offset + 1, kind=kind))
    return found
