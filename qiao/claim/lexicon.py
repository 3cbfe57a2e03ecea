"""The catalogue's words for reading, gathered by the units that figures are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from qiao.catalogue import Catalogue
from qiao.claim.words import GENERIC, NEVER_GENERIC, either
from qiao.terms import Condition, Measure, Quantity, Reads

DIMENSIONS = frozenset({"money", "percent", "distance", "area", "duration"})
SPAN = "duration"

Fit = Literal["own", "generic", "bare", "kindred", "span"]
"""How a figure's unit suits a measure: its own unit, one that counts anything, none, a kindred one, or days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a word says: that a measure may be meant, as its counted noun or as a verb that carries it.

    `topics` and `never` find the words that must, and must not, stand near; None for none.
    """

    measure: Measure
    fit: Fit
    is_verb: bool
    topics: re.Pattern[str] | None
    never: re.Pattern[str] | None


@dataclass(slots=True)
class Found:
    """A word of the lexicon in a stretch of text, with what it may say. Offsets are those of the whole text."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words that can name a figure of one unit."""

    entries: Mapping[str, tuple[Entry, ...]]
    pattern: re.Pattern[str] | None
    words: Mapping[str, tuple[str, ...]]
    """The words by which each measure is named."""

    def find(self, text: str, start: int, end: int) -> list[Found]:
        """Return the words between two offsets in order. A word inside a longer one is not one of its own."""
        if self.pattern is None:
            return []
        found: list[Found] = []
        search = self.pattern.search
        match = search(text, start, end)
        while match is not None:
            if not found or match.end() > found[-1].end:
                found.append(Found(match.start(), match.end(), self.entries[match[0]]))
            match = search(text, match.start() + 1, end)
        return found


@dataclass(slots=True)
class Lexicons:
    """A catalogue's lexicon for each unit that texts use (a closed list), made when first asked for."""

    catalogue: Catalogue
    options: dict[str, tuple[tuple[str, Condition], ...]] = field(default_factory=dict)
    """The options that narrow a measure, by the words for each."""
    _made: dict[tuple[str, str], Lexicon] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Gather the options that measures are narrowed by."""
        for kind in self.catalogue.kinds.values():
            for measure_id, reads in kind.reads.items():
                self.options[measure_id] = tuple(
                    (word, Condition(field=name, values=(option.id,)))
                    for name in reads.options
                    for option in kind.field_named(name).options
                    for word in (option.label["zh"], *option.aliases)
                )

    def of(self, quantity: Quantity) -> Lexicon:
        """Return the words that can name a figure like this one."""
        key = (quantity.kind, quantity.unit)
        if key not in self._made:
            self._made[key] = self._make(quantity)
        return self._made[key]

    def _make(self, quantity: Quantity) -> Lexicon:
        entries: dict[str, tuple[Entry, ...]] = {}
        for measure, reads, fit in self._fitting(quantity):
            # A table of figures names each by its label. A word may be noun and verb: then it counts as a noun beside
            # the figure, and as a verb anywhere in the clause.
            nouns = dict.fromkeys((measure.label["zh"], *reads.nouns))
            topics, never = _pattern(reads.topics), _pattern(reads.never)
            for word, is_verb in (*((each, False) for each in nouns), *((each, True) for each in reads.verbs)):
                entry = Entry(measure=measure, fit=fit, is_verb=is_verb, topics=topics, never=never)
                entries[word] = (*entries.get(word, ()), entry)
        words: dict[str, tuple[str, ...]] = {}
        for word, named in entries.items():
            for measure_id in {each.measure.id for each in named}:
                words[measure_id] = (*words.get(measure_id, ()), word)
        return Lexicon(entries=entries, pattern=_pattern(tuple(entries)), words=words)

    def _fitting(self, quantity: Quantity) -> Iterator[tuple[Measure, Reads, Fit]]:
        for kind in self.catalogue.kinds.values():
            for measure in kind.measures:
                fit = self._fit(quantity, measure, kind.reads.get(measure.id, Reads()))
                if fit is not None and not measure.is_retired:
                    yield measure, kind.reads.get(measure.id, Reads()), fit

    def _fit(self, quantity: Quantity, measure: Measure, reads: Reads) -> Fit | None:
        dimension = self.catalogue.units[measure.unit].dimension
        unit, own = self.catalogue.family(quantity.unit), self.catalogue.family(measure.unit)
        if not quantity.unit:
            return "bare" if quantity.kind in {"count", dimension} else None
        if (quantity.kind if quantity.kind in DIMENSIONS else "count") != dimension:
            return None
        if unit == own or quantity.unit in reads.units or dimension == "percent":
            return "span" if dimension == SPAN else "own"
        if self.catalogue.are_kindred(unit, own):
            return "kindred"
        return "generic" if quantity.unit in GENERIC and own not in NEVER_GENERIC and dimension == "count" else None


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(either(list(words))) if words else None


@lru_cache(maxsize=8)
def lexicons(catalogue: Catalogue) -> Lexicons:
    """Return the lexicons of a catalogue: they are made once, not for every text."""
    return Lexicons(catalogue)
