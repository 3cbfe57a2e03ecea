"""A Reading as the JSON of DESIGN 7: keys and types are a contract."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from qiao.claim.days import first_day, last_day
from qiao.terms import Finding, Number, Quantity, Reading

Json = dict[str, Any]


def as_json(reading: Reading, language: str = "zh") -> Json:
    """Return text, quantities and findings; the caller adds the file. Offsets are code points of the text."""
    return {
        "text": reading.text,
        "quantities": [quantity(each) for each in reading.quantities],
        "findings": [_finding(each, language) for each in reading.findings],
    }


def number(value: Number | str | None) -> int | float | str | None:
    """Return a number as JSON has it: whole where it is whole; days stay text, and no bound stays None."""
    if not isinstance(value, Decimal | Fraction):
        return value
    return int(value) if value == int(value) else float(value)


def quantity(given: Quantity) -> Json:
    """Return one quantity."""
    return {
        "start": given.start,
        "end": given.end,
        "text": given.text,
        "kind": given.kind,
        "low": _bound(given.low, is_last=False),
        "high": _bound(given.high, is_last=True),
        "low_open": given.low_open,
        "high_open": given.high_open,
        "unit": given.unit,
        "hedge": given.hedge,
        "measured": given.measured,
    }


def _bound(value: Number | str | None, *, is_last: bool) -> int | float | str | None:
    if not isinstance(value, str):
        return number(value)
    # "2004" means its first or its last day; days without a year stay as they are written.
    day = last_day(value) if is_last else first_day(value)
    return day.isoformat() if day else value


def _finding(finding: Finding, language: str) -> Json:
    return {
        "code": finding.code,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message[language],
        "suggestion": finding.suggestion,
    }
