"""The period that a table's header states for the figures of a column. Cells are parted by tabs, rows by line ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from qiao.claim.days import Period, meant
from qiao.claim.layout import Layout
from qiao.terms import Quantity

TAB = "\t"


def columns(layout: Layout, quantities: Sequence[Quantity]) -> Mapping[int, Period]:
    """Return, by the index of a quantity, the period that the first row of its table states over it, where it does.

    Neighbouring lines with as many cells are one table.
    """
    if TAB not in layout.text:
        return {}
    found: dict[int, Period] = {}
    starts = [each.start for each in quantities]
    head: dict[int, Period] = {}
    cells = 0
    for start, end in _lines(layout.text):
        here = range(bisect_right(starts, start - 1), bisect_right(starts, end - 1))
        count = layout.text.count(TAB, start, end)
        placed = _cells(layout.text, start, [(index, starts[index]) for index in here]) if count else ()
        if count and count == cells:
            found |= {index: head[cell] for index, cell in placed if cell in head}
            continue
        cells = count
        # Of two dates in a cell the last is meant, as the end of a span.
        head = {cell: meant(layout, quantities, index) for index, cell in placed if quantities[index].kind == "date"}
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _cells(text: str, start: int, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield each index with the number of the cell that its place is in."""
    cell = 0
    for index, place in places:
        cell += text.count(TAB, start, place)
        start = place
        yield index, cell
