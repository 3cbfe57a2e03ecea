"""The parts of a .docx by their relations, and its text from them (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from lxml import etree

from qiao.claim.docx.archive import Archive
from qiao.claim.docx.elements import Elements
from qiao.claim.docx.markup import ByName, Handler, Target, parse, tree, value
from qiao.claim.docx.numbering import Counters, Numbering
from qiao.claim.docx.origin import Mark, Traced, joined
from qiao.claim.docx.story import Story
from qiao.claim.docx.styles import Styles
from qiao.claim.docx.tracing import TracedElements, TracedStory
from qiao.claim.loaded import Loaded, note
from qiao.claim.unreadable import UnreadableFile

DOCUMENT = "word/document.xml"
# What a part is called where no relation says it.
USUAL = {kind: f"word/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes")}
# Faults for which a part beside the text is done without.
BROKEN = frozenset({"broken_xml", "broken_zip", "xml_encoding"})
# In the order in which a reader should know of them.
NOTES = ("recovered", "changes", "hidden", "contents", "unread", "pictures")

AnyHandler = TypeVar("AnyHandler", bound=Handler)
AnyTarget = TypeVar("AnyTarget", bound=Target)


class Relations:
    """Handler of a .rels part: where each kind of part lies. What lies outside the file is left out."""

    def __init__(self, source: str) -> None:
        self.targets: dict[str, str] = {}
        """The first of each kind."""
        self.every: list[tuple[str, str]] = []
        """All of them: kind and place."""
        self._folder = posixpath.dirname(source)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        target = value(attributes, "Target")
        if tag != "Relationship" or target is None or value(attributes, "TargetMode") == "External":
            return
        # Strict files have other types, but the last step of each is the same.
        kind = (value(attributes, "Type") or "").rpartition("/")[2]
        place = posixpath.normpath(posixpath.join("/", self._folder, unquote(target))).lstrip("/")
        self.targets.setdefault(kind, place)
        self.every.append((kind, place))

    def end(self, tag: str) -> None:
        """Take the end of an element."""


class Package:
    """The parts of one file. `is_repaired` tells whether one of them had to be."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.archive = Archive(data, name)
        self._is_repaired = False
        main = self.relations("").get("officeDocument", DOCUMENT)
        self.main = main if main in self.archive else DOCUMENT
        if self.main not in self.archive:
            raise UnreadableFile("broken_zip" if self.archive.is_repaired else "not_word", name)
        self._parts = {**USUAL, **self.relations(self.main)}

    @property
    def is_repaired(self) -> bool:
        """Whether anything was."""
        return self._is_repaired or self.archive.is_repaired

    def parsed(self, part: str, make: Callable[[], AnyTarget]) -> AnyTarget:
        """Return a target that has taken a part. Raises UnreadableFile."""
        made: list[AnyTarget] = []

        def target() -> AnyTarget:
            made.append(make())
            return made[-1]

        if not parse(lambda: self.archive.chunks(part), target, part, self.name):
            self._is_repaired = True
        return made[-1]

    def beside(self, part: str, make: Callable[[], AnyTarget]) -> AnyTarget:
        """Return a target that has taken a part, or an untouched one where the part is absent or broken."""
        if part in self.archive:
            try:
                return self.parsed(part, make)
            except UnreadableFile as error:
                if error.code not in BROKEN:
                    raise
                self._is_repaired = True
        return make()

    def handled(self, part: str, make: Callable[[], AnyHandler]) -> AnyHandler:
        """Return a handler that has taken a part, as far as there is one."""
        made: list[AnyHandler] = []

        def target() -> ByName:
            made.append(make())
            return ByName(made[-1])

        self.beside(part, target)
        return made[-1]

    def tree(self, part: str) -> etree._Element:
        """Return a sound part as a tree. Raises UnreadableFile."""
        return tree(self.archive.chunks(part), part, self.name)

    def kind(self, kind: str) -> str:
        """Return the name of the part of a kind, such as styles."""
        return self._parts[kind]

    def relations(self, source: str) -> dict[str, str]:
        """Return where the parts lie that a part refers to, by kind."""
        return self.handled(relations_of(source), lambda: Relations(source)).targets

    def related(self, source: str, kind: str) -> list[str]:
        """Return where all parts of a kind lie that a part refers to."""
        found = self.handled(relations_of(source), lambda: Relations(source)).every
        return [place for each, place in dict.fromkeys(found) if each == kind]


def relations_of(source: str) -> str:
    """Return the name of the part that holds the relations of a part."""
    folder, file = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def read(data: bytes, name: str) -> Loaded:
    """Return the text of a Word document: paragraphs and tables in order, a line each, cells parted by tabs.

    Insertions are kept and deletions dropped; a text box follows the paragraph that it is anchored in; notes follow at
    the end. Raises UnreadableFile for what is damaged beyond reading, too big, encrypted, or no Word document.
    """
    return _loaded(Package(data, name), lambda styles, counters: Elements(Story(styles, counters)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where the text of a Word document stands: marks are of elements of the main part, the others have none.

    What a note says is marked with its reference in the main part.
    """

    loaded: Loaded
    marks: tuple[Mark, ...]
    package: Package


def locate(data: bytes, name: str) -> Located:
    """Return the text of a Word document as `read` does, and where it stands. Raises UnreadableFile."""
    package = Package(data, name)
    loaded = _loaded(package, lambda styles, counters: TracedElements(TracedStory(styles, counters)))
    return Located(loaded=loaded, marks=loaded.text.marks if isinstance(loaded.text, Traced) else (), package=package)


def _loaded(package: Package, elements: Callable[[Styles, Counters], Elements]) -> Loaded:
    styles = package.handled(package.kind("styles"), Styles)
    numbering = package.handled(package.kind("numbering"), Numbering)
    document = package.parsed(package.main, lambda: elements(styles, Counters(numbering, styles)))
    if document.root != "document":
        raise UnreadableFile("not_word" if document.root else "broken_xml", package.name, package.main)
    story = document.story
    seen = dict(story.seen)
    lines = list(story.body.lines)
    for kind, references in story.references.items():
        if not references:
            continue
        asides = package.beside(package.kind(kind), lambda: Elements(Story(styles, Counters(numbering, styles)))).story
        is_traced = isinstance(document, TracedElements)
        for reference, element in references.items():
            said = (line.strip(" ") for line in asides.asides.get(reference, ()))
            lines += (Traced.whole(line, element) if is_traced else line for line in said if line)
        for code, count in asides.seen.items():
            seen[code] = seen.get(code, 0) + count
    text = joined("\n", lines)
    if package.is_repaired:
        seen["recovered"] = 1
    # A picture beside words is no loss; a scan has nothing else.
    if text.strip():
        seen.pop("pictures", None)
    return Loaded(text=text, notes=tuple(note(code, count=seen[code]) for code in NOTES if code in seen))
