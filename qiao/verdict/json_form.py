"""A Verdict as the JSON of DESIGN 7: keys and types are a contract."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from qiao.terms import Verdict


def as_json(verdict: Verdict, language: str = "zh") -> dict[str, Any]:
    """Return claim (index of its quantity), ruling, measure or None, value or None, sources, notes and the reason."""
    return {
        "claim": verdict.claim,
        "ruling": verdict.ruling,
        "measure": verdict.measure or None,
        "value": _number(verdict.value),
        "sources": list(verdict.sources),
        "notes": list(verdict.notes),
        "reason": verdict.reason[language],
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
