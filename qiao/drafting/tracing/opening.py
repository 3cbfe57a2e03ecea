"""A file -> its text, its bookmarks and its manifest: the server's where it knows the document, else the file's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from qiao import claim
from qiao.document import Manifest, manifest_from_file

DOCUMENT = "qiao.document"
MARK = re.compile(r"q_[0-9]{1,6}_[0-9a-f]{12}")
Lookup = Callable[[str, Iterable[str]], Manifest | None]
"""From a document's id ("" where the file does not tell it) and the names of marks to the manifest that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file as it is traced; `manifest` is None where neither it nor the server says what its numbers rest on."""

    file: claim.Marked
    manifest: Manifest | None
    bookmarks: tuple[claim.Bookmark, ...]

    @property
    def text(self) -> str:
        """The text as printed."""
        return self.file.loaded.text


def opened(source: Path | bytes, name: str, look_up: Lookup) -> Opened:
    """Return a .docx with what its numbers rest on. Raises UnreadableFile.

    What the server kept goes before what the file carries: it names every source, and nobody has changed it since.
    """
    file = claim.load_marked(source, name)
    bookmarks = tuple(each for each in file.bookmarks if MARK.fullmatch(each.name))
    carried = manifest_from_file(file.properties, file.attached)
    identity = carried.document if carried else file.properties.get(DOCUMENT, "")
    known = (look_up(identity, ()) if identity else None) or carried
    if known is None and bookmarks:
        known = look_up("", tuple(dict.fromkeys(each.name for each in bookmarks)))
    return Opened(file=file, manifest=known, bookmarks=bookmarks)
