"""A .docx with other words at one place of its text, in the look of those that stood there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from qiao.claim.docx.elements import SPACE
from qiao.drafting.originals.commented import sound
from qiao.drafting.originals.spots import Original, Unfit


def rewritten(data: bytes, text: str, start: int, end: int, instead: str) -> bytes:
    """Return a file, of which `text` is the text, with other words from `start` to `end`.

    Raises Unfit where these are not letters of runs of the body: a label that is counted, a cell's or a line's end, a
    note, a text box.
    """
    original = Original(data, text)
    starts = [each.start for each in original.marks]
    waiting = instead
    at = start
    for mark in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
        first, last, _element = original.marks[mark]
        spot = original.spot(mark)
        if spot is None or spot.child is None or not spot.is_text or first > at:
            raise Unfit("form")
        letters = spot.letters
        spot.child.text = letters[: at - first] + waiting + letters[min(end, last) - first :]
        spot.child.set(SPACE, "preserve")
        at, waiting = min(end, last), ""
    if at < end or start == end:
        raise Unfit("form")
    return sound(original, {original.package.main: original.root}, text[:start] + instead + text[end:])
