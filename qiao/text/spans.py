"""A text that is nothing but one figure, as in a cell or a form: read in full, also without a unit and with blanks."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from qiao.text.figures import DISCOUNT, PERCENT, TENS_AND_UP
from qiao.text.hedging import bound
from qiao.text.numerals import CHINESE, FEW, HALF, MORE, POINTS, Figure, clean, exact, figure, value
from qiao.text.patterns import PARTS
from qiao.text.quantity import Quantity
from qiao.text.units import TABLE, alternatives
from qiao.text.vocabulary import NUMERALS, UNITS

LONGEST = 40
SUFFIXES: dict[str, int] = NUMERALS["suffixes"]
NEGATIVES: str = NUMERALS["negatives"]
AND: str = NUMERALS["and"]
OPENING = frozenset(
    f"{HALF}{CHINESE}{FEW}{NEGATIVES}0123456789.\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0d-"
)
TRADITIONAL = str.maketrans(UNITS["traditional"])
CURRENCIES = "|".join(alternatives(unit for unit, known in TABLE.items() if known.kind == "money").split("|"))
UNIT = "(?:" + alternatives(unit for unit, known in TABLE.items() if known.kind in {"percent", "money"}) + ")"
SMALL = UNITS["small_money"]
NUMBER = rf"[{HALF}{CHINESE}{FEW}{MORE}0-9.{POINTS}]+"
SHAPE = re.compile(
    rf"([{NEGATIVES}]?)({NUMBER}|\.[0-9]+)(?:[eE]([+-]?[0-9]{{1,2}})|\^(-?[0-9]{{1,2}})|([{''.join(SUFFIXES)}]))?({UNIT})?"
)
MIXED = re.compile(
    rf"([{NEGATIVES}]?)(?:({NUMBER}){AND})?([{NEGATIVES}]?{NUMBER}){PARTS}([{NEGATIVES}]?{NUMBER})([{''.join(SUFFIXES)}])?"
)
SLASHED = re.compile(r"(-?)(?:(\d+)_)?(\d+)/(\d+)")
COINS = re.compile(rf"({NUMBER})([{SMALL['whole']}])({NUMBER})([{''.join(SMALL['parts'])}])?")
WHOLE = 100


def whole(text: str) -> Quantity | None:
    """Return the figure that a short text consists of, None where it says more or is read as well in running text."""
    if len(text) > LONGEST:
        return None
    written = text.strip()
    if not written or written[0] not in OPENING:
        return None
    found = _parsed(written)
    if found is None:
        return None
    kind, unit, number = found
    start = text.index(written)
    return Quantity(
        start=start,
        end=start + len(written),
        text=written,
        kind=kind,
        low=bound(number.low),
        high=bound(number.high),
        low_open=number.low_open,
        high_open=number.high_open,
        unit=unit,
        hedge=number.hedge,
        digits=number.places,
    )


@lru_cache(maxsize=2000)
def _parsed(written: str) -> tuple[str, str, Figure] | None:
    spaced = re.sub(r"(?<=[0-9])[ ](?=[0-9]+/)", "_", written)
    text = clean(unicodedata.normalize("NFKC", spaced)).translate(TRADITIONAL)
    if SLASHED.fullmatch(text):
        return _slashed(text)
    if PARTS in text:
        return _mixed(text)
    if coins := COINS.fullmatch(text):
        return _coins(coins)
    match = SHAPE.fullmatch(text)
    return None if match is None else _shaped(match)


def _shaped(match: re.Match[str]) -> tuple[str, str, Figure] | None:
    sign, numeral, exponent, power, suffix, unit = match.groups()
    found = figure(f"0{numeral}" if numeral[0] == "." else numeral)
    if found is None or (numeral in FEW and len(numeral) == 1):
        return None
    is_plain = not (sign or exponent or power or suffix)
    if unit is None and is_plain and numeral.isascii() and len(numeral) == len("2020") and numeral.isdigit():
        return "count", "", found
    factor = Decimal(SUFFIXES[suffix]) if suffix else Decimal(1).scaleb(int(exponent or 0))
    known = TABLE.get(unit or "")
    if unit == DISCOUNT and found.low >= TENS_AND_UP:
        found = exact(found.low / 10, -1)
    if power:
        found = exact(Decimal(str(found.low)) ** int(power), None)
    scale = factor * (known.factor if known else 1)
    low, high = (each * scale for each in (found.low, found.high))  # type: ignore[operator]
    if sign:
        low, high = -high, -low
    digits = None if found.places is None else found.places + scale.adjusted()
    result = found._replace(low=low, high=high, places=digits)
    return (known.kind, known.base, result) if known else ("count", "", result)


def _mixed(text: str) -> tuple[str, str, Figure] | None:
    match = MIXED.fullmatch(text)
    if match is None:
        return None
    sign, whole_, below, above, suffix = match.groups()
    bottom, top = _signed(below), _signed(above)
    base = value(whole_) if whole_ else Decimal(0)
    if bottom is None or top is None or base is None or not bottom:
        return None
    if sign and not whole_:
        bottom = -bottom
    if suffix:
        top *= SUFFIXES[suffix]
    is_round = abs(bottom) >= WHOLE and str(int(abs(bottom))).rstrip("0") == "1"
    if is_round and not whole_ and below[0] not in "\u4e00\u58f9":
        return "percent", PERCENT, exact(top * 100 / bottom, None)
    number = Fraction(base) + Fraction(top) / Fraction(bottom)
    return "other", "", exact(-number if sign and whole_ else number, None)


def _signed(written: str) -> Decimal | None:
    number = value(written.lstrip(NEGATIVES))
    return -number if number is not None and written[0] in NEGATIVES else number


def _slashed(text: str) -> tuple[str, str, Figure] | None:
    match = SLASHED.fullmatch(text)
    if match is None or not int(match[4]):
        return None
    number = int(match[2] or 0) + Fraction(int(match[3]), int(match[4]))
    return "other", "", exact(-number if match[1] else number, None)


def _coins(match: re.Match[str]) -> tuple[str, str, Figure] | None:
    """五元三毛, 三块五."""
    yuan, part = value(match[1]), value(match[3])
    if yuan is None or part is None:
        return None
    factor = Decimal(SMALL["parts"][match[4]] if match[4] else "0.1")
    return "money", SMALL["base"], exact(yuan + part * factor, None)
