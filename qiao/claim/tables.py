"""Tables that speak of others, or only look a text's figures up again: their figures are no claims of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from qiao.claim.words import WORDS
from qiao.terms import Quantity

TAB = "\t"
APART = frozenset(WORDS["tables_apart"])


def apart(text: str, quantities: Sequence[Quantity]) -> frozenset[int]:
    """Return the quantities, by index, of tables that are apart: those whose header begins with a word for it.

    A table by organisation tells what each did, and the sources of figures repeat them. Neighbouring lines with as
    many tabs are one table; the first of them is its header.
    """
    found: set[int] = set()
    starts = [each.start for each in quantities]
    start, cells, is_apart = 0, 0, False
    for line in text.split("\n"):
        count, here = line.count(TAB), range(bisect_left(starts, start), bisect_left(starts, start + len(line)))
        if count != cells:
            # A line with a figure is no header: in a table of two columns its first cell may well be such a word.
            cells, is_apart = count, count > 0 and not here and line.partition(TAB)[0].strip() in APART
        if is_apart:
            found.update(here)
        start += len(line) + 1
    return frozenset(found)
