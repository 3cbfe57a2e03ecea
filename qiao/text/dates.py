"""Dates and periods as written -> the first and last day meant. Without a year they begin with two hyphens."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache
from typing import NamedTuple

from qiao.text.numerals import clean, value
from qiao.text.vocabulary import DATES

WORDS: dict[str, str] = DATES["words"]
YEAR, MONTH, DAY, DAY_SHORT = WORDS["year"], WORDS["month"], WORDS["day"], WORDS["day_short"]
OF_MONTH, OF_YEAR = WORDS["of_month"], WORDS["of_year"]
JOIN: str = DATES["joiners"]
YEAR_PARTS: dict[str, list[int]] = DATES["year_parts"]
MONTH_PARTS: dict[str, list[int]] = DATES["month_parts"]
D = "0-9\uff10-\uff19"
C = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u5eff\u5345\u3007\u25cb\u96f6"
SP = r"[ \u3000]?"
YEARLY = "|".join(sorted(YEAR_PARTS, key=len, reverse=True))
MONTHLY = "|".join(sorted(MONTH_PARTS, key=len, reverse=True))
# 月 and 日 that open other words: 月球, 日程.
NOT_MONTH = r"(?![\u7403\u997c\u5ac2\u5b63\u5149\u85aa\u4f9b\u62a5\u8003])"
NOT_DAY = r"(?![\u7a0b\u62a5\u5e38\u76ca\u7167\u5580\u6e38\u5143])"
NOT_SEASON: str = DATES["not_season"]
CENTURY, DECADE = DATES["century"], DATES["decade"]
SCHOOL = "(?:\u5b66)?"
ANY_MONTH = rf"{MONTH}{NOT_MONTH}"
ANY_DAY = rf"(?:{DAY}{NOT_DAY}|{DAY_SHORT}(?![\u6587\u697c\u7ebf\u53bf]))"
_DAYS = rf"{SP}[{D}]{{1,2}}{SP}{ANY_DAY}"
_MONTHS = rf"{SP}[{D}]{{1,2}}{SP}(?:{JOIN}[{D}]{{1,2}}{SP})?{ANY_MONTH}(?:{_DAYS}|{OF_MONTH}?(?:{MONTHLY})?)"
# After a year: a part of it, or a month and what follows that.
_OF_YEAR = rf"{SP}{YEAR}(?![\u7ea7\u4ee3\u5c4a\u5236])(?:{_MONTHS}|{OF_YEAR}|(?:{YEARLY})(?![{NOT_SEASON}]))?"
_ISO = rf"[-./][{D}]{{1,2}}[-./][{D}]{{1,2}}(?![{D}])"
_SECOND = rf"(?:[{D}]{{4}}{_OF_YEAR}|{_MONTHS.removeprefix(SP)}|{_DAYS.removeprefix(SP)})"
# Each pattern starts behind the first character, which the reader's pattern has taken.
ARABIC = (
    rf"(?:[{D}]{{3}}(?:{_OF_YEAR}|{_ISO}|{JOIN}[{D}]{{4}}{SCHOOL}{_OF_YEAR}(?![{D}]))"
    rf"|[{D}]?{SP}{ANY_MONTH}(?:{_DAYS}|{OF_MONTH}?(?:{MONTHLY})?)"
    rf"|[{D}]?{JOIN}[{D}]{{1,2}}{SP}{ANY_MONTH}{OF_MONTH}?"
    rf"|[{D}]?{ANY_DAY})"
    rf"(?:{JOIN}{_SECOND})?"
    rf"|[{D}]{CENTURY}[{D}]0{DECADE}|[{D}]{{3}}\.[{D}]{{1,2}}{JOIN}[{D}]{{4}}\.[{D}]{{1,2}}(?![{D}.])"
)
_C_MONTH = rf"{ANY_MONTH}(?:[{C}]{{1,3}}{ANY_DAY}|{OF_MONTH}|(?:{MONTHLY}))"
PLANS: dict[str, list[int]] = DATES["plans"]["years"]
_PLAN_TAILS: str = DATES["plans"]["tails"]
CHINESE = (
    rf"(?:(?<=\u5341)[\u4e00\u4e8c\u4e09\u56db\u4e94]?\u4e94(?={_PLAN_TAILS})|[{C}]{{3}}{YEAR}(?![\u7ea7\u4ee3\u5c4a])(?:[{C}]{{1,2}}{ANY_MONTH}(?:[{C}]{{1,3}}{ANY_DAY}|(?:{MONTHLY}))?|(?:{YEARLY}))?(?:{JOIN}[{C}]{{4}}{YEAR}(?:[{C}]{{1,2}}{ANY_MONTH})?)?"
    rf"|[\u4e00\u4e8c]?{_C_MONTH}"
    rf"|[\u4e00\u4e8c]?{ANY_MONTH}(?=[,\uff0c\u3002\u3001\uff1b\u81f3\u5230\u8d77\u4ee5]))"
)
PIECE = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[{C}]{{4}}){SCHOOL}{YEAR}{OF_YEAR}?)?(?P<yearly>{YEARLY})?"
    rf"(?:(?P<month>[0-9]{{1,2}}|[{C}]{{1,2}}){MONTH}{OF_MONTH}?)?(?P<monthly>{MONTHLY})?"
    rf"(?:(?P<day>[0-9]{{1,2}}|[{C}]{{1,3}})(?:{DAY}|{DAY_SHORT}))?"
)
SPLIT = re.compile(JOIN)
DECADES = re.compile(rf"(\d{{2}}){CENTURY}(\d0){DECADE}")
DOTTED = re.compile(rf"(\d{{4}})\.(\d{{1,2}}){JOIN}(\d{{4}})\.(\d{{1,2}})")
FIRST_YEAR, LAST_YEAR, MONTHS, DAYS = 1800, 2100, 12, 31
LEAP = 2000


class Day(NamedTuple):
    """A piece of a date as written: the numbers, and the months or days that a part of a year or month means."""

    year: int | None
    month: int | None
    day: int | None
    months: tuple[int, int] | None
    days: tuple[int, int] | None


@lru_cache(maxsize=20_000)
def days(written: str) -> tuple[str, str] | None:
    """Return the first and last day that a date or a range of dates means; None where it is no date."""
    text = clean(written)
    if text in PLANS:
        first_year, last_year = PLANS[text]
        return f"{first_year}-01-01", f"{last_year}-12-31"
    iso = re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", text)
    if iso:
        day = Day(int(iso[1]), int(iso[2]), int(iso[3]), None, None)
        return (_iso(day, 0), _iso(day, 1)) if _is_real(day) else None
    if decade := DECADES.fullmatch(text):
        start = (int(decade[1]) - 1) * 100 + int(decade[2])
        return f"{start}-01-01", f"{start + 9}-12-31"
    if dotted := DOTTED.fullmatch(text):
        text = f"{dotted[1]}{YEAR}{dotted[2]}{MONTH}-{dotted[3]}{YEAR}{dotted[4]}{MONTH}"
    first, *others = SPLIT.split(text, maxsplit=1)
    if not others:
        day_ = _piece(first)
        return None if day_ is None else (_iso(day_, 0), _iso(day_, 1))
    return _range(first, others[0])


def _range(first: str, second: str) -> tuple[str, str] | None:
    last = _piece(second)
    if last is None:
        return None
    # 5-8月 and 2017—2019年 leave out the word that both share.
    shared = MONTH if last.month and not last.year else YEAR
    start = _piece(first + shared if first[-1:].isdigit() else first)
    if start is None:
        return None
    # What the second leaves out, it has from the first.
    last = last._replace(year=last.year or start.year, month=last.month or start.month)
    if start.year is None and last.year is not None:
        start = start._replace(year=last.year)
    return _iso(start, 0), _iso(last, 1)


def _piece(text: str) -> Day | None:
    match = PIECE.fullmatch(text)
    if not match:
        return None
    numbers = [None if match[name] is None else value(match[name]) for name in ("year", "month", "day")]
    year, month, day = (None if number is None else int(number) for number in numbers)
    months = YEAR_PARTS.get(match["yearly"] or "")
    within = MONTH_PARTS.get(match["monthly"] or "")
    found = Day(
        year, month, day, (months[0], months[1]) if months else None, (within[0], within[1]) if within else None
    )
    return found if _is_real(found) else None


def _is_real(day: Day) -> bool:
    return (
        (day.year is None or FIRST_YEAR <= day.year <= LAST_YEAR)
        and (day.month is None or 1 <= day.month <= MONTHS)
        and (day.day is None or 1 <= day.day <= DAYS)
        and (day.year, day.month, day.day) != (None, None, None)
    )


def _iso(day: Day, end: int) -> str:
    """Return the first (0) or last (1) day of what is written."""
    year = "-" if day.year is None else f"{day.year:04}"
    if day.month is None and day.day is not None:
        return f"---{day.day:02}"
    month = day.month or (day.months or (1, MONTHS))[end]
    last = calendar.monthrange(day.year or LEAP, month)[1]
    number = day.day or min((day.days or (1, DAYS))[end], last)
    return f"{year}-{month:02}-{number:02}"
