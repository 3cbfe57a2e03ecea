"""A quantity as prose writes it: an interval with open or closed ends, a unit, a hedge and a place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qiao.text.numerals import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure of a text. `start` and `end` are code points; money is in 元, percents in %, counts in units.

    `kind` is count, money, percent, duration, distance, date, ordinal, area, weight, multiple, age or other. For dates
    `low` and `high` are the first and last day meant, in ISO form (without a year: --MM-DD); else None is no bound.
    `hedge` is exact, more, near, about, less, several or range. `digits` is the power of ten of the last digit written
    (47.92亿 -> 6). `change` is change (增长12%), result (增长到85%), level (由45%, 占63%) or empty; `rate` is month,
    year, week, day, term or person for a figure per month and so on, else empty. `measured` is the counted noun.
    """

    start: int
    end: int
    text: str
    kind: str
    low: Number | str | None
    high: Number | str | None
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    hedge: str = "exact"
    digits: int | None = None
    measured: str = ""
    change: str = ""
    rate: str = ""

    def met(self, value: Number) -> str:
        """Return how a value meets the figure: equal, rounded, truncated; within for a vague one; "" where it does not.

        An exact figure with k digits is met by a value that rounds or truncates to it: official texts do either.
        """
        if isinstance(self.low, str) or isinstance(self.high, str):
            return ""
        if self.hedge != "exact":
            return "within" if self._is_within(value) else ""
        if self.low is None or value == self.low:
            return "equal" if self.low is not None else ""
        if self.digits is None:
            return ""
        last = Fraction(10) ** self.digits
        # Truncation goes towards zero, so the value lies on the far side of what is written.
        beyond = (Fraction(value) - Fraction(self.low)) * (-1 if self.low < 0 else 1)
        if abs(beyond) <= last / 2:
            return "rounded"
        return "truncated" if 0 < beyond < last else ""

    def _is_within(self, value: Number) -> bool:
        if isinstance(self.low, Decimal | Fraction) and (value < self.low or (self.low_open and value == self.low)):
            return False
        return not (
            isinstance(self.high, Decimal | Fraction) and (value > self.high or (self.high_open and value == self.high))
        )

    def contains(self, value: Number) -> bool:
        """Return whether a value lies in the interval or, for an exact figure, rounds or truncates to it."""
        return bool(self.met(value))
