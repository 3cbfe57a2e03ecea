"""A letter of the text -> the run that holds it in the tree of the main part, and its place there.

A comment begins and ends between runs of a paragraph of the body (ECMA-376 part 1, 17.13.4). Word has none in notes, in
text boxes and in formulas: there it stands at the run or the formula of the body that they hang on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from lxml import etree

from qiao.claim import UnreadableFile, docx
from qiao.claim.docx.elements import SPACE, printed
from qiao.claim.docx.markup import local
from qiao.document.layouts.docx_parts import MAIN

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
# What paragraphs, and runs in them, lie in; wherever else a run is, it is taken as a part of what it hangs on.
AROUND = frozenset("body tbl tr tc sdt sdtContent customXml smartTag ins moveTo p hyperlink dir bdo".split())  # noqa: SIM905


class Unfit(Exception):  # noqa: N818 - it says what is the matter with a file
    """Why a file cannot be written into.

    "gone" for no file at all, "damaged", "changed" for another text than the one at hand, "form" for an unusual one.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Spot(NamedTuple):
    """Where an element is: `unit` lies between runs, or is one; of a run, `child` is the piece that is meant."""

    unit: etree._Element
    child: etree._Element | None = None

    @property
    def is_text(self) -> bool:
        """Whether it can be cut between any two letters."""
        return self.child is not None and local(str(self.child.tag)) == "t" and not len(self.child)

    @property
    def letters(self) -> str:
        """What is printed of a text."""
        child = self.child
        if child is None or not self.is_text:
            return ""
        return printed(child.text or "", keeps_blanks=child.get(SPACE) == "preserve")


class Point(NamedTuple):
    """Where a comment begins or ends: in a run, before its piece of this index, or behind so many letters of it.

    Of another unit, before it for 0 and behind it for 1.
    """

    unit: etree._Element
    piece: int
    letters: int


Letter = tuple[int, int]
"""The index of a mark, and the place of a letter in the text."""


class Original:
    """A sound file with its text, and the tree of its main part."""

    def __init__(self, data: bytes, text: str) -> None:
        """Read the file. Raises Unfit where it is not sound, or is not the file of this text."""
        if not data:
            raise Unfit("gone")
        self.data = data
        try:
            located = docx.locate(data, "")
            if located.package.is_repaired:
                raise Unfit("damaged")
            if located.loaded.text != text:
                raise Unfit("changed")
            self.root = located.package.tree(located.package.main)
        except UnreadableFile as error:
            raise Unfit("damaged") from error
        self.package = located.package
        self.notes = located.loaded.notes
        self.text = text
        self.namespace = str(etree.QName(self.root).namespace)
        if self.namespace not in {MAIN, STRICT}:
            raise Unfit("form")
        self.marks = located.marks
        self._starts = [each.start for each in self.marks]
        wanted = {each.element for each in self.marks}
        self._elements = {number: each for number, each in enumerate(self.root.iter()) if number in wanted}
        self._spots: dict[int, Spot | None] = {}

    def name(self, local_name: str) -> str:
        """Return the whole tag of an element of WordprocessingML in this file."""
        return f"{{{self.namespace}}}{local_name}"

    def local(self, element: etree._Element) -> str:
        """Return the name of an element of WordprocessingML, and "" for that of another."""
        found = etree.QName(element)
        return found.localname if found.namespace == self.namespace else ""

    def ends(self, start: int, end: int) -> tuple[Point, Point] | None:
        """Return where a place begins and ends, None where no comment can stand in the whole text.

        A place without letters of its own, such as a counted label, takes the letter behind it, or else the one before.
        """
        end = max(end, start + 1)
        before = bisect_right(self._starts, start) - 1
        within = range(max(before, 0), bisect_left(self._starts, end))
        held = [at for at in within if self.marks[at].end > start and self.spot(at)]
        if held:
            # By the order of the part: a text box stands behind its paragraph, and hangs somewhere within it.
            first, last = (most(held, key=lambda at: self.marks[at].element) for most in (min, max))
            left, right = max(start, self.marks[first].start), min(end, self.marks[last].end) - 1
            return self._point(first, left, beyond=0), self._point(last, right, beyond=1)
        found = self._beside(start, before)
        return None if found is None else (self._point(*found, beyond=0), self._point(*found, beyond=1))

    def _beside(self, start: int, before: int) -> Letter | None:
        left = next((at for at in range(before, -1, -1) if self.spot(at)), None)
        right = next((at for at in range(before + 1, len(self.marks)) if self.spot(at)), None)
        if right is not None and (left is None or "\n" not in self.text[start : self.marks[right].start]):
            return right, self.marks[right].start
        return None if left is None else (left, self.marks[left].end - 1)

    def _point(self, mark: int, letter: int, *, beyond: int) -> Point:
        spot = self.spot(mark)
        if spot is None:
            raise ValueError("no comment stands there")
        if spot.child is None:
            return Point(spot.unit, beyond, 0)
        index = spot.unit.index(spot.child)
        if not spot.is_text:
            return Point(spot.unit, index + beyond, 0)
        return Point(spot.unit, index, letter - self.marks[mark].start + beyond)

    def spot(self, mark: int) -> Spot | None:
        """Return where a mark is in the tree, None where a comment cannot stand."""
        if mark not in self._spots:
            self._spots[mark] = self._spot(self._elements[self.marks[mark].element])
        return self._spots[mark]

    def _spot(self, element: etree._Element) -> Spot | None:
        path = [*reversed(list(element.iterancestors())), element]
        is_in_paragraph = False
        for at, each in enumerate(path[1:], start=1):
            name = self.local(each)
            if name in AROUND:
                is_in_paragraph = is_in_paragraph or name == "p"
            elif not is_in_paragraph:
                return None
            else:
                is_run = name == "r" and at + 1 < len(path)
                return Spot(each, path[at + 1] if is_run else None)
        return None
