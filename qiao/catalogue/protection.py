"""Respect for people: the words by which a field about a protected trait, or about one resident, gives itself away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qiao.catalogue.source import Place, at, read
from qiao.terms import Field, Kind, Option, Words

WORDS = Path(__file__).parent / "protected.yaml"
KEYS = ("anywhere", "alone", "begins", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """The words: Chinese ones anywhere or as the whole text, English ones by their beginning or as a whole word."""

    anywhere: tuple[str, ...]
    alone: tuple[str, ...]
    begins: tuple[str, ...]
    words: tuple[str, ...]

    def found(self, text: str) -> str:
        """Return the word that gives a text away, "" for none."""
        compact = "".join(text.split())
        if compact in self.alone:
            return compact
        # An id joins its words with _, as labels do with blanks.
        english = re.sub("[^a-z0-9]+", " ", text.lower())
        found = _any(self.anywhere, "").search(compact) or _any(self.begins, "").search(english)
        found = found or _any(self.words, r"\b").search(english)
        return found[0] if found else ""


@cache
def _any(words: tuple[str, ...], end: str) -> re.Pattern[str]:
    """Return the pattern of words that begin one, and end it where `end` says so; Chinese is not set apart."""
    start = r"\b" if words[0].isascii() else ""
    return re.compile(f"{start}(?:{'|'.join(map(re.escape, words))}){end}")


@cache
def protected() -> Protected:
    """Return the words. Raises CatalogueError for a faulty file."""
    part = read(WORDS).mapping(known=KEYS, required=KEYS)
    return Protected(**{key: part[key].texts() for key in KEYS})


def refuse_protected(kind: Kind, top: Place) -> None:
    """Raise CatalogueError for a kind with a field, an option or a measure that a protected word gives away."""
    for field in kind.fields:
        place = at(top, "fields", field.id)
        refuse_text(f"the field {field.id!r}", place, *_of_field(field))
        listed = at(place, "options").sequence() if field.options else []
        for option, each in zip(field.options, listed, strict=True):
            refuse_text(f"the option {option.id!r}", each, *_of_option(option))
    for measure, place in zip(kind.measures, at(top, "measures").sequence(), strict=True):
        refuse_text(f"the measure {measure.id!r}", place, measure.id, *measure.label.values())


def refuse_text(what: str, place: Place, *texts: str) -> None:
    """Raise CatalogueError, naming the place, where one of the texts holds a protected word."""
    for text in texts:
        if word := protected().found(text):
            raise place.refuse(
                f"{what} looks like a protected trait or a single resident ({word}): Qiao keeps no such thing of anyone"
            )


def _of_field(field: Field) -> Iterator[str]:
    yield from (field.id, *_said(field.label), *field.columns)
    yield from _said(field.help or {})


def _of_option(option: Option) -> Iterator[str]:
    yield from (option.id, *_said(option.label), *option.aliases)


def _said(words: Words) -> Iterator[str]:
    yield from words.values()
