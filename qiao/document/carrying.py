"""How a .docx carries its manifest: in its own properties and, a second time, as an attached part of XML.

Properties survive LibreOffice, odt and copies of the file; Word keeps both. Neither is bound to the text.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Mapping

from qiao.document.manifest import Manifest, ManifestError, as_json, condensed, from_json

NAMESPACE = "urn:qiao:manifest:1"
ROOT = "manifest"
PREFIX = "qiao.manifest."
CHUNK = 240
"""Characters of a property: programs cut those of more than 255."""
LARGEST = 8 * 1024 * 1024
"""Bytes of a manifest: a few kilobytes of zeros could unpack to gigabytes."""
NAME = re.compile(r"qiao\.manifest\.[0-9]{1,6}")


def properties(given: Manifest) -> dict[str, str]:
    """Return the manifest as properties of at most 240 characters: zlib, base64, in the order of their names."""
    return as_properties(as_json(condensed(given)))


def as_properties(written: str) -> dict[str, str]:
    """Return what `properties` does of a manifest that is JSON already."""
    packed = base64.b64encode(zlib.compress(written.encode(), 9)).decode("ascii")
    pieces = [packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK)]
    return {f"{PREFIX}{number:03}": piece for number, piece in enumerate(pieces, 1)}


def from_properties(held: Mapping[str, str]) -> Manifest | None:
    """Return the manifest that a file's properties hold, None for none. Raises ManifestError for a broken one."""
    names = [each for each in held if NAME.fullmatch(each)]
    if not names:
        return None
    packed = "".join(held[each] for each in sorted(names, key=lambda each: int(each.removeprefix(PREFIX))))
    try:
        unpacking = zlib.decompressobj()
        written = unpacking.decompress(base64.b64decode(packed, validate=True), LARGEST)
        if not unpacking.eof:
            raise ManifestError("a manifest that is cut off, or too big")
        return from_json(written.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise ManifestError(f"no manifest: {error}") from error


def from_file(held: Mapping[str, str], attached: Iterable[tuple[str, str]]) -> Manifest | None:
    """Return the manifest of a file by its properties or else by its attached parts (root's tag and text).

    None where it carries none that is whole: a damaged one tells nothing that could be relied on.
    """
    try:
        if found := from_properties(held):
            return found
    except ManifestError:
        pass
    for root, text in attached:
        if root == f"{{{NAMESPACE}}}{ROOT}" and len(text) <= LARGEST:
            try:
                return from_json(text)
            except ManifestError:
                continue
    return None
