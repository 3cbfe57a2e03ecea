"""Where a numeral of a text begins and ends, whatever a bookmark says: a digit that touches it belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import regex
import yaml

from qiao.claim.words import CLAUSE_ENDS, SENTENCE_ENDS
from qiao.terms import Number, Quantity
from qiao.text import family, read
from qiao.text.numerals import CHINESE

SIGNS: dict[str, Any] = yaml.safe_load(resources.files(__package__).joinpath("signs.yaml").read_text(encoding="utf-8"))
Stretch = tuple[int, int]
"""Where something begins and ends, as offsets of the text."""


def _signs(signs: str) -> str:
    return regex.escape(signs, special_only=False)


DIGIT = rf"[\p{{Nd}}{SIGNS['fractions']}{CHINESE}]"
JOIN = rf"[{_signs(SIGNS['blanks'])}]*+[\p{{Cf}}{_signs(SIGNS['joins'])}]?"
FIGURE = regex.compile(DIGIT)
ARABIC = regex.compile(rf"[\p{{Nd}}{SIGNS['fractions']}]")
RIGHT = regex.compile(rf"(?:{JOIN}{DIGIT}++)++")
LEFT = regex.compile(rf"(?r)(?:{DIGIT}{JOIN})+")
SIGN = regex.compile(rf"(?r)[{_signs(SIGNS['negatives'])}]+")
TOUCHING_RIGHT, TOUCHING_LEFT = regex.compile(rf"{DIGIT}+"), regex.compile(rf"(?r){DIGIT}+")
LETTERS_RIGHT, LETTERS_LEFT = regex.compile("[A-Za-z]+"), regex.compile("(?r)[A-Za-z]+")
SCALE = regex.compile(rf"[ -]?(?:{'|'.join(SIGNS['scales'])})\b", regex.IGNORECASE)
NEXT_DIGITS = regex.compile(rf"[\p{{Nd}}](?:{JOIN}[\p{{Nd}}])*")
ENDS = f"[{_signs(''.join(sorted(CLAUSE_ENDS | SENTENCE_ENDS)))}]"
# Not the comma of 1,234.
CLAUSE_END = regex.compile(rf"(?<!\p{{Nd}}){ENDS}|{ENDS}(?!\p{{Nd}})")
REACH = 80
"""Characters that a numeral may go on beyond what is known of it."""
MOST_STEPS = 20

Meaning = tuple[str, Number | str | None, Number | str | None, bool, bool, str]


def meaning(quantity: Quantity) -> Meaning:
    """Return what two figures share that say the same, in whatever form."""
    return (
        quantity.kind, quantity.low, quantity.high, quantity.low_open, quantity.high_open, family(quantity.unit),
    )  # fmt: skip


def alone(written: str) -> Quantity | None:
    """Return the figure that words say by themselves; None for a bare number, which only its sentence explains."""
    found = read(written, measured=False)
    is_whole = len(found) == 1 and found[0].text == written and (found[0].unit or found[0].kind != "count")
    return found[0] if is_whole else None


def is_numeric(text: str) -> bool:
    """Return whether there is a digit in a text, or a Chinese numeral."""
    return FIGURE.search(text) is not None


def grown(text: str, at: Stretch) -> Stretch:
    """Return a stretch with all that would make another number of it: digits, decimals, signs, scales."""
    for _ in range(MOST_STEPS):
        wider = _wider(text, *at)
        if wider == at:
            break
        at = wider
    return at


def _wider(text: str, start: int, end: int) -> Stretch:
    first, last = text[start : start + 1], text[end - 1 : end] if end > start else ""
    opens, closes = bool(FIGURE.match(first)), bool(FIGURE.match(last))
    low, high = max(0, start - REACH), end + REACH
    right = (RIGHT if closes else TOUCHING_RIGHT).match(text, end, high)
    left = (LEFT if opens else TOUCHING_LEFT).match(text, low, start)
    if right:
        end = right.end()
    elif ARABIC.match(last) and (found := LETTERS_RIGHT.match(text, end, high) or SCALE.match(text, end, high)):
        end = found.end()
    if left:
        start = left.start()
    elif (ARABIC.match(first) and (found := LETTERS_LEFT.match(text, low, start))) or (
        opens and (found := SIGN.match(text, low, start))
    ):
        start = found.start()
    return start, end


def clause(text: str, at: int) -> Stretch:
    """Return the clause around a place: up to the next mark on either side that stands in no number."""
    low, high = max(0, at - 3 * REACH), at + 3 * REACH
    start = max((each.end() for each in CLAUSE_END.finditer(text, low, at)), default=low)
    found = CLAUSE_END.search(text, at, high)
    return start, found.start() if found else min(high, len(text))


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Return whether two stretches share a character."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class Page:
    """A text with the figures that were read in it, in order."""

    text: str
    quantities: Sequence[Quantity]

    def touching(self, at: Stretch) -> list[Quantity]:
        """Return the figures that overlap a stretch or, where it is empty, end or begin at it."""
        start, end = at
        if start < end:
            return [each for each in self.quantities if overlaps((each.start, each.end), at)]
        return [each for each in self.quantities if each.start <= start <= each.end]

    def within(self, at: Stretch) -> list[Quantity]:
        """Return the figures that lie in a stretch."""
        return [each for each in self.quantities if at[0] <= each.start and each.end <= at[1]]

    def occurrences(self, written: str, at: Stretch) -> list[Stretch]:
        """Return where words stand that overlap a stretch, or touch it where it is empty."""
        start, end = at
        size = len(written)
        low = max(0, start - size + (1 if start < end else 0))
        found = []
        place = self.text.find(written, low, end + size)
        while place >= 0:
            if overlaps((place, place + size), at) or (start == end and place <= start <= place + size):
                found.append((place, place + size))
            place = self.text.find(written, place + 1, end + size)
        return found
