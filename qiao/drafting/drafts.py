"""A draft by itself: what its author fills in, and what happened to it since it was last saved. Knows no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qiao.terms import Block, Document, Fact, Run
from qiao.text import sentences

# A number in a sentence stands as its measure between two characters that no text holds: a figure that changed does
# not make another sentence, as it is told for itself.
OPEN, CLOSE = "\ue000", "\ue001"
NUMBER = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
# text.sentences knows the marks of Chinese; a point ends a sentence where a blank follows it.
WESTERN_END = re.compile(r"(?<=[.!?])\s+")
VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What an author has filled in: words by place, the places that stay empty, and the document's day.

    `seen` holds the `version` of the words that the author had before them, for the places that they may have changed.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    left_empty: tuple[str, ...] = ()
    day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that changed, or that rests on other records. `before` or `now` is None where it was not stated."""

    measure: str
    before: Fact | None
    now: Fact | None

    @property
    def more(self) -> int:
        """Return how many records it rests on that it did not rest on before."""
        return len(_sources(self.now) - _sources(self.before))

    @property
    def fewer(self) -> int:
        """Return how many records it no longer rests on."""
        return len(_sources(self.before) - _sources(self.now))

    @property
    def is_same(self) -> bool:
        """Return whether the value is the same, and only its records are others."""
        return self.before is not None and self.now is not None and self.before.value == self.now.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two states of a document; of sentences that differ in a figure only, the figure."""

    figures: tuple[Figure, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        """Return whether anything changed."""
        return bool(self.figures or self.came or self.went)


def changes(before: Document, now: Document) -> Changes:
    """Return what changed. The author's own words are no part of it: nobody but the author changes them."""
    old, new = list(_said(before)), list(_said(now))
    return Changes(
        figures=compared(before.facts, now.facts),
        came=_left(new, old),
        went=_left(old, new),
    )


def compared(before: Sequence[Fact], now: Sequence[Fact]) -> tuple[Figure, ...]:
    """Return the figures that differ in value or records, in the order of the newer state."""
    old, new = ({(each.measure, each.scope): each for each in facts} for facts in (before, now))
    figures = (Figure(measure=key[0], before=old.get(key), now=new.get(key)) for key in dict.fromkeys((*new, *old)))
    return tuple(each for each in figures if not each.is_same or each.more or each.fewer)


def version(words: str) -> str:
    """Return a few letters that change with an author's words: by them it is seen that somebody else was quicker."""
    return hashlib.sha256(words.encode()).hexdigest()[:VERSION_LENGTH]


def _sources(fact: Fact | None) -> frozenset[str]:
    return frozenset(fact.sources) if fact else frozenset()


def _said(made: Document) -> Iterator[tuple[str, str]]:
    """Yield each sentence without its figures, and as it reads. A heading is without the number before it."""
    for block in made.blocks:
        if isinstance(block, Block) and not block.place:
            numbered = block.role.startswith("heading") and len(block.runs) > 1
            yield from _sentences(block.runs[1:] if numbered else block.runs, made)


def _sentences(runs: Sequence[Run], made: Document) -> Iterator[tuple[str, str]]:
    numbers = iter([run.text for run in runs if run.fact is not None])
    plain = "".join(run.text if run.fact is None else f"{OPEN}{made.facts[run.fact].measure}{CLOSE}" for run in runs)
    for span in sentences(plain):
        for sentence in WESTERN_END.split(span.text):
            count = len(NUMBER.findall(sentence))
            written = [next(numbers) for _ in range(count)]
            parts = NUMBER.split(sentence)
            yield sentence, "".join(f"{part}{number}" for part, number in zip(parts, [*written, ""], strict=True))


def _left(here: Sequence[tuple[str, str]], there: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sentences of one state that the other does not have, as they read, in order."""
    known = Counter(plain for plain, _shown in there)
    found = []
    for plain, shown in here:
        if known[plain]:
            known[plain] -= 1
        else:
            found.append(shown)
    return tuple(found)
