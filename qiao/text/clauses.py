"""The clause around a quantity: what a binder needs to know what the figure counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qiao.text.layout import LAYOUT
from qiao.text.quantity import Quantity

MARKS: str = LAYOUT["clause_marks"]
BEFORE = re.compile(f"[^{MARKS}]*$")
BEHIND = re.compile(f"[^{MARKS}]*")
VERB = re.compile(LAYOUT["verbs"])
REACH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The clause of a quantity (code points), its words before and after it, and the verb that governs it.

    In a list the verb of its first item governs all: 走访乡镇6个、村70个 gives 走访 for both figures.
    """

    start: int
    end: int
    clause_before: str
    clause_after: str
    verb: str


def context(text: str, quantity: Quantity) -> Context:
    """Return the clause around a quantity; at most 80 characters to each side are looked at."""
    before = text[max(0, quantity.start - REACH) : quantity.start]
    words = BEFORE.search(before)
    clause_before = words[0] if words else ""
    behind = BEHIND.match(text, quantity.end, quantity.end + REACH)
    clause_after = behind[0] if behind else ""
    verbs = VERB.findall(clause_before)
    return Context(
        start=quantity.start - len(clause_before),
        end=quantity.end + len(clause_after),
        clause_before=clause_before,
        clause_after=clause_after,
        verb=verbs[-1] if verbs else "",
    )
