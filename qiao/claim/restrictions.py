"""What limits a figure besides its noun, such as 计划外, and how far that is carried into the clauses that follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qiao.claim.layout import Layout
from qiao.claim.words import RESTRICTIONS, SEMICOLONS, either, is_filler

STOPS = re.compile(either(RESTRICTIONS["stops"]))
ALONE = re.compile(f"(?:{either(RESTRICTIONS['alone'])})$")
PART = re.compile(
    f"(?:{either(RESTRICTIONS['alone'])})?(?:{either(RESTRICTIONS['parts'])}|{RESTRICTIONS['part_places']})"
    f"(?:{either(RESTRICTIONS['fillers'])})?"
)
LIMITS: tuple[str, ...] = tuple(RESTRICTIONS["limits"])
LOOK = 4


def is_bare_part(before: str, behind: str) -> bool:
    """Return whether a figure has nothing but a restriction around it: 其中计划外2个 counts what the one before did."""
    match = PART.fullmatch(before)
    return match is not None and is_filler(behind)


def limit(layout: Layout, index: int) -> str:
    """Return the word that limits a figure whatever it counts, such as 计划外: of its clause, or carried, or ""."""
    start, figure = layout.clause(index)[0], layout.boundaries[layout.at[index]].start
    at, word = max((layout.text.rfind(word, start, figure), word) for word in LIMITS)
    return word if at >= 0 else carried(layout, index, LIMITS)


def carried(layout: Layout, index: int, words: Sequence[str]) -> str:
    """Return the word of an earlier clause of the sentence that goes on to hold for a figure; "" where none does.

    计划外资金争取3000万元，到位1200万元: both are 计划外. It stops at a semicolon, where all is meant again (共, 另),
    and where the thing itself is named again (计划外项目2个，项目5个); 其中 and a bracket speak for one figure alone.
    """
    sentence, clause = layout.sentence(index), layout.clause(index)
    figure = layout.boundaries[layout.at[index]].start
    start = max(sentence[0], max((layout.text.rfind(mark, sentence[0], figure) for mark in SEMICOLONS), default=0))
    at, word = max(((layout.text.rfind(word, start, clause[0]), word) for word in words), default=(-1, ""))
    if at < 0 or ALONE.search(layout.text, max(start, at - LOOK), at):
        return ""
    between = layout.text[at + len(word) : clause[0]]
    named = layout.text[clause[0] : figure]
    if STOPS.search(between) or STOPS.search(named):
        return ""
    return "" if named and named in between else word
