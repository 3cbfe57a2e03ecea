"""A number -> how Word writes it in automatic numbering. The formats are in counting.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

import yaml

Format = Mapping[str, Any]

FORMATS: dict[str, Format] = yaml.safe_load(
    resources.files(__package__).joinpath("counting.yaml").read_text(encoding="utf-8")
)
DECIMAL = "decimal"
MYRIAD = 10_000
HUNDRED = 100
LARGEST_ROMAN = 3_999
# Word goes on to 780 letters; nobody reads more than a few.
MOST_REPEATED = 30


def say(number: int, format_: str = DECIMAL, width: int = 0) -> str:
    """Return a number of a list in a format of ST_NumberFormat, at least `width` digits long.

    A number that a format has no sign for, or a format that is not known, is said in digits.
    """
    found = FORMATS.get(format_, FORMATS[DECIMAL])
    said = SYSTEMS[found["system"]](number, found)
    return (str(number) if said is None else said).rjust(width, "0")


def _digits(number: int, format_: Format) -> str | None:
    if number < 0:
        return None
    digits: str = format_["digits"]
    said = "".join(digits[int(digit)] for digit in str(number))
    return said.rjust(format_.get("width", 0), digits[0])


def _tens(number: int, format_: Format) -> str | None:
    if not 10 <= number < HUNDRED:  # noqa: PLR2004 - ten is ten
        return _digits(number, format_)
    tens, ones = divmod(number, 10)
    digits: str = format_["digits"]
    ten: str = format_["ten"]
    return (digits[tens] if tens > 1 else "") + ten + (digits[ones] if ones else "")


def _thousands(number: int, format_: Format) -> str | None:
    zero: str = format_["digits"][0].strip()
    if not 0 < number < MYRIAD * MYRIAD:
        return zero or None if number == 0 else None
    myriads, rest = divmod(number, MYRIAD)
    said = _below_myriad(rest, format_, is_first=not myriads) if rest else ""
    if not myriads:
        return said
    gap = zero if 0 < rest < MYRIAD // 10 else ""
    myriad: str = format_["myriad"]
    return _below_myriad(myriads, format_, is_first=True) + myriad + gap + said


def _below_myriad(number: int, format_: Format, *, is_first: bool) -> str:
    digits, places = format_["digits"], format_["places"]
    said = ""
    for at, digit in enumerate(map(int, str(number))):
        place = len(str(number)) - at - 1
        if not digit:
            # One zero for a gap, none at the end.
            is_gap = int(str(number)[at:]) and not said.endswith(digits[0])
            said += digits[0].strip() if is_gap else ""
            continue
        unit = places[place - 1] if place else ""
        # 十 is ten at the front of a number only: 一百一十. Japanese leaves out the one before 百 and 千 as well.
        is_bare = digit == 1 and unit and unit in format_["drops_one_before"]
        is_bare = is_bare and (len(format_["drops_one_before"]) > 1 or (is_first and at == 0))
        said += ("" if is_bare else digits[digit]) + unit
    return said


def _signs(number: int, format_: Format) -> str | None:
    return format_["signs"][number - 1] if 0 < number <= len(format_["signs"]) else None


def _letters(number: int, format_: Format) -> str | None:
    repeated, place = divmod(number - 1, len(format_["signs"]))
    return format_["signs"][place] * (repeated + 1) if 0 <= repeated < MOST_REPEATED else None


def _roman(number: int, format_: Format) -> str | None:
    if not 0 < number <= LARGEST_ROMAN:
        return None
    patterns = ("", "0", "00", "000", "01", "1", "10", "100", "1000", "02")
    padded = f"{number:04}"
    return "".join(
        "".join(place[int(sign)] for sign in patterns[int(digit)])
        for place, digit in zip(format_["places"], padded, strict=True)
    )


def _nothing(_: int, __: Format) -> str:
    return ""


SYSTEMS: dict[str, Callable[[int, Format], str | None]] = {
    "digits": _digits,
    "tens": _tens,
    "thousands": _thousands,
    "signs": _signs,
    "letters": _letters,
    "roman": _roman,
    "nothing": _nothing,
}
