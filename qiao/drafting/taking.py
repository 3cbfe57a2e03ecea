"""Measures taken over scopes, the rows of a kind read once for each owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qiao.measure import take
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Condition, Fact, Measure, Row, Scope, Verdict


class Taking:
    """Takes measures over scopes for one check, and reads the rows of a kind once for each owner.

    Where `own` is given, the measures of every other owner (the batch of a person) come from totals, without sources:
    most only explain, and a large batch has a hundred thousand rows. `with_sources` gives those that a verdict names.
    """

    def __init__(self, own: Scope | None = None) -> None:
        self.own = None if own is None else replace(own, start=None, end=None)
        self.rows: dict[tuple[Scope, str], list[Row]] = {}
        self.facts: dict[tuple[Scope, str, tuple[Condition, ...]], Fact] = {}

    def __call__(self, scope: Scope, measure: Measure) -> Fact:
        """Return the measure over the scope, with its sources where the scope is the owner's."""
        key = (scope, measure.id, measure.where)
        if key not in self.facts:
            is_own = self.own is None or replace(scope, start=None, end=None) == self.own
            self.facts[key] = self._with_sources(scope, measure) if is_own else _total(scope, measure)
        return self.facts[key]

    def all(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return each measure over the scope, by id."""
        known = catalogue()
        return {each: self(scope, known.measures[each]) for each in dict.fromkeys(measures)}

    def sourced(self, given: Verdict, scope: Scope) -> Verdict:
        """Return a verdict with the records behind its value, which totals do not tell."""
        if given.value is None or given.sources:
            return given
        for (taken, measure_id, where), fact in list(self.facts.items()):
            if (taken, measure_id, fact.value) == (scope, given.measure, given.value):
                measure = replace(catalogue().measures[measure_id], where=where)
                return replace(given, sources=self._with_sources(scope, measure).sources)
        return given

    def _with_sources(self, scope: Scope, measure: Measure) -> Fact:
        # `take` looks at the days and at roles.
        owner = replace(scope, start=None, end=None, role=None)
        kind = catalogue().kinds[measure.kind]
        if (owner, kind.id) not in self.rows:
            self.rows[owner, kind.id] = record.rows(owner, kind)
        return take(measure, scope, self.rows[owner, kind.id], {each.id: each for each in kind.measures})


def _total(scope: Scope, measure: Measure) -> Fact:
    value = record.totals([scope], [measure])[scope, measure.id]
    return Fact(measure=measure.id, scope=scope, value=value, sources=(), unit=measure.unit)
