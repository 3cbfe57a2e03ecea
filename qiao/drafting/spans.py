"""Of which days the figures of a document are: the term or the period asked for, its last year, all batches so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace

from qiao.document import ALL, TERM, YEAR
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.terms import Scope


def spans(found: Found, scope: Scope, wanted: Collection[str]) -> Mapping[str, Scope]:
    """Return the scopes of a document's figures, by those of its spans that are wanted.

    A span that would say what the term says is left out. The year is that of the last record, not of today: the same
    record gives the same document.
    """
    others = {YEAR: _year, ALL: _all}
    asked = {span: others[span](found, scope) if span in others else scope for span in wanted}
    return {span: each for span, each in asked.items() if each is not None and (span == TERM or each != scope)}


def _year(found: Found, scope: Scope) -> Scope | None:
    last = record.last_day(scope)
    first = scope.start or (found.batch.start if found.batch else None)
    if last is None or (first is not None and first.year == last.year):
        return None
    start, end = dt.date(last.year, 1, 1), dt.date(last.year + 1, 1, 1)
    return replace(scope, start=start, end=min(end, scope.end) if scope.end else end)


def _all(found: Found, scope: Scope) -> Scope | None:
    """Return the scope of all batches up to this one, or None where it is the first, and for other subjects."""
    first = programme.batches().first()
    if found.batch is None or first is None or first.pk == found.batch.pk:
        return None
    return Scope(start=first.start, end=scope.end or found.batch.end)
