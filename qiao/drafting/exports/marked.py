"""The text of a check cut into stretches that are marked in one way: marks may overlap, and elements may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qiao.drafting.exports.listing import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the text; `lines` are the indexes of the lines that mark it, the most telling one first.

    `ends` are those of them that end with it.
    """

    text: str
    lines: tuple[int, ...]
    ends: tuple[int, ...]


def stretches(text: str, lines: Sequence[Line]) -> list[Stretch]:
    """Return the whole text in pieces. A ruling tells more than a finding, and a short finding more than a long one."""
    edges = sorted({0, len(text), *(edge for line in lines for edge in (line.start, line.end))})
    found: list[Stretch] = []
    running: list[int] = []
    waiting = sorted(range(len(lines)), key=lambda at: lines[at].start, reverse=True)
    for start, end in pairwise(edges):
        running = [at for at in running if lines[at].end > start]
        while waiting and lines[waiting[-1]].start <= start:
            at = waiting.pop()
            if lines[at].end > start:
                running.append(at)
        here = sorted(running, key=lambda at: (bool(lines[at].code), lines[at].end - lines[at].start, at))
        ends = tuple(at for at in here if lines[at].end == end)
        found.append(Stretch(text=text[start:end], lines=tuple(here), ends=ends))
    return found
