"""Figures -> prose: only forms that read unambiguously, so that what is written can be read back."""

from __future__ import annotations

from decimal import Decimal

MYRIAD = Decimal(10_000)
HUNDRED_MILLION = MYRIAD * MYRIAD
YUAN = "\u5143"
WAN = "\u4e07"
YI = "\u4ebf"
SHORT = 4


def plain(number: Decimal) -> str:
    """Return a number without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say(value: Decimal, unit: str, style: str = "exact") -> str:
    """Return a value with its unit. Money is sized: 450000 is said in ten thousands, 1.2e8 in hundred millions."""
    if style != "exact":
        raise ValueError(f"no style {style!r}")
    if unit == YUAN:
        for size, name in ((HUNDRED_MILLION, YI), (MYRIAD, WAN)):
            sized = plain(value / size)
            if abs(value) >= size and len(sized.partition(".")[2]) <= SHORT:
                return f"{sized}{name}{unit}"
    return f"{plain(value)}{unit}"
