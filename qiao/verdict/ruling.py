"""A claim of a text about somebody -> its Verdict: judged in the scopes that it may mean; and what fills a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import overload

from qiao.catalogue import Catalogue
from qiao.terms import Candidate, Claim, Condition, Fact, Gap, Measure, Scope, Verdict, Words
from qiao.text import say
from qiao.verdict.explaining import value_of
from qiao.verdict.judging import distance, judge, likeliest
from qiao.verdict.scoping import About, elsewhere, meant
from qiao.verdict.wording import TEMPLATES, assumed, joined, reason, worded

Take = Callable[[Scope, Measure], Fact]
"""Takes a measure over a scope: how, is the caller's affair. It is asked for no more than a ruling needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A verdict, and the scope in which the claim was judged; None where it is about somebody else."""

    verdict: Verdict
    scope: Scope | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the record has for a figure that is missing or broken: what to write, and why."""

    start: int
    written: str
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the claims of one text are ruled by.

    `measures` are those whose figures may explain a contradiction. `issued` holds by measure the figures that issued
    documents froze, the newest first.
    """

    about: About
    take: Take
    catalogue: Catalogue
    measures: tuple[str, ...] = ()
    issued: Mapping[str, Sequence[Fact]] = field(default_factory=dict)


class Facts(Sequence[Fact]):
    """Facts that are taken when they are looked at: most claims need that of their own scope alone."""

    def __init__(self, wanted: Sequence[tuple[Scope, Measure]], take: Take) -> None:
        self.wanted, self.take = wanted, take

    @overload
    def __getitem__(self, place: int) -> Fact: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Fact]: ...
    def __getitem__(self, place: int | slice) -> Fact | Sequence[Fact]:
        """Return the fact at a place, or those of a stretch."""
        if isinstance(place, slice):
            return Facts(self.wanted[place], self.take)
        return self.take(*self.wanted[place])

    def __len__(self) -> int:
        """Return how many may be looked at."""
        return len(self.wanted)


class Taken(Mapping[str, Sequence[Fact]]):
    """The facts by which a claim is judged, by measure: first that of its own scope, then those that explain."""

    def __init__(self, scopes: Sequence[Scope], claim: Claim, ground: Ground) -> None:
        self.scopes, self.ground = scopes, ground
        self.where = {each.measure: each.where for each in claim.candidates}

    def __getitem__(self, measure: str) -> Sequence[Fact]:
        """Return a measure's facts; where an option narrows it, the figure without it explains as well."""
        known, where = self.ground.catalogue, self.where.get(measure, ())
        (own, *rest), narrow = self.scopes, known.narrowed(measure, where)
        undivided = [(own, known.measures[measure])] if where else []
        return Facts([(own, narrow), *undivided, *((scope, narrow) for scope in rest)], self.ground.take)

    def __iter__(self) -> Iterator[str]:
        """Yield the measures that may serve to explain."""
        return iter(self.ground.measures)

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.ground.measures)


def rule(claim: Claim, ground: Ground) -> Ruled:
    """Return the ruling on a claim in the scope that it means; its reason says which that was.

    Where the text leaves several scopes open, one in which the claim is supported is taken.
    """
    if not claim.candidates:
        return Ruled(verdict=judge(claim, {}, ground.catalogue), scope=ground.about.scope)
    found = [_in_scope(claim, scope, ground) for scope in meant(claim, ground.about)]
    if not found:
        why = reason("other_batch", number=claim.batch)
        unbound = Verdict(claim=claim.index, ruling="unbound", measure="", value=None, sources=(), notes=(), reason=why)
        return Ruled(verdict=unbound, scope=None)
    best = _best(found)
    if not best.verdict.measure:
        return best
    place = claim.place or _inseparable(claim, best, ground)
    return placed(replace(claim, place=place), best, ground) if place else best


def _inseparable(claim: Claim, found: Ruled, ground: Ground) -> str:
    """Return what limits a figure in the text and is no option of the measure that it was ruled by: it is a part."""
    reads = ground.catalogue.kind_of(found.verdict.measure).reads.get(found.verdict.measure)
    return "" if reads is not None and reads.options else claim.limit


def _best(found: Sequence[Ruled]) -> Ruled:
    return next((each for each in found if each.verdict.ruling == "supported"), found[0])


def placed(claim: Claim, everywhere: Ruled, ground: Ground) -> Ruled:
    """Return the ruling on a claim that the text limits to a place, given the one in all places.

    Where the record tells places apart, it is ruled there. Where it does not for certain, a figure that agrees is
    supported, one that exceeds the whole is contradicted, and any other is ambiguous.
    """
    here = None
    if claim.place in ground.about.places:
        scopes = [replace(scope, place=claim.place) for scope in meant(claim, ground.about)]
        here = _best([_in_scope(claim, scope, ground) for scope in scopes])
        is_same = here.verdict.value == everywhere.verdict.value
        if here.verdict.ruling == "supported" or is_same or is_told_apart(everywhere, ground):
            return here
    measure = ground.catalogue.measures[everywhere.verdict.measure]
    value = everywhere.verdict.value
    if value is None:
        return everywhere
    if measure.counts != "ratio" and distance(claim.quantity, value) < 0:
        return everywhere
    if here is None and everywhere.verdict.ruling == "supported":
        known = reason("place_assumed", place=claim.place)
        return replace(
            everywhere,
            verdict=replace(everywhere.verdict, reason=joined([everywhere.verdict.reason, known])),
        )
    return Ruled(verdict=_untold(claim, everywhere, here, ground), scope=everywhere.scope)


