"""A figure and the words around it: hedges and growth words before it, ordinals, names, and what makes it none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from qiao.text import dates, names
from qiao.text.figures import Reading
from qiao.text.hedging import BEFORE, Row, applied, before, bound
from qiao.text.numerals import CHINESE, MULTIPLIERS, value
from qiao.text.prose import CHANGE, change_of, rate_of
from qiao.text.quantity import Quantity, build
from qiao.text.vocabulary import NAMES, NUMERALS, PROSE

ORDINAL = NAMES["ordinal"]
SIGN: str = ORDINAL["sign"]
ORDINAL_UNITS = frozenset(ORDINAL["units"])
LIST_MARKS: str = ORDINAL["list_marks"]
ORDINAL_LIST = re.compile(rf"{SIGN}([{CHINESE}0-9]{{1,4}})[{LIST_MARKS}]$")
NOT_PLACE = re.compile(ORDINAL["not_place"])
PERIOD = NAMES["period"]
PERIOD_HEADS = re.compile(PERIOD["heads"])
PERIOD_UNITS = frozenset(PERIOD["units"])
POINT_NEXT = re.compile(NAMES["points"]["next"])
SIGNS = PROSE["signs"]
NEGATIVES: str = SIGNS["negatives"]
MANY: str = NUMERALS["many"]
NOT_BEFORE_MANY: str = SIGNS["not_before_many"]
NOT_BEFORE_HALF: str = SIGNS["not_before_half"]
DAYS = "\u5929"
RESOLUTION: str = NAMES["resolutions"]["unit"]
RESOLUTION_TAILS = tuple(NAMES["resolutions"]["tails"])
CLOCK: str = NAMES["clock"]["before"]
CLOCK_UNITS = frozenset(NAMES["clock"]["units"])
DOUBLED = tuple(SIGNS["doubled"])
TERM_WORDS = tuple(SIGNS["term_words"])


# Signs that say something of the figure behind them. After any other, an Arabic figure with a unit is what it is.
SPECIAL = frozenset({*BEFORE, *CLOCK, *LIST_MARKS, *CHANGE, *names.BEFORE, *names.OPEN, *NEGATIVES, SIGN})


def place(text: str, base: int, reading: Reading, last: int) -> Quantity | None:
    """Return the quantity that a figure is in its place, None where it is a name, an article or part of a word."""
    start = base + reading[0]
    end = base + reading[1]
    if reading.is_careful or text[start - 1 : start] in SPECIAL:
        return _place(text, start, end, reading, last)
    _, _, kind, low, high, low_open, high_open, unit, hedge, digits, _, _, _ = reading
    rate = rate_of(text, start, end)
    return build(start, end, text[start:end], kind, low, high, low_open, high_open, unit, hedge, digits, "", rate)


def _place(text: str, start: int, end: int, reading: Reading, last: int) -> Quantity | None:
    """Look at the words around a figure, and return what it is among them."""
    previous = text[start - 1] if start else ""
    if previous == SIGN:
        return _ordinal(text, start, end, reading)
    if previous and previous in LIST_MARKS and ORDINAL_LIST.search(text, max(0, start - 6), start):
        # 第二、三批.
        return _numbered(text, start, end, reading) if reading.unit in ORDINAL_UNITS else None
    if not _is_allowed(text, start, end, reading, last):
        return None
    if reading.kind == "date":
        return _date(text, start, end, reading)
    low, high = reading.low, reading.high
    low_open, high_open, hedge, digits = reading.low_open, reading.high_open, reading.hedge, reading.digits
    if previous in BEFORE:
        start, row = _look_back(text, start, end, reading)
        if row is not None and hedge == "exact":
            found = applied(row, low, reading.step)
            low, high, low_open, high_open = bound(found.low), bound(found.high), found.low_open, found.high_open
            hedge, digits = found.hedge, None
    elif previous and previous in NEGATIVES and isinstance(low, Decimal):
        start, low, high = start - 1, -high, -low  # type: ignore[operator]
    if reading.role == "bare" and hedge == "exact":
        return None
    change, rate = change_of(text, start), rate_of(text, start, end)
    return build(
        start, end, text[start:end], reading.kind, low, high, low_open, high_open, reading.unit, hedge, digits,
        change, rate,
    )  # fmt: skip


def _date(text: str, start: int, end: int, reading: Reading) -> Quantity:
    if reading.role == "day" and text.endswith(TERM_WORDS, max(0, start - 2), start):
        # 为期5日 is a term, not the fifth.
        low = Decimal(str(reading.low)[3:])
        return Quantity(
            start=start, end=end, text=text[start:end], kind="duration", low=low, high=low, unit=DAYS, digits=0
        )
    return Quantity(start=start, end=end, text=text[start:end], kind="date", low=reading.low, high=reading.high)


def _look_back(text: str, start: int, end: int, reading: Reading) -> tuple[int, Row | None]:
    """Return where the figure starts with its hedge, and the hedge's row."""
    found = before(text, start)
    if found is None:
        return start, None
    word, row = found
    if row.is_round_only and not _is_round(text[start:end]):
        return start, None
    head = start - len(word)
    if word == PERIOD["word"] and reading.unit in PERIOD_UNITS and reading.hedge == "exact":
        is_period = reading.low <= PERIOD["largest"] and PERIOD_HEADS.search(text[max(0, head - 4) : head])
        if is_period and not text.startswith(tuple(PERIOD["not_tails"]), end):
            return start, None
    outer = before(text, head)
    return (head - len(outer[0]) if outer and not outer[1].is_round_only else head), row


