"""A match of the pattern -> what it means by itself: its figures, without the words around them. Memoised."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from qiao.text import dates
from qiao.text.hedging import AFTER, MORE, Row, apply, bound
from qiao.text.numerals import (
    CHINESE,
    DIGITS,
    FEW,
    HALF,
    MULTIPLIERS,
    NEIGHBOURS,
    SCALES,
    Figure,
    Number,
    clean,
    exact,
    figure,
    value,
)
from qiao.text.patterns import COUNTER, PARTS, TIMES
from qiao.text.units import NOUN_UNITS, TABLE, Unit
from qiao.text.vocabulary import NUMERALS

ONES: str = NUMERALS["ones"]
TEN = "\u5341\u62fe"
PERSON = "\u4eba"
PERCENT = "%"
TENS_AND_UP = 10
COUNTED_KINDS = frozenset({"count", "duration", "other", "ordinal"})
HALF_KINDS = frozenset({"duration", "distance", "weight", "area", "age", "multiple"})
LARGE = frozenset(SCALES)
POINT = "\u70b9"
MEMO_LIMIT = 100_000
HUNDRED = 100
PAIR = 2
DISCOUNT = "\u6298"
DOUBLING = "\u756a"


class Reading(NamedTuple):
    """One figure of a match: its place in it, its meaning, and the role that decides what the context must allow.

    Roles: plain; one (一 with a unit); bare (百名: needs a hedge); number (no unit: may share the next figure's);
    half; day (15日); point (三点).
    """

    start: int
    end: int
    kind: str
    low: Number | str | None
    high: Number | str | None
    low_open: bool
    high_open: bool
    unit: str
    hedge: str
    digits: int | None
    step: Decimal
    role: str
    # Whether the words around decide: any role but plain, and every Chinese numeral (it may be part of a name).
    is_careful: bool


CHINESE_FIRST = frozenset(f"{CHINESE}{FEW}{HALF}")
MEMO: dict[str, tuple[Reading, ...]] = {}


def meaning(match: re.Match[str]) -> tuple[Reading, ...]:
    """Return the figures of a match, usually one; none where the letters are no figure."""
    found = MEMO.get(match[0])
    if found is None:
        if len(MEMO) >= MEMO_LIMIT:
            MEMO.clear()
        is_arabic = match[0][0] not in CHINESE_FIRST
        found = MEMO[match[0]] = tuple(
            each._replace(is_careful=False) if is_arabic and each.role == "plain" and each.unit else each
            for each in _meaning(match)
        )
    return found


def _meaning(match: re.Match[str]) -> tuple[Reading, ...]:
    for name in ("date", "cdate"):
        if match[name] is not None:
            return _date(match[0][: match.end(name) - match.start()])
    if match["slashed"] is not None:
        return _slashed(match)
    for name in ("parts", "cparts"):
        if match[name] is not None:
            return _fraction(match, match.end(name))
    if match["a"] is not None:
        return _numeral(match, ("a", "ua", "second", "ub"))
    return _numeral(match, ("c", "uc", "csecond", "ud"))


def _date(written: str) -> tuple[Reading, ...]:
    found = dates.days(written)
    if found is None:
        return ()
    role = "day" if found[0].startswith("---") else "plan" if written in dates.PLANS else "plain"
    first, last = found
    return (
        Reading(
            start=0,
            end=len(written),
            kind="date",
            low=first,
            high=last,
            low_open=False,
            high_open=False,
            unit="",
            hedge="exact",
            digits=None,
            step=Decimal(1),
            role=role,
            is_careful=True,
        ),
    )


def _fraction(match: re.Match[str], end: int) -> tuple[Reading, ...]:
    written = match[0][: end - match.start()]
    below, _, above = written.partition(PARTS)
    whole, part = value(below), figure(above)
    if part is None or not whole:
        return ()
    part, last = _hedged(match, part, end - match.start(), part.step)
    if whole >= HUNDRED and str(int(whole)).rstrip("0") == "1":
        factor = 100 / whole
        digits = None if part.places is None else part.places + 2 - (len(str(int(whole))) - 1)
        percent = Unit("percent", PERCENT, PERCENT, Decimal(1))
        scaled = part._replace(
            low=_times(part.low, factor), high=_times(part.high, factor), places=digits, step=part.step * factor
        )
        return (_reading(0, last, percent, scaled, "plain"),)
    ratio = Fraction(1) / Fraction(whole)
    scaled = part._replace(low=_times(part.low, ratio), high=_times(part.high, ratio), step=Decimal(1), places=None)
    return (_reading(0, last, Unit("other", "", "", Decimal(1)), scaled, "plain"),)


def _slashed(match: re.Match[str]) -> tuple[Reading, ...]:
    end = match.end("slashed") - match.start()
    above, _, below = clean(match[0][:end]).partition("/")
    if not 0 < int(above) < int(below):
        return ()
    ratio = Fraction(int(above), int(below))
    found, end = _hedged(match, exact(ratio, None), end, Decimal(1))
    return (_reading(0, end, Unit("other", "", "", Decimal(1)), found, "plain"),)


def _times(number: Number, factor: Number) -> Number:
    if isinstance(number, Decimal) and (isinstance(factor, Decimal) or not number.is_finite()):
        return number * factor if isinstance(factor, Decimal) else number
    return Fraction(number) * Fraction(factor)


def _numeral(match: re.Match[str], groups: tuple[str, str, str, str]) -> tuple[Reading, ...]:
    run_name, unit_name, second_name, _ = groups
    base = match.start()
    run = match[0][: match.end(run_name) - base]
    skipped = 0
    if len(run) == PAIR and not _is_pair(run, match[unit_name] or ""):
        # 高一四个班: the first digit belongs to a word.
        run, skipped = run[1:], 1
    first = _first(run, is_arabic=run_name == "a")
    if first is None:
        return ()
    unit = match[unit_name] or ""
    if match[second_name] is not None:
        return _two(match, groups, run, first)
    end = (match.end(unit_name) if unit else match.end(run_name)) - base
    first, unit = _halves(first, unit)
    if match[0][end : end + 1] in {"(", "\uff08"}:
        # 32人(次): the wider unit.
        end, unit = end + 3, PERSON + TIMES if unit == PERSON else unit
    known = TABLE.get(unit)
    step = Decimal(1) if known and known.kind == "duration" else first.step
    first, end = _hedged(match, first, end, step)
    found = _one(run, run_name == "a", first, unit, end)
    return tuple(each._replace(start=skipped) for each in found) if skipped else found


def _is_pair(run: str, unit: str) -> bool:
    """Return whether two signs make one numeral: 十五, 三五, and 三八 before 折; but not 一四."""
    return (
        run[0] not in DIGITS
        or run[1] not in DIGITS
        or unit == DISCOUNT
        or value(run) is None
        or ((DIGITS[run[0]], DIGITS[run[1]]) in NEIGHBOURS)
    )


def _first(run: str, *, is_arabic: bool) -> Figure | None:
    found = figure(run)
    if found is None or (not is_arabic and run in FEW):
        # 几个 and 数次 by themselves say no number.
        return None
    return found


def _one(run: str, is_arabic: bool, found: Figure, unit: str, end: int) -> tuple[Reading, ...]:  # noqa: FBT001
    known = TABLE.get(unit)
    if known is None:
        if found.hedge != "exact" or (len(run) > 1 and run[-1] in LARGE and run[0] not in MULTIPLIERS):
            role = "plain"
        elif is_arabic:
            role = "number"
        else:
            return ()
        return (_reading(0, end, Unit("count", "", "", Decimal(1)), found, role),)
    if unit == DISCOUNT and found.hedge == "exact" and found.low >= TENS_AND_UP:
        # 75折 and 三八折 write two digits of a tenth.
        found = exact(found.low / 10, -1)
    if unit == DOUBLING:
        return (_reading(0, end, known, exact(Decimal(2) ** int(found.low), None), "doubling"),)
    if unit in NOUN_UNITS and not is_arabic and (found.low < TENS_AND_UP or found.hedge != "exact"):
        return ()
    return (_reading(0, end, known, found, _role(run, found, unit)),)


def _role(run: str, found: Figure, unit: str) -> str:
    if unit == POINT:
        return "point"
    if run in ONES and found.hedge == "exact":
        return "one" if TABLE[unit].kind in COUNTED_KINDS else "plain"
    if run[0] in HALF:
        return "half" if TABLE[unit].kind in HALF_KINDS else "none"
    is_bare = all(each in MULTIPLIERS for each in run) and run[0] not in TEN
    is_sum = len(run) > 1 and TABLE[unit].kind == "money"
    return "bare" if is_bare and not is_sum and found.hedge == "exact" else "plain"


def _reading(start: int, end: int, unit: Unit, found: Figure, role: str) -> Reading:
    factor = unit.factor
    digits = found.places
    if digits is not None and factor != 1:
        digits += factor.adjusted()
    return Reading(
        start=start,
        end=end,
        kind=unit.kind,
        low=bound(_times(found.low, factor)),
        high=bound(_times(found.high, factor)),
        low_open=found.low_open,
        high_open=found.high_open,
        unit=unit.base,
        hedge=found.hedge,
        digits=digits,
        step=found.step * factor,
        role=role,
        is_careful=True,
    )


def _halves(found: Figure, unit: str) -> tuple[Figure, str]:
    """两个半月, 3个多小时: what stands between 个 and the unit."""
    if len(unit) < 3 or unit[0] != COUNTER or unit in TABLE:  # noqa: PLR2004
        return found, unit
    plain = COUNTER + unit[2:]
    if unit[1] in HALF:
        low = found.low + Decimal("0.5")  # type: ignore[operator]
        return (exact(low, -1) if found.hedge == "exact" else found), plain
    return (apply(MORE, found.low, Decimal(1)) if found.hedge == "exact" else found), plain


def _hedged(match: re.Match[str], found: Figure, end: int, step: Decimal) -> tuple[Figure, int]:
    """Take in what stands behind the unit: 半, 多, 以上, 左右."""
    base = match.start()
    if match["half"] and found.hedge == "exact":
        found, end = exact(found.low + Decimal("0.5"), -1), match.end("half") - base  # type: ignore[operator]
    if match["more"]:
        end = match.end("more") - base
        if found.hedge == "exact":
            found = apply(MORE, found.low, step)
    if match["post"]:
        end = match.end("post") - base
        row: Row = AFTER[match["post"]]
        if found.hedge == "exact":
            found = apply(row, found.low, found.step)
    return found, end


@lru_cache(maxsize=1000)
def _scale_of(run: str) -> str:
    """Return the scales at the end of a numeral: 16亿 -> 亿."""
    return run[len(run.rstrip("".join(SCALES))) :]


def _two(match: re.Match[str], groups: tuple[str, str, str, str], run: str, first: Figure) -> tuple[Reading, ...]:
    """50—60人, 9~16亿元, 15%~30%: a range; where it is none, two figures."""
    base = match.start()
    second_run = match[groups[2]]
    unit, second_unit = match[groups[1]] or "", match[groups[3]] or ""
    second = figure(second_run)
    alone = _one(run, groups[0] == "a", first, unit, (match.end(groups[1]) if unit else match.end(groups[0])) - base)
    if second is None or (not second_unit and not _scale_of(second_run)):
        return alone
    low, scale = first.low, _scale_of(second_run)
    if scale and not unit and not _scale_of(run):
        factor = value(scale)
        if factor is not None and low * factor < second.low:  # type: ignore[operator]
            low = _times(low, factor)
    is_range = low < second.high and first.hedge == second.hedge == "exact"
    if not is_range or (unit and second_unit and TABLE[unit].family != TABLE[second_unit].family):
        start = match.start(groups[2]) - base
        other = _one(second_run, True, second, second_unit, match.end(groups[3] if second_unit else groups[2]) - base)  # noqa: FBT003
        return alone + tuple(each._replace(start=each.start + start) for each in other)
    both = Figure(low, second.high, "range")
    end = match.end(groups[3] if second_unit else groups[2]) - base
    if match["post"]:
        end = match.end("post") - base
    known = TABLE.get(second_unit or unit, Unit("count", "", "", Decimal(1)))
    return (_reading(0, end, known, both, "plain"),)
