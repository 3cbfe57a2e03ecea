"""The period that a text states for a figure, where it does so simply: a date in the same clause or before it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from qiao.claim.layout import Layout
from qiao.claim.words import DATES, PERIODS, either
from qiao.terms import Quantity

Period = tuple[dt.date | None, dt.date | None]
"""Half-open: the first day inside, and the first day after it."""

ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
SINCE = re.compile(either(DATES["since"]))
MOMENT = re.compile(either(DATES["moment"]))
AT_END = re.compile(f"(?:{either(DATES['moment'])})$")
EARLIER = re.compile(f"(?:{either(DATES['earlier'])})$")
UNTIL = re.compile(f"(?:{either(DATES['until_before'])})$")
THROUGH = re.compile(either(DATES["through"]))
TERM = re.compile(either(PERIODS["term"]))
TERM_AFTER = re.compile(either(PERIODS["term_after"]))
THAT_YEAR = re.compile(either(PERIODS["that_year"]))
CUMULATIVE = re.compile(either(PERIODS["cumulative"]))
OPENING = 2
"""A date opens its clause where at most so many characters (in, on, since) stand before it."""


def first_day(written: str) -> dt.date | None:
    """Return the first day that an ISO date means, which may be a year or a month; None for no real day."""
    return _day(written, is_last=False)


def last_day(written: str) -> dt.date | None:
    """Return the last day that an ISO date means."""
    return _day(written, is_last=True)


def _day(written: str, *, is_last: bool) -> dt.date | None:
    match = ISO.fullmatch(written)
    if match is None:
        return None
    year = int(match["year"])
    month = int(match["month"] or (12 if is_last else 1))
    if not (dt.MINYEAR <= year < dt.MAXYEAR and 1 <= month <= 12):  # noqa: PLR2004 - months of a year
        return None
    length = calendar.monthrange(year, month)[1]
    day = int(match["day"] or (length if is_last else 1))
    return dt.date(year, month, day) if 1 <= day <= length else None


def period(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period:
    """Return the period that the text states for a quantity; (None, None) where it states none simply.

    The nearest date before it in its clause counts, else one that opens an earlier clause of its sentence. A span such
    as "in two years", or "in the term", narrows nothing: it says how long, not which days; a date before it counts no
    longer. "In that year" means that of the last date.
    """
    clause, sentence = layout.clause(index), layout.sentence(index)
    figure = layout.boundaries[layout.at[index]].start
    if THAT_YEAR.search(layout.text, clause[0], figure):
        return _last_year(layout, quantities, index)
    term = _last(TERM, layout.text, sentence[0], figure)
    for earlier in range(index - 1, -1, -1):
        date = quantities[earlier]
        if date.start < max(sentence[0], term):
            break
        if date.kind == "duration" and TERM_AFTER.match(layout.text, date.end):
            break
        if date.kind != "date":
            continue
        if date.start >= clause[0] or opens_its_clause(layout, quantities, earlier):
            return _meant(layout, quantities, earlier)
    return None, None


def is_cumulative(layout: Layout, index: int) -> bool:
    """Return whether the clause of a quantity says "so far": all up to the end of a period, perhaps, and not in it."""
    figure = layout.boundaries[layout.at[index]].start
    return CUMULATIVE.search(layout.text, layout.clause(index)[0], figure) is not None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return where the last match of a pattern begins, or -1."""
    return max((match.start() for match in pattern.finditer(text, start, end)), default=-1)


def _last_year(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period:
    """Return the year of the last date before a quantity in its paragraph."""
    line = layout.line(index)
    for earlier in range(index - 1, -1, -1):
        date = quantities[earlier]
        if date.start < line[0]:
            break
        start, _end = _days(date) if date.kind == "date" else (None, None)
        if start is not None:
            return dt.date(start.year, 1, 1), dt.date(start.year + 1, 1, 1)
    return None, None


def opens_its_clause(layout: Layout, quantities: Sequence[Quantity], date: int) -> bool:
    """Return whether a date, or the number of a batch, stands at the head of its clause and speaks for what follows."""
    first = date - 1 if _is_joined(layout, quantities, date) else date
    start, end = layout.clause(first)
    boundary = layout.boundaries[layout.at[first]]
    rest = layout.text[boundary.end : end]
    return boundary.start - start <= OPENING and (SINCE.match(rest) is not None or not EARLIER.search(rest))


def _meant(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period:
    date = quantities[index]
    start, end = _days(date)
    after = layout.text[date.end : layout.segment(layout.at[index] + 1)[1]]
    before = layout.words(layout.at[index])
    if start is None or end is None:
        return None, None
    if SINCE.match(after):
        return start, None
    if _is_joined(layout, quantities, index):
        return _days(quantities[index - 1])[0], end
    if UNTIL.search(before):
        return None, end
    is_moment = MOMENT.match(after) is not None or AT_END.search(date.text) is not None
    return (None, None) if is_moment else (start, end)


def _is_joined(layout: Layout, quantities: Sequence[Quantity], index: int) -> bool:
    """Return whether a date is the second of two with "to" between them."""
    words = layout.words(layout.at[index]).strip()
    return index > 0 and quantities[index - 1].kind == "date" and THROUGH.fullmatch(words) is not None


def _days(date: Quantity) -> Period:
    if not isinstance(date.low, str) or not isinstance(date.high, str):
        return None, None
    last = last_day(date.high)
    return first_day(date.low), last + dt.timedelta(days=1) if last else None
