"""One cell -> one value of a field, typed. What cannot be read is a reason, never a guess."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from qiao.exchange.guarding import unguarded
from qiao.exchange.writing import plain, writing
from qiao.terms import Field, Value

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
"""What python-calamine hands over; an empty cell is ""."""

YEARS = range(1900, 2101)
# Days as a spreadsheet counts them, where a cell has lost its date format: 1954 to 2119. Other numbers are no days.
SERIALS = range(20_000, 80_000)
SERIAL_START = dt.date(1899, 12, 30)
# A spreadsheet keeps 15 significant digits; what Python shows beyond them is noise of the binary number.
SIGNIFICANT = 15
# Beyond it a Decimal cannot be written out in full; no field takes a number half as long.
LARGEST = Decimal(10) ** 20
NUMBER = re.compile(r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+)(?P<unit>[^\d.,+\-]*)")
# Control characters, and signs that nobody sees: zero-width blanks, and those that turn the direction of writing.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Blanks between two Chinese characters are layout; between Latin words they are part of the name.
INNER_BLANK = re.compile(r"(?<=[\u3400-\u9fff\uff08-\uff09\u3001])\s+|\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell cannot be read as its field demands."""

    why: str


Reader = Callable[[Cell], "Value | Unreadable"]


def written(cell: Cell) -> str:
    """Return a cell as a person would say that it is written."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**SIGNIFICANT else f"{cell:.{SIGNIFICANT}g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is empty or holds blanks only."""
    return isinstance(cell, str) and (not cell or cell.isspace())


def text(cell: Cell) -> str | None:
    """Return a cell as text without surrounding blanks, or None where it says nothing (empty, a dash)."""
    if isinstance(cell, str):
        return _text(cell)
    return written(cell)


@lru_cache(maxsize=4096)
def _text(cell: str) -> str | None:
    found = unguarded(CONTROL.sub("", cell).strip())
    return None if not found or plain(found) in writing().nothing else found


def key(cell: Cell) -> str | None:
    """Return a cell as a name or code that can be compared: half-width, without blanks between Chinese characters."""
    found = text(cell)
    return None if found is None else _key(found)


@lru_cache(maxsize=4096)
def _key(found: str) -> str:
    return INNER_BLANK.sub("", unicodedata.normalize("NFKC", found))


def day(cell: Cell) -> dt.date | Unreadable | None:
    """Return the day that a cell names."""
    if isinstance(cell, dt.datetime):
        return _plausible(cell.date())
    if isinstance(cell, dt.date):
        return _plausible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell == cell // 1 and SERIALS.start <= cell < SERIALS.stop:
            return SERIAL_START + dt.timedelta(days=int(cell))
        cell = written(cell)
    found = text(cell)
    return None if found is None else _plausible(_day(found))


@lru_cache(maxsize=8192)
def _day(found: str) -> dt.date | None:
    """Return the day that a text names, None where it names none. No reason: that would be one language's for all."""
    table = writing()
    compact = plain(found)
    bare = table.after_date.sub("", compact) or compact
    match = next((match for pattern in table.dates if (match := pattern.fullmatch(bare))), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        return dt.date(int(parts["year"]), int(parts["month"]), int(parts.get("day") or 1))
    except ValueError:
        return None


def _plausible(found: dt.date | None) -> dt.date | Unreadable:
    if found is None:
        return Unreadable(_("not a date; write it as 2003-05-12"))
    return (
        found
        if found.year in YEARS
        else Unreadable(_("a day of the year %(year)s cannot be meant") % {"year": found.year})
    )


def number(cell: Cell, field: Field, *, heading: str, factor: Decimal = Decimal(1)) -> Decimal | Unreadable | None:
    """Return the number that a cell holds, in the field's base unit.

    `factor` is the heading's: 10000 where it says that amounts are in ten thousands. A unit
    written in the cell itself goes before the heading's.
    """
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        return Unreadable(_("%(column)s is not a number") % {"column": heading})
    if isinstance(cell, int | float) and math.isfinite(cell):
        # Normalised, so that 45 and 45.0 are one content.
        return _normal(Decimal(written(cell)) * factor)
    found = text(cell)
    if found is None:
        return None
    value = _number(plain(found), field.type, factor)
    return Unreadable(_("%(column)s is not a number") % {"column": heading}) if value is None else value


def _normal(value: Decimal) -> Decimal:
    is_whole = abs(value) < LARGEST and value == value.to_integral_value()
    return value.quantize(Decimal(1)) if is_whole else value.normalize()


@lru_cache(maxsize=8192)
def _number(compact: str, type_: str, factor: Decimal) -> Decimal | None:
    table = writing()
    for mark in table.currency_marks:
        compact = compact.removeprefix(mark).removesuffix(mark)
    match = NUMBER.fullmatch(compact)
    if match:
        value, unit = Decimal(match["number"].replace(",", "")), match["unit"]
    elif compact and compact[0] in table.numerals:
        value, unit = table.numerals[compact[0]], compact[1:]
        # Two tens are twenty; fifteen is not ten of something called five.
        if any(each in table.numerals and each not in table.scales for each in unit):
            return None
    else:
        return None
    own = table.factor(unit, type_)
    if own is None:
        return None
    return _normal(value * (own if unit else factor))


def extracted(cell: Cell, field: Field) -> Decimal | None:
    """Return the number that stands at the # of the field's pattern inside a longer cell; None where none does."""
    found = text(cell)
    return None if found is None else _extracted(plain(found), field.extract)


@lru_cache(maxsize=4096)
def _extracted(compact: str, extract: str) -> Decimal | None:
    table = writing()
    before, after = (re.escape(plain(each)) for each in extract.split("#"))
    match = re.search(rf"{before}(\d+(?:\.\d+)?|[{''.join(table.numerals)}]){after}", compact)
    if match is None:
        return None
    return table.numerals[match[1]] if match[1] in table.numerals else _normal(Decimal(match[1]))


def choice(cell: Cell, field: Field) -> str | Unreadable | None:
    """Return the id of the option that a cell names by id, label or alias."""
    found = text(cell)
    if found is None:
        return None
    wanted = plain(found)
    for option in field.options:
        if wanted == option.id or wanted in {plain(each) for each in (*option.label.values(), *option.aliases)}:
            return option.id
    known = "\u3001".join(option.label["zh"] for option in field.options)
    return Unreadable(_("not one of: %(known)s") % {"known": known})


def reader(field: Field, *, heading: str, factor: Decimal = Decimal(1), is_shared: bool = False) -> Reader:
    """Return the function that reads the cells of one column as a field.

    `is_shared`: the column also fills another field, so that a cell without this field's number is no mistake.
    """
    if field.extract:
        return lambda cell: _extract_or_number(cell, field, heading=heading, factor=factor, is_shared=is_shared)
    if field.is_numeric:
        return lambda cell: number(cell, field, heading=heading, factor=factor)
    if field.type == "date":
        return day
    if field.type == "choice":
        return lru_cache(maxsize=1024)(lambda cell: choice(cell, field))
    return key if field.slot else text


def _extract_or_number(
    cell: Cell, field: Field, *, heading: str, factor: Decimal, is_shared: bool
) -> Decimal | Unreadable | None:
    found = extracted(cell, field)
    if found is None and not is_shared:
        return number(cell, field, heading=heading, factor=factor)
    return found
