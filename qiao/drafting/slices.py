"""The facts of each year and of each host organisation, which the charts of a document compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qiao import document
from qiao.document import Outline, Slice
from qiao.programme import reads as programme
from qiao.record.kinds import catalogue
from qiao.terms import Fact, Scope, Subject

Taking = Callable[[Scope, Iterable[str]], Mapping[str, Fact]]


def slices(outline: Outline, subject: Subject, scope: Scope, taking: Taking) -> Mapping[str, Sequence[Slice]]:
    """Return by axis what the outline's charts compare, within the scope of the document."""
    cuts = {"years": _years, "organisations": _organisations}
    return {
        axis: [replace(each, facts=taking(each.scope, measures)) for each in cuts[axis](subject, scope)]
        for axis, measures in document.charted(outline, catalogue()).items()
        if axis in cuts
    }


def _years(subject: Subject, scope: Scope) -> Iterator[Slice]:
    """Yield the years of the period or else of the term, as far as they lie in it; without both its days, none."""
    start, end = scope.start or subject.start, scope.end or subject.end
    if start is None or end is None:
        return
    for year in range(start.year, (end - dt.timedelta(days=1)).year + 1):
        first, after = max(dt.date(year, 1, 1), start), min(dt.date(year + 1, 1, 1), end)
        yield Slice(scope=replace(scope, start=first, end=after), facts={})


def _organisations(subject: Subject, scope: Scope) -> Iterator[Slice]:
    """Yield the host organisations of a batch. Work is that of the organisation of whoever leads it."""
    if subject.kind == "batch":
        hosts = sorted({each.host_organisation.name for each in programme.secondments(scope)})
        yield from (Slice(scope=replace(scope, organisation=name), facts={}, name=name) for name in hosts)
