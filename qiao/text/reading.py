"""Quantities in Chinese prose: one numeral-anchored pattern, then a look to either side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import regex

from qiao.text.masking import masks
from qiao.text.numerals import CHINESE, DIGITS, SCALES, TENS, VOCABULARY, Number, value

HEDGES = VOCABULARY["hedges"]
HEDGES_VERSION: str = HEDGES["version"]
UNIT_KIND = {unit: kind for kind, families in VOCABULARY["units"].items() for family in families for unit in family}
FAMILY = {unit: family[0] for families in VOCABULARY["units"].values() for family in families for unit in family}
UNITS = "|".join(regex.escape(unit) for unit in sorted([*UNIT_KIND, *VOCABULARY["noun_units"]], key=len, reverse=True))
MORE = "".join(HEDGES["more_step"])
NAMES = regex.compile("|".join(sorted(map(regex.escape, VOCABULARY["names"]), key=len, reverse=True)))
RANGES = "|".join(regex.escape(each) for each in VOCABULARY["ranges"])
SCALE = "".join(SCALES) + "".join(TENS)
NUM = rf"(?:[0-9\uff10-\uff19][0-9\uff10-\uff19,\uff0c]{{0,30}}(?:[.\uff0e][0-9\uff10-\uff19]{{1,12}})?|[{CHINESE}]{{1,28}})"
FEW = VOCABULARY["few"]
MANY = VOCABULARY["many"]
ON = VOCABULARY["above_word"]
AFTER = {word: hedge for hedge, each in HEDGES["after"].items() for word in each}
BEFORE = {word: hedge for hedge, each in HEDGES["before"].items() for word in each}
POST = "|".join(sorted(map(regex.escape, AFTER), key=len, reverse=True))
DATE_UNITS = {"y": "\u5e74", "m": "\u6708", "d": "\u65e5"}
PATTERN = regex.compile(
    rf"(?P<vague>(?:[{FEW}{MANY}](?:[{''.join(TENS)}]{{0,1}}[{''.join(SCALES)}]?)|\u5341{FEW}|{ON}[{''.join(TENS)}{''.join(SCALES)}]{{1,2}}))(?P<vu>{UNITS})"
    rf"|(?P<num>{NUM})(?P<more>[{MORE}])?(?P<scale>[{SCALE}]{{1,2}})?(?P<more2>[{MORE}])?"
    rf"(?:(?P<to>{RANGES})(?P<num2>{NUM})(?P<scale2>[{SCALE}]{{1,2}})?)?"
    rf"[ \u3000]?(?P<unit>{UNITS})?(?P<cai>[\(\uff08]\u6b21[\)\uff09])?(?P<more3>[{MORE}](?![\u4e00-\u9fff]{{0,1}}[{MORE}]))?(?P<post>{POST})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure as prose writes it: an interval, a unit, a hedge and a place (code points of the text)."""

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
    measured: str = ""
    change: str = ""
    rate: str = ""
    ulp: Decimal = Decimal(0)

    def met(self, number: Number) -> str:
        """Return how a number meets the figure: equal, within, rounded, truncated, or "" where it does not."""
        if isinstance(self.low, str) or isinstance(self.high, str):
            return ""
        if self.hedge != "exact":
            return "within" if self._within(number) else ""
        if number == self.low:
            return "equal"
        if self.low is None or not self.ulp:
            return ""
        difference = Fraction(number) - Fraction(self.low)
        if abs(difference) <= Fraction(self.ulp) / 2:
            return "rounded"
        return "truncated" if 0 < difference < Fraction(self.ulp) else ""

    def _within(self, number: Number) -> bool:
        if isinstance(self.low, Decimal | Fraction) and (number < self.low or (self.low_open and number == self.low)):
            return False
        return not (isinstance(self.high, Decimal | Fraction) and (number > self.high or (self.high_open and number == self.high)))

    def contains(self, number: Number) -> bool:
        """Return whether a number lies in the interval, or rounds or truncates to the digits written."""
        return bool(self.met(number))


def family(unit: str) -> str:
    """Return the canonical unit of a unit's family."""
    return FAMILY.get(unit, unit)


def read(text: str, *, measured: bool = True) -> list[Quantity]:
    """Return the quantities of a text in order; they never overlap."""
    taken = [(mask.start, mask.end) for mask in masks(text)]
    names = {position for match in NAMES.finditer(text) for position in range(match.start(), match.end())}
    found: list[Quantity] = []
    for match in PATTERN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        quantity = _vague(match) if match["vague"] else _plain(match, text)
        if quantity is None or (quantity.start in names and not quantity.text[0].isdigit()):
            continue
        found.append(replace(quantity, measured=noun(text, quantity)) if measured else quantity)
    return list(_dated(text, found))


