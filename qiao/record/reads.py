"""Everything that reads several records, and the two ways to a figure: with its sources, and many at once without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.aggregates import Aggregate

from qiao.measure import take
from qiao.programme import reads as programme
from qiao.record.content import as_row
from qiao.record.kinds import catalogue
from qiao.record.models import SCALE, Participation, Record
from qiao.terms import Condition, Fact, Kind, Measure, Row, Scope

Totals = Mapping[tuple[Scope, str], Decimal | None]


def of_scope(scope: Scope) -> Q:
    """Return the condition that a record belongs to a scope's person, batch or organisation, and counts by status."""
    narrow = Q(status__in=scope.statuses)
    if scope.person:
        narrow &= Q(participations__person__code=scope.person)
    if scope.batch:
        narrow &= Q(batch__name=scope.batch)
    if scope.organisation:
        narrow &= Q(organisation__name=scope.organisation)
    return narrow


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
    return open_records if user.is_staff else open_records.filter(author=user)


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
    found = with_people(Record.objects.filter(of_scope(scope), kind=kind.id))
    return [as_row(kind, record) for record in found]


def facts(scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
    """Return each measure taken over a scope, with its sources; the records of a kind are read once."""
    known = catalogue()
    wanted: dict[str, list[Measure]] = {}
    for measure_id in dict.fromkeys(measures):
        measure = known.measures[measure_id]
        wanted.setdefault(measure.kind, []).append(measure)
    result: dict[str, Fact] = {}
    for kind_id, measures_of_kind in wanted.items():
        kind = known.kinds[kind_id]
        found = rows(scope, kind)
        parts = {measure.id: measure for measure in kind.measures}
        for measure in measures_of_kind:
            result[measure.id] = take(measure, scope, found, parts)
    return result


def totals(scopes: Sequence[Scope], measures: Sequence[Measure]) -> Totals:
    """Return many totals at once, without sources: one query over the covering index for each way of joining.

    Equal to `facts` for every scope and measure (a property test holds it). Ratios, stocks and the roster, which no
    single sum gives, are taken from rows.
    """
    known = catalogue()
    result: dict[tuple[Scope, str], Decimal | None] = {}
    plain: list[tuple[Scope, Measure]] = []
    joined: list[tuple[Scope, Measure]] = []
    for scope in scopes:
        for measure in measures:
            if known.kinds[measure.kind].is_roster or measure.over_time in {"latest", "ratio"}:
                value = facts(scope, [measure.id])[measure.id].value
                result[scope, measure.id] = value if isinstance(value, Decimal) else None
            elif scope.person or measure.counts == "persons" or measure.over_persons == "each":
                joined.append((scope, measure))
            else:
                plain.append((scope, measure))
    for pairs in (plain, joined):
        result.update(_aggregated(pairs))
    return result


def _aggregated(pairs: Sequence[tuple[Scope, Measure]]) -> Totals:
    if not pairs:
        return {}
    known = catalogue()
    anywhere = Q()
    for scope in dict.fromkeys(scope for scope, _measure in pairs):
        anywhere |= of_scope(scope)
    kinds = {measure.kind for _scope, measure in pairs}
    aggregates = {
        f"a{index}": _aggregate(scope, measure, known.kinds[measure.kind])
        for index, (scope, measure) in enumerate(pairs)
    }
    found: Mapping[str, Any] = Record.objects.filter(anywhere, kind__in=kinds).order_by().aggregate(**aggregates)
    result: dict[tuple[Scope, str], Decimal | None] = {}
    for index, (scope, measure) in enumerate(pairs):
        value = found[f"a{index}"]
        if measure.counts == "sum":
            result[scope, measure.id] = None if value is None else Decimal(value) / SCALE
        else:
            result[scope, measure.id] = Decimal(value) if value else None
    return result


def _aggregate(scope: Scope, measure: Measure, kind: Kind) -> Aggregate:
    taken = of_scope(scope) & Q(kind=kind.id)
    day = kind.field_named(measure.day).slot if measure.day else "day"
    if scope.start is not None:
        taken &= Q(**{f"{day}__gte": scope.start})
    if scope.end is not None:
        taken &= Q(**{f"{day}__lt": scope.end})
    if measure.day:
        taken &= Q(**{f"{day}__isnull": False})
    for condition in measure.where:
        taken &= _taken(condition, kind.field_named(condition.field).slot)
    if measure.counts == "sum":
        return Sum(F(kind.field_named(measure.field).slot), filter=taken)
    if measure.counts == "distinct":
        return Count(kind.field_named(measure.field).slot, filter=taken, distinct=True)
    if measure.counts == "persons":
        return Count("participations__person", filter=taken, distinct=True)
    # Every participant counts: one row of the join each. Otherwise a record counts once, however it is joined.
    return Count("participations" if measure.over_persons == "each" else "id", filter=taken, distinct=True)


def _taken(condition: Condition, slot: str) -> Q:
    if not condition.values:
        return Q(**{f"{slot}__isnull": condition.is_negated})
    if condition.is_negated:
        return Q(**{f"{slot}__isnull": True}) | ~Q(**{f"{slot}__in": condition.values})
    return Q(**{f"{slot}__in": condition.values})


def by_uids(uids: Iterable[str]) -> QuerySet[Record]:
    """Return the records with these ids, newest first, with people and evidence."""
    return with_people(
        Record.objects.filter(uid__in=[each for each in uids if len(each) == UID_LENGTH])
    ).prefetch_related("evidence")


UID_LENGTH = 36


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
