"""The facts of a manifest -> what the record says of them today."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qiao.document import Stated
from qiao.drafting import reads as drafting
from qiao.drafting.subjects import subject
from qiao.programme.reads import Found, UnknownSubject
from qiao.record.kinds import catalogue
from qiao.terms import Scope

MOST_SCOPES = 100
Value = Decimal | dt.date | None
Find = Callable[[str], Found]
"""From the id of a person, a batch or an organisation to whom it means. Raises UnknownSubject."""


@dataclass(frozen=True, slots=True)
class Today:
    """What the record gives now for a fact, and whether that is another value than the document states."""

    value: Value
    has_moved: bool


def today(stated: Iterable[Stated], find: Find) -> Mapping[int, Today]:
    """Return what the record says now of facts, by their place in the list.

    A fact about whom the record (or the user for whom `find` looks) does not know is left out, as is one that the
    record does not hold: the day of the document, or a measure that is no longer there.
    """
    by_scope: dict[Scope, list[tuple[int, Stated]]] = defaultdict(list)
    for number, each in enumerate(stated):
        by_scope[each.fact.scope].append((number, each))
    found: dict[int, Today] = {}
    # A file may name any number of scopes, and each is asked of the database.
    for scope, listed in list(by_scope.items())[:MOST_SCOPES]:
        owner = _owner(scope, find)
        if owner is not None:
            values = _values(scope, owner, [each.fact.measure for _, each in listed])
            found |= {
                number: Today(values[each.fact.measure], values[each.fact.measure] != each.fact.value)
                for number, each in listed
                if each.fact.measure in values
            }
    return found


def _owner(scope: Scope, find: Find) -> Found | None:
    """Return whose scope it is, None for nobody who is known: an id may mean another elsewhere."""
    try:
        found = find(scope.person or scope.batch or scope.organisation)
    except UnknownSubject:
        return None
    same = (found.scope.person, found.scope.batch, found.scope.organisation)
    return found if same == (scope.person, scope.batch, scope.organisation) else None


def _values(scope: Scope, owner: Found, measures: Iterable[str]) -> dict[str, Value]:
    known = [each for each in measures if each in catalogue().measures]
    about = subject(owner)
    return {
        **{name: fact.value for name, fact in drafting.facts(scope, known).items()},
        "roster.start": about.start,
        "roster.end": about.end,
    }
