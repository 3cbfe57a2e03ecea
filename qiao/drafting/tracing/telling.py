"""A fact in words: what it counts, and its value as a document words it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import resources

import yaml

from qiao.document import figure
from qiao.document.language import languages
from qiao.record.kinds import catalogue
from qiao.terms import Words

LABELS: dict[str, Words] = yaml.safe_load(
    resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
)["labels"]


def label(measure: str) -> Words:
    """Return what a measure counts; for one that nobody knows any more, its id."""
    known = catalogue().measures.get(measure)
    return known.label if known else LABELS.get(measure, {"zh": measure})


def said(measure: str, value: Decimal | dt.date | None, language: str) -> str:
    """Return a value in words; "" for nothing recorded."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return languages()[language].date(value)
    known = catalogue().measures.get(measure)
    try:
        return figure(known, catalogue().kind_of(measure), value, language) if known else f"{value:f}"
    except ValueError:
        # A file may state what no words say, such as millions in a unit that has none.
        return f"{value:f}"
