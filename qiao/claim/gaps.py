"""Figures that are missing or broken, and what they would count: bound like claims, for the record to offer one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qiao import text as prose
from qiao.catalogue import Catalogue
from qiao.claim.claiming import claimed
from qiao.claim.layout import lay_out
from qiao.claim.lexicon import lexicons
from qiao.claim.words import GAPS, either
from qiao.terms import Gap, Quantity
from qiao.text import Mask

BROKEN = re.compile(GAPS["broken"])
MARKS = re.compile(GAPS["marks"])
SIZES: dict[str, int] = GAPS["sizes"]
SIZE = re.compile(f"(?:{either(list(SIZES))})?")
NOT_AFTER = re.compile(f"(?:{either(GAPS['not_after'])})$")
LEFT_OUT = [(unit, re.compile(either(nouns))) for unit, nouns in GAPS["units_left_out"].items()]
LONGEST_UNIT = 3
LONGEST_NOUN = 12


def gaps(text: str, masks: Sequence[Mask], quantities: Sequence[Quantity], catalogue: Catalogue) -> tuple[Gap, ...]:
    """Return the masks that stand where a figure of the record belongs, with the measures that it may be about.

    A blank is taken for a figure only before a unit (a name is missing as often); a broken number also before what
    people are counted by. One that no measure fits is none.
    """
    found = [(mask, each) for mask in masks if (each := _missing(text, mask, catalogue)) is not None]
    if not found:
        return ()
    every = sorted((*quantities, *(quantity for _mask, (quantity, _size) in found)), key=lambda each: each.start)
    layout, known = lay_out(text, every), lexicons(catalogue)
    places = {each.start: place for place, each in enumerate(every)}
    made = []
    for mask, (quantity, size) in found:
        claim, broken = claimed(layout, every, places[quantity.start], known, index=-1), BROKEN.fullmatch(mask.text)
        if claim.candidates and broken is not None:
            made.append(Gap(left=(broken["first"], broken["last"]), size=size, claim=claim))
    return tuple(made)


def _missing(text: str, mask: Mask, catalogue: Catalogue) -> tuple[Quantity, int] | None:
    """Return the quantity that would stand at a mask, what one of it is worth (0: no unit is written)."""
    if not BROKEN.fullmatch(mask.text) or NOT_AFTER.search(text, max(0, mask.start - LONGEST_UNIT), mask.start):
        return None
    sized = SIZE.match(text, mask.end)
    size = SIZES.get(sized[0], 1) if sized else 1
    behind = sized.end() if sized else mask.end
    for unit in _units(text, behind, catalogue):
        dimension = catalogue.units[unit].dimension
        return _any(text, mask.start, behind + len(unit), dimension, unit), size
    if mask.code != "corrupt_number":
        return None
    after = MARKS.match(text, mask.end)
    behind = after.end() if after else mask.end
    for unit, nouns in LEFT_OUT:
        if nouns.match(text, behind, behind + LONGEST_NOUN):
            return _any(text, mask.start, mask.end, catalogue.units[unit].dimension, unit), 0
    return None


def _units(text: str, start: int, catalogue: Catalogue) -> Iterator[str]:
    for length in range(LONGEST_UNIT, 0, -1):
        if text[start : start + length] in catalogue.units:
            yield text[start : start + length]


def _any(text: str, start: int, end: int, kind: str, unit: str) -> Quantity:
    """Return a quantity that any value lies in."""
    return prose.Quantity(
        start=start, end=end, text=text[start:end], kind=kind, low=None, high=None, unit=unit, hedge="more"
    )
