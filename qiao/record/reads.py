"""Everything that reads several records, and the two ways to a figure: with its sources, and many at once without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, Sum
from django.db.models.aggregates import Aggregate

from qiao.programme import reads as programme
from qiao.programme.models import Secondment
from qiao.record.content import as_row
from qiao.record.kinds import catalogue
from qiao.record.models import SCALE, Evidence, Participation, Record
from qiao.terms import Condition, Kind, Measure, Row, Scope

Totals = Mapping[tuple[Scope, str], Decimal | None]


def of_scope(scope: Scope) -> Q:
    """Return the condition that a record belongs to a scope's person, batch or organisation, and counts by status."""
    narrow = Q(status__in=scope.statuses)
    if scope.person:
        narrow &= Q(participations__person__code=scope.person)
    if scope.role:
        # Of one and the same participant: conditions of one filter share their join.
        narrow &= Q(participations__role=scope.role)
    if scope.batch:
        narrow &= Q(batch__name=scope.batch)
    if scope.organisation:
        narrow &= Q(organisation__name=scope.organisation)
    return narrow


def in_place(scope: Scope, kind: Kind) -> Q:
    """Return the condition that a record is of a scope's place: by its own fields, else by who hosted its leader."""
    if not scope.place:
        return Q()
    if not kind.place_fields:
        return programme.in_place(scope.place, "organisation")
    found = Q()
    for each in kind.place_fields:
        found |= Q(**{f"{each.slot or f'data__{each.id}'}__startswith": scope.place})
    return found


