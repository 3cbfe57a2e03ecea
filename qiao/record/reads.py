"""Everything that reads several records, and the ways to a figure: its rows; totals; the ids behind them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Case, CharField, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from qiao.programme import reads as programme
from qiao.programme.models import Secondment
from qiao.programme.rights import NotAllowed
from qiao.record import content, counting, rights
from qiao.record.kinds import catalogue
from qiao.record.models import SCALE, Evidence, Participation, Record
from qiao.record.review.reads import authored_by, reviewable_by
from qiao.terms import Condition, Kind, Measure, Participant, Row, Scope, Status

__all__ = [
    "authored_by",
    "by_uids",
    "editable_by",
    "evidence_of",
    "in_place",
    "last_day",
    "listed",
    "of_scope",
    "reviewable_by",
    "rows",
    "rows_by_kind",
    "rows_of_each",
    "sources",
    "to_edit",
    "totals",
    "visible_to",
    "with_people",
]

Totals = Mapping[tuple[Scope, str], Decimal | None]
Figure = tuple[Scope, Measure]
Key = tuple[Scope, str, tuple[Condition, ...]]
"""What a figure is known by: measures of one id may be narrowed to different options."""


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
    for name in programme.names_of_place(scope.place):
        for each in kind.place_fields:
            found |= Q(**{f"{each.slot or f'data__{each.id}'}__startswith": name})
    return found


def visible_to(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the records that a user may see: those within their roles, and those they wrote or took part in."""
    return rights.allowed(user, rights.SEE)


