"""Whose figure it is, where a text says so: a batch that it names, or all together."""

from __future__ import annotations

from collections.abc import Sequence

from qiao.claim.days import opens_its_clause
from qiao.claim.layout import Layout
from qiao.claim.words import BATCH_NAMES, BATCH_UNIT, BATCHES, COMPARED, SEMICOLONS, TEAM
from qiao.terms import Quantity
from qiao.text import read


def owner(layout: Layout, quantities: Sequence[Quantity], index: int) -> tuple[int, bool]:
    """Return the number of the batch that a text names for a figure, 0 for none, and whether it is expressly all's.

    The nearest batch before the figure in its clause counts, else one that opens an earlier clause of its sentence.
    """
    clause, sentence = layout.clause(index), layout.sentence(index)
    figure = layout.boundaries[layout.at[index]].start
    is_of_team = TEAM.search(layout.text, clause[0], figure) is not None
    # What stands before a semicolon speaks for itself alone.
    first = max(sentence[0], max((layout.text.rfind(mark, sentence[0], figure) for mark in SEMICOLONS), default=0))
    for earlier in range(index - 1, -1, -1):
        each = quantities[earlier]
        if each.start < first:
            break
        if each.unit != BATCH_UNIT or _is_compared(layout, each.start):
            continue
        if each.kind == "count" and each.start >= clause[0]:
            # "In two batches together" names none.
            return 0, is_of_team
        if each.kind == "ordinal" and (each.start >= clause[0] or opens_its_clause(layout, quantities, earlier)):
            return int(str(each.low)), is_of_team
    named = BATCH_NAMES.search(layout.text, first, figure)
    return (BATCHES[named[0]] if named and not _is_compared(layout, named.start()) else 0), is_of_team


def _is_compared(layout: Layout, start: int) -> bool:
    return COMPARED.search(layout.text, max(0, start - 1), start) is not None


def batch_number(name: str) -> int:
    """Return the number of a batch that is called by it, 0 for one that is not."""
    known = BATCH_NAMES.search(name)
    found = [each for each in read(name, measured=False) if each.kind == "ordinal" and each.unit == BATCH_UNIT]
    return int(str(found[0].low)) if found else BATCHES[known[0]] if known else 0
