"""What the text of a document is made of while it is read: lines under each other, paragraphs, runs, fields, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qiao.claim.docx.markup import Refused
from qiao.claim.docx.origin import joined

LONGEST_LINE = 200_000
"""Characters; such a paragraph is refused rather than cut, since a cut text would be checked as if it were whole."""
LONG_CELL = 100
"""Characters of a cell above which its paragraphs stay paragraphs: forms hold a whole summary in one cell."""


class Block:
    """Lines that stand under each other: the body, a cell, a text box, a note."""

    __slots__ = ("_unfinished", "lines")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._unfinished: list[str] = []

    def carry(self, text: str) -> None:
        """Keep the text of a paragraph whose mark is gone: the next paragraph goes on with it."""
        if text:
            self._unfinished.append(text)

    def add(self, label: str, text: str) -> None:
        """Add a paragraph with its label."""
        if label or self._unfinished:
            text = joined("", (label, *self._unfinished, text))
            self._unfinished = []
        self.extend((text,))

    def extend(self, lines: Iterable[str]) -> None:
        """Add finished lines. Raises Refused for one that is overlong."""
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise Refused("too_long")
            self.lines.append(line)

    def flush(self) -> list[str]:
        """Make a line of a paragraph that is not gone on with, and return all lines."""
        if self._unfinished:
            self.add("", "")
        return self.lines


@dataclass(slots=True)
class Run:
    """Letters of one look. `hidden` is what it says itself, None where its style decides."""

    hidden: bool | None = None
    style: str | None = None


@dataclass(slots=True)
class Field:
    """A field, whose instruction is not printed, while its result is."""

    in_instruction: bool = True
    instruction: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its letters so far, what its properties say, and the boxes that are anchored in it."""

    fields: int
    """How many fields were open when it began."""
    letters: list[str] = field(default_factory=list)
    style: str | None = None
    number: str | None = None
    level: int | None = None
    mark: Run = field(default_factory=Run)
    """Of the paragraph mark; hidden or deleted, it joins the paragraph to the next."""
    is_joined: bool = False
    boxes: Block = field(default_factory=Block)


@dataclass(slots=True)
class Row:
    """A row of a table: the lines of its cells."""

    cells: list[list[str]] = field(default_factory=list)
    is_dropped: bool = False
    is_cell_dropped: bool = False

    def lines(self) -> Iterator[str]:
        """Yield a line with tabs between cells; the paragraphs of a long cell are lines of their own."""
        short: list[str] = []
        was_long = False
        for cell in self.cells:
            said = [line for line in cell if line]
            if len(said) > 1 and sum(map(len, said)) > LONG_CELL:
                if any(short):
                    yield joined("\t", short)
                short = []
                was_long = True
                yield from said
            else:
                short.append(joined(" ", said))
        if any(short) or not was_long:
            yield joined("\t", short)
