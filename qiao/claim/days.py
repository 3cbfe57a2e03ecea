"""The period that a text states for a figure, where it does so simply: a date in the same clause or before it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from qiao.claim.layout import Layout
from qiao.claim.words import DATES, PERIODS, either
from qiao.claim.years import LAST_YEAR, half, months
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
SPAN = re.compile(PERIODS["span"])
BEFORE = re.compile(PERIODS["before"])
TOGETHER = re.compile(PERIODS["together"])
RESPECTIVELY: str = PERIODS["respectively"]
HALVES_BEHIND: dict[str, list[int]] = PERIODS["halves_behind"]
NEAR = 8
"""So many quantities back, a date is looked for that a clause speaks of."""
CUMULATIVE = re.compile(either(PERIODS["cumulative"]))
OPENING = 2
"""A date opens its clause where at most so many characters (in, on, since) stand before it."""


def first_day(written: str) -> dt.date | None:
    """Return the first day that an ISO date means, which may be a year or a month; None for no real day."""
    return _day(written, is_last=False)


def last_day(written: str) -> dt.date | None:
    """Return the last day that an ISO date means."""
    return _day(written, is_last=True)


# A text names few days, and each for many figures.
@lru_cache(maxsize=10_000)
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
    named = _named(layout, quantities, index)
    if named is not None:
        return named
    term = _last(TERM, layout.text, sentence[0], figure)
    for earlier in range(index - 1, -1, -1):
        date = quantities[earlier]
        if date.start < max(sentence[0], term):
            break
        if date.kind == "duration" and SPAN.match(layout.text, date.end):
            return _summed(layout, quantities, earlier)
        if date.kind == "duration" and TERM_AFTER.match(layout.text, date.end):
            break
        if date.kind != "date":
            continue
        if (one := _respective(layout, quantities, earlier, index)) is not None:
            return one
        if date.start >= clause[0] or opens_its_clause(layout, quantities, earlier):
            return meant(layout, quantities, earlier)
    return None, None


def _respective(layout: Layout, quantities: Sequence[Quantity], date: int, index: int) -> Period | None:
    """Return the days of the one of several dates that a figure behind 分别 belongs to, None where that is not said."""
    if RESPECTIVELY not in layout.text[quantities[date].end : quantities[date + 1].start]:
        return None
    first = date
    while _is_joined(layout, quantities, first):
        first -= 1
    place = first + index - date - 1
    return _days(quantities[place]) if first <= place <= date else None


def _named(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period | None:
    """Return the period that the clause names by the last date before it: that year, the year before, its half."""
    start, figure = layout.clause(index)[0], layout.boundaries[layout.at[index]].start
    dates = [each for each in quantities[max(0, index - NEAR) : index] if each.kind == "date" and each.end > start]
    start = max([start, *(each.end for each in dates)])
    if THAT_YEAR.search(layout.text, start, figure):
        return _last_year(layout, quantities, index)
    months_ = half(layout.text, start, figure)
    back = 1 if LAST_YEAR.search(layout.text, start, figure) else 0
    if not months_ and not back:
        return None
    first, _end = _last_year(layout, quantities, index)
    return months(first.year - back, *(months_ or [1, 12])) if first is not None else None


def _summed(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period:
    """Return the days from the first to the last date of a sentence before 两年共; none where it has none."""
    start = layout.sentence(index)[0]
    before = [each for each in quantities[:index] if each.kind == "date" and each.start >= start]
    days = [_days(each) for each in before]
    first = min((each[0] for each in days if each[0]), default=None)
    last = max((each[1] for each in days if each[1]), default=None)
    return first, last


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
    # The label of a form's cell is not part of what stands in the cell.
    start = max(start, layout.text.rfind("\t", start, boundary.start) + 1)
    rest = layout.text[boundary.end : end]
    return boundary.start - start <= OPENING and (SINCE.match(rest) is not None or not EARLIER.search(rest))


def meant(layout: Layout, quantities: Sequence[Quantity], index: int) -> Period:
    """Return the period that a date means where it stands; (None, None) for a moment."""
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
    if BEFORE.match(after):
        return None, start
    if behind := next((each for word, each in HALVES_BEHIND.items() if after.startswith(word)), None):
        return months(start.year, *behind)
    if UNTIL.search(before):
        return None, end
    is_moment = MOMENT.match(after) is not None or AT_END.search(date.text) is not None
    return (None, None) if is_moment else (start, end)


def _is_joined(layout: Layout, quantities: Sequence[Quantity], index: int) -> bool:
    """Return whether a date is the second of two with "to" between them."""
    if index == 0 or quantities[index - 1].kind != "date":
        return False
    words = layout.text[quantities[index - 1].end : quantities[index].start].strip()
    return THROUGH.fullmatch(words) is not None or TOGETHER.fullmatch(words) is not None


def _days(date: Quantity) -> Period:
    if not isinstance(date.low, str) or not isinstance(date.high, str):
        return None, None
    last = last_day(date.high)
    return first_day(date.low), last + dt.timedelta(days=1) if last else None
