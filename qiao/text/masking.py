"""Blanks and corrupt numbers: found first, and never read as quantities."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from qiao.text.numerals import VOCABULARY

PATTERNS = {code: regex.compile("|".join(each)) for code, each in VOCABULARY["masks"].items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A place where a figure or a name is missing (blank) or broken (corrupt_number)."""

    start: int
    end: int
    text: str
    code: str


def masks(text: str) -> list[Mask]:
    """Return the masks of a text in order; a corrupt number wins over a blank in the same place."""
    found: list[Mask] = []
    for code in ("corrupt_number", "blank"):
        for match in PATTERNS[code].finditer(text):
            if not any(mask.start < match.end() and match.start() < mask.end for mask in found):
                found.append(Mask(start=match.start(), end=match.end(), text=match[0], code=code))
    return sorted(found, key=lambda mask: mask.start)
