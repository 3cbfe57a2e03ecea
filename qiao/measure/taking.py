"""Take a measure over rows; `record.reads.totals` is the other way to the same figure, and a test holds them equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from qiao.terms import Fact, Measure, Row, Scope


def take(measure: Measure, scope: Scope, rows: Iterable[Row], parts: Mapping[str, Measure] | None = None) -> Fact:
    """Return the measure over the rows that lie in the scope's period and meet the measure's conditions.

    `rows` are the records of the measure's kind that belong to the scope's person, batch or organisation, in any
    order, each once. `parts` holds the measures of the kind, needed for ratios only. The value is None when no row
    counts: nothing recorded is not 0. `sources` are the ids of the rows that counted, sorted by day and id.
    """
    everything = list(rows)
    if measure.counts == "ratio":
        return _ratio(measure, scope, everything, parts or {})
    counted = sorted((row for row in everything if _counts(measure, scope, row)), key=lambda row: (row.day, row.id))
    return Fact(
        measure=measure.id,
        scope=scope,
        value=_value(measure, scope, counted) if counted else None,
        sources=tuple(row.id for row in counted),
        unit=measure.unit,
        names=_names(measure, counted),
    )


def _names(measure: Measure, rows: Sequence[Row]) -> tuple[str, ...]:
    if not measure.names:
        return ()
    return tuple(dict.fromkeys(str(row.data[measure.names]) for row in rows if row.data.get(measure.names)))


def _counts(measure: Measure, scope: Scope, row: Row) -> bool:
    # A stage has a day of its own: a project landed in 2004 counts in 2004 though it was signed in 2003.
    day = row.data.get(measure.day) if measure.day else row.day
    if not isinstance(day, dt.date) or not scope.covers(day):
        return False
    if measure.counts in {"sum", "distinct"} and row.data.get(measure.field) is None:
        return False
    if (measure.counts == "persons" or scope.role) and not _people(row, scope):
        return False
    return all(condition.holds(row.data.get(condition.field)) for condition in measure.where)


def _people(row: Row, scope: Scope) -> set[str]:
    return {
        each.person
        for each in row.participants
        if scope.person in {"", each.person} and scope.role in {None, each.role}
    }


def _value(measure: Measure, scope: Scope, rows: Sequence[Row]) -> Decimal:
    if measure.counts == "persons":
        return Decimal(len(set().union(*(_people(row, scope) for row in rows))))
    if measure.counts == "distinct":
        return Decimal(len({str(row.data[measure.field]) for row in rows}))
    if measure.over_time == "latest":
        last = max(row.day for row in rows)
        rows = [row for row in rows if row.day == last]
    # Joint work is one record: it counts once for a group; where every participant counts, they weigh it.
    weights = [len(_people(row, scope)) if measure.over_persons == "each" else 1 for row in rows]
    if measure.counts == "events":
        return Decimal(sum(weights))
    return sum((_number(row, measure) * weight for row, weight in zip(rows, weights, strict=True)), Decimal(0))


def _number(row: Row, measure: Measure) -> Decimal:
    value = row.data[measure.field]
    if not isinstance(value, Decimal):
        raise TypeError(f"{measure.field!r} of record {row.id} is {value!r}, not a number")
    return value


def _ratio(measure: Measure, scope: Scope, rows: Sequence[Row], parts: Mapping[str, Measure]) -> Fact:
    above = take(parts[measure.numerator], scope, rows)
    below = take(parts[measure.denominator], scope, rows)
    value: Decimal | None = None
    if isinstance(above.value, Decimal) and isinstance(below.value, Decimal) and below.value:
        value = above.value / below.value * 100
    sources = tuple(dict.fromkeys((*above.sources, *below.sources)))
    return Fact(
        measure=measure.id, scope=scope, value=value, sources=sources if value is not None else (), unit=measure.unit
    )
