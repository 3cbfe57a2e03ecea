"""Whose figure a claim is, and over which days: the scopes in which it is judged, and those that serve to explain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from qiao.terms import Claim, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a text is about, as far as scopes go.

    `scope` is that of all that is asked for; `start` and `end` are the half-open term of the person or batch.
    `batches` are the scopes of the batches that the text may name, by number: a person's own, or for a batch all.
    """

    scope: Scope
    start: dt.date | None = None
    end: dt.date | None = None
    batches: Mapping[int, Scope] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    """The places that the record can tell apart."""
    teams: tuple[Scope, ...] = ()
    """The batches of a person: their figures are the ones most often taken for one's own."""


def meant(claim: Claim, about: About) -> tuple[Scope, ...]:
    """Return the scopes in which a claim may be true, the likeliest first; none where it is about somebody else.

    What the text states narrows: a period, a batch. A person's document that speaks of all means the batch's figure;
    one that only names the batch may mean either (of the batch's Mr X it says what he did).
    """
    if claim.is_cumulative:
        so_far, alone = replace(claim, start=None, is_cumulative=False), replace(claim, is_cumulative=False)
        return (*meant(so_far, about), *meant(alone, about))
    if claim.any_year or (claim.year_of_term and about.start):
        years = _years(claim, about)
        rest = replace(claim, any_year=False, year_of_term=0)
        each_ = (scope for start, end in years for scope in meant(replace(rest, start=start, end=end), about))
        return (*meant(rest, about), *each_) if claim.any_year else tuple(each_)
    if claim.batches and about.scope.batch:
        return _of_batches(claim, about)
    own = _within(about, claim)
    named = about.batches.get(claim.batch)
    if claim.batch and named is None and about.batches:
        return ()
    if about.scope.person:
        own = replace(own, role=claim.role)
        teams = (named,) if named else about.teams
        of_team = tuple(_narrowed(each, claim.start, claim.end) for each in teams)
        if claim.is_of_team and of_team:
            return of_team
        return (own, *of_team) if named else (own,)
    if named and named != replace(about.scope, start=None, end=None):
        return (_narrowed(named, claim.start, claim.end),)
    return (own,)


def _years(claim: Claim, about: About) -> list[tuple[dt.date, dt.date]]:
    """Return the years that a claim may mean: each of the term, or the one of this number, by the calendar or not."""
    if about.start is None:
        return []
    last = about.end.year if about.end else about.start.year
    calendar = [(dt.date(year, 1, 1), dt.date(year + 1, 1, 1)) for year in range(about.start.year, last + 1)]
    if not claim.year_of_term:
        return calendar
    place = claim.year_of_term - 1
    turns = [_later(about.start, place), _later(about.start, place + 1)]
    return [(turns[0], turns[1]), *calendar[place : place + 1]]


def _later(day: dt.date, years: int) -> dt.date:
    """Return the same day of a later year; for the 29th of February the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _of_batches(claim: Claim, about: About) -> tuple[Scope, ...]:
    """Return the scope of all batches up to the one that a document is about, or that of the one before it."""
    if claim.batches == "all":
        return (_narrowed(Scope(), claim.start, claim.end or about.end),)
    own = next((number for number, scope in about.batches.items() if scope.batch == about.scope.batch), 0)
    before = about.batches.get(own - 1)
    return (_narrowed(before, claim.start, claim.end),) if before else ()


def elsewhere(claim: Claim, about: About) -> Iterator[Scope]:
    """Yield the scopes whose figure may have been written by mistake: the whole, each year, the batch, others."""
    yield about.scope
    yield replace(about.scope, start=None, end=None)
    if about.start and about.end:
        for year in range(about.start.year, about.end.year + 1):
            yield _narrowed(about.scope, dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    yield from about.teams
    if about.scope.batch:
        yield from about.batches.values()
    if claim.start or claim.end:
        for each in about.teams:
            yield _narrowed(each, claim.start, claim.end)


def _within(about: About, claim: Claim) -> Scope:
    """Return the scope of a text's subject, narrowed to the period that a claim states.

    A batch's document that counts from before the batch began counts all batches up to its own (cumulative figures).
    """
    start, scope = claim.start, about.scope
    is_before = bool(start and about.start and about.end and not Scope(start=about.start).covers(start))
    if scope.batch and is_before:
        return _narrowed(Scope(), start, claim.end or about.end)
    return _narrowed(scope, start, claim.end)


def _narrowed(scope: Scope, start: dt.date | None, end: dt.date | None) -> Scope:
    """Return the scope within a stated period; a period of its own never widens what was asked for."""
    starts = [day for day in (scope.start, start) if day is not None]
    ends = [day for day in (scope.end, end) if day is not None]
    return replace(scope, start=max(starts, default=None), end=min(ends, default=None))
