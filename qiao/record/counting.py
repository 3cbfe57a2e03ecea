"""How a measure is counted in the database: in which column, under which condition, by which aggregate."""

from __future__ import annotations

from django.db.models import Count, F, Q, Sum
from django.db.models.aggregates import Aggregate

from qiao.programme import reads as programme
from qiao.record.kinds import catalogue
from qiao.terms import Condition, Measure, Scope


def parts(measure: Measure) -> tuple[Measure, ...]:
    """Return what is taken for a measure: itself, or for a ratio the two that it divides."""
    if measure.counts != "ratio":
        return (measure,)
    known = catalogue().measures
    return known[measure.numerator], known[measure.denominator]


def is_roster(measure: Measure) -> bool:
    """Return whether a measure counts people of the roster and not records."""
    return catalogue().kinds[measure.kind].is_roster


def table_of(scope: Scope, measure: Measure) -> str:
    """Return what a measure is counted over: "roster", "plain" records, or records "joined" with their people."""
    if is_roster(measure):
        return "roster"
    is_joined = scope.person or scope.role or measure.counts == "persons" or measure.over_persons == "each"
    return "joined" if is_joined else "plain"


def column(measure: Measure, field_id: str) -> str:
    """Return the column that holds a field: a slot of the record, or what the roster keeps it in."""
    kind = catalogue().kinds[measure.kind]
    if kind.is_roster:
        return programme.ROSTER_COLUMNS[field_id]
    return "day" if field_id == kind.day_field else kind.field_named(field_id).slot


def day_column(measure: Measure) -> str:
    """Return the column of the day that places a row in time for a measure."""
    return column(measure, measure.day or catalogue().kinds[measure.kind].day_field)


def taken(measure: Measure) -> Q:
    """Return the condition under which a row whose day lies in the period counts for a measure."""
    counts = Q() if is_roster(measure) else Q(kind=measure.kind)
    if measure.counts in {"sum", "distinct"}:
        counts &= Q(**{f"{column(measure, measure.field)}__isnull": False})
    for condition in measure.where:
        counts &= _holds(condition, column(measure, condition.field))
    return counts


def _holds(condition: Condition, column: str) -> Q:
    if not condition.values:
        return Q(**{f"{column}__isnull": condition.is_negated})
    if condition.is_negated:
        return Q(**{f"{column}__isnull": True}) | ~Q(**{f"{column}__in": condition.values})
    return Q(**{f"{column}__in": condition.values})


def aggregate(measure: Measure, table: str, taken: Q) -> Aggregate:
    """Return the expression that adds up the rows for which a condition holds."""
    is_each = measure.over_persons == "each" and table == "joined"
    if measure.counts == "sum":
        # Alone in its query, a sum would not join the participants by whom it is weighed.
        taken = taken & Q(participations__isnull=False) if is_each else taken
        return Sum(F(column(measure, measure.field)), filter=taken)
    if measure.counts == "distinct":
        return Count(column(measure, measure.field), filter=taken, distinct=True)
    if measure.counts == "persons":
        return Count("person" if table == "roster" else "participations__person", filter=taken, distinct=True)
    # Every participant counts: one row of the join each. Otherwise a record counts once, however it is joined.
    return Count("participations" if is_each else "id", filter=taken, distinct=table == "joined")
