"""Numbers as JSON holds them: whole ones and fractions, read back as Decimals, never as floats."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


class NumberEncoder(json.JSONEncoder):
    """Writes Decimals as JSON numbers. Values are held to 15 significant digits, within which a float is exact."""

    def default(self, o: Any) -> Any:
        """Return a whole number where the Decimal is one, else the float whose shortest form it is."""
        if isinstance(o, Decimal):
            return int(o) if o == o.to_integral_value() else float(o)
        return super().default(o)


class NumberDecoder(json.JSONDecoder):
    """Reads every JSON number as a Decimal, never as a float."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal, "parse_int": Decimal})


class SaidEncoder(NumberEncoder):
    """Writes what a record said: Decimals as numbers, days and ids as texts."""

    def default(self, o: Any) -> Any:
        """Return a Decimal as a number, and anything else that JSON does not know as text."""
        return super().default(o) if isinstance(o, Decimal) else str(o)
