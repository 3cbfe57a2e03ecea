"""What would make a claim right that its own record does not bear out: another scope, stage, measure or size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qiao.catalogue import Catalogue
from qiao.terms import Claim, Fact, Measure, Quantity, Words
from qiao.verdict.wording import reason, when, worded

Facts = Mapping[str, Fact | Sequence[Fact]]
# A slip between yuan, ten thousand and hundred million.
SLIPS = (Decimal(10_000), Decimal(100_000_000), Decimal(1) / 10_000, Decimal(1) / 100_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A sentence that says what would make the claim right, and the note that it carries, or ""."""

    words: Words
    note: str = ""


def base(facts: Facts, measure: str) -> Fact | None:
    """Return the fact of the scope that is judged: the first of a measure's facts."""
    found = facts.get(measure)
    if found is None or isinstance(found, Fact):
        return found
    return found[0] if found else None


def others(facts: Facts, measure: str) -> Iterator[Fact]:
    """Yield the facts of the same measure in other scopes, one at a time: a fact may have to be taken first."""
    found = facts.get(measure)
    if found is not None and not isinstance(found, Fact):
        yield from (found[place] for place in range(1, len(found)))


def value_of(fact: Fact | None) -> Decimal | None:
    """Return what is recorded as a number, or None: a fact of the roster may be a day."""
    return fact.value if fact is not None and isinstance(fact.value, Decimal) else None


def explain(claim: Claim, measure: Measure, facts: Facts, catalogue: Catalogue) -> Explanation | None:
    """Return what would make the claim right, or None where nothing that is known does."""
    return (
        _elsewhere(claim.quantity, measure, facts, catalogue)
        or _other_size(claim.quantity, measure, facts, catalogue)
        or _other_measure(claim, measure, facts, catalogue)
    )


def _elsewhere(quantity: Quantity, measure: Measure, facts: Facts, catalogue: Catalogue) -> Explanation | None:
    own = base(facts, measure.id)
    for fact in others(facts, measure.id):
        value = value_of(fact)
        if value is None or not quantity.contains(value):
            continue
        said = worded(value, measure, catalogue)
        if own is not None and own.scope.person and not fact.scope.person:
            return Explanation(words=reason("team", value=said), note="team_figure")
        if own is not None and own.scope.place and replace(own.scope, place="") == fact.scope:
            return Explanation(words=reason("all_places", value=said))
        if own is not None and own.scope == fact.scope:
            return Explanation(words=reason("undivided", label=catalogue.measures[measure.id].label, value=said))
        if own is not None and own.scope.batch != fact.scope.batch and fact.scope.batch:
            return Explanation(words=reason("batch", batch=fact.scope.batch, value=said))
        if own is None or (own.scope.start, own.scope.end) != (fact.scope.start, fact.scope.end):
            return Explanation(words=reason("period", period=when(fact.scope), value=said))
        return Explanation(words=reason("elsewhere", value=said))
    return None


def _other_size(quantity: Quantity, measure: Measure, facts: Facts, catalogue: Catalogue) -> Explanation | None:
    value = value_of(base(facts, measure.id))
    if not value or quantity.hedge != "exact":
        return None
    name = "size" if catalogue.units[measure.unit].dimension == "money" else "size_of_count"
    for slip in SLIPS:
        if quantity.contains(value * slip):
            return Explanation(words=reason(name, times=f"{max(slip, 1 / slip):,.0f}"))
    return None


def _other_measure(claim: Claim, measure: Measure, facts: Facts, catalogue: Catalogue) -> Explanation | None:
    for other in _rivals(claim, measure, facts, catalogue):
        value = value_of(base(facts, other.id))
        if value is not None and claim.quantity.contains(value):
            words = reason("measure", label=other.label, value=worded(value, other, catalogue))
            return Explanation(words=words)
    return None


def _rivals(claim: Claim, measure: Measure, facts: Facts, catalogue: Catalogue) -> Iterable[Measure]:
    """Yield what the claim may have been confused with: its own further candidates, then measures of the same work.

    Small counts agree by chance, so of counts only those of the same kind are named; money of the same field of work.
    """
    seen = {measure.id}
    for candidate in claim.candidates:
        if candidate.measure not in seen:
            seen.add(candidate.measure)
            yield catalogue.measures[candidate.measure]
    dimension = catalogue.units[measure.unit].dimension
    group = catalogue.kind_of(measure.id).group
    for other_id in facts:
        other = catalogue.measures[other_id]
        is_near = other.kind == measure.kind or (dimension == "money" and catalogue.kind_of(other_id).group == group)
        if other_id not in seen and is_near and catalogue.units[other.unit].dimension == dimension:
            yield other
