"""The zip that a .docx is: parts by name, each inflated by bounded reads, repaired where it is broken.

Source: PKWARE APPNOTE 6.3 (local headers, 4.3.7; central directory, 4.3.12) and ECMA-376 part 2 for the names of parts.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from qiao.claim.unreadable import UnreadableFile

MOST_ENTRIES = 3_000
LARGEST_PART = 24 * 1024 * 1024
LARGEST_WHOLE = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
# Small, since what one call had inflated before it met a fault is lost.
SALVAGED_CHUNK = 512

LOCAL_HEADER = b"PK\x03\x04"
CENTRAL_HEADER = b"PK\x01\x02"
# Signature, version, flags, method, time, date, checksum, both sizes, lengths of name and extra field.
LOCAL = struct.Struct("<4s5H3I2H")
KNOWN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
IS_ENCRYPTED = 1
IS_UTF8 = 0x800

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, struct.error)
"""What zipfile raises for a broken archive; NotImplementedError is for a version that it does not know."""


class Archive:
    """The parts of one file. `is_repaired` tells whether anything had to be."""

    def __init__(self, data: bytes, name: str) -> None:
        """Find the parts. Raises UnreadableFile for too many, for a password, and where there is none."""
        self.name = name
        self.is_repaired = False
        self._data = data
        self._left = LARGEST_WHOLE
        # zipfile makes an object for each entry before it can be asked for their number.
        if data.count(CENTRAL_HEADER) > MOST_ENTRIES:
            raise UnreadableFile("too_big", name, f"> {MOST_ENTRIES} parts")
        self._zip: zipfile.ZipFile | None = None
        self._parts: dict[str, zipfile.ZipInfo | int] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE:
            self.is_repaired = True
            self._parts.update(self._local_parts())
        else:
            self._parts.update((key(entry.filename), entry) for entry in self._zip.infolist())
        if not self._parts:
            raise UnreadableFile("broken_zip", name)

    def __contains__(self, part: str) -> bool:
        """Whether there is a part of this name; case does not count."""
        return key(part) in self._parts

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part. Raises UnreadableFile where it, or all that was read, is too big."""
        size = 0
        for chunk in self._sound_or_salvaged(key(part)):
            size += len(chunk)
            self._left -= len(chunk)
            if size > LARGEST_PART:
                raise UnreadableFile("too_big", self.name, f"{part} > {LARGEST_PART // MEGABYTE} MB")
            if self._left < 0:
                raise UnreadableFile("too_big", self.name, f"> {LARGEST_WHOLE // MEGABYTE} MB")
            yield chunk

    def _sound_or_salvaged(self, key: str) -> Iterator[bytes]:
        entry = self._parts[key]
        if isinstance(entry, int):
            yield from self._salvaged(entry)
            return
        if entry.flag_bits & IS_ENCRYPTED:
            raise UnreadableFile("old_or_encrypted", self.name)
        # Word knows no other; a few bytes of LZMA can ask for gigabytes to be unpacked in.
        if entry.compress_type not in KNOWN_METHODS:
            raise UnreadableFile("broken_zip", self.name)
        given = 0
        try:
            if self._zip is not None:
                with self._zip.open(entry) as file:
                    while chunk := file.read(CHUNK):
                        yield chunk
                        given += len(chunk)
        except DAMAGE:
            self.is_repaired = True
            # From the start again, less what has been handed out.
            for chunk in self._salvaged(entry.header_offset):
                yield chunk[given:]
                given = max(0, given - len(chunk))

    def _salvaged(self, offset: int) -> Iterator[bytes]:
        """Yield what can still be inflated behind a local header, whatever its checksum and its sizes say."""
        if len(self._data) < offset + LOCAL.size or self._data[offset : offset + 4] != LOCAL_HEADER:
            raise UnreadableFile("broken_zip", self.name)
        _, _, flags, method, _, _, _, packed, _, name_length, extra = LOCAL.unpack_from(self._data, offset)
        if flags & IS_ENCRYPTED:
            raise UnreadableFile("old_or_encrypted", self.name)
        if method not in KNOWN_METHODS:
            raise UnreadableFile("broken_zip", self.name)
        start = offset + LOCAL.size + name_length + extra
        if method == zipfile.ZIP_STORED:
            yield from (self._data[at : min(at + CHUNK, start + packed)] for at in range(start, start + packed, CHUNK))
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while not inflater.eof and start < len(self._data):
                waiting = self._data[start : start + SALVAGED_CHUNK]
                start += SALVAGED_CHUNK
                while waiting and not inflater.eof:
                    yield inflater.decompress(waiting, CHUNK)
                    waiting = inflater.unconsumed_tail
        except zlib.error:
            return

    def _local_parts(self) -> Iterator[tuple[str, int]]:
        """Yield the parts of an archive whose directory is gone, cut off in transfer: name, place of its header."""
        at = self._data.find(LOCAL_HEADER)
        found = 0
        while at >= 0 and found <= MOST_ENTRIES:
            found += 1
            if len(self._data) >= at + LOCAL.size:
                flags, length = (LOCAL.unpack_from(self._data, at)[index] for index in (2, 9))
                name = self._data[at + LOCAL.size : at + LOCAL.size + length]
                yield key(name.decode("utf-8" if flags & IS_UTF8 else "cp437", "replace")), at
            at = self._data.find(LOCAL_HEADER, at + 4)


def key(name: str) -> str:
    """Return how a part is looked up: names differ in case, and some programs write Windows' separators."""
    return name.replace("\\", "/").lstrip("/").casefold()
