"""A zip with some parts in place of others. What is not changed keeps its bytes, packed as they are.

Source: PKWARE APPNOTE 6.3 (local headers, 4.3.7; central directory, 4.3.12; its end, 4.3.16).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qiao.claim.docx.archive import CENTRAL_HEADER, DAMAGE, IS_UTF8, LOCAL, LOCAL_HEADER, key

# Signature, made by, version, flags, method, time, date, checksum, both sizes, lengths of name, extra field and
# comment, disk, attributes inside and outside, place of the local header.
CENTRAL = struct.Struct("<4s6H3I5H2I")
# Signature, this disk and that of the directory, entries here and in all, size and place of the directory, comment.
END = struct.Struct("<4s4H2IH")
END_HEADER = b"PK\x05\x06"
VERSION = 20
# The first day a zip can name: a file must not differ by the hour at which it was written.
FIRST_DAY = (1 << 5) | 1
HAS_SIZES_BEHIND = 0x8


class Entry(NamedTuple):
    """A part as it is packed."""

    name: bytes
    flags: int
    method: int
    time: int
    day: int
    checksum: int
    size: int
    packed: bytes


def replaced(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a zip with these parts: in place of those of their names, or else behind all others.

    Raises ValueError for a zip that is not sound, or whose parts overlap.
    """
    waiting = {key(name): (name, content) for name, content in parts.items()}
    changed = frozenset(waiting)
    made: list[Entry] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except DAMAGE as error:
        raise ValueError("no sound zip") from error
    # Parts that share their bytes would make a small file a big one.
    if sum(each.compress_size for each in listed) > len(data):
        raise ValueError("parts overlap")
    for each in listed:
        if key(each.filename) not in changed:
            made.append(_kept(data, each))
        elif key(each.filename) in waiting:
            _name, content = waiting.pop(key(each.filename))
            made.append(_packed(_written(each), each.flag_bits & IS_UTF8, content))
    made.extend(_packed(name.encode(), IS_UTF8, content) for name, content in waiting.values())
    return b"".join(_zip(made))


def _written(entry: zipfile.ZipInfo) -> bytes:
    """Return the name of a part as the zip has it."""
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & IS_UTF8 else "cp437")


def _kept(data: bytes, entry: zipfile.ZipInfo) -> Entry:
    at = entry.header_offset
    if data[at : at + 4] != LOCAL_HEADER or len(data) < at + LOCAL.size:
        raise ValueError("no local header")
    _, _, _, _, time, day, *_, name_length, extra = LOCAL.unpack_from(data, at)
    start = at + LOCAL.size + name_length + extra
    packed = data[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise ValueError("cut off")
    flags = entry.flag_bits & ~HAS_SIZES_BEHIND
    return Entry(_written(entry), flags, entry.compress_type, time, day, entry.CRC, entry.file_size, packed)


def _packed(name: bytes, flags: int, content: bytes) -> Entry:
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    return Entry(name, flags, zipfile.ZIP_DEFLATED, 0, FIRST_DAY, zlib.crc32(content), len(content), packed)


def _zip(entries: list[Entry]) -> Iterator[bytes]:
    at = 0
    directory = b""
    for each in entries:
        shared = (VERSION, each.flags, each.method, each.time, each.day, each.checksum, len(each.packed), each.size)
        header = LOCAL.pack(LOCAL_HEADER, *shared, len(each.name), 0) + each.name
        yield header
        yield each.packed
        directory += CENTRAL.pack(CENTRAL_HEADER, VERSION, *shared, len(each.name), 0, 0, 0, 0, 0, at) + each.name
        at += len(header) + len(each.packed)
    yield directory
    count = len(entries)
    yield END.pack(END_HEADER, 0, 0, count, count, len(directory), at, 0)
