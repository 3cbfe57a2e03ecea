"""The fonts of this machine: which of them set a house style, and which characters none of them has.

A style names fonts; the machine has others. Each role is set in those of its names that are there, then in the best
Chinese face there is, and a rare character in any font that has it. Which that is, is found here and never left to
typst, whose own search goes by likeness and may miss it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
import typst

from qiao.document.layouts.glyphs import coverage
from qiao.document.layouts.plain_text import txt
from qiao.document.layouts.visible import visible
from qiao.document.style import Font, Style
from qiao.terms import Document

# A face that lacks these is not Chinese: the commonest character, one that only simplified Chinese has, a comma.
PROBE = "\u7684\u8fd9\uff0c"
# The geta mark: what a printer sets where the type for a character is missing.
GETA = "\u3013"
# Faces that draw a box, or nothing, for every character there is.
EMPTY = ("lastresort", "adobe blank", "adobenotdef")
# What has no look of its own, and the blanks, which every face has.
UNDRAWN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\u2028\u2029\x20\xa0\u2000-\u200a\u202f\u205f\u3000]")
# A character with the marks on it, which one font must draw together.
CLUSTER = regex.compile(r"\X")


class CannotSetError(ValueError):
    """A page cannot be set on this machine. Its text is one line."""


class NoChineseFontError(CannotSetError):
    """No font of this machine has Chinese characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How one role of a style is set: the style's name for its font, what may stand in, and what there is for it."""

    role: str
    wanted: str
    alternatives: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What it takes to set a text: the families that draw its characters, best first, and what none draws."""

    families: tuple[str, ...]
    lost: tuple[str, ...]

    def shown(self, words: str) -> str:
        """Return words of the text with the geta mark in place of what is lost."""
        return "".join(GETA if each in self.lost else each for each in CLUSTER.findall(words)) if self.lost else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The fonts of this machine: `families` by name in small letters; `chinese` are the names of Chinese faces."""

    fonts: typst.Fonts
    families: Mapping[str, str]
    files: Mapping[str, tuple[Path, int]]
    chinese: tuple[str, ...]

    def of(self, font: Font) -> tuple[str, ...]:
        """Return the families that set a font's Chinese, best first; () where there is no Chinese face at all."""
        named = self._there(font.name, *font.alternatives)
        return tuple(dict.fromkeys((*(each for each in named if each in self.chinese), *self.chinese[:1])))

    def western(self, font: Font) -> tuple[str, ...]:
        """Return the families that set its Western letters and digits, best first."""
        return self._there(font.western, *font.western_alternatives)

    def family_of(self, cluster: str) -> str | None:
        """Return the best family that draws a character with its marks; "" for nothing to draw, None for no family."""
        forms = dict.fromkeys(UNDRAWN.sub("", each) for each in (cluster, unicodedata.normalize("NFC", cluster)))
        if "" in forms:
            return ""
        return next((each for each in self._in_order() for form in forms if self.has(each, form)), None)

    def has(self, family: str, words: str) -> bool:
        """Return whether a family draws all of the words."""
        file = coverage(*self.files[family])
        return all(file.has(each) for each in words)

    def letters(self, words: str) -> Letters:
        """Return what it takes to set words: the families beside the common one, and what no family has."""
        needed = {each: self.family_of(each) for each in dict.fromkeys(CLUSTER.findall(words))}
        return Letters(
            families=tuple(dict.fromkeys(each for each in needed.values() if each)),
            lost=tuple(cluster for cluster, family in needed.items() if family is None),
        )

    def _there(self, *names: str) -> tuple[str, ...]:
        return tuple(self.families[each.lower()] for each in names if each.lower() in self.families)

    def _in_order(self) -> Iterable[str]:
        # Those that have nearly everything are asked first.
        yield from self.chinese
        yield from (family for family in self.families.values() if family not in self.chinese)


def installed() -> Installed:
    """Return the fonts of the system and of the folders that QIAO_FONTS names, read once."""
    named = os.environ.get("QIAO_FONTS", "")
    return _installed(tuple(Path(each).expanduser() for each in named.split(os.pathsep) if each.strip()))


@cache
def _installed(folders: tuple[Path, ...]) -> Installed:
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))
    files: dict[str, tuple[Path, int]] = {}
    # The regular face of each family stands for it.
    for each in sorted(fonts.fonts(), key=lambda face: (face.family, face.style != "normal", abs(face.weight - 400))):
        if each.path and not each.family.lower().lstrip(".").startswith(EMPTY):
            files.setdefault(each.family, (Path(each.path), each.index))
    # Serif before the others, and among them the simplified forms of China before those of Japan or Korea.
    chinese = [family for family, file in files.items() if all(coverage(*file).has(each) for each in PROBE)]
    chinese.sort(key=lambda family: ("sans" in family.lower(), "mono" in family.lower(), " sc" not in family.lower()))
    return Installed(
        fonts=fonts,
        families={family.lower(): family for family in files},
        files=files,
        chinese=tuple(chinese),
    )


def ready() -> Installed:
    """Return the fonts of this machine. Raises NoChineseFontError where none of them is Chinese."""
    found = installed()
    if not found.chinese:
        raise NoChineseFontError("no font of this machine has Chinese characters")
    return found


def found(style: Style) -> tuple[Found, ...]:
    """Return for each role of a style which families set it on this machine."""
    there = installed()
    return tuple(
        Found(role=role, wanted=font.name, alternatives=font.alternatives, families=there.of(font))
        for role, font in style.fonts.items()
    )


def letters(document: Document) -> Letters:
    """Return what it takes to set a document. Raises NoChineseFontError."""
    # As the page shows them: without a control character between them a letter and a mark are one.
    return ready().letters(visible(f"{document.title}\n{txt(document)}"))


def missing(document: Document) -> tuple[str, ...]:
    """Return the characters of a document that no font of this machine has, in order and each once.

    Raises NoChineseFontError.
    """
    return letters(document).lost
