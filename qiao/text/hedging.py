"""The hedge table: which wording turns a number into which interval. Read from hedges.yaml; the writer uses it too."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from qiao.text.numerals import Figure, Number
from qiao.text.vocabulary import HEDGES


class Row(NamedTuple):
    """One wording of the table. The bounds are factors of N, or "step" and "ten" (see hedges.yaml); None: no bound."""

    id: str
    hedge: str
    place: str
    words: tuple[str, ...]
    low: str | None
    high: str | None
    low_open: bool
    high_open: bool
    not_after: tuple[str, ...]
    is_round_only: bool
    example: str
    interval: str


HEDGES_VERSION: str = HEDGES["version"]


def _rows() -> tuple[Row, ...]:
    rows = []
    for each in HEDGES["rows"]:
        example, interval = next(iter(each["reads"].items()))
        low, high = (None if each[side] is None else str(each[side]) for side in ("low", "high"))
        rows.append(
            Row(
                id=each["id"],
                hedge=each["hedge"],
                place=each["place"],
                words=tuple(each["words"]),
                low=low,
                high=high,
                low_open=each["open"] in {"low", "both"},
                high_open=each["open"] in {"high", "both"},
                not_after=tuple(each.get("not_after", ())),
                is_round_only=each.get("round_only", False),
                example=example,
                interval=interval,
            )
        )
    return tuple(rows)


ROWS = _rows()
AFTER: dict[str, Row] = {word: row for row in ROWS if row.place == "after" for word in row.words}
STYLES: dict[str, str] = {style: word for each in HEDGES["rows"] for style, word in each.get("style", {}).items()}
MORE = next(row for row in ROWS if row.id == "more")


def _before() -> dict[str, tuple[tuple[str, Row], ...]]:
    """Return the words that stand before a numeral by their last character, longest first."""
    words = [(word, row) for row in ROWS if row.place == "before" for word in row.words]
    words.sort(key=lambda each: len(each[0]), reverse=True)
    return {word[-1]: tuple(each for each in words if each[0][-1] == word[-1]) for word, _ in words}


BEFORE = _before()
JOINERS = "|".join(re.escape(each) for each in sorted(HEDGES["joiners"], key=len, reverse=True))


def hedge_table() -> tuple[Row, ...]:
    """Return the table of wordings in the order of the file, for a report to print."""
    return ROWS


def apply(row: Row, number: Number, step: Decimal) -> Figure:
    """Return the interval that a wording makes of a number."""
    low, high = _bound(row.low, number, step), _bound(row.high, number, step)
    return Figure(low, high, row.hedge, step, low_open=row.low_open, high_open=row.high_open)


applied = lru_cache(maxsize=20_000)(apply)


# Stands in a Figure for a bound that is missing, so that the arithmetic of units needs no second path.
NO_BOUND = Decimal("Infinity")


def bound(number: Number | str) -> Number | str | None:
    """Return a bound of a Figure, None for no bound."""
    return None if isinstance(number, Decimal) and number.is_infinite() else number


def _bound(rule: str | None, number: Number, step: Decimal) -> Number:
    if rule is None:
        return NO_BOUND
    if isinstance(number, Fraction):
        return number * Fraction(rule) if rule not in {"step", "ten"} else number + 1
    if rule == "step":
        return number + step
    if rule == "ten":
        return number * 10 - 1
    factor = Fraction(rule)
    return number * factor.numerator / factor.denominator


def before(text: str, start: int) -> tuple[str, Row] | None:
    """Return the hedge word that ends where a numeral starts, and its row; None for none."""
    for word, row in BEFORE.get(text[start - 1 : start], ()):
        head = start - len(word)
        if head >= 0 and text.startswith(word, head) and not (row.not_after and text.endswith(row.not_after, 0, head)):
            return word, row
    return None
