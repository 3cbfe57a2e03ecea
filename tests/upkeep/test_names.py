"""Renaming and merging: no figure moves but those that the preview named, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qiao import upkeep
from qiao.programme import reads as programme
from qiao.programme.models import Batch, FormerName, Merge, Organisation, Region, Secondee, Secondment
from qiao.programme.naming import MODELS
from qiao.programme.refusal import NotDone
from qiao.programme.verifying import verify
from qiao.record import content, reads
from qiao.record.kinds import catalogue
from qiao.record.models import Participation, Record
from qiao.record.writes import Work, bring_in
from qiao.terms import Participant, Role, Scope
from qiao.upkeep import writes
from tests.office import Office
from tests.record.test_figures import KINDS, values

# An example is a whole programme: making it smaller takes minutes.
QUICK = (Phase.explicit, Phase.generate)
TODAY = dt.date(2026, 1, 1)
TEAMS = [["P1"], ["P2", "P1"], ["P3", "P5"], ["P5", "P3", "P4"], ["P5"], ["P4", "P5"], ["P3"]]
MERGES = [
    ("person", "P5", "P3"),
    ("person", "P3", "P5"),
    ("person", "P1", "P3"),
    ("person", "P4", "P2"),
    ("organisation", "丁县医院", "丙县政府"),
    ("organisation", "甲省教育厅", "丙县政府"),
    ("batch", "第一批", "第二批"),
    ("region", "某省", "某州"),
]
RENAMES = [
    ("person", "P3", "丙三三"),
    ("organisation", "丙县政府", "丙市政府"),
    ("organisation", "甲省教育厅", "甲省教育委员会"),
    ("batch", "第二批", "第12批"),
    ("region", "某州", "新州"),
]


@st.composite
def works(draw: st.DrawFn) -> tuple[Any, dict[str, Any], list[str]]:
    """A record of any kind by one of the teams, within the term of all of them."""
    kind, team = draw(st.sampled_from(KINDS)), draw(st.sampled_from(TEAMS))
    data = {field.id: draw(values(field)) for field in kind.fields}
    year = 2019 if team[-1] in {"P1", "P2"} else 2022
    data[kind.day_field] = draw(st.dates(dt.date(year, 8, 1), dt.date(year + 3, 7, 31)))
    if kind.end_field:
        data[kind.end_field] = None
    return kind.id, data, team


def fill(office: Office, written: list[Any]) -> None:
    for kind_id, data, team in written:
        kind = catalogue().kinds[kind_id]
        roles: list[Role] = ["led" if at == 0 else "took_part" for at in range(len(team))]
        # Not by `office.work`: a kind may have a field that is called like one of its arguments.
        people = tuple(
            (office.secondment(code), Participant(person=code, role=role))
            for code, role in zip(team, roles, strict=True)
        )
        work = Work(kind=kind, data=data, people=people)
        if not Record.objects.filter(digest=work.digest).exists():
            bring_in([work], by=None)


def thing(sort: str, key: str) -> Any:
    return MODELS[sort].objects.get(**{"code" if sort == "person" else "name": key})


def scopes() -> list[Scope]:
    """Every scope by which a figure may be asked."""
    places = {"丙县", "丙市", "丁县", "丁县医院", "某州", "某省", "新州"}
    return [
        Scope(),
        *(Scope(batch=each.name) for each in Batch.objects.all()),
        *(Scope(organisation=each.name) for each in Organisation.objects.all()),
        *(Scope(person=each.code) for each in Secondee.objects.all()),
        *(Scope(person=each.code, role="led") for each in Secondee.objects.all()),
        *(Scope(place=each) for each in places),
    ]


def taken(asked: list[Scope]) -> dict[tuple[Scope, str], Decimal | None]:
    """Return every total; of kinds of which nothing is recorded there is none to take."""
    recorded = set(Record.objects.values_list("kind", flat=True))
    kinds = [each for each in catalogue().kinds.values() if each.is_roster or each.id in recorded]
    return dict(reads.totals(asked, [measure for kind in kinds for measure in kind.measures]))


def participants() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {each: set() for each in Record.objects.values_list("pk", flat=True)}
    for record, code in Participation.objects.values_list("record", "person__code"):
        found[record].add(code)
    return found


@settings(max_examples=6, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(works(), max_size=8, unique_by=str), asked=st.sampled_from(MERGES))
def test_a_merge_moves_what_its_preview_named_and_nothing_else(
    office: Office, written: list[Any], asked: tuple[str, str, str]
) -> None:
    with transaction.atomic():
        fill(office, written)
        sort, source, target = asked
        before_scopes = scopes()
        before = taken(before_scopes)
        people = participants()
        preview = writes.preview_merge(thing(sort, source), thing(sort, target), day=TODAY)
        assert taken(before_scopes) == before, "a preview leaves nothing behind"
        done = writes.merge(thing(sort, source), thing(sort, target), by=None, day=TODAY)
        after = taken(before_scopes)
        named = {(each.scope, each.measure): (each.before, each.after) for each in preview.figures}
        differ = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
        assert {key: value for key, value in named.items() if key in before} == differ
        if sort == "person":
            for record in Record.objects.prefetch_related("participations__person"):
                assert {each.person.code for each in record.participations.all()} == {
                    target if code == source else code for code in people[record.pk]
                }
                kind, held = catalogue().kinds[record.kind], record.participations.all()
                named_people = [content.participant(each.person.code, each.role) for each in held]
                assert record.digest == content.digest(kind, content.values(kind, record.data), named_people)
        # Taken back, all is as it was, to the last figure and participant.
        writes.undo(Merge.objects.get(pk=done.pk), by=None)
        assert taken(before_scopes) == before
        assert participants() == people
        assert verify().broken is None
        transaction.set_rollback(True)


@settings(max_examples=5, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(works(), max_size=8, unique_by=str), asked=st.sampled_from(RENAMES))
def test_a_rename_moves_no_figure_but_those_named(
    office: Office, written: list[Any], asked: tuple[str, str, str]
) -> None:
    with transaction.atomic():
        fill(office, written)
        sort, old, new = asked
        before_scopes = scopes()
        before = taken(before_scopes)
        preview = writes.preview_rename(thing(sort, old), new, day=TODAY)
        writes.rename(thing(sort, old), new, by=None, day=TODAY)
        known = MODELS[sort](name=old)
        renamed = {each: each if sort == "person" else writes._renamed(each, known, new) for each in before_scopes}
        after = taken(list(renamed.values()))
        differ = {(each, m) for each, m in before if before[each, m] != after[renamed[each], m]}
        assert differ == {(each.scope, each.measure) for each in preview.figures if each.scope in renamed}
        # By the old name nothing is lost either.
        if sort != "person":
            assert programme.find(old).scope == programme.find(new).scope if sort != "region" else True
        transaction.set_rollback(True)


def test_two_who_took_part_in_the_same_record_become_one_who_led(office: Office) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led", "P5": "took_part", "P4": "took_part"})
    writes.merge(thing("person", "P3"), thing("person", "P5"), by=None, day=TODAY)
    held = dict(Participation.objects.filter(record=record).values_list("person__code", "role"))
    assert held == {"P5": "led", "P4": "took_part"}
    assert Secondment.objects.filter(person__code="P5").count() == 1


def test_distinct_people_that_become_fewer_are_named(office: Office) -> None:
    preview = writes.preview_merge(thing("person", "P5"), thing("person", "P3"), day=TODAY)
    named = {(each.scope, each.measure): (each.before, each.after) for each in preview.figures}
    assert named[Scope(batch="第二批"), "secondment.persons"] == (Decimal(3), Decimal(2))
    assert [each.label for each in preview.touched] == ["任期"]


def test_what_contradicts_is_refused_in_one_line(office: Office) -> None:
    with pytest.raises(NotDone, match="2022-08-01"):
        writes.merge(thing("person", "P4"), thing("person", "P3"), by=None, day=TODAY)
    with pytest.raises(NotDone):
        writes.merge(thing("person", "P4"), thing("person", "P4"), by=None, day=TODAY)
    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    ("name", "why"), [("", "名称"), ("丁县医院", "合并"), ("丙县政府", "就叫"), ("长" * 201, "200")]
)
def test_a_name_that_cannot_be_taken(office: Office, name: str, why: str) -> None:
    with pytest.raises(NotDone, match=why):
        writes.rename(thing("organisation", "丙县政府"), name, by=None, day=TODAY)


def test_a_former_name_belongs_to_one_thing_for_good(office: Office) -> None:
    one = thing("organisation", "丙县政府")
    writes.rename(one, "丙市政府", by=None, day=TODAY)
    with pytest.raises(NotDone, match="丙市政府"):
        writes.rename(thing("organisation", "丁县医院"), "丙县政府", by=None, day=TODAY)
    writes.rename(one, "丙县政府", by=None, day=TODAY)
    assert [each.name for each in FormerName.objects.all()] == ["丙市政府"]


def test_what_is_referred_to_is_not_deleted(office: Office) -> None:
    with pytest.raises(NotDone, match="任期"):
        writes.delete(thing("organisation", "丙县政府"), by=None)
    Organisation.objects.create(name="多余", nature="host")
    writes.delete(thing("organisation", "多余"), by=None)
    assert not Organisation.objects.filter(name="多余").exists()


def test_a_region_does_not_become_what_it_lies_in(office: Office) -> None:
    part = Region.objects.create(name="某县", parent=thing("region", "某州"))
    for source, target in ((part, thing("region", "某州")), (thing("region", "某州"), part)):
        with pytest.raises(NotDone):
            writes.merge(source, target, by=None, day=TODAY)


def test_the_package_has_no_names_of_its_own() -> None:
    assert upkeep.__doc__
