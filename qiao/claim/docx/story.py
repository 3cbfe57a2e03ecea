"""The text of one part as it is put together: what is open, and what has been said."""

from __future__ import annotations

import regex

from qiao.claim.docx import counting
from qiao.claim.docx.blocks import Block, Field, Paragraph, Row, Run
from qiao.claim.docx.numbering import Counters
from qiao.claim.docx.origin import joined
from qiao.claim.docx.styles import Styles

# EQ fields draw a ring round a number (\o\ac) or set its reading above a character (\o\ad); the last argument is the
# number, or the character.
OVERSTRIKE = regex.compile(r"\s*eq\s.*\\o\b.*[,;]\s*([^,;()]*?)\s*\)\s*", regex.IGNORECASE | regex.DOTALL)
RING = regex.compile(r"\\o\s*\\ac\s*\(\s*\p{So}", regex.IGNORECASE)
LARGEST_RINGED = 20


class Story:
    """What is open at this point of the part, and the blocks that are finished."""

    def __init__(self, styles: Styles, counters: Counters) -> None:
        self.styles = styles
        self.counters = counters
        self.body = Block()
        self.blocks = [self.body]
        self.paragraphs: list[Paragraph] = []
        self.runs: list[Run] = []
        self.rows: list[Row] = []
        self.fields: list[Field] = []
        self.instructions = 0
        """How many of the open fields are still in their instruction."""
        self.branches: list[bool] = []
        """For each open choice of markup, whether a branch was taken."""
        self.properties: list[str] = []
        self.pieces: list[str] | None = None
        """The text of the open w:t or w:instrText, and None outside of them."""
        self.keeps_blanks = False
        """Whether blanks at the ends of the open text count."""
        self.before = ""
        """What stands before the next letters: a sign that print shows by place."""
        self.asides: dict[str, list[str]] = {}
        """Footnotes or endnotes by their id, in the part that holds them."""
        self.references: dict[str, dict[str, int]] = {"footnotes": {}, "endnotes": {}}
        """Ids of the notes that the text refers to, in order, each with the element that first does."""
        self.at = 0
        """The number of the element at hand, where the letters are traced."""
        self.seen: dict[str, int] = {}
        """How often something was met that a reader should know of, by the code of its note."""

    def notice(self, code: str) -> None:
        """Count what a note is to say."""
        self.seen[code] = self.seen.get(code, 0) + 1

    def say(self, letters: str) -> None:
        """Add letters where they are printed: in a paragraph, in no instruction, not hidden."""
        if not self.paragraphs or self.instructions or not letters:
            return
        for run in self.runs:
            if self._is_hidden(run):
                self.notice("hidden")
                return
        if self.before:
            self.paragraphs[-1].letters.append(self.before)
            self.before = ""
        self.paragraphs[-1].letters.append(letters)

    def _is_hidden(self, run: Run) -> bool:
        if run.hidden is not None:
            return run.hidden
        style = self.paragraphs[-1].style if self.paragraphs else None
        # Hiding is a toggle: a character style within a paragraph style shows again (ECMA-376 part 1, 17.7.3).
        return self.styles.hides(style) != (run.style is not None and self.styles.hides(run.style))

    def open_paragraph(self) -> None:
        """Begin a paragraph; one within another belongs to a text box, and follows it."""
        paragraph = Paragraph(fields=len(self.fields))
        self.paragraphs.append(paragraph)
        self.blocks.append(paragraph.boxes)

    def close_paragraph(self) -> None:
        """Put a finished paragraph, and what is anchored in it, below the lines before it."""
        paragraph = self.paragraphs.pop()
        self.blocks.pop()
        self._forget_instructions(paragraph.fields)
        block = self.blocks[-1]
        text = joined("", paragraph.letters)
        if self.styles.is_contents(paragraph.style):
            # Headings said a second time, with the numbers of their pages.
            if text:
                self.notice("contents")
        elif paragraph.is_joined or self._is_mark_hidden(paragraph):
            block.carry(text)
        else:
            number, level = self.styles.numbered(paragraph.style, paragraph.number, paragraph.level)
            block.add(_before(self.counters.label(number, level, paragraph.style), text), text)
        block.extend(paragraph.boxes.flush())

    def _is_mark_hidden(self, paragraph: Paragraph) -> bool:
        if paragraph.mark.hidden is not None:
            return paragraph.mark.hidden
        return self.styles.hides(paragraph.style)

    def _forget_instructions(self, before: int) -> None:
        # A field that never comes to its result would swallow the rest of a damaged document.
        if self.instructions and any(each.in_instruction for each in self.fields[before:]):
            self.fields[before:] = [each for each in self.fields[before:] if not each.in_instruction]
            self.instructions = sum(each.in_instruction for each in self.fields)

    def close_row(self) -> None:
        """Put a finished row below the lines before it, unless a tracked change took it away."""
        row = self.rows.pop()
        if not row.is_dropped:
            self.blocks[-1].flush()
            self.blocks[-1].extend(row.lines())

    def close_cell(self) -> None:
        """Put a finished cell into its row; outside of rows its lines stand for themselves."""
        lines = self.blocks.pop().flush()
        if not self.rows:
            self.blocks[-1].extend(lines)
            return
        if not self.rows[-1].is_cell_dropped:
            self.rows[-1].cells.append(lines)
        self.rows[-1].is_cell_dropped = False

    def turn_field(self, kind: str | None) -> None:
        """Begin a field, turn from its instruction to its result, or end it."""
        if kind == "begin":
            self.fields.append(Field())
            self.instructions += 1
        elif self.fields and kind in {"separate", "end"}:
            last = self.fields[-1]
            if last.in_instruction:
                self.instructions -= 1
                last.in_instruction = False
            if kind == "end":
                self.fields.pop()
                self.say(_drawn("".join(last.instruction)))


def _drawn(instruction: str) -> str:
    """Return what an EQ field shows, which has no result of its own; nothing for other fields."""
    found = OVERSTRIKE.fullmatch(instruction)
    if found is None:
        return ""
    said = found[1].strip("\"' ")
    if said.isdecimal() and len(said) <= len(str(LARGEST_RINGED)) and RING.search(instruction):
        return counting.say(int(said), "decimalEnclosedCircle")
    return said


def _before(label: str, text: str) -> str:
    """Return a label as it stands before a text: apart from it, where both together would be another number."""
    if not label:
        return ""
    runs_on = label[-1].isalnum() or (label[-1] in ".\uff0e" and text[:1].isdecimal())
    return f"{label} " if text and runs_on else label
