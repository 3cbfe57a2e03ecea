"""Years and halves that a text names without a date of its own: 去年, 今年, 下半年, 第一年."""

from __future__ import annotations

import datetime as dt
import re

from qiao.claim.layout import Layout
from qiao.claim.words import PERIODS, either

HALVES: dict[str, list[int]] = PERIODS["halves"]
HALF = re.compile(either(list(HALVES)))
LAST_YEAR = re.compile(either(PERIODS["last_year"]))
THIS_YEAR = re.compile(either(PERIODS["this_year"]))
OF_TERM: dict[str, int] = PERIODS["years_of_term"]
YEAR_OF_TERM = re.compile(either(list(OF_TERM)))
DECEMBER = 12

Period = tuple[dt.date | None, dt.date | None]


def months(year: int, first: int, last: int) -> Period:
    """Return the days from one month of a year to another, half-open."""
    after = dt.date(year + 1, 1, 1) if last == DECEMBER else dt.date(year, last + 1, 1)
    return dt.date(year, first, 1), after


def half(text: str, start: int, end: int) -> list[int] | None:
    """Return the months of the half or quarter of a year that is named last between two places, None for none."""
    found = list(HALF.finditer(text, start, end))
    return HALVES[found[-1][0]] if found else None


def is_open_year(layout: Layout, index: int) -> bool:
    """Return whether the clause of a quantity speaks of this year or the last one, and no date says which that is."""
    start, figure = layout.clause(index)[0], layout.boundaries[layout.at[index]].start
    return any(each.search(layout.text, start, figure) for each in (LAST_YEAR, THIS_YEAR, HALF))


def year_of_term(layout: Layout, index: int) -> int:
    """Return which year of the term the clause of a quantity, or the nearest before it, speaks of; 0 for none."""
    start, figure = layout.sentence(index)[0], layout.boundaries[layout.at[index]].start
    found = list(YEAR_OF_TERM.finditer(layout.text, start, figure))
    return OF_TERM[found[-1][0]] if found else 0
