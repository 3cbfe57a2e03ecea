"""Numerals of Chinese prose -> exact numbers, and the interval that a numeral of its own means (三五, 十几, 60余)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from qiao.text.vocabulary import NUMERALS

Number = Decimal | Fraction

DIGITS: dict[str, int] = NUMERALS["digits"]
TENS: dict[str, int] = NUMERALS["tens"]
SCALES: dict[str, int] = NUMERALS["scales"]
TWENTIES: dict[str, int] = NUMERALS["twenties"]
ZEROS: str = NUMERALS["zeros"]
POSITIONAL = frozenset(NUMERALS["positional"])
MORE: str = NUMERALS["more"]
ABOUT: str = NUMERALS["about"]
FEW: str = NUMERALS["few"] + NUMERALS["many"]
HALF: str = NUMERALS["half"]
POINTS: str = NUMERALS["points"]
PHRASES: dict[str, list[int]] = NUMERALS["set_phrases"]
NEIGHBOURS = {(low, low + 1) for low in range(1, 9)} | {(low, high) for low, high in NUMERALS["neighbours"]}
MULTIPLIERS = "".join([*TENS, *SCALES])
CHINESE = "".join([*DIGITS, *TENS, *SCALES, *TWENTIES])
LONGEST = 40
"""Characters of the longest numeral that is read; a longer one is no figure of a document."""

HALF_WIDTH = dict(zip(range(0xFF10, 0xFF1A), "0123456789", strict=True))
CLEAN: dict[int, str | None] = {
    **HALF_WIDTH,
    0xFF0E: ".",
    ord(","): None,
    0xFF0C: None,
    ord(" "): None,
    0x3000: None,
    0xA0: None,
}
TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{CHINESE}]")
NUMERAL = re.compile(rf"(?:[0-9]+(?:\.[0-9]+)?|[{CHINESE}])+")
POINTED = re.compile(rf"([{CHINESE}]*|[0-9]+)[{POINTS}]([{''.join(DIGITS)}]+)([{''.join(SCALES)}]*)")
MARKED = re.compile(rf"(.+?)([{MORE}{ABOUT}])([{MULTIPLIERS}]*)")
VAGUE = re.compile(rf"(.*?)[{FEW}]([{MULTIPLIERS}]*)")
PAIR = re.compile(rf"(.*?)([{''.join(DIGITS)}])([{''.join(DIGITS)}])([{MULTIPLIERS}]*)")
ARABIC = re.compile(r"[0-9]+(?:\.([0-9]+))?")
HUNDRED = 100


class Figure(NamedTuple):
    """What a numeral means: an interval, the step that "and more" may add, and the place of its last digit.

    `places` is the power of ten of the last digit as written: 47.92亿 -> 6, 4000万 -> 4, 63.4 -> -1; None: no digits.
    """

    low: Number
    high: Number
    hedge: str
    step: Decimal = Decimal(1)
    places: int | None = None
    low_open: bool = False
    high_open: bool = False


def exact(number: Number, places: int | None = 0) -> Figure:
    """Return the figure of one number."""
    return Figure(number, number, "exact", step_of(number), places)


def step_of(number: Number) -> Decimal:
    """Return the place value of the last digit that is not zero: 2100 -> 100, 1.5 -> 0.1; 1 for 0 and for fractions."""
    if isinstance(number, Fraction) or not number:
        return Decimal(1)
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def clean(written: str) -> str:
    """Return a numeral with half-width digits and without separators."""
    return written.translate(CLEAN)


@lru_cache(maxsize=50_000)
def value(written: str) -> Decimal | None:
    """Return the number of a numeral without hedges: Arabic, Chinese, mixed, with a point; None for none."""
    text = clean(written)
    if not text or len(text) > LONGEST:
        return None
    if pointed := POINTED.fullmatch(text):
        whole, decimals, scales = pointed.groups()
        base = value(whole) if whole else Decimal(0)
        if base is None:
            return None
        number = Decimal(f"{base:f}." + "".join(str(DIGITS[each]) for each in decimals))
        for scale in scales:
            number *= SCALES[scale]
        return number
    if not NUMERAL.fullmatch(text):
        return None
    if all(each in POSITIONAL for each in text):
        return Decimal("".join(str(DIGITS[each]) for each in text))
    return _sum(TOKEN.findall(text))


def _sum(tokens: list[str]) -> Decimal | None:
    """Add up digits, tens and scales: a scale takes all lower parts before it (一万三千亿)."""
    parts: list[tuple[Decimal, int]] = []
    section, last, is_after_zero = Decimal(0), 1, False
    digit: Decimal | None = None
    for token in tokens:
        if token[0] in ZEROS:
            is_after_zero = True
        elif token in DIGITS or token[0].isdigit():
            if digit is not None:
                return None
            digit = Decimal(DIGITS.get(token, token))
        elif token in TWENTIES:
            section, last = section + TWENTIES[token], 10
        elif token in TENS:
            section += (Decimal(1) if digit is None else digit) * TENS[token]
            digit, last, is_after_zero = None, TENS[token], False
        else:
            section += digit or 0
            scale = SCALES[token]
            while parts and (parts[-1][1] < scale or not section):
                section += parts.pop()[0]
            parts.append(((section or Decimal(1)) * scale, scale))
            section, digit, last, is_after_zero = Decimal(0), None, scale, False
    if digit is not None:
        # 一万三 is 13,000, and 一万零三 is 10,003.
        is_colloquial = last >= HUNDRED and not is_after_zero and digit < 10 and len(tokens[-1]) == 1  # noqa: PLR2004
        section += digit * last / 10 if is_colloquial else digit
    return sum((part for part, _ in parts), section)


@lru_cache(maxsize=50_000)
def figure(written: str) -> Figure | None:
    """Return what a numeral means, with the hedges inside it; None where it is no numeral."""
    text = clean(written)
    if not text or len(text) > LONGEST:
        return None
    if arabic := ARABIC.fullmatch(text):
        # Most figures of a report: no need to try the other forms.
        return exact(_tidy(Decimal(text)), -len(arabic[1] or ""))
    if text in PHRASES:
        low, high = (Decimal(each) for each in PHRASES[text])
        return exact(low) if low == high else Figure(low, high, "about")
    if text == HALF:
        return exact(Decimal("0.5"), -1)
    return _marked(text) or _vague(text) or _neighbours(text) or _exact(text)


def _exact(text: str) -> Figure | None:
    number = value(text)
    return None if number is None else exact(_tidy(number), _places(text))


def _tidy(number: Decimal) -> Decimal:
    """Return a whole number without the decimals that its numeral had: 1.2万 is 12000, not 12000.0."""
    return number.to_integral_value() if number == number.to_integral_value() else number


def _marked(text: str) -> Figure | None:
    """60余, 2万多, 5000余万, 三十来: the number before the mark and its step, times what follows."""
    match = MARKED.fullmatch(text)
    if not match:
        return None
    number, factor = value(match[1]), value(match[3]) if match[3] else Decimal(1)
    if number is None or factor is None:
        return None
    if match[2] in ABOUT:
        return Figure(number * factor * 9 / 10, number * factor * 11 / 10, "about")
    high = (number + step_of(number)) * factor
    low = _tidy(number * factor)
    return Figure(low, _tidy(high), "more", step_of(number) * factor, low_open=True, high_open=True)


def _vague(text: str) -> Figure | None:
    """几百, 数十, 十几, 二十几万, 一百几十."""
    match = VAGUE.fullmatch(text)
    if not match:
        return None
    base = value(match[1]) if match[1] else Decimal(0)
    factor = value(match[2]) if match[2] else Decimal(1)
    if base is None or factor is None:
        return None
    if not base:
        # 数十万 is 20 to 99 of its scale; 几万 goes up to the next power of ten.
        scale = value(match[2][-1]) if match[2] and len(match[2]) > 1 else None
        low, high = 2 * factor, 10 * factor - (scale or 1)
    elif factor < step_of(base):
        # The figure goes on below the number: 十几, 一百几十.
        low, high = base + factor * (1 if factor == 1 else 2), base + 10 * factor - 1
    else:
        # 二十几万: anything between 200,000 and 300,000.
        step = step_of(base) * factor
        return Figure(base * factor, base * factor + step, "several", step, low_open=True, high_open=True)
    return Figure(low, high, "several")


def _neighbours(text: str) -> Figure | None:
    """三五, 七八百, 十五六, 两三千万: from the one neighbouring digit to the other."""
    match = PAIR.fullmatch(text)
    if not match or (DIGITS[match[2]], DIGITS[match[3]]) not in NEIGHBOURS:
        return None
    head, first, second, tail = match.groups()
    if any(each in DIGITS for each in head[-1:]):
        return None
    low, high = value(head + first + tail), value(head + second + tail)
    if low is None or high is None or low >= high:
        return None
    return Figure(low, high, "range")


def _places(text: str) -> int:
    """Return the power of ten of the last digit written; Chinese numerals are taken as written in full."""
    scales = 0
    rest = text
    while rest and rest[-1] in SCALES:
        scales += len(str(SCALES[rest[-1]])) - 1
        rest = rest[:-1]
    match = ARABIC.fullmatch(rest)
    if match:
        return scales - len(match[1] or "")
    pointed = POINTED.fullmatch(rest)
    return scales - (len(pointed[2]) if pointed else 0)
