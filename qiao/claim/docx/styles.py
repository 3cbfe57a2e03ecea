"""word/styles.xml -> what a style does to the text: it hides it, or numbers the paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from qiao.claim.docx.markup import is_on, value

# Word's own names of styles are English in every language (ECMA-376 part 1, 17.7.4.9).
CONTENTS = regex.compile(r"toc \d", regex.IGNORECASE)
DIGITS = regex.compile(r"-?\d{1,9}")
DEEPEST_LEVEL = 8


def whole(written: str | None, otherwise: int) -> int:
    """Return a whole number as an attribute has it, or else `otherwise`."""
    return int(written) if written is not None and DIGITS.fullmatch(written.strip()) else otherwise


@dataclass(slots=True)
class Style:
    """What one style says of itself; None where the style that it is based on decides."""

    parent: str | None = None
    hides: bool | None = None
    number: str | None = None
    level: int | None = None
    is_contents: bool = False


class Styles:
    """Handler of the part, and then what a paragraph or run of a style is like."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self._default: str | None = None
        self._style = Style()
        self._open: list[str] = []
        self._chains: dict[str | None, tuple[str, ...]] = {}
        self._hides: dict[str | None, bool] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._open.append(tag)
        inside = self._open[2:-1]  # within styles/style
        if tag == "style":
            self._begin(attributes)
        elif not inside:
            if tag == "basedOn":
                self._style.parent = value(attributes)
            elif tag == "name":
                self._style.is_contents = CONTENTS.fullmatch(value(attributes) or "") is not None
        elif inside == ["rPr"] and tag == "vanish":
            self._style.hides = is_on(attributes)
        elif inside == ["pPr", "numPr"] and tag == "numId":
            self._style.number = value(attributes)
        elif inside == ["pPr", "numPr"] and tag == "ilvl":
            self._style.level = min(max(whole(value(attributes), 0), 0), DEEPEST_LEVEL)

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._style = Style()
        name = value(attributes, "styleId")
        if name is None:
            return
        self.styles[name] = self._style
        is_default = value(attributes, "default") in {"1", "true", "on"}
        if is_default and value(attributes, "type") in {None, "paragraph"}:
            self._default = name

    def end(self, _: str) -> None:
        """Take the end of an element."""
        self._open.pop()

    def chain(self, style: str | None) -> tuple[str, ...]:
        """Return a style and those that it is based on; for None, those of paragraphs without a style."""
        if style not in self._chains:
            found: dict[str, None] = {}
            each = self._default if style is None else style
            while each is not None and each in self.styles and each not in found:
                found[each] = None
                each = self.styles[each].parent
            self._chains[style] = tuple(found)
        return self._chains[style]

    def hides(self, style: str | None) -> bool:
        """Return whether text of this style is hidden."""
        if style not in self._hides:
            said = (self.styles[each].hides for each in self.chain(style))
            self._hides[style] = next((each for each in said if each is not None), False)
        return self._hides[style]

    def is_contents(self, style: str | None) -> bool:
        """Return whether paragraphs of this style are lines of a table of contents."""
        return style is not None and style in self.styles and self.styles[style].is_contents

    def numbered(self, style: str | None, number: str | None, level: int | None) -> tuple[str | None, int | None]:
        """Return the list and the level of a paragraph that has these itself; None where its styles say nothing."""
        for each in self.chain(style):
            found = self.styles[each]
            if number is None:
                number = found.number
            if level is None and number == found.number:
                level = found.level
        return number, level
