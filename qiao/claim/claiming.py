"""One figure of a text -> the Claim that it makes: what it counts, whose it is, and when."""

from __future__ import annotations

from collections.abc import Sequence

from qiao.claim.binding import bind
from qiao.claim.days import is_cumulative, period
from qiao.claim.layout import Layout
from qiao.claim.lexicon import Lexicons
from qiao.claim.owner import batches, is_led, owner
from qiao.claim.places import place
from qiao.claim.restrictions import limit
from qiao.claim.years import is_open_year, year_of_term
from qiao.terms import Claim, Places, Quantity

NOWHERE = Places()


def claimed(
    layout: Layout,
    quantities: Sequence[Quantity],
    at: int,
    lexicons: Lexicons,
    *,
    index: int,
    places: Places = NOWHERE,
) -> Claim:
    """Return the claim of the quantity that stands at a place of the layout; `index` is the one that it is to bear."""
    candidates, aside = bind(layout, quantities, at, lexicons)
    start, end = period(layout, quantities, at)
    batch, is_of_team = owner(layout, quantities, at)
    return Claim(
        index=index,
        quantity=quantities[at],
        candidates=candidates,
        start=start,
        end=end,
        aside=aside,
        batch=batch,
        is_of_team=is_of_team,
        is_cumulative=bool(start and end) and is_cumulative(layout, at),
        place=place(layout, at, places),
        limit=limit(layout, at),
        batches=batches(layout, at),
        any_year=start is None and end is None and is_open_year(layout, at),
        year_of_term=0 if start or end else year_of_term(layout, at),
        role="led" if is_led(layout, at) else None,
    )
