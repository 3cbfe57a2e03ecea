"""Which characters a font file has: its cmap table, read without a library. OpenType 1.9, chapters cmap and otff."""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

COLLECTION = b"ttcf"
# The subtables that map Unicode, by (platform, encoding): those of the whole range before those of its first plane.
UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
Data = mmap.mmap | bytes
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The code points that a font has, as ranges in order, both ends inside."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()

    def has(self, character: str) -> bool:
        """Return whether the font draws the character."""
        place = bisect_right(self.firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.lasts[place]


@lru_cache(maxsize=256)
def coverage(path: Path, index: int = 0) -> Coverage:
    """Return what the font of a file has, or the `index`-th of a collection; nothing where the file is no font."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _covered(data, index)
    except (OSError, struct.error, ValueError):
        return Coverage()


def _covered(data: Data, index: int) -> Coverage:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == COLLECTION else 0
    (count,) = struct.unpack_from(">H", data, start + 4)
    for number in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            ranges = sorted(_ranges(data, _subtable(data, offset)))
            return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))
    return Coverage()


def _subtable(data: Data, offset: int) -> int:
    """Return where the best Unicode subtable begins."""
    (count,) = struct.unpack_from(">H", data, offset + 2)
    found = {}
    for number in range(count):
        platform, encoding, at = struct.unpack_from(">HHI", data, offset + 4 + 8 * number)
        found[platform, encoding] = offset + at
    return next((found[each] for each in UNICODE if each in found), len(data))


def _ranges(data: Data, at: int) -> Iterator[Range]:
    (form,) = struct.unpack_from(">H", data, at)
    if form == 12:  # noqa: PLR2004  # as the standard numbers the formats
        (count,) = struct.unpack_from(">I", data, at + 12)
        for first, last, _glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count]):
            yield first, last
    elif form == 4:  # noqa: PLR2004
        yield from _joined(_segments(data, at))


def _segments(data: Data, at: int) -> Iterator[int]:
    """Yield the code points of a subtable of format 4 that have a glyph, in order."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    columns = [
        struct.unpack_from(f">{doubled // 2}H", data, at + 14 + place)
        for place in (0, doubled + 2, 2 * doubled + 2, 3 * doubled + 2)
    ]
    for number, (last, first, delta, shift) in enumerate(zip(*columns, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if shift:
                # The shift counts from its own place to the glyph of the segment's first code.
                place = at + 14 + 3 * doubled + 2 + 2 * number + shift + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, place)
                has_glyph = glyph != 0
            else:
                has_glyph = (code + delta) % 0x10000 != 0
            if has_glyph:
                yield code


def _joined(codes: Iterable[int]) -> Iterator[Range]:
    first = last = None
    for code in codes:
        if first is not None and last is not None and code == last + 1:
            last = code
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = code
    if first is not None and last is not None:
        yield first, last
