"""Wordings that clerks bound by hand, applied to a reading: what no measure claims is given the one they named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qiao.catalogue import Catalogue
from qiao.terms import Candidate, Claim, Measure, Quantity, Reading

Bindings = Mapping[tuple[str, str], str]
"""The measure by noun and family of the unit. A noun means every longer one that ends with it, too."""

NONE: Bindings = {}
BOUND_BY_HAND = 100
COUNT = "count"


def key(quantity: Quantity, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return the wording of a quantity, or None for one without a noun: it could not be known again."""
    noun = "".join(quantity.measured.split())
    return (noun, catalogue.family(quantity.unit)) if noun else None


def apply(reading: Reading, bindings: Bindings, catalogue: Catalogue) -> Reading:
    """Return the reading with the bound measure as the only candidate of each claim that had none.

    A claim that is no total of the record (a rate, a forecast) stays as it is; so does one whose measure is gone.
    """
    if not bindings:
        return reading
    return replace(reading, claims=tuple(_bound(each, bindings, catalogue) for each in reading.claims))


def is_open(claim: Claim, catalogue: Catalogue) -> bool:
    """Return whether a claim can be bound by hand: nothing is known that it counts, and its wording can be kept."""
    return not claim.candidates and not claim.aside and key(claim.quantity, catalogue) is not None


def _bound(claim: Claim, bindings: Bindings, catalogue: Catalogue) -> Claim:
    wording = key(claim.quantity, catalogue)
    if wording is None or not is_open(claim, catalogue):
        return claim
    noun, family = wording
    # What is read as the noun may be a whole clause; clerks keep the words at its end. The longest are the closest.
    endings = (noun[at:] for at in range(len(noun)))
    measure = next((bindings[each, family] for each in endings if (each, family) in bindings), "")
    if measure not in catalogue.measures:
        return claim
    return replace(claim, candidates=(Candidate(measure=measure, score=BOUND_BY_HAND),))


def offered(family: str, catalogue: Catalogue) -> list[Measure]:
    """Return the measures that a wording in a family of units can be bound to: those of its dimension.

    Money is never bound to a count. Those of the very family come first, then all in the order of the catalogue.
    """
    known = catalogue.units.get(family)
    dimension = known.dimension if known else COUNT
    fitting = [
        each
        for each in catalogue.measures.values()
        if not each.is_retired and catalogue.units[each.unit].dimension == dimension
    ]
    return sorted(fitting, key=lambda each: catalogue.family(each.unit) != family)
