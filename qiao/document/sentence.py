"""A kind's facts -> the sentence that its wording makes of them. The catalogue's examples and documents both use it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from qiao.catalogue import Piece, fill, inflect, placeholders
from qiao.terms import Fact, Kind, Measure
from qiao.text import say

# Percentages are printed with one decimal (DOMAIN 5.3); the fact keeps the exact ratio.
PERCENT_STEP = Decimal("0.1")
# What English sets after a number, by the field that is added up or the rule by which is counted.
AFTER = {"kilometres": " km", "ratio": "%"}


def sentence(kind: Kind, facts: Mapping[str, Fact], language: str = "zh") -> tuple[Piece, ...]:
    """Return the kind's wording filled with the facts, by measure id, without end mark; () for nothing to say.

    A clause whose fact is missing or None is left out. A sentence that would hold nothing but zeros says nothing
    and is left out too, though a 0 beside another figure is written. A kind that has no wording in the language
    gives (): figures are never put into words of another language.
    """
    template = kind.wording.get(language, "")
    values: dict[str, Decimal] = {}
    for name in placeholders(template):
        value = facts[name].value if name in facts else None
        if isinstance(value, Decimal):
            values[name] = value
    if not any(values.values()):
        return ()
    measures = {measure.id: measure for measure in kind.measures}
    written = {name: figure(measures[name], kind, value, language) for name, value in values.items()}
    return fill(inflect(template, values), written)


def figure(measure: Measure, kind: Kind, value: Decimal, language: str) -> str:
    """Return a measure's value in words.

    Chinese has its unit, money sized by GB/T 15835. English is as by figures(), with km and %: what is counted there
    is in the words of the sentence or the column.
    """
    if measure.counts == "ratio":
        value = value.quantize(PERCENT_STEP, rounding=ROUND_HALF_UP)
    if language == "zh":
        return say(value, measure.unit)
    counted = kind.field_named(measure.field).type if measure.counts == "sum" else measure.counts
    return figures(value, is_money=counted == "yuan") + AFTER.get(counted, "")


def figures(value: Decimal, *, is_money: bool = False) -> str:
    """Return a number as English prints it: 1,234, and CNY 450,000."""
    digits = f"{value:,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"CNY {digits}" if is_money else digits
