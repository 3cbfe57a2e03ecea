"""Measures taken over scopes for one document or check. Reads, and is used by, nothing but `drafting.reads`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qiao.measure import take
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Condition, Fact, Measure, Row, Scope


class Taking:
    """Takes measures over scopes for one document or check: what is asked together is read together, and once.

    A person has a few rows: those of a kind are read once, and each fact names its sources. A batch, an organisation
    or everybody may have a hundred thousand: their figures are totals, and `sources` names the rows behind those that
    are said. `measures` are those that may be asked for of `own`, the subject; of a kind, they are taken at once.
    """

    def __init__(self, own: Scope, measures: Iterable[str]) -> None:
        self.own = own
        self.measures: dict[str, list[Measure]] = {}
        for each in dict.fromkeys(measures):
            measure = catalogue().measures[each]
            self.measures.setdefault(measure.kind, []).append(measure)
        self.rows: dict[tuple[Scope, str], list[Row]] = {}
        self.facts: dict[tuple[Scope, str, tuple[Condition, ...]], Fact] = {}

    def __call__(self, scope: Scope, measure: Measure) -> Fact:
        """Return the measure over the scope; with its sources where the scope is a person's."""
        key = (scope, measure.id, measure.where)
        if key not in self.facts:
            if scope.person:
                self.facts[key] = self._of_rows(scope, measure)
            else:
                self._add_totals(scope, measure)
        return self.facts[key]

    def all(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return each measure over the scope, by id, with its sources."""
        known = catalogue().measures
        figures = [(scope, known[each]) for each in dict.fromkeys(measures)]
        facts = [self(*each) for each in figures]
        return {
            fact.measure: replace(fact, sources=named) for fact, named in zip(facts, self.sources(figures), strict=True)
        }

    def sources(self, figures: Sequence[tuple[Scope, Measure]]) -> list[tuple[str, ...]]:
        """Return the ids of the rows behind each of the figures, in their order."""
        named = iter(record.sources([each for each in figures if not each[0].person]))
        return [self(*each).sources if each[0].person else next(named) for each in figures]

    def _of_rows(self, scope: Scope, measure: Measure) -> Fact:
        owner = replace(scope, start=None, end=None)
        kind = catalogue().kinds[measure.kind]
        if (owner, kind.id) not in self.rows:
            kinds = [kind, *(catalogue().kinds[each] for each in self.measures if (owner, each) not in self.rows)]
            self.rows.update({(owner, each): rows for each, rows in record.rows_by_kind(owner, kinds).items()})
        return take(measure, scope, self.rows[owner, kind.id], {each.id: each for each in kind.measures})

    def _add_totals(self, scope: Scope, measure: Measure) -> None:
        """Take a measure, and with it those of its kind that may be asked for too: one query finds them all.

        Another batch than the subject's serves to explain, by one measure at a time.
        """
        together = self.measures.get(measure.kind, ())
        is_other = scope.batch not in {"", self.own.batch}
        asked = (measure,) if is_other or measure not in together else together
        for (_scope, measure_id), value in record.totals([scope], asked).items():
            each = measure if measure_id == measure.id else catalogue().measures[measure_id]
            self.facts[scope, each.id, each.where] = Fact(
                measure=each.id, scope=scope, value=value, sources=(), unit=each.unit
            )
