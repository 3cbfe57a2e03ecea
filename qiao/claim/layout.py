"""Where figures stand: a text cut at its marks and at its figures into segments, clauses and sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qiao.claim.words import CLAUSE_ENDS, SENTENCE_ENDS
from qiao.terms import Quantity

SENTENCE, CLAUSE, FIGURE = "sentence", "clause", "figure"
WINDOW = 240
"""How far around a figure is looked, in characters: a text without any marks is not read again for each figure."""

ENDED = {**dict.fromkeys(CLAUSE_ENDS, CLAUSE), **dict.fromkeys(SENTENCE_ENDS, SENTENCE)}
"""What each mark ends."""
MARKS = re.compile(f"[{re.escape(''.join(sorted(SENTENCE_ENDS | CLAUSE_ENDS)))}]")

Stretch = tuple[int, int]
"""Where something begins and ends, as offsets of the whole text."""


class Boundary(NamedTuple):
    """What ends one segment and begins the next: a mark of a clause or sentence, or a figure."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text with its boundaries in order. Segment n lies between boundary n-1 and boundary n.

    `clauses` and `sentences` are those that the quantities stand in, by their index, cut to the window around each.
    """

    text: str
    boundaries: tuple[Boundary, ...]
    at: tuple[int, ...]
    """The boundary that each quantity is, by its index among the quantities."""
    clauses: tuple[Stretch, ...]
    sentences: tuple[Stretch, ...]

    def segment(self, number: int) -> Stretch:
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

    def clause(self, quantity: int) -> Stretch:
        """Return the offsets of the clause that a quantity stands in."""
        return self.clauses[quantity]

    def sentence(self, quantity: int) -> Stretch:
        """Return the offsets of the sentence that a quantity stands in."""
        return self.sentences[quantity]

    def line(self, quantity: int) -> Stretch:
        """Return the offsets of the line of text, which is a paragraph, that a quantity stands in."""
        boundary = self.boundaries[self.at[quantity]]
        start, end = max(0, boundary.start - WINDOW), min(len(self.text), boundary.end + WINDOW)
        last = self.text.find("\n", boundary.end, end)
        return max(start, self.text.rfind("\n", start, boundary.start) + 1), end if last < 0 else last


def lay_out(text: str, quantities: Sequence[Quantity]) -> Layout:
    """Return where the quantities of a text stand. They are in order and do not overlap."""
    boundaries: list[Boundary] = []
    at: list[int] = []
    position = 0
    for quantity in quantities:
        boundaries += _marks(text, position, quantity.start)
        at.append(len(boundaries))
        boundaries.append(Boundary(quantity.start, quantity.end, FIGURE))
        position = quantity.end
    boundaries += _marks(text, position, len(text))
    return Layout(
        text=text,
        boundaries=tuple(boundaries),
        at=tuple(at),
        clauses=_stretches(text, boundaries, at, {SENTENCE, CLAUSE}),
        sentences=_stretches(text, boundaries, at, {SENTENCE}),
    )


def _marks(text: str, start: int, end: int) -> list[Boundary]:
    places = [match.start() for match in MARKS.finditer(text, start, end)]
    return [Boundary(place, place + 1, ENDED[text[place]]) for place in places]


def _stretches(text: str, boundaries: Sequence[Boundary], at: Sequence[int], ends: set[str]) -> tuple[Stretch, ...]:
    """Return what lies around each quantity up to the next of these marks on either side, within the window."""
    starts, start, mark = [], 0, 0
    for each in at:
        for boundary in boundaries[mark:each]:
            if boundary.kind in ends:
                start = boundary.end
        mark = each
        starts.append(max(start, boundaries[each].start - WINDOW))
    stops, stop, mark = [], len(text), len(boundaries)
    for each in reversed(at):
        for boundary in reversed(boundaries[each:mark]):
            if boundary.kind in ends:
                stop = boundary.start
        mark = each
        stops.append(min(stop, boundaries[each].end + WINDOW))
    return tuple(zip(starts, reversed(stops), strict=True))