def editable_by(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the records that a user may still change: drafts and sent-back records."""
    return rights.allowed(user, "record.edit")


def to_edit(user: User | AnonymousUser, uid: uuid.UUID) -> Record:
    """Return the record with an id, for a user who may change it as it stands. Raises NotAllowed."""
    found = with_people(editable_by(user)).filter(uid=uid).first()
    if found is None:
        raise NotAllowed(is_seen=visible_to(user).filter(uid=uid).exists())
    return found


def with_people(records: QuerySet[Record]) -> QuerySet[Record]:
    """Return the records with their participants loaded in one further query."""
    people = Participation.objects.select_related("person").order_by("id")
    return records.prefetch_related(Prefetch("participations", queryset=people))


def rows(scope: Scope, kind: Kind) -> list[Row]:
    """Return the records of a kind in a scope, whatever their day: `measure.take` looks at the period."""
    return rows_by_kind(scope, [kind])[kind.id]


def rows_by_kind(scope: Scope, kinds: Iterable[Kind]) -> dict[str, list[Row]]:
    """Return the records of some kinds in a scope, whatever their day, in two queries; the roster's in one more."""
    wanted = {kind.id: kind for kind in kinds}
    found: dict[str, list[Row]] = {each: [] for each in wanted}
    records = Record.objects.filter(_of_kinds(scope, [each for each in wanted.values() if not each.is_roster]))
    people: dict[int, list[Participant]] = {}
    joined = Participation.objects.filter(record__in=records.order_by().values("pk")).order_by("id")
    for record, person, role in joined.values_list("record", "person__code", "role"):
        people.setdefault(record, []).append(content.participant(person, role))
    for pk, uid, kind_id, day, data in records.values_list("pk", "uid", "kind", "day", "data"):
        row = content.row(wanted[kind_id], uid, day, data, people.get(pk, ()))
        found[kind_id].append(row)
    for kind in wanted.values():
        if kind.is_roster:
            found[kind.id] = programme.roster_rows(scope, kind.id)
    return found


# SQLite joins no more than 500 queries into one.
SCOPES_AT_ONCE = 100


def rows_of_each(
    people: Sequence[str], kind: Kind, statuses: Sequence[Status] = ("approved",)
) -> Mapping[str, Sequence[Row]]:
    """Return what `rows` gives for each of these people, by number: two queries for all of them together.

    Not for the roster's kind, which holds no records. Who has none is left out.
    """
    theirs = Participation.objects.filter(person__code__in=people)
    records = Record.objects.filter(pk__in=theirs.values("record"), kind=kind.id, status__in=statuses).order_by()
    found: dict[str, list[Row]] = {each: [] for each in people}
    held = list(records.values_list("pk", "uid", "day", "data"))
    if not held:
        # Of most kinds nobody has any.
        return found
    everybody: dict[int, list[Participant]] = defaultdict(list)
    shared = Participation.objects.filter(record__in=records.values("pk")).order_by("id")
    for pk, code, role in shared.values_list("record", "person__code", "role"):
        everybody[pk].append(content.participant(code, role))
    for pk, uid, day, data in held:
        row = content.row(kind, uid, day, data, everybody[pk])
        for each in everybody[pk]:
            if each.person in found:
                found[each.person].append(row)
    return found


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
    """Return many totals at once, without sources: one query over the covering index for all scopes.

    Equal to `measure.take` over `rows` for every scope and measure (a property test holds it). None where nothing
    is recorded. Measures that count participants cost one further query, and so do those with a day of their own,
    and stocks, to find their last day. More than a hundred scopes are asked for by the hundred.
    """
    ratios = [measure for measure in measures if measure.counts == "ratio"]
    sums = {part.id: part for measure in measures for part in counting.parts(measure)}
    asked: dict[tuple[str, str, tuple[str, ...]], list[Scope]] = {}
    for scope in dict.fromkeys(scopes):
        together: dict[tuple[str, str], list[str]] = {}
        for each in sums.values():
            together.setdefault((counting.table_of(scope, each), counting.day_column(each)), []).append(each.id)
        for (table, day), group in together.items():
            asked.setdefault((table, day, tuple(group)), []).append(scope)
    result: dict[tuple[Scope, str], Decimal | None] = {}
    for (table, day, group_), owners in asked.items():
        for at in range(0, len(owners), SCOPES_AT_ONCE):
            result.update(_aggregated(owners[at : at + SCOPES_AT_ONCE], [sums[each] for each in group_], table, day))
    for scope in scopes:
        for ratio in ratios:
            above, below = result[scope, ratio.numerator], result[scope, ratio.denominator]
            result[scope, ratio.id] = above / below * 100 if above is not None and below else None
    return {(scope, measure.id): result[scope, measure.id] for scope in scopes for measure in measures}


def sources(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Return the ids of the records behind each figure, by day and id: one query for each owner and kind.

    Equal to the sources of `measure.take` over `rows` (the same property test holds it). Only ids leave the database,
    so that the hundred thousand records of a batch are named without being read.
    """
    parts = {_key(scope, part): (scope, part) for scope, measure in figures for part in counting.parts(measure)}
    named: dict[Key, tuple[str, ...]] = {}
    for owner, wanted in _by_owner(parts.values()).items():
        for kind in dict.fromkeys(measure.kind for _scope, measure in wanted):
            named.update(_named(owner, [(scope, measure) for scope, measure in wanted if measure.kind == kind]))
    return [_behind(scope, measure, named) for scope, measure in figures]


def _by_owner(figures: Iterable[Figure]) -> Mapping[Scope, Sequence[Figure]]:
    """Return figures by whose they are: by their scope without its period."""
    found: dict[Scope, list[Figure]] = {}
    for scope, measure in figures:
        found.setdefault(replace(scope, start=None, end=None), []).append((scope, measure))
    return found


def _key(scope: Scope, measure: Measure) -> Key:
    return scope, measure.id, measure.where


def _named(owner: Scope, figures: Sequence[Figure]) -> Mapping[Key, tuple[str, ...]]:
    """Return the ids behind figures of one owner and kind: the rows that count for any, with a mark for each."""
    taken = [
        _within(scope, counting.day_column(measure)) & counting.taken(measure) & _has_people(scope, measure)
        for scope, measure in figures
    ]
    # A mark is text: Django would convert a number once more, for each row and figure.
    marks = {f"a{i}": Case(When(each, then=Value("x")), output_field=CharField()) for i, each in enumerate(taken)}
    measure, any_of_them = figures[0][1], reduce(or_, taken)
    kind = catalogue().kinds[measure.kind]
    if kind.is_roster:
        marked = _marked_roster(Secondment.objects.filter(programme.of_scope(owner), any_of_them), marks)
    else:
        marked = _marked_records(Record.objects.filter(_of_kinds(owner, [kind]), any_of_them), marks)
    return {
        _key(*figure): tuple(uid for uid, counts in marked if counts[i] is not None) for i, figure in enumerate(figures)
    }


Marked = list[tuple[str, Sequence[str | None]]]
"""The ids of rows by day and id, each with a mark for every figure that it counts for."""


def _marked_records(records: QuerySet[Record], marks: Mapping[str, Case]) -> Marked:
    ids = records.order_by("day", "uid").annotate(written=Cast("uid", CharField()), **marks)
    return [(_dashed(written), counts) for written, *counts in ids.values_list("written", *marks)]


def _marked_roster(roster: QuerySet[Secondment], marks: Mapping[str, Case]) -> Marked:
    ids = [
        (day, programme.roster_id(code, day), counts)
        for code, day, *counts in roster.annotate(**marks).values_list("person__code", "start", *marks)
    ]
    return [(uid, counts) for _day, uid, counts in sorted(ids, key=lambda each: each[:2])]


def _dashed(uid: str) -> str:
    """Return a record's id as it is written everywhere: SQLite keeps it without dashes."""
    return uid if "-" in uid else f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"


def _has_people(scope: Scope, measure: Measure) -> Q:
    """Return the condition that somebody is counted where people are; for a person's record it is met."""
    if measure.counts != "persons" or counting.table_of(scope, measure) == "roster" or scope.person:
        return Q()
    return Q(Exists(Participation.objects.filter(record=OuterRef("pk"))))


def _behind(scope: Scope, measure: Measure, named: Mapping[Key, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the ids behind a figure; a ratio without a value rests on nothing, though a part may be recorded."""
    if measure.counts == "ratio" and totals([scope], [measure])[scope, measure.id] is None:
        return ()
    parts = [named[_key(scope, part)] for part in counting.parts(measure)]
    return parts[0] if len(parts) == 1 else tuple(dict.fromkeys(chain.from_iterable(parts)))


def _rows(scope: Scope, measures: Sequence[Measure], day: str) -> QuerySet[Any]:
    """Return the rows of a scope's owner, of the kinds of some measures, whose day in a column lies in the period."""
    if counting.is_roster(measures[0]):
        rows: QuerySet[Any] = Secondment.objects.filter(programme.of_scope(scope))
    else:
        kinds = dict.fromkeys(each.kind for each in measures)
        rows = Record.objects.filter(_of_kinds(scope, [catalogue().kinds[each] for each in kinds]))
    return rows.filter(_within(scope, day)).order_by()


def _within(scope: Scope, day: str) -> Q:
    within = Q(**{f"{day}__isnull": False})
    if scope.start is not None:
        within &= Q(**{f"{day}__gte": scope.start})
    if scope.end is not None:
        within &= Q(**{f"{day}__lt": scope.end})
    return within


def _aggregated(scopes: Sequence[Scope], measures: Sequence[Measure], table: str, day: str) -> Totals:
    names = {each.id: f"a{i}" for i, each in enumerate(measures)}
    rows = [_rows(scope, measures, day) for scope in scopes]
    taken = [{each.id: counting.taken(each) for each in measures} for _scope in scopes]
    stocks = [each for each in measures if each.over_time == "latest"]
    if stocks:
        lasts = _at_once(
            [
                (
                    each,
                    {
                        names[stock.id]: Max(counting.day_column(stock), filter=counting.taken(stock))
                        for stock in stocks
                    },
                )
                for each in rows
            ]
        )
        for conditions, last in zip(taken, lasts, strict=True):
            for each in stocks:
                conditions[each.id] &= Q(**{counting.day_column(each): last.get(names[each.id])})
    found = _at_once(
        [
            (of_scope_, {names[each.id]: counting.aggregate(each, table, conditions[each.id]) for each in measures})
            for of_scope_, conditions in zip(rows, taken, strict=True)
        ]
    )
    return {
        (scope, each.id): _total(each, values.get(names[each.id]))
        for scope, values in zip(scopes, found, strict=True)
        for each in measures
    }


def _at_once(asked: Sequence[tuple[QuerySet[Any], Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Return the aggregates of each of several querysets, by one query; {} for one without rows."""
    parts = [rows.annotate(nth=Value(nth)).values("nth").annotate(**sums) for nth, (rows, sums) in enumerate(asked)]
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    by_place = {row["nth"]: row for row in found}
    return [by_place.get(nth, {}) for nth in range(len(asked))]


def _total(measure: Measure, value: Any) -> Decimal | None:
    if measure.counts == "sum":
        return None if value is None else Decimal(value) / SCALE
    return Decimal(value) if value else None


def _of_kinds(scope: Scope, kinds: Sequence[Kind]) -> Q:
    """Return the condition that a record is of one of some kinds, and belongs to a scope whatever its period."""
    belongs = of_scope(scope) & Q(kind__in=[kind.id for kind in kinds])
    if scope.place and kinds:
        # What says where a record was depends on its kind.
        belongs &= reduce(or_, (Q(kind=kind.id) & in_place(scope, kind) for kind in kinds))
    return belongs


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