def visible_to(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the records that a user may see: all for the programme office, else those they wrote or took part in."""
    if user.is_staff:
        return Record.objects.all()
    if not isinstance(user, User):
        return Record.objects.none()
    # A subquery and no join: a record must not come twice, nor lose its other participants.
    own = Participation.objects.filter(person__user=user).values("record")
    return Record.objects.filter(Q(author=user) | Q(pk__in=own))


def editable_by(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the records that a user may still change: drafts and sent-back records, of their own or for the office."""
    open_records = visible_to(user).filter(status__in=(Record.Status.DRAFT, Record.Status.SENT_BACK))
    return open_records if user.is_staff else open_records.filter(author_id=user.pk)


def reviewable_by(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the submitted records that a user may approve or send back: for the office, those of other authors."""
    if not user.is_staff:
        return Record.objects.none()
    return Record.objects.filter(status=Record.Status.SUBMITTED).exclude(author=user)


def with_people(records: QuerySet[Record]) -> QuerySet[Record]:
    """Return the records with their participants loaded in one further query."""
    people = Participation.objects.select_related("person").order_by("id")
    return records.prefetch_related(Prefetch("participations", queryset=people))


def rows(scope: Scope, kind: Kind) -> list[Row]:
    """Return the records of a kind in a scope, whatever their day: `measure.take` looks at the period."""
    if kind.is_roster:
        return programme.roster_rows(scope, kind.id)
    found = with_people(Record.objects.filter(of_scope(scope), in_place(scope, kind), kind=kind.id))
    return [as_row(kind, record) for record in found]


def last_day(scope: Scope) -> dt.date | None:
    """Return the day of the last record in a scope and its period, or None where there is none."""
    found = Record.objects.filter(of_scope(scope)).order_by()
    if scope.start:
        found = found.filter(day__gte=scope.start)
    if scope.end:
        found = found.filter(day__lt=scope.end)
    day: dt.date | None = found.aggregate(last=Max("day"))["last"]
    return day


def totals(scopes: Sequence[Scope], measures: Sequence[Measure]) -> Totals:
    """Return many totals at once, without sources: one query over the covering index for each way of joining.

    Equal to `measure.take` over `rows` for every scope and measure (a property test holds it). None where nothing
    is recorded. Stocks cost one further query, which finds their last day.
    """
    known = catalogue()
    ratios = [measure for measure in measures if measure.counts == "ratio"]
    parts = [known.measures[each] for ratio in ratios for each in (ratio.numerator, ratio.denominator)]
    sums = {measure.id: measure for measure in (*measures, *parts) if measure.counts != "ratio"}
    pairs = [(scope, measure) for scope in scopes for measure in sums.values()]
    result: dict[tuple[Scope, str], Decimal | None] = {}
    for table in ("roster", "plain", "joined"):
        result.update(_aggregated([pair for pair in pairs if _table_of(*pair) == table], table))
    for scope in scopes:
        for ratio in ratios:
            above, below = result[scope, ratio.numerator], result[scope, ratio.denominator]
            result[scope, ratio.id] = above / below * 100 if above is not None and below else None
    return {(scope, measure.id): result[scope, measure.id] for scope in scopes for measure in measures}


def _table_of(scope: Scope, measure: Measure) -> str:
    if catalogue().kinds[measure.kind].is_roster:
        return "roster"
    is_joined = scope.person or scope.role or measure.counts == "persons" or measure.over_persons == "each"
    return "joined" if is_joined else "plain"


def _aggregated(pairs: Sequence[tuple[Scope, Measure]], table: str) -> Totals:
    if not pairs:
        return {}
    taken = [_taken(scope, measure, table) for scope, measure in pairs]
    stocks = {
        f"a{i}": Max(_day(measure), filter=taken[i]) for i, (_, measure) in enumerate(pairs) if _is_stock(measure)
    }
    records = _records(dict.fromkeys(scope for scope, _measure in pairs), {measure.kind for _, measure in pairs}, table)
    if stocks:
        last = records.aggregate(**stocks)
        taken = [
            each & Q(**{_day(pairs[i][1]): last[f"a{i}"]}) if f"a{i}" in last else each for i, each in enumerate(taken)
        ]
    sums = {f"a{i}": _aggregate(measure, table, taken[i]) for i, (_scope, measure) in enumerate(pairs)}
    found: Mapping[str, Any] = records.aggregate(**sums)
    result: dict[tuple[Scope, str], Decimal | None] = {}
    for i, (scope, measure) in enumerate(pairs):
        value = found[f"a{i}"]
        if measure.counts == "sum":
            result[scope, measure.id] = None if value is None else Decimal(value) / SCALE
        else:
            result[scope, measure.id] = Decimal(value) if value else None
    return result


def _is_stock(measure: Measure) -> bool:
    return measure.over_time == "latest"


def _records(scopes: Iterable[Scope], kinds: set[str], table: str) -> QuerySet[Any]:
    if table == "roster":
        return Secondment.objects.order_by()
    anywhere = Q()
    for scope in scopes:
        anywhere |= of_scope(scope)
    return Record.objects.filter(anywhere, kind__in=kinds).order_by()


def _column(measure: Measure, field_id: str) -> str:
    """Return the column that holds a field: a slot of the record, or what the roster keeps it in."""
    kind = catalogue().kinds[measure.kind]
    if kind.is_roster:
        return programme.ROSTER_COLUMNS[field_id]
    return "day" if field_id == kind.day_field else kind.field_named(field_id).slot


def _day(measure: Measure) -> str:
    return _column(measure, measure.day or catalogue().kinds[measure.kind].day_field)


def _taken(scope: Scope, measure: Measure, table: str) -> Q:
    """Return the condition under which a row counts for a measure in a scope."""
    kind = catalogue().kinds[measure.kind]
    taken = programme.of_scope(scope) if table == "roster" else _of_kind(scope, kind)
    day = _day(measure)
    if scope.start is not None:
        taken &= Q(**{f"{day}__gte": scope.start})
    if scope.end is not None:
        taken &= Q(**{f"{day}__lt": scope.end})
    if measure.counts in {"sum", "distinct"}:
        taken &= Q(**{f"{_column(measure, measure.field)}__isnull": False})
    taken &= Q(**{f"{day}__isnull": False})
    for condition in measure.where:
        taken &= _holds(condition, _column(measure, condition.field))
    return taken


def _of_kind(scope: Scope, kind: Kind) -> Q:
    return of_scope(scope) & in_place(scope, kind) & Q(kind=kind.id)


def _holds(condition: Condition, column: str) -> Q:
    if not condition.values:
        return Q(**{f"{column}__isnull": condition.is_negated})
    if condition.is_negated:
        return Q(**{f"{column}__isnull": True}) | ~Q(**{f"{column}__in": condition.values})
    return Q(**{f"{column}__in": condition.values})


def _aggregate(measure: Measure, table: str, taken: Q) -> Aggregate:
    if measure.counts == "sum":
        return Sum(F(_column(measure, measure.field)), filter=taken)
    if measure.counts == "distinct":
        return Count(_column(measure, measure.field), filter=taken, distinct=True)
    if measure.counts == "persons":
        return Count("person" if table == "roster" else "participations__person", filter=taken, distinct=True)
    # Every participant counts: one row of the join each. Otherwise a record counts once, however it is joined.
    is_each = measure.over_persons == "each" and table != "roster"
    return Count("participations" if is_each else "id", filter=taken, distinct=True)


def by_uids(uids: Iterable[str]) -> QuerySet[Record]:
    """Return the records with these ids, newest first, with people and evidence."""
    return with_people(
        Record.objects.filter(uid__in=[each for each in uids if len(each) == UID_LENGTH])
    ).prefetch_related("evidence")


UID_LENGTH = 36
# Databases limit how many values one query may name.
AT_ONCE = 500


def listed(
    records: QuerySet[Record] | None = None, *, kind: str = "", person: str = "", batch: str = "", status: str = ""
) -> QuerySet[Record]:
    """Return records for a list, newest first, narrowed by what is given; of all records where none are given."""
    found = (Record.objects.all() if records is None else records).select_related("batch", "organisation")
    if kind:
        found = found.filter(kind=kind)
    if person:
        found = found.filter(participations__person__code=person)
    if batch:
        found = found.filter(batch__name=batch)
    if status:
        found = found.filter(status=status)
    return with_people(found.order_by("-day", "-id"))


def evidence_of(uids: Iterable[str]) -> dict[str, list[Evidence]]:
    """Return what each of these records rests on, by its id, in the order in which it was added."""
    asked = [each for each in uids if len(each) == UID_LENGTH]
    found: dict[str, list[Evidence]] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = Evidence.objects.filter(record__uid__in=asked[start : start + AT_ONCE])
        for each in some.select_related("record").order_by("record_id", "id"):
            found.setdefault(str(each.record.uid), []).append(each)
    return found
