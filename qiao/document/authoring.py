"""What the author of a document says: words by the id of their place, which the record knows nothing of."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qiao.terms import Block, Run

NO_WORDS: Mapping[str, str] = MappingProxyType({})


def clean(words: str) -> str:
    """Return words without control characters, which no page can show; line ends and tabs become one blank."""
    shown = "".join(each for each in words if each.isspace() or unicodedata.category(each) not in {"Cc", "Cs"})
    return " ".join(shown.split())


def paragraphs(words: str) -> list[str]:
    """Return the paragraphs of an author's words, a line each, without blank ones and indents."""
    return [shown for line in words.splitlines() if (shown := clean(line))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """The author's words, and the places of which the author has said that they stay empty."""

    words: Mapping[str, str]
    without: Collection[str]

    def blocks(self, place: str, role: str, marker: str) -> list[Block]:
        """Return what stands in a place: the words in their role, the marker while there are none, or nothing."""
        written = paragraphs(self.words.get(place, ""))
        if written:
            return [Block(role=role, runs=(Run(text=each),), place=place) for each in written]
        return [] if place in self.without else [Block(role="author", runs=(Run(text=marker),), place=place)]
