"""A sheet that goes out: its columns, its rows, and the marks by which it comes back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from qiao.exchange.marked import Sort
from qiao.terms import Field, Words

Out = str | Decimal | int | dt.date | None
"""What a cell takes. None is an empty cell; 0 is 0."""

# A unit behind a heading; brackets within it belong to its words.
UNIT = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]$")
WIDTH = 14
WIDE = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `is_kept`: it says what a record is known by, and is greyed. `holds` is the field that it shows."""

    id: str
    heading: str
    width: int = WIDTH
    is_kept: bool = False
    is_text: bool = True
    holds: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `name` is its file among several, `rows` yields its rows when it is written.

    `holds` is what an import takes it for; "" for a list that is only to be looked at.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Sequence[Out]]]
    holds: str = ""
    sort: Sort = "export"
    is_hidden: bool = False


def language() -> str:
    """Return the language in which headings are written, as the catalogue calls it: zh or en."""
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"


def said(texts: Words) -> str:
    """Return a text of the catalogue in this language, or in Chinese where it has no other."""
    return texts.get(language()) or texts["zh"]


def headings(fields: Sequence[Field]) -> list[str]:
    """Return a heading for each field, no two alike: the words of ledgers, with the unit in which amounts are."""
    found: list[str] = []
    for each in fields:
        named = each.columns[0] if language() == "zh" and each.columns else said(each.label)
        heading = _with_unit(named, each)
        if heading in found:
            heading = _with_unit(said(each.label), each)
        found.append(heading if heading not in found else f"{heading} {each.id}")
    return found


def _with_unit(named: str, each: Field) -> str:
    unit = {"yuan": _("yuan"), "kilometres": _("km")}.get(each.type, "")
    bare = UNIT.sub("", named).strip()
    return f"{bare} ({unit})" if unit and language() == "en" else f"{bare}({unit})" if unit else bare


def columns_of(fields: Sequence[Field]) -> list[Column]:
    """Return a column for each field."""
    return [
        Column(
            id=each.id,
            heading=heading,
            width=WIDE if each.type in {"text", "organisation"} else WIDTH,
            is_text=not each.is_numeric and each.type != "date",
            holds=each,
        )
        for each, heading in zip(fields, headings(fields), strict=True)
    ]


def option(each: Field, value: str) -> str:
    """Return an option of a choice in words, or its id where two options are called the same."""
    labels = [said(known.label) for known in each.options]
    for known, label in zip(each.options, labels, strict=True):
        if known.id == value and labels.count(label) == 1 and label not in {other.id for other in each.options}:
            return label
    return value
