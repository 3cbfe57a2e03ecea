"""Two ways lead to the same figure; what was not recorded is None; joint work counts once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.measure import take
from qiao.record import reads
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.writes import bring_in
from qiao.terms import Condition, Fact, Field, Kind, Measure, Role, Scope, Status
from tests.office import AFTER, FIRST, SECOND, Office

KINDS = [kind for kind in catalogue().kinds.values() if not kind.is_roster]
DAYS = st.dates(min_value=FIRST, max_value=AFTER - dt.timedelta(days=1))
PLACES = st.sampled_from(["甲乡", "乙村", "丙镇", "个人", "奖励"])


def values(field: Field) -> st.SearchStrategy[Any]:
    """What may stand in a field, or nothing."""
    if field.type == "date":
        return st.none() | DAYS
    if field.type == "choice":
        return st.none() | st.sampled_from([option.id for option in field.options])
    if field.type == "count":
        return st.none() | st.integers(0, 500).map(Decimal)
    if field.is_numeric:
        return st.none() | st.decimals(0, 10**9, places=2)
    return st.none() | PLACES


@st.composite
def works(draw: st.DrawFn) -> tuple[Kind, dict[str, Any], list[str]]:
    """A record of any kind, by one to three people of one batch."""
    kind = draw(st.sampled_from(KINDS))
    people = draw(st.sampled_from([["P1"], ["P1", "P2"], ["P3"], ["P4", "P3"]]))
    first, last = (FIRST, SECOND) if people[0] in {"P1", "P2"} else (SECOND, AFTER)
    data = {field.id: draw(values(field)) for field in kind.fields}
    data[kind.day_field] = draw(st.dates(first, last - dt.timedelta(days=1)))
    if kind.end_field:
        data[kind.end_field] = None
    return kind, data, people


def facts(scope: Scope, measures: list[str]) -> dict[str, Fact]:
    """The first way: rows, then `measure.take`."""
    known = catalogue()
    return {
        each: take(known.measures[each], scope, reads.rows(scope, known.kind_of(each)), known.measures)
        for each in measures
    }


def variants() -> list[Measure]:
    """Measures of every sort: those shipped, and of each kind those that it might have, by ids of their own."""
    known = catalogue()
    found = list(known.measures.values())
    for kind in known.kinds.values():
        added = [each for each in kind.measures if each.counts != "ratio"]
        first, last = added[0], added[-1]
        plain = replace(first, counts="events", over_time="sum", over_persons="once", field="", day="", where=())
        found.append(replace(plain, id=f"{kind.id}.rows"))
        found.append(replace(plain, id=f"{kind.id}.people", counts="persons", over_time="distinct"))
        ratio = replace(plain, counts="ratio", over_time="ratio", numerator=first.id, denominator=last.id)
        found.append(replace(ratio, id=f"{kind.id}.ratio"))
        if not kind.is_roster:
            found.append(replace(plain, id=f"{kind.id}.each", over_persons="each"))
        for field in kind.fields:
            if field.is_numeric and field.slot:
                total = replace(plain, counts="sum", field=field.id)
                found.append(replace(total, id=f"{kind.id}.last_{field.id}", over_time="latest"))
                found.append(replace(total, id=f"{kind.id}.each_{field.id}", over_persons="each"))
            if field.options:
                some = Condition(field=field.id, values=(field.options[0].id,))
                found.append(replace(plain, id=f"{kind.id}.some_{field.id}", where=(some,)))
                found.append(replace(plain, id=f"{kind.id}.no_{field.id}", where=(replace(some, is_negated=True),)))
                found.append(replace(plain, id=f"{kind.id}.{field.id}s", counts="distinct", field=field.id))
    return found


SCOPES = st.builds(
    Scope,
    person=st.sampled_from(["", "", "P1", "P3"]),
    batch=st.sampled_from(["", "第一批", "第二批"]),
    organisation=st.sampled_from(["", "", "丙县政府"]),
    place=st.sampled_from(["", "", "丙县", "丁县医院", "某州", "甲"]),
    start=st.none() | DAYS,
    end=st.none() | DAYS,
    statuses=st.sampled_from([("approved",), ("approved", "submitted"), ("draft",)]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(works(), max_size=12, unique_by=str),
    statuses=st.lists(st.sampled_from(["approved", "approved", "submitted", "draft"]), min_size=12, max_size=12),
    scopes=st.lists(SCOPES, min_size=1, max_size=3, unique=True),
)
def test_totals_and_sources_equal_the_facts_of_the_rows(
    office: Office, written: list[Any], statuses: list[Status], scopes: list[Scope]
) -> None:
    Record.objects.all().delete()
    for (kind, data, people), status in zip(written, statuses, strict=False):
        roles: dict[str, Role] = {code: "led" if index == 0 else "took_part" for index, code in enumerate(people)}
        work = office.work(
            kind.id, data[kind.day_field], roles, **{k: v for k, v in data.items() if k != kind.day_field}
        )
        if not Record.objects.filter(digest=work.digest).exists():
            bring_in([work], by=None).update(status=status)
    # Kinds without a record in them are all alike: two of them stand for the rest.
    chosen = {kind.id for kind, _data, _people in written} | {each.id for each in KINDS[:2]}
    kinds = [each for each in catalogue().kinds.values() if each.is_roster or each.id in chosen]
    measures = [each for each in variants() if each.kind in {kind.id for kind in kinds}]
    figures = [(scope, measure) for scope in scopes for measure in measures]
    totals = reads.totals(scopes, measures)
    rows = {(scope, kind.id): reads.rows(scope, kind) for scope in scopes for kind in kinds}
    for (scope, measure), sources in zip(figures, reads.sources(figures), strict=True):
        fact = take(measure, scope, rows[scope, measure.kind], catalogue().measures)
        assert totals[scope, measure.id] == fact.value, (scope, measure.id)
        assert sources == fact.sources, (scope, measure.id)


def test_sources_tell_apart_measures_of_one_id_that_are_narrowed_differently(office: Office) -> None:
    kind = next(each for each in KINDS if any(field.options for field in each.fields))
    field = next(each for each in kind.fields if each.options)
    needed = {each.id: Decimal(1) if each.is_numeric else "甲乡" for each in kind.fields if each.required}
    data = {**needed, field.id: field.options[0].id}
    del data[kind.day_field]
    record = office.record(kind.id, "2023-03-01", {"P3": "led"}, **data)
    one, other = (
        catalogue().narrowed(kind.measures[0].id, (Condition(field=field.id, values=(option.id,)),))
        for option in field.options[:2]
    )
    scope = Scope(batch="第二批")
    assert reads.sources([(scope, one), (scope, other)]) == [(str(record.uid),), ()]


def test_nothing_recorded_is_none_and_zero_is_zero(office: Office) -> None:
    office.record("class_observation", "2023-03-01", {"P3": "led"}, observed=Decimal(2), reviewed=Decimal(0))
    taken = facts(Scope(person="P3"), ["class_observation.lessons_reviewed", "class_observation.schools"])
    assert taken["class_observation.lessons_reviewed"].value == 0
    assert taken["class_observation.schools"].value is None
    assert taken["class_observation.schools"].sources == ()


def test_joint_work_counts_once_for_the_batch_and_in_full_for_each_person(office: Office) -> None:
    joint = office.record("training", "2023-03-01", {"P3": "led", "P4": "took_part"}, attendances=Decimal(40))
    for scope in (Scope(batch="第二批"), Scope(person="P3"), Scope(person="P4")):
        fact = facts(scope, ["training.attendances"])["training.attendances"]
        assert fact.value == Decimal(40)
        assert fact.sources == (str(joint.uid),)


def test_a_stage_counts_on_its_own_day(office: Office) -> None:
    office.record("agreement", "2023-03-01", {"P3": "led"}, landed_on=dt.date(2024, 2, 1))
    year = Scope(person="P3", start=dt.date(2023, 1, 1), end=dt.date(2024, 1, 1))
    taken = facts(year, ["agreement.agreements", "agreement.landed_projects"])
    assert taken["agreement.agreements"].value == 1
    assert taken["agreement.landed_projects"].value is None


def test_days_are_half_open(office: Office) -> None:
    office.record("promotion", "2023-12-31", {"P3": "led"})
    office.record("promotion", "2024-01-01", {"P3": "led"})
    year = Scope(start=dt.date(2023, 1, 1), end=dt.date(2024, 1, 1))
    assert facts(year, ["promotion.activities"])["promotion.activities"].value == 1


def test_only_approved_records_count(office: Office) -> None:
    record = office.record("promotion", "2023-12-31", {"P3": "led"})
    Record.objects.filter(pk=record.pk).update(status="submitted")
    assert facts(Scope(), ["promotion.activities"])["promotion.activities"].value is None
    both = Scope(statuses=("approved", "submitted"))
    assert facts(both, ["promotion.activities"])["promotion.activities"].value == 1


def test_the_roster_is_counted_like_records(office: Office) -> None:
    taken = facts(Scope(batch="第二批"), ["secondment.persons", "secondment.professionals"])
    assert taken["secondment.persons"].value == Decimal(2)
    assert taken["secondment.professionals"].value == Decimal(1)
    assert taken["secondment.persons"].sources == ("P3@2022-08-01", "P4@2022-08-01")


def test_money_is_exact(office: Office) -> None:
    for cents in ("0.1", "0.2", "1234567.89"):
        office.record("payment", "2023-03-01", {"P3": "led"}, amount=Decimal(cents), voucher=cents)
    total = reads.totals([Scope(batch="第二批")], [catalogue().measures["payment.funds_paid_in"]])
    assert list(total.values()) == [Decimal("1234568.19")]
    assert facts(Scope(batch="第二批"), ["payment.funds_paid_in"])["payment.funds_paid_in"].value == Decimal(
        "1234568.19"
    )


def test_the_totals_of_a_batch_need_only_the_index(office: Office) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    query = Record.objects.filter(reads.of_scope(Scope(batch="第二批")), kind="training").order_by()
    sql, params = query.annotate(total=Sum("n2")).values_list("total").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "record_totals" in plan
