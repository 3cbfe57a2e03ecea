"""Dates, figures and names as finished strings in the language of the page. Templates format nothing themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qiao.document import figure, figures
from qiao.document.language import languages
from qiao.record.kinds import catalogue
from qiao.record.models import Participation, Record
from qiao.terms import Field, Kind, Measure, Value, Words
from qiao.text import say

BETWEEN = " \u00b7 "
ONE_DAY = dt.timedelta(days=1)
MONEY = "\u5143"
"""The unit in which the catalogue counts money."""


def language() -> str:
    """Return the language of the page as the catalogue calls it: zh or en."""
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"


def words(texts: Words) -> str:
    """Return a text of the catalogue in the language of the page, or in Chinese where it has no other."""
    return texts.get(language()) or texts["zh"]


def files(name: str, asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return where a list can be had as a file, with the filters asked for: the address, and the ending."""
    query = f"?{urlencode(asked)}" if asked else ""
    return tuple((reverse(name, args=[ending]) + query, f".{ending}") for ending in ("xlsx", "csv"))


def day(value: dt.date) -> str:
    """Return a day in words."""
    return languages()[language()].date(value)


def moment(value: dt.datetime) -> str:
    """Return a day in words with the time of day, to the minute."""
    return f"{day(value.date())} {value:%H:%M}"


def term(start: dt.date | None, end: dt.date | None) -> str:
    """Return a half-open period in words, first to last day; "" where both ends are open."""
    if start and end:
        return _("%(first)s to %(last)s") % {"first": day(start), "last": day(end - ONE_DAY)}
    if start:
        return _("from %(first)s") % {"first": day(start)}
    return _("up to %(last)s") % {"last": day(end - ONE_DAY)} if end else ""


def posting(start: dt.date, end: dt.date) -> str:
    """Return a batch's or a person's term as the roster and documents have it: first day, end."""
    return _("%(first)s to %(last)s") % {"first": day(start), "last": day(end)}


def taken(measure: Measure, value: Decimal | dt.date | None) -> str:
    """Return what a measure amounts to, as documents word it."""
    if value is None:
        return _("nothing recorded")
    if isinstance(value, dt.date):
        return day(value)
    return figure(measure, catalogue().kinds[measure.kind], value, language())


def content(field: Field, value: Value) -> str:
    """Return what one field of a record holds; "" for nothing recorded."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        if field.type == "yuan":
            return say(value, MONEY) if language() == "zh" else figures(value, is_money=True)
        number = figures(value) if language() == "en" else f"{value.normalize():f}"
        is_told = field.type != "kilometres" or _("km") in words(field.label)
        return number if is_told else f"{number} {_('km')}"
    option = next((each for each in field.options if each.id == value), None)
    return words(option.label) if option else value


def summary(kind: Kind, values: dict[str, Value]) -> str:
    """Return what a record says in one line, without its day: texts as they are, figures with their label."""
    parts = []
    is_told = any(field.type == "text" and values.get(field.id) for field in kind.fields)
    for field in kind.fields:
        # A number that was taken out of a recorded text is already said by it.
        if field.extract and is_told:
            continue
        if field.id == kind.day_field or (text := content(field, values.get(field.id))) == "":
            continue
        is_bare = not field.is_numeric and field.type != "date"
        parts.append(text if is_bare else f"{words(field.label)} {text}")
    return BETWEEN.join(parts)


def joined(parts: Iterable[str]) -> str:
    """Return several things in one line."""
    return BETWEEN.join(parts)


def sentences(parts: Iterable[str]) -> str:
    """Return sentences one after another."""
    return ("" if language() == "zh" else " ").join(parts)


def number(value: int) -> str:
    """Return a count, in English with its thousands parted."""
    return f"{value:,}" if language() == "en" else str(value)


def counted(message: str, count: int) -> str:
    """Return a message with its %(count)s filled."""
    return message % {"count": number(count)}


def people(record: Record) -> str:
    """Return who is in a record, those who led first. Needs its participations with their persons loaded."""
    everybody = sorted(record.participations.all(), key=lambda each: each.role != Participation.Role.LED)
    return _(", ").join(each.person.name for each in everybody)


def status(record: Record) -> str:
    """Return where a record stands in review."""
    return str(Record.Status(record.status).label)
