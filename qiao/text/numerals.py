"""Numerals of Chinese prose -> exact numbers."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib import resources

import yaml

Number = Decimal | Fraction
VOCABULARY = yaml.safe_load(resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
DIGITS: dict[str, int] = VOCABULARY["digits"]
TENS: dict[str, int] = VOCABULARY["tens"]
SCALES: dict[str, int] = VOCABULARY["scales"]
TWENTIES: dict[str, int] = VOCABULARY["twenties"]
CHINESE = "".join([*DIGITS, *TENS, *SCALES, *TWENTIES])
LONGEST = 40


@lru_cache(maxsize=50_000)
def value(written: str) -> tuple[Decimal, Decimal] | None:
    """Return a numeral's value and its step, the place value of its last digit that is not zero; None for no numeral.

    Arabic, Chinese and mixed numerals (1.2, 3 with thousands commas, full width, with scales) are read. The step of
    a whole numeral is what "and more" may add to it: 60 -> 10, 2100 -> 100.
    """
    text = unicodedata.normalize("NFKC", written).replace(",", "").replace(" ", "")
    if not text or len(text) > LONGEST:
        return None
    if text[0].isdigit():
        return _arabic(text)
    return _chinese(text)


def _arabic(text: str) -> tuple[Decimal, Decimal] | None:
    head = text.rstrip(CHINESE)
    tail = text[len(head) :]
    if not head.replace(".", "", 1).isdigit():
        return None
    number = Decimal(head)
    for index, letter in enumerate(tail):
        factor = TENS.get(letter) or SCALES.get(letter)
        if factor is None:
            rest = value(tail[index:])
            return None if rest is None else (number + rest[0], rest[1])
        number *= factor
    step = _step(head)
    for letter in tail:
        step *= TENS.get(letter) or SCALES[letter]
    return number, step


def _step(head: str) -> Decimal:
    if "." in head:
        # 1.5 and more, of a scale: what follows is below the next whole.
        return Decimal(1) - (Decimal(head) % 1) if Decimal(head) % 1 else Decimal(1)
    zeros = len(head) - len(head.rstrip("0"))
    return Decimal(10) ** min(zeros, len(head) - 1)


def _chinese(text: str) -> tuple[Decimal, Decimal] | None:
    if all(letter in DIGITS for letter in text) and len(text) > 1:
        digits = "".join(str(DIGITS[letter]) for letter in text)
        return Decimal(digits), _step(digits.lstrip("0") or "0")
    total = section = Decimal(0)
    digit: Decimal | None = None
    step = Decimal(1)
    for letter in text:
        if letter in DIGITS:
            digit = Decimal(DIGITS[letter])
            step = Decimal(1)
        elif letter in TWENTIES:
            section += TWENTIES[letter]
            step = Decimal(10)
        elif letter in TENS:
            section += (Decimal(1) if digit is None or digit == 0 else digit) * TENS[letter]
            digit, step = None, Decimal(TENS[letter])
        elif letter in SCALES:
            section += digit or 0
            if section == 0 and total == 0:
                section = Decimal(1)
            total = (total + section) * SCALES[letter] if SCALES[letter] > total > 0 else total + section * SCALES[letter]
            section, digit = Decimal(0), None
            step = step * SCALES[letter]
        else:
            return None
    return total + section + (digit or 0), step
