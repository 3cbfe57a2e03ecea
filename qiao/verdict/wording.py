"""The sentences of a verdict, in zh and en, from reasons.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

import yaml

from qiao.catalogue import Catalogue
from qiao.terms import Measure, Scope, Words
from qiao.text import say

LANGUAGES = ("zh", "en")
TEMPLATES: Mapping[str, Words] = yaml.safe_load(
    resources.files(__package__).joinpath("reasons.yaml").read_text(encoding="utf-8")
)
# Percentages are printed with one decimal (DOMAIN 5.3).
PERCENT_STEP = Decimal("0.1")


def reason(name: str, **parts: object) -> Words:
    """Return a sentence in each language. A part that is itself worded per language is a mapping."""
    return {
        language: TEMPLATES[name][language].format(
            **{key: value[language] if isinstance(value, Mapping) else value for key, value in parts.items()}
        )
        for language in LANGUAGES
    }


def joined(sentences: list[Words], with_: str = "join") -> Words:
    """Return sentences as one text in each language."""
    return {language: TEMPLATES[with_][language].join(each[language] for each in sentences) for language in LANGUAGES}


def worded(value: Decimal, measure: Measure, catalogue: Catalogue) -> Words:
    """Return a value with its unit: in Chinese as documents write it, in English with the currency or a bare figure."""
    dimension = catalogue.units[measure.unit].dimension
    if dimension == "percent":
        value = value.quantize(PERCENT_STEP, rounding=ROUND_HALF_UP)
    digits = f"{value:,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    english: dict[str, Any] = {"money": f"CNY {digits}", "percent": f"{digits}%", "distance": f"{digits} km"}
    return {"zh": say(value, measure.unit), "en": english.get(dimension, digits)}


def when(scope: Scope) -> Words:
    """Return a scope's period in words: a year or a month by its name, else `end` as the last day inside."""
    first, end = scope.start, scope.end
    last = end - dt.timedelta(days=1) if end else None
    if first and last and first.day == 1 and end and end.day == 1:
        if (first.month, end.month, end.year - first.year) == (1, 1, 1):
            return reason("year", year=first.year)
        if (first.year, first.month) == (last.year, last.month):
            return reason("month", year=first.year, month=first.month)
    if first and last:
        return reason("from_to", start=first.isoformat(), end=last.isoformat())
    if first:
        return reason("from", start=first.isoformat())
    return reason("to", end=last.isoformat()) if last else TEMPLATES["all_time"]


def assumed(scope: Scope, asked: Scope) -> Words:
    """Return whose figure, and of which days, a ruling took a claim for, as a sentence; `asked` is the text's scope."""
    listed: list[Words] = []
    if scope.batch or scope.organisation:
        listed.append(dict.fromkeys(LANGUAGES, scope.batch or scope.organisation))
    elif asked.batch:
        listed.append(TEMPLATES["all_batches"])
    if scope.place:
        listed.append(dict.fromkeys(LANGUAGES, scope.place))
    if scope.role:
        listed.append(TEMPLATES["led"])
    if scope.start or scope.end:
        listed.append(when(scope))
    if not listed:
        listed.append(TEMPLATES["whole_term" if scope.person else "whole_record"])
    return reason("assumed", listed=joined(listed, "assumed_between"))