def _is_round(written: str) -> bool:
    return written[0] in MULTIPLIERS


def _is_allowed(text: str, start: int, end: int, reading: Reading, last: int) -> bool:
    previous, role = text[start - 1 : start], reading.role
    if previous in names.BEFORE and not (previous in "/." and role == "date"):
        return False
    if role == "plan":
        return True
    if names.is_name(text, start) or (previous in names.OPEN and names.is_quoted(text, end)):
        return False
    following = text[end : end + 1]
    if reading.unit == "" and following in names.AFTER and reading.kind != "date":
        return False
    if role == "one":
        return names.is_one_counted(text, start, end, reading.unit, last)
    if role == "half":
        return previous not in NOT_BEFORE_HALF or not previous
    if role == "point":
        match = POINT_NEXT.match(text, end)
        # 9点, at the end of a clause is an hour.
        return match is not None and (not text[start].isdigit() or match[0].isalpha())
    if reading.unit == RESOLUTION and not text[start].isdigit() and text.startswith(RESOLUTION_TAILS, end):
        return False
    if previous and previous in CLOCK and reading.unit in CLOCK_UNITS:
        return False
    if role == "doubling":
        return text.endswith(DOUBLED, 0, start)
    if text[start] in MANY:
        return not previous or previous not in NOT_BEFORE_MANY
    return role != "none"


def _ordinal(text: str, start: int, end: int, reading: Reading) -> Quantity | None:
    if reading.unit not in ORDINAL_UNITS or reading.hedge != "exact" or names.is_name(text, start):
        return None
    if NOT_PLACE.search(text, max(0, start - 8), start - 1):
        return None
    return _numbered(text, start - 1, end, reading)


def _numbered(text: str, start: int, end: int, reading: Reading) -> Quantity:
    return Quantity(
        start=start, end=end, text=text[start:end], kind="ordinal", low=reading.low, high=reading.high,
        unit=reading.unit, digits=0,
    )  # fmt: skip


def earlier(text: str, quantity: Quantity) -> Quantity | None:
    """Return the first ordinal of a list whose sign stands once: 第二 of 第二、三批."""
    match = ORDINAL_LIST.search(text, max(0, quantity.start - 6), quantity.start)
    number = value(match[1]) if match else None
    if match is None or number is None:
        return None
    return Quantity(
        start=match.start(), end=match.end(1), text=text[match.start() : match.end(1)], kind="ordinal",
        low=number, high=number, unit=quantity.unit, digits=0,
    )  # fmt: skip


def hedged_number(text: str, base: int, reading: Reading) -> Quantity | None:
    """Return a figure without a unit where a hedge before it shows that it counts: 超过5000."""
    start, end = base + reading.start, base + reading.end
    if text[start - 1 : start] not in BEFORE or text[end : end + 1] in names.AFTER:
        return None
    found = before(text, start)
    if found is None or found[1].is_round_only:
        return None
    return place(text, base, reading._replace(role="plain"), 0)


def _shared_dates(text: str, waiting: list[tuple[int, Reading]], quantity: Quantity) -> Iterator[Quantity]:
    """Yield 2016 and 7 of 2016、2017年 and 7、8月份."""
    mark = re.match("[0-9]+(.)", quantity.text)
    for base, reading in waiting:
        start, end = base + reading.start, base + reading.end
        found = dates.days(text[start:end] + mark[1]) if mark and mark[1] in {dates.YEAR, dates.MONTH} else None
        if found is not None:
            yield Quantity(start=start, end=end, text=text[start:end], kind="date", low=found[0], high=found[1])


def share(text: str, waiting: list[tuple[int, Reading]], quantity: Quantity) -> Iterator[Quantity]:
    """Yield the figures that share the unit of the one behind them: 3.8和15个百分点."""
    if quantity.kind == "ordinal":
        return
    if quantity.kind == "date":
        yield from _shared_dates(text, waiting, quantity)
        return
    for base, reading in waiting:
        start, end = base + reading.start, base + reading.end
        previous = text[start - 1 : start]
        if previous in names.BEFORE:
            continue
        yield Quantity(
            start=start, end=end, text=text[start:end], kind=quantity.kind, low=reading.low, high=reading.high,
            unit=quantity.unit, digits=reading.digits, change=quantity.change, rate=quantity.rate,
        )  # fmt: skip