def is_told_apart(everywhere: Ruled, ground: Ground) -> bool:
    """Return whether every record behind a ruling says where it was."""
    catalogue, scope = ground.catalogue, everywhere.scope
    measure = catalogue.measures[everywhere.verdict.measure]
    fields = catalogue.kind_of(measure.id).place_fields
    if scope is None or not fields or measure.counts == "ratio":
        return False
    nowhere = tuple(Condition(field=each.id, is_negated=True) for each in fields)
    return value_of(ground.take(scope, replace(measure, where=(*measure.where, *nowhere)))) is None


def _untold(claim: Claim, everywhere: Ruled, here: Ruled | None, ground: Ground) -> Verdict:
    """Return that a figure of a place cannot be ruled, with what is known of it."""
    where = next((each.where for each in claim.candidates if each.measure == everywhere.verdict.measure), ())
    measure = ground.catalogue.narrowed(everywhere.verdict.measure, where)
    parts: dict[str, object] = {"place": claim.place, "label": measure.label}
    parts["value"] = worded(everywhere.verdict.value or Decimal(0), measure, ground.catalogue)
    name = "place_unknown"
    if here is not None and here.scope is not None:
        name, part = "place_by_host", value_of(ground.take(here.scope, measure))
        parts["part"] = TEMPLATES["no_value"] if part is None else worded(part, measure, ground.catalogue)
    return replace(
        everywhere.verdict, ruling="ambiguous", measure="", value=None, sources=(), notes=(),
        reason=reason(name, **parts), others=((measure.id, everywhere.verdict.value),),
    )  # fmt: skip


def _in_scope(claim: Claim, scope: Scope, ground: Ground) -> Ruled:
    scopes = tuple(dict.fromkeys((scope, *elsewhere(claim, ground.about))))
    verdict = judge(claim, Taken(scopes, claim, ground), ground.catalogue, _frozen(claim, scope, ground))
    part = _part(claim, verdict, scope, ground)
    sentences = [verdict.reason, *([part] if part else []), assumed(scope, ground.about.scope)]
    return Ruled(verdict=replace(verdict, reason=joined(sentences)), scope=scope)


def _frozen(claim: Claim, scope: Scope, ground: Ground) -> Mapping[str, Fact]:
    """Return by measure the newest frozen figure that is the claim's: of the same scope, and in what is written."""
    found: dict[str, Fact] = {}
    for measure in (each.measure for each in claim.candidates if not each.where):
        for fact in ground.issued.get(measure, ()):
            value = value_of(fact)
            if fact.scope == scope and value is not None and claim.quantity.contains(value):
                found.setdefault(measure, fact)
    return found


def _part(claim: Claim, verdict: Verdict, scope: Scope, ground: Ground) -> Words | None:
    """Return that a figure is right for the records with one option only, where it is wrong without."""
    take, catalogue = ground.take, ground.catalogue
    if verdict.ruling != "contradicted" or any(each.where for each in claim.candidates):
        return None
    kind = catalogue.kind_of(verdict.measure)
    reads = kind.reads.get(verdict.measure)
    for name in reads.options if reads else ():
        for option in kind.field_named(name).options:
            measure = catalogue.narrowed(verdict.measure, (Condition(field=name, values=(option.id,)),))
            value = value_of(take(scope, measure))
            if value is not None and claim.quantity.contains(value):
                return reason("part", label=measure.label, value=worded(value, measure, catalogue))
    return None


def fill(gap: Gap, ground: Ground) -> Offer | None:
    """Return what the record has for a missing or broken figure; None unless one alone agrees with what is left."""
    offers: dict[str, Offer] = {}
    for scope in meant(gap.claim, ground.about)[:1]:
        for each in likeliest(gap.claim.candidates):
            offer = _offer(gap, each, scope, ground)
            if offer is not None:
                offers[offer.written] = offer
    return next(iter(offers.values())) if len(offers) == 1 and not gap.claim.aside else None


def _offer(gap: Gap, candidate: Candidate, scope: Scope, ground: Ground) -> Offer | None:
    take, catalogue = ground.take, ground.catalogue
    measure = catalogue.narrowed(candidate.measure, candidate.where)
    value = value_of(take(scope, measure))
    kindred = catalogue.are_kindred(catalogue.family(gap.claim.quantity.unit), catalogue.family(measure.unit))
    if value is None or kindred:
        return None
    digits, (first, last) = _digits(value / (gap.size or 1)), gap.left
    if not (digits.startswith(first) and digits.endswith(last) and len(digits) > len(first) + len(last)):
        return None
    written = digits if gap.size else say(value, gap.claim.quantity.unit)
    words = reason("offered", label=measure.label, value=worded(value, measure, catalogue), written=written)
    return Offer(
        start=gap.claim.quantity.start, written=written, why=joined([words, assumed(scope, ground.about.scope)])
    )


def _digits(value: Decimal) -> str:
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
