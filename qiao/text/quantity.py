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


# The generated __init__ of a frozen class costs 3.8 us a quantity, the slots' own setters 1.1 us: at millions of
# characters a second that is most of the time. Used by the reader alone, before anyone else has the object.
_SETTERS = tuple(Quantity.__dict__[name].__set__ for name in Quantity.__slots__)
(_START, _END, _TEXT, _KIND, _LOW, _HIGH, _LOW_OPEN, _HIGH_OPEN) = _SETTERS[:8]
(_UNIT, _HEDGE, _DIGITS, _MEASURED, _CHANGE, _RATE) = _SETTERS[8:]
_new = object.__new__


def build(  # noqa: PLR0917  keywords would cost half of what this saves
    start: int, end: int, text: str, kind: str, low: Number | str | None, high: Number | str | None,
    low_open: bool, high_open: bool, unit: str, hedge: str, digits: int | None, change: str, rate: str,  # noqa: FBT001
) -> Quantity:  # fmt: skip
    """Return a quantity as its constructor would, faster. `text` is the figure as written."""
    made = _new(Quantity)
    _START(made, start)
    _END(made, end)
    _TEXT(made, text)
    _KIND(made, kind)
    _LOW(made, low)
    _HIGH(made, high)
    _LOW_OPEN(made, low_open)
    _HIGH_OPEN(made, high_open)
    _UNIT(made, unit)
    _HEDGE(made, hedge)
    _DIGITS(made, digits)
    _MEASURED(made, "")
    _CHANGE(made, change)
    _RATE(made, rate)
    return made


def name(quantity: Quantity, noun: str) -> None:
    """Fill in the counted noun of a quantity that has just been built."""
    _MEASURED(quantity, noun)
