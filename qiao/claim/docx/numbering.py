"""word/numbering.xml -> the label of each numbered paragraph, counted as Word counts (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

from qiao.claim.docx import counting
from qiao.claim.docx.markup import is_on, value
from qiao.claim.docx.styles import DEEPEST_LEVEL, Styles, whole

PLACE = regex.compile(r"%([1-9])")
# Signs of a font's own, such as bullets of Wingdings.
PRIVATE = regex.compile(r"[\uE000-\uF8FF]")
NO_LIST = "0"
MOST_LINKS = 8


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 0
    format: str = counting.DECIMAL
    width: int = 0
    text: str = ""
    restart: int | None = None
    """0: never; k: after a paragraph of level k, the first being 1, or above; None: after any level above."""
    is_legal: bool = False
    """All levels of its label in digits."""
    style: str | None = None


@dataclass(slots=True)
class Definition:
    """The levels of a list (w:abstractNum), or the numbering style that has them."""

    levels: dict[int, Level] = field(default_factory=dict)
    style: str | None = None


@dataclass(slots=True)
class Instance:
    """A list that paragraphs name (w:num): a definition, what it has in place of it, and where it starts anew."""

    definition: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Handler of the part, and then the lists by their ids."""

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.instances: dict[str, Instance] = {}
        self._owner: Definition | Instance = Definition()
        self._at = 0
        self._level = Level()
        self._skipping = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self._skipping or tag in {"pPr", "rPr"}:
            self._skipping += 1
        elif tag == "abstractNum":
            self._owner = self.definitions[value(attributes, "abstractNumId") or ""] = Definition()
        elif tag == "num":
            self._owner = self.instances[value(attributes, "numId") or ""] = Instance()
        elif tag in {"lvl", "lvlOverride"}:
            self._at = min(max(whole(value(attributes, "ilvl"), 0), 0), DEEPEST_LEVEL)
            if tag == "lvl":
                self._level = self._owner.levels[self._at] = Level()
        elif tag == "numStyleLink" and isinstance(self._owner, Definition):
            self._owner.style = value(attributes)
        elif tag == "abstractNumId" and isinstance(self._owner, Instance):
            self._owner.definition = value(attributes) or ""
        elif tag == "startOverride" and isinstance(self._owner, Instance):
            self._owner.starts[self._at] = whole(value(attributes), 0)
        else:
            _describe(self._level, tag, attributes)

    def end(self, _: str) -> None:
        """Take the end of an element."""
        if self._skipping:
            self._skipping -= 1


def _describe(level: Level, tag: str, attributes: Mapping[str, str]) -> None:
    said = value(attributes)
    if tag == "start":
        level.start = whole(said, 0)
    elif tag == "numFmt":
        # A format such as "001, 002, ..." is followed by one for older programs.
        custom = (value(attributes, "format") or "").partition(",")[0].strip()
        if said != "custom":
            level.format = said or counting.DECIMAL
        elif custom.isdecimal() and len(custom) <= DEEPEST_LEVEL:
            level.width = len(custom)
    elif tag == "lvlText":
        level.text = said or ""
    elif tag == "lvlRestart":
        level.restart = whole(said, 0)
    elif tag == "isLgl":
        level.is_legal = is_on(attributes)
    elif tag == "pStyle":
        level.style = said


class Counters:
    """Counts the paragraphs of one document. Lists of one definition count on together, as they do in Word."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self._numbering = numbering
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, number: str | None, level: int | None, style: str | None) -> str:
        """Return the label of the next paragraph of a list; empty for bullets, and where there is no such list."""
        instance = None if number in {None, NO_LIST} else self._numbering.instances.get(number or "")
        if number is None or instance is None:
            return ""
        name, definition = self._definition(instance)
        levels = {**definition.levels, **instance.levels}
        at = self._linked(levels, style) if level is None else level
        if at not in levels:
            return ""
        starts = {each: found.start for each, found in levels.items()} | instance.starts
        counts = self._counts.setdefault(name, {})
        if number not in self._begun:
            self._begun.add(number)
            for anew in instance.starts:
                _forget(counts, anew)
        counts[at] = counts[at] + 1 if at in counts else starts[at]
        for below in [each for each in counts if each > at and each in levels]:
            restart = levels[below].restart
            if restart is None or at < restart:
                del counts[below]
        if levels[at].format == "bullet":
            return ""
        return _said(levels, at, {each: counts.get(each, starts.get(each, 0)) for each in levels})

    def _definition(self, instance: Instance) -> tuple[str, Definition]:
        """Return the definition of a list, where a numbering style has it, that of the style's list."""
        name = instance.definition
        for _ in range(MOST_LINKS):
            found = self._numbering.definitions.get(name, Definition())
            if found.style is None or found.levels:
                return name, found
            linked, _level = self._styles.numbered(found.style, None, None)
            following = self._numbering.instances.get(linked or "")
            if following is None:
                return name, found
            name = following.definition
        return name, Definition()

    def _linked(self, levels: Mapping[int, Level], style: str | None) -> int:
        """Return the level that belongs to the paragraph's style, or to one that it is based on; else the first."""
        by_style = {level.style: at for at, level in levels.items() if level.style is not None}
        return next((by_style[each] for each in self._styles.chain(style) if each in by_style), 0)


def _forget(counts: dict[int, int], level: int) -> None:
    for below in [each for each in counts if each >= level]:
        del counts[below]


def _said(levels: Mapping[int, Level], at: int, counts: Mapping[int, int]) -> str:
    def one(place: regex.Match[str]) -> str:
        level = int(place[1]) - 1
        if level not in levels:
            return ""
        found = levels[level]
        is_legal = levels[at].is_legal and found.format != "none"
        return counting.say(counts[level], counting.DECIMAL if is_legal else found.format, found.width)

    return PRIVATE.sub("", PLACE.sub(one, levels[at].text)).strip()
