"""Whose figure it is, where a text says so: a batch that it names, or all together."""

from __future__ import annotations

from collections.abc import Sequence

from qiao.claim.days import opens_its_clause
from qiao.claim.layout import Layout
from qiao.claim.words import BATCH_NAMES, BATCH_UNIT, BATCHES, COMPARED, TEAM
from qiao.terms import Quantity
from qiao.text import read


def owner(layout: Layout, quantities: Sequence[Quantity], index: int) -> tuple[int, bool]:
    """Return the number of the batch that a text names for a figure, 0 for none, and whether it is expressly all's.

    The nearest batch before the figure in its clause counts, else one that opens an earlier clause of its sentence.
    """
    clause, sentence = layout.clause(index), layout.sentence(index)
    figure = layout.boundaries[layout.at[index]]
    is_of_team = TEAM.search(layout.text, clause[0], figure.start) is not None
    for earlier in range(index - 1, -1, -1):
        each = quantities[earlier]
        if each.start < sentence[0]:
            break
        is_batch = each.kind == "ordinal" and each.unit == BATCH_UNIT and not _is_compared(layout, each.start)
        if is_batch and (each.start >= clause[0] or opens_its_clause(layout, quantities, earlier)):
            return int(str(each.low)), is_of_team
    named = BATCH_NAMES.search(layout.text, sentence[0], figure.start)
    return (BATCHES[named[0]] if named and not _is_compared(layout, named.start()) else 0), is_of_team


def _is_compared(layout: Layout, start: int) -> bool:
    return COMPARED.search(layout.text, max(0, start - 1), start) is not None


def batch_number(name: str) -> int:
    """Return the number of a batch that is called by it, 0 for one that is not."""
    known = BATCH_NAMES.search(name)
    found = [each for each in read(name, measured=False) if each.kind == "ordinal" and each.unit == BATCH_UNIT]
    return int(str(found[0].low)) if found else BATCHES[known[0]] if known else 0