def _plain(match: regex.Match[str], text: str) -> Quantity | None:
    got = value(match["num"])
    if got is None:
        return None
    number, step = got
    chinese = match["num"][0] in CHINESE
    unit = match["unit"] or ""
    if match["scale"]:
        scaled = value("1" + match["scale"])
        if scaled is None:
            return None
        number, step = number * scaled[0], step * scaled[0]
    if not unit and (chinese or not (match["scale"] or match["num"][-1] in SCALES)):
        return None
    before = text[max(0, match.start() - 5) : match.start()]
    if chinese and len(match["num"]) == 1 and match["num"] == "\u4e00" and UNIT_KIND.get(unit) == "count":
        return None
    start = match.start()
    kind = UNIT_KIND.get(unit, "count")
    low: Number | None = number
    high: Number | None = number
    low_open = high_open = False
    hedge = "exact"
    if before.endswith(VOCABULARY["ordinal"]):
        return Quantity(start=start - 1, end=match.end(), text=text[start - 1 : match.end()], kind="ordinal", low=number, high=number, unit=unit)
    if match["more"] or match["more2"] or match["more3"]:
        hedge, high, low_open, high_open = "more", number + (step if not match["more3"] or number >= 10 else 1), True, True
    elif match["num2"]:
        other = value(match["num2"] + (match["scale2"] or ""))
        if other is None:
            return None
        hedge, high = "range", other[0]
        if match["scale2"] and not match["scale"] and number < other[0] / 1000:
            low = number * (value("1" + match["scale2"]) or (Decimal(1),))[0]
    else:
        hedge, low, high, low_open, high_open, start = _hedged(before, match["post"], number, start)
    factor = _factor(unit)
    end = match.end() if not match["post"] or hedge != "exact" else match.end("post") - len(match["post"])
    text_ = text[start:end]
    return Quantity(
        start=start, end=start + len(text_), text=text_, kind=kind, hedge=hedge, unit=unit, low_open=low_open, high_open=high_open,
        low=None if low is None else low * factor, high=None if high is None else high * factor,
        ulp=_ulp(match["num"], number) * factor,
    )  # fmt: skip


def _ulp(written: str, number: Decimal) -> Decimal:
    if "." not in written and not any(letter in SCALES for letter in written):
        plain = value(written)
        if plain and plain[0] == number:
            return Decimal(1)
    plain = value("".join(each for each in written if each not in SCALES and each not in TENS)) if written[0].isdigit() else None
    if plain is None or not plain[0]:
        return Decimal(0)
    places = len(written.partition(".")[2].rstrip(CHINESE))
    return number / plain[0] / (Decimal(10) ** places)


def _factor(unit: str) -> Decimal:
    return Decimal(1)


def _hedged(
    before: str, post: str | None, number: Decimal, start: int
) -> tuple[str, Number | None, Number | None, bool, bool, int]:
    word = next((each for each in sorted(BEFORE, key=len, reverse=True) if before.endswith(each)), "")
    if word and any(before[: -len(word)].endswith(each) for each in HEDGES["no_before"]) and len(word) == 1:
        word = ""
    hedge = BEFORE.get(word) or AFTER.get(post or "")
    start -= len(word)
    tenth = number / 10
    table: dict[str | None, tuple[str, Number | None, Number | None, bool, bool]] = {
        None: ("exact", number, number, False, False),
        "near": ("near", number - tenth, number, False, True),
        "about": ("about", number - tenth, number + tenth, False, False),
        "above_open": ("more", number, None, True, False),
        "above_closed": ("more", number, None, False, False),
        "below_open": ("less", None, number, False, True),
        "below_closed": ("less", None, number, False, False),
    }
    return (*table[hedge], start)


def _vague(match: regex.Match[str]) -> Quantity | None:
    word, unit = match["vague"], match["vu"]
    tens = [TENS.get(letter) or SCALES.get(letter, 1) for letter in word]
    factor = Decimal(1)
    for each in tens:
        factor *= each
    if word[0] == ON:
        low, high = factor, factor * 10 - 1
    elif word[0] in (FEW, MANY):
        if factor == 1:
            return None
        low, high = factor * 2, factor * 10 - 1
    else:
        low, high = Decimal(11), Decimal(19)
    return Quantity(
        start=match.start(), end=match.end(), text=match[0], kind=UNIT_KIND.get(unit, "count"), low=low, high=high, unit=unit, hedge="several"
    )


def _dated(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Join year, month and day that follow each other into dates."""
    year, month, day = DATE_UNITS["y"], DATE_UNITS["m"], DATE_UNITS["d"]
    index = 0
    while index < len(found):
        part = [found[index]]
        while len(part) < 3 and index + len(part) < len(found) and found[index + len(part)].start == part[-1].end:
            part.append(found[index + len(part)])
        units = [each.unit for each in part]
        if units[0] == year and part[0].hedge == "exact" and isinstance(part[0].low, Decimal) and 1900 <= part[0].low <= 2100:
            used = 3 if units == [year, month, day] else 2 if units[:2] == [year, month] else 1
            iso = f"{int(part[0].low)}" + "".join(f"-{int(each.low):02}" for each in part[1:used])  # type: ignore[arg-type]
            yield _date(text, part[:used], iso)
            index += used
        elif units[:2] == [month, day]:
            iso = "-" + "".join(f"-{int(each.low):02}" for each in part[:2])  # type: ignore[arg-type]
            yield _date(text, part[:2], iso)
            index += 2
        else:
            yield part[0]
            index += 1


def _date(text: str, part: list[Quantity], iso: str) -> Quantity:
    start, end = part[0].start, part[-1].end
    return Quantity(start=start, end=end, text=text[start:end], kind="date", low=iso, high=iso)


NOUN = regex.compile(r"[\u4e00-\u9fff]{1,12}")
BREAK = regex.compile(r"[^\u4e00-\u9fffA-Za-z]")


def noun(text: str, quantity: Quantity) -> str:
    """Return the words that stand directly before or after a figure, up to the next mark."""
    after = NOUN.match(text, quantity.end, quantity.end + 12)
    before = text[max(0, quantity.start - 10) : quantity.start]
    tail = BREAK.split(before)[-1]
    if after and quantity.kind == "count":
        return after[0]
    return tail or (after[0] if after else "")


def hedge_table() -> list[tuple[str, str]]:
    """Return the hedge table as rows of wording and hedge, for a report to print."""
    return [*BEFORE.items(), *AFTER.items()]
