"""How a language holds a document together: marks, enumerators, days, the author's places. Data: words.yaml."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qiao.catalogue.source import Place, read

WORDS = Path(__file__).parent / "words.yaml"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The glue of one language. Templates are filled with `str.format` by the methods below, never by users."""

    id: str
    end: str
    join: str
    after_sentence: str
    comma: str
    heading1: str
    heading2: str
    heading3: str
    numerals: tuple[str, ...]
    points: tuple[str, ...]
    author: str
    day: str
    months: tuple[str, ...]
    category: str
    omitted: str
    omitted_unworded: str
    omitted_zero: str
    annex: str
    annex_note: str
    columns: tuple[str, ...]
    omitted_part: str
    omitted_retired: str
    shared: str
    about: str
    between: str
    others: str
    year: str
    days: str
    this_batch: str
    this_period: str
    so_far: str

    def enumerator(self, level: int, number: int) -> str:
        """Return what stands before the heading that is the `number`-th (from 1) of its level (1 to 3)."""
        template = (self.heading1, self.heading2, self.heading3)[level - 1]
        return template.format(number=number, numeral=_at(self.numerals, number), letter=_at(tuple(LETTERS), number))

    def point(self, number: int) -> str:
        """Return what opens the `number`-th point (from 1) of a speech."""
        return _at(self.points, number)

    def date(self, day: dt.date) -> str:
        """Return a day in words, in full and without leading zeros (GB/T 9704)."""
        name = self.months[day.month - 1] if self.months else ""
        return self.day.format(year=day.year, month=day.month, day=day.day, month_name=name)

    def in_year(self, day: dt.date) -> str:
        """Return the year of a day in words."""
        return self.year.format(year=day.year)

    def for_author(self, hint: str) -> str:
        """Return the marker of a place that the author fills."""
        return self.author.format(hint=hint)


def _at(words: tuple[str, ...], number: int) -> str:
    return words[min(number, len(words)) - 1]


@cache
def languages() -> Mapping[str, Language]:
    """Return every language that documents can be written in, by id. Raises CatalogueError for a faulty file."""
    return {key: _language(key, place) for key, place in read(WORDS).items()}


def _language(language: str, place: Place) -> Language:
    names = tuple(field.name for field in dataclasses.fields(Language) if field.name != "id")
    part = place.mapping(known=names, required=names)
    values = {name: each.texts() if each.is_sequence else _text(each) for name, each in part.items()}
    return Language(id=language, **values)  # type: ignore[arg-type]  # lists and texts as the shipped file has them


def _text(place: Place) -> str:
    # Unlike Place.text(), a mark may be empty or a blank.
    value = place.plain()
    if not isinstance(value, str):
        raise place.refuse("a text is expected here")
    return value
