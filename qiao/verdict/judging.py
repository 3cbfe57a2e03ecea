"""A claim and the facts that it may be about -> a Verdict: ruling, the record's value and sources, notes, reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from qiao.catalogue import Catalogue
from qiao.terms import Candidate, Claim, Fact, Measure, Number, Quantity, Reading, Ruling, Verdict, Words
from qiao.verdict.explaining import Facts, base, explain, value_of
from qiao.verdict.wording import joined, reason, worded

NEAR = 5
"""Candidates whose scores differ by no more are equally likely: less than one letter of a noun tells apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one measure says about a claim."""

    measure: Measure
    fact: Fact | None
    ruling: Ruling
    reason: Words
    is_hedged: bool = False

    @property
    def value(self) -> Decimal | None:
        """What is recorded."""
        return value_of(self.fact)


def needed(reading: Reading) -> tuple[str, ...]:
    """Return the measures whose facts are needed to judge every claim of a text, each once."""
    return tuple(dict.fromkeys(each.measure for claim in reading.claims for each in claim.candidates))


def related(reading: Reading, catalogue: Catalogue) -> tuple[str, ...]:
    """Return further measures whose facts help to explain a contradiction: those of the same work and dimension."""
    asked = needed(reading)
    kinds = {catalogue.measures[each].kind for each in asked}
    groups = {catalogue.kinds[kind].group for kind in kinds}
    found = (
        measure.id
        for kind in catalogue.kinds.values()
        if kind.group in groups
        for measure in kind.measures
        if kind.id in kinds or catalogue.units[measure.unit].dimension == "money"
    )
    return tuple(each for each in found if each not in asked)


def judge(claim: Claim, facts: Facts, catalogue: Catalogue, issued: Mapping[str, Fact] | None = None) -> Verdict:
    """Return the ruling on one claim (DESIGN 6).

    `facts` holds, by measure, the fact of the scope that is judged, or several: the first is that one, and the others
    (the batch's figure, another year) serve to explain a contradiction. A measure without a fact counts as not
    recorded. Facts of measures that are no candidates serve to explain as well. `issued` holds the figures frozen in
    an issued document, for the note that the record has moved on since.
    """
    likely = likeliest(claim.candidates)
    if not likely:
        why = reason("aside", word=claim.aside) if claim.aside else reason("unbound")
        return Verdict(claim=claim.index, ruling="unbound", measure="", value=None, sources=(), notes=(), reason=why)
    found = [_one(claim, catalogue.narrowed(each.measure, each.where), facts, catalogue) for each in likely]
    # Where one of several measures is not recorded, the claim is about another that is.
    found = [each for each in found if each.value is not None] or found
    if len({each.ruling for each in found}) > 1:
        return _ambiguous(claim, found, catalogue)
    return _explained(claim, found[0], facts, catalogue, issued or {})


def likeliest(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the best candidates: those that the score does not tell apart."""
    best = max((each.score for each in candidates), default=0)
    return tuple(each for each in candidates if each.score >= best - NEAR)


def _one(claim: Claim, measure: Measure, facts: Facts, catalogue: Catalogue) -> Finding:
    fact = base(facts, measure.id)
    value = value_of(fact)
    if value is None:
        return Finding(measure=measure, fact=fact, ruling="unsupported", reason=reason("nothing", label=measure.label))
    if catalogue.are_kindred(catalogue.family(claim.quantity.unit), catalogue.family(measure.unit)):
        return _bounded(claim, measure, cast(Fact, fact), value, catalogue)
    met = claim.quantity.met(value)
    said = worded(value, measure, catalogue)
    if met:
        return Finding(
            measure=measure,
            fact=fact,
            ruling="supported",
            reason=reason(met, label=measure.label, value=said),
            # Of what is itself an estimate nothing more exact could be said.
            is_hedged=met == "within" and not measure.is_estimate,
        )
    return Finding(
        measure=measure, fact=fact, ruling="contradicted", reason=_by_how_much(claim, measure, value, catalogue)
    )


def _by_how_much(claim: Claim, measure: Measure, value: Decimal, catalogue: Catalogue) -> Words:
    difference = distance(claim.quantity, value)
    side = "above" if difference > 0 else "below" if difference < 0 else "edge"
    return reason(
        side,
        label=measure.label,
        value=worded(value, measure, catalogue),
        written=claim.quantity.text,
        difference=worded(abs(difference), measure, catalogue),
    )


def distance(quantity: Quantity, value: Decimal) -> Decimal:
    """Return how far a value lies above (positive) or below the interval of a quantity; 0 at an open end."""
    low, high = quantity.low, quantity.high
    if high is not None and not isinstance(high, str) and value > high:
        return value - _decimal(high)
    if low is not None and not isinstance(low, str) and value < low:
        return value - _decimal(low)
    return Decimal(0)


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number.numerator) / Decimal(number.denominator)


def _bounded(claim: Claim, measure: Measure, fact: Fact, value: Decimal, catalogue: Catalogue) -> Finding:
    """Judge persons by attendances, or the other way round: the one is no evidence for the other, only its limit."""
    quantity = claim.quantity
    said = worded(value, measure, catalogue)
    is_lesser = catalogue.bounds(catalogue.family(quantity.unit), catalogue.family(measure.unit))
    limit = quantity.low if is_lesser else quantity.high
    is_beyond = limit is not None and not isinstance(limit, str) and (limit > value if is_lesser else limit < value)
    if is_beyond:
        side = reason("side_above" if is_lesser else "side_below")
        why = reason("more_than_possible", label=measure.label, value=said, written=quantity.text, side=side)
        return Finding(measure=measure, fact=fact, ruling="contradicted", reason=why)
    why = reason("other_unit", label=measure.label, value=said, unit=quantity.unit)
    if quantity.met(value) == "equal":
        why = joined([why, reason("unit_slip", label=measure.label)])
    return Finding(measure=measure, fact=fact, ruling="unsupported", reason=why)


def _ambiguous(claim: Claim, found: list[Finding], catalogue: Catalogue) -> Verdict:
    listed = [
        reason("listed", label=each.measure.label, value=worded(each.value, each.measure, catalogue))
        for each in found
        if each.value is not None
    ]
    return Verdict(
        claim=claim.index,
        ruling="ambiguous",
        measure="",
        value=None,
        sources=(),
        notes=(),
        reason=reason("ambiguous", listed=joined(listed, "between")),
        others=tuple((each.measure.id, each.value) for each in found),
    )


def _explained(claim: Claim, found: Finding, facts: Facts, catalogue: Catalogue, issued: Mapping[str, Fact]) -> Verdict:
    # Attendances are no evidence for persons: what is unsupported has no value, though the reason names one.
    is_known = found.ruling != "unsupported"
    verdict = Verdict(
        claim=claim.index,
        ruling=found.ruling,
        measure=found.measure.id,
        value=found.value if is_known else None,
        sources=found.fact.sources if found.fact and is_known else (),
        notes=("hedged",) if found.is_hedged else (),
        reason=found.reason,
    )
    if found.ruling == "supported":
        return verdict
    frozen = value_of(issued.get(found.measure.id))
    if frozen is not None and claim.quantity.contains(frozen):
        then = reason("moved_on", value=worded(frozen, found.measure, catalogue))
        return replace(verdict, notes=("moved_on",), reason=joined([found.reason, then]))
    explanation = explain(claim, found.measure, facts, catalogue)
    if explanation is None:
        return verdict
    notes = (explanation.note,) if explanation.note else ()
    return replace(verdict, notes=notes, reason=joined([found.reason, explanation.words]))
