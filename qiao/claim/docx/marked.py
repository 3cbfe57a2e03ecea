"""A .docx with what is to be found again in it: its text, where its bookmarks stand, and what it carries beside.

All of it comes through the same bounded reading as the text (`archive`, `markup`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.claim.docx.bookmarks import Bookmark, Spans, placed
from qiao.claim.docx.markup import DEEPEST, Refused, Target, local, value
from qiao.claim.docx.package import locate
from qiao.claim.loaded import Loaded

PROPERTIES, ATTACHED = "custom-properties", "customXml"
"""The last step of the relations to the document's own properties, and to XML of somebody's own."""
MOST_PROPERTIES = 5_000
MOST_ATTACHED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The text of a file, its bookmarks in order, its own properties, and the texts of attached XML by their root.

    A bookmark whose place is no longer printed (deleted, hidden by a change) is not among them, nor is one in a note.
    """

    loaded: Loaded
    bookmarks: tuple[Bookmark, ...]
    properties: Mapping[str, str]
    attached: tuple[tuple[str, str], ...]
    """Each the root's whole tag, and all text in it."""


def marked(data: bytes, name: str) -> Marked:
    """Return a file's text and what is found again in it. Raises UnreadableFile as `read` does."""
    located = locate(data, name)
    package = located.package
    spans = package.parsed(package.main, Spans)
    properties = package.beside(package.relations("").get(PROPERTIES, ""), Properties)
    parts = package.related(package.main, ATTACHED)[:MOST_ATTACHED]
    attached = [package.beside(place, Attached) for place in parts]
    return Marked(
        loaded=located.loaded,
        bookmarks=tuple(sorted(placed(spans, located.marks), key=lambda each: (each.start, each.end))),
        properties={each: "".join(pieces).strip() for each, pieces in properties.pieces.items()},
        attached=tuple((each.root, "".join(each.pieces)) for each in attached),
    )


class Properties(Target):
    """Takes the custom properties of a document, by name (ECMA-376 part 1, 22.3)."""

    def __init__(self) -> None:
        self.pieces: dict[str, list[str]] = {}
        self._name = ""
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("too_deep")
        if local(tag) == "property" and (name := value(attributes, "name")):
            self._name = name
            if len(self.pieces) > MOST_PROPERTIES:
                raise Refused("too_big")
            self.pieces[self._name] = []

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self._depth -= 1
        if local(tag) == "property":
            self._name = ""

    def data(self, text: str) -> None:
        """Take text."""
        if self._name:
            self.pieces[self._name].append(text)


class Attached(Target):
    """Takes all text of a part, whose meaning is its owner's."""

    def __init__(self) -> None:
        self.root = ""
        self.pieces: list[str] = []
        self._depth = 0

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.root = self.root or tag
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("too_deep")

    def end(self, _: str) -> None:
        """Take the end of an element."""
        self._depth -= 1

    def data(self, text: str) -> None:
        """Take text."""
        self.pieces.append(text)
