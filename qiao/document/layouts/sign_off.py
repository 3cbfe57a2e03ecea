"""Where signature and date stand: GB/T 9704-2012, 7.3.5.2 (a document without a seal)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from qiao.terms import Block, Document

FROM_EDGE = Decimal(2)
SHIFT = Decimal(2)
HALF = Decimal("0.5")
SIGN_OFF_LINES = 2


def sign_off(document: Document) -> Mapping[int, Decimal]:
    """Return, by index of block, how many characters in from the right edge signature and date end.

    The signature ends 2 characters in, and the date below begins 2 to the right of it. Where that would push the
    date out, the date ends 2 characters in and the signature moves left instead.
    """
    found = {
        block.role: (index, _width(block.text))
        for index, block in enumerate(document.blocks)
        if isinstance(block, Block)
    }
    signature, date = found.get("signature"), found.get("date")
    if signature is None or date is None:
        return {each[0]: FROM_EDGE for each in (signature, date) if each}
    room = FROM_EDGE + signature[1] - SHIFT - date[1]
    if room >= FROM_EDGE:
        return {signature[0]: FROM_EDGE, date[0]: room}
    return {signature[0]: FROM_EDGE + date[1] + SHIFT - signature[1], date[0]: FROM_EDGE}


def held_together(document: Document) -> frozenset[int]:
    """Return the blocks, by index, that stay on the page of the next: a sign-off never stands on a page alone.

    A signature or date that is still to be written is held as it would be, and the note that names the annexes is no
    text either.
    """
    roles = [block.role if isinstance(block, Block) else "table" for block in document.blocks]
    end = roles.index("annex") if "annex" in roles else len(roles)
    first = end
    while first and end - first < SIGN_OFF_LINES and roles[first - 1] in {"signature", "date", "author"}:
        first -= 1
    while first and first < end and roles[first - 1] == "note":
        first -= 1
    return frozenset(range(max(first - 1, 0), end - 1))


def _width(words: str) -> Decimal:
    """Return the width in characters: a Chinese character is 1, a digit or letter a half."""
    wide = sum(unicodedata.east_asian_width(each) in "WFA" for each in words)
    return wide + HALF * (len(words) - wide)
