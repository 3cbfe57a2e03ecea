"""Which figures a change moves: all that could move are taken before it and after it, inside a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from qiao import claim
from qiao.programme import reads as programme
from qiao.programme.models import Batch, Organisation, Region, Secondee
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Measure, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A figure that a change moves: of which scope, by the names before it, and its value before and after."""

    scope: Scope
    measure: str
    before: Decimal | None
    after: Decimal | None


def moved_by(
    change: Callable[[], object],
    things: Sequence[Any],
    renamed: Callable[[Scope], Scope] | None = None,
    new_name: str = "",
) -> tuple[Moved, ...]:
    """Return the figures that a change of some things moves, without leaving the change behind.

    `renamed` gives each scope by the name that its subject has after the change, `new_name` is that name: it may
    lie in a place in which nothing lay before. Raises what the change raises.
    """
    called = renamed or (lambda scope: scope)
    asked = [*_own(things, new_name), *_shared(things)]
    found: list[Moved] = []
    with transaction.atomic():
        before = [record.totals(scopes, measures) for scopes, measures in asked]
        change()
        for (scopes, measures), held in zip(asked, before, strict=True):
            after = record.totals([called(each) for each in scopes], measures)
            found += [
                Moved(scope=scope, measure=each.id, before=held[scope, each.id], after=after[called(scope), each.id])
                for scope in scopes
                for each in measures
                if held[scope, each.id] != after[called(scope), each.id]
            ]
        transaction.set_rollback(True)
    return tuple(dict.fromkeys(found))


def scope_of(thing: Any) -> Scope:
    """Return the scope of all the work of a thing; that of a region is the place."""
    if isinstance(thing, Secondee):
        return Scope(person=thing.code)
    if isinstance(thing, Batch):
        return Scope(batch=thing.name)
    return Scope(organisation=thing.name) if isinstance(thing, Organisation) else Scope(place=thing.name)


def _own(things: Sequence[Any], new_name: str) -> list[tuple[list[Scope], list[Measure]]]:
    """Return the things' own scopes with every measure, and those of the places in which they are."""
    scopes = [scope_of(each) for each in things]
    if any(isinstance(each, Secondee) for each in things):
        scopes += [replace(each, role=role) for each in list(scopes) for role in ("led", "took_part")]
    if any(isinstance(each, Organisation | Region) for each in things):
        scopes += _places(things, new_name)
    return [(list(dict.fromkeys(scopes)), list(catalogue().measures.values()))]


def _places(things: Sequence[Any], new_name: str) -> list[Scope]:
    """Return the places that texts may name, as far as these things lie in them or are called so."""
    names = [name for each in things for name in programme.names_of_place(each.name)] + [new_name] * bool(new_name)
    regions = {each.region.name for each in things if isinstance(each, Organisation) and each.region}
    known = claim.known_places({**dict.fromkeys(names, ""), **programme.hosts()})
    return [
        Scope(place=each)
        for each in (*known.names, *known.home)
        if each in regions or any(name.startswith(each) for name in names)
    ]


def _shared(things: Sequence[Any]) -> list[tuple[list[Scope], list[Measure]]]:
    """Return the scopes that others share, with the measures in which who it was makes a difference."""
    told_apart = [each for each in catalogue().measures.values() if _tells_apart(each)]
    scopes = [
        Scope(),
        *(Scope(batch=each.name) for each in programme.batches()),
        *(Scope(organisation=each.name) for each in Organisation.objects.all()),
    ]
    if any(isinstance(each, Secondee) for each in things):
        known = claim.known_places(programme.hosts())
        scopes += [Scope(place=each) for each in (*known.names, *known.home)]
    return [(scopes, told_apart)]


def _tells_apart(measure: Measure) -> bool:
    known = catalogue()
    parts = (
        [known.measures[measure.numerator], known.measures[measure.denominator]]
        if measure.counts == "ratio"
        else [measure]
    )
    return any(
        each.counts == "persons" or each.over_persons == "each" or known.kinds[each.kind].is_roster for each in parts
    )
