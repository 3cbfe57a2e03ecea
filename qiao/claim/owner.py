"""Whose figure it is, where a text says so: a batch that it names, or all together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from qiao.claim.days import opens_its_clause
from qiao.claim.layout import Layout
from qiao.claim.restrictions import carried
from qiao.claim.words import (
    ALL_BATCHES,
    BATCH_NAMES,
    BATCH_UNIT,
    BATCHES,
    COMPARED,
    LED,
    PREVIOUS_BATCH,
    SEMICOLONS,
    TEAM,
    WORDS,
)
from qiao.terms import Quantity
from qiao.text import read


def owner(layout: Layout, quantities: Sequence[Quantity], index: int) -> tuple[int, bool]:
    """Return the number of the batch that a text names for a figure, 0 for none, and whether it is expressly all's.

    The nearest batch before the figure in its clause counts, else one that opens an earlier clause of its sentence.
    """
    clause, sentence = layout.clause(index), layout.sentence(index)
    figure = layout.boundaries[layout.at[index]].start
    own = TEAM.search(layout.text, clause[0], figure)
    is_of_team = own is not None
    # What stands before a semicolon speaks for itself alone.
    first = max(sentence[0], max((layout.text.rfind(mark, sentence[0], figure) for mark in SEMICOLONS), default=0))
    for earlier in range(index - 1, -1, -1):
        each = quantities[earlier]
        if each.start < first or (own is not None and each.end <= own.start()):
            break
        if each.unit != BATCH_UNIT or _is_compared(layout, each.start):
            continue
        if each.kind == "count" and each.start >= clause[0]:
            # "In two batches together" names none.
            return 0, is_of_team
        if each.kind == "ordinal" and (each.start >= clause[0] or opens_its_clause(layout, quantities, earlier)):
            return int(str(each.low)), is_of_team
    named = BATCH_NAMES.search(layout.text, first if own is None else own.end(), figure)
    return (BATCHES[named[0]] if named and not _is_compared(layout, named.start()) else 0), is_of_team


def batches(layout: Layout, index: int) -> Literal["", "all", "previous"]:
    """Return whether a quantity is of all batches so far, or of the one before; "" for neither.

    Its clause says so, or an earlier one that speaks of all batches and goes on to hold: until another is named.
    """
    start, figure = layout.clause(index)[0], layout.boundaries[layout.at[index]].start
    if ALL_BATCHES.search(layout.text, start, figure):
        return "all"
    previous = PREVIOUS_BATCH.search(layout.text, start, figure)
    if previous and not _is_compared(layout, previous.start()):
        return "previous"
    named = carried(layout, index, WORDS["all_batches"])
    since = layout.text.rfind(named, 0, start) if named else figure
    is_other = TEAM.search(layout.text, since, figure) or BATCH_UNIT in layout.text[since + len(named) : figure]
    return "all" if named and not is_other else ""


def is_led(layout: Layout, index: int) -> bool:
    """Return whether the clause of a figure says that it counts what was led, and not all that was done."""
    figure = layout.boundaries[layout.at[index]].start
    return LED.search(layout.text, layout.clause(index)[0], figure) is not None


def _is_compared(layout: Layout, start: int) -> bool:
    return COMPARED.search(layout.text, max(0, start - 1), start) is not None


def batch_number(name: str) -> int:
    """Return the number of a batch that is called by it, 0 for one that is not."""
    known = BATCH_NAMES.search(name)
    found = [each for each in read(name, measured=False) if each.kind == "ordinal" and each.unit == BATCH_UNIT]
    return int(str(found[0].low)) if found else BATCHES[known[0]] if known else 0
