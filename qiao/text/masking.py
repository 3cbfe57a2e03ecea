"""Blanks and corrupt numbers: found first, and never read as quantities. The patterns are in masks.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qiao.text.vocabulary import MASKS

# Each with what a text must hold some of for it to fit anywhere; nothing: it is always tried.
RULES = [
    (rule["code"], re.compile(rule["pattern"], re.MULTILINE), tuple(rule.get("needs", ()))) for rule in MASKS["rules"]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A place where a figure or a name is missing (code blank) or broken (corrupt_number)."""

    start: int
    end: int
    text: str
    code: str


def masks(text: str) -> list[Mask]:
    """Return the masks of a text in order of place, without overlaps; the first rule that fits a place wins."""
    taken: dict[int, Mask] = {}
    for code, pattern, needs in RULES:
        if needs and not any(each in text for each in needs):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if start not in taken and (end - 1) not in taken:
                mask = Mask(start=start, end=end, text=match[0], code=code)
                taken.update(dict.fromkeys(range(start, end), mask))
    return sorted(set(taken.values()), key=lambda mask: mask.start)
