"""The facts that one document may word, by span and by place; it remembers which were worded."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from qiao.document.outline import TERM, YEAR
from qiao.terms import Fact, Scope, Subject

LED = "@led"
DAY = dt.timedelta(days=1)


class Recorded:
    """The facts of a document. `spans` are the scopes of its figures by name; that of the term is always there."""

    def __init__(self, facts: Iterable[Fact], spans: Mapping[str, Scope]) -> None:
        self.spans = spans
        self._facts: dict[str, dict[str, Fact]] = {span: {} for span in spans}
        self._used: dict[Fact, int] = {}
        known = {scope: span for span, scope in spans.items()}
        for fact in facts:
            span = known.get(dataclasses.replace(fact.scope, role=None))
            if span is None:
                raise ValueError(f"the facts of one document share one scope, or one of its spans: {fact.scope}")
            self._facts[span][fact.measure + (LED if fact.scope.role else "")] = fact

    def of(self, span: str) -> Mapping[str, Fact]:
        """Return the facts of a span by the place of a wording that each fills; {} for a span that is not known."""
        return self._facts.get(span, {})

    def use(self, fact: Fact) -> int:
        """Return the index of a fact among those that the document words."""
        return self._used.setdefault(fact, len(self._used))

    @property
    def used(self) -> tuple[Fact, ...]:
        """The facts that the document words."""
        return tuple(self._used)


def days(subject: Subject, spans: Mapping[str, Scope], on: dt.date | None) -> Mapping[str, Fact]:
    """Return the days that a document may state, by their place, as facts.

    Places: "start" and "end" of the term, "day" of the document; "period_start" and "period_end" where it is not the
    term; and for each span "SPAN.start" and "SPAN.end", or "SPAN.year" where it is a year from end to end.
    """
    scope = spans[TERM]
    known = {
        "start": ("roster.start", scope, subject.start),
        "end": ("roster.end", scope, subject.end),
        "day": ("document.day", scope, on),
    }
    if (scope.start, scope.end) != (subject.start, subject.end):
        # A period ends before its `end`: prose names the last day inside.
        known["period_start"] = ("scope.start", scope, scope.start)
        known["period_end"] = ("scope.end", scope, scope.end - DAY if scope.end else None)
    for span, each in spans.items():
        if span == YEAR and _is_year(each):
            known[f"{span}.year"] = ("scope.year", each, each.start)
        else:
            known[f"{span}.start"] = ("scope.start", each, each.start)
            known[f"{span}.end"] = ("scope.end", each, each.end - DAY if each.end else None)
    sources = subject.sources or (subject.id,)
    return {
        place: Fact(measure=measure, scope=of, value=value, sources=sources)
        for place, (measure, of, value) in known.items()
        if value is not None
    }


def _is_year(scope: Scope) -> bool:
    year = scope.start.year if scope.start else 0
    return bool(year) and (scope.start, scope.end) == (dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
