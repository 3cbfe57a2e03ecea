"""Projects: a stage is reached with its day, after the one before it, and with what its kind demands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from qiao.catalogue import SHIPPED, CatalogueError, load
from qiao.record import content, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence
from qiao.record.writes import Refused
from qiao.terms import Kind, Value
from tests.office import Office

SIGNED: dict[str, Value] = {"code": "A1", "agreed_amount": Decimal(500), "plan": "within_plan"}
LANDED = {**SIGNED, "landed_on": dt.date(2023, 4, 1)}
STARTED = {**LANDED, "started_on": dt.date(2023, 5, 1)}
FINISHED = {**STARTED, "finished_on": dt.date(2023, 9, 1)}
ACCEPTED = {**FINISHED, "accepted_on": dt.date(2023, 10, 1)}


DAYS = ("landed_on", "started_on", "finished_on", "accepted_on")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, whatever the language of the installation."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("data", [SIGNED, LANDED, STARTED, FINISHED, ACCEPTED])
def test_stage_after_stage(office: Office, data: dict[str, Value]) -> None:
    record = writes.draft(office.work("agreement", "2023-03-01", {"P3": "led"}, **data), by=office.owner)
    kind = catalogue().kinds["agreement"]
    reached = content.reached(kind, content.values(kind, record.data))
    assert [each.day for each in reached] == [each for each in ("day", *DAYS) if each == "day" or each in data]


@pytest.mark.parametrize(
    ("data", "field", "why"),
    [
        ({**FINISHED, "started_on": None}, "started_on", "Started comes before Finished"),
        ({**STARTED, "landed_on": None}, "landed_on", "Landed comes before Started"),
        ({**ACCEPTED, "accepted_on": dt.date(2023, 8, 1)}, "accepted_on", "cannot be earlier than Finished"),
        ({**LANDED, "landed_on": dt.date(2023, 2, 1)}, "landed_on", "cannot be earlier than Agreed"),
        ({**LANDED, "agreed_amount": None}, "agreed_amount", "once the stage Landed is reached"),
        ({**LANDED, "code": None}, "code", "once the stage Landed is reached"),
        ({**STARTED, "plan": None}, "plan", "once the stage Started is reached"),
    ],
)
def test_a_stage_is_not_reached_without_what_it_demands(
    office: Office, data: dict[str, Value], field: str, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        writes.draft(office.work("agreement", "2023-03-01", {"P3": "led"}, **data), by=office.owner)
    assert [each.field for each in refused.value.problems] == [field]
    assert why in refused.value.problems[0].why


def test_a_ledger_that_knows_landing_only_is_taken_as_it_is(office: Office) -> None:
    kind = catalogue().kinds["agreement"]
    work = office.work("agreement", "2023-03-01", {"P3": "led"}, landed_on=dt.date(2023, 2, 1))
    assert len(content.check(kind, work.data, work.people)) == 3
    assert content.check(kind, work.data, work.people, is_imported=True) == []
    # What is newer than those ledgers binds them too.
    later = {**work.data, "finished_on": dt.date(2023, 9, 1)}
    assert [each.field for each in content.check(kind, later, work.people, is_imported=True)] == ["started_on"]


def test_accepting_a_project_wants_its_evidence(office: Office) -> None:
    work = office.work("agreement", "2023-03-01", {"P3": "led"}, **ACCEPTED)
    bare = writes.submit(writes.draft(work, by=office.owner), by=office.owner)
    with pytest.raises(Refused, match="1 pieces, there are 0"):
        writes.approve(bare, by=office.office)
    evidence = (Evidence(sort=Evidence.Sort.NOTE, label="验收报告"),)
    full = writes.submit(writes.draft(replace(work, evidence=evidence), by=office.owner), by=office.owner)
    assert writes.approve(full, by=office.office).status == "approved"


KIND = """
id: works
label: {{zh: 工程, en: Works}}
identity: [code]
fields:
  day: date
  code: code
  done: date
  note: text
  sum: yuan
  sort: {{type: choice, label: {{zh: 类, en: Sort}}, options: [{{id: a, label: {{zh: 甲, en: A}}}}]}}
measures:
  - {{id: works.sums, unit: 元, field: sum, over_time: sum, over_persons: once}}
  - {{id: works.works, unit: 个, over_time: sum, over_persons: once}}
wording: {{zh: "工程{{works.sums}}"}}
reads: {{works.sums: [工程资金], works.works: [工程个数]}}
examples:
  - {{records: [{{day: 2022-01-01, sum: 1}}], writes: 工程1元}}
  - {{records: [{{day: 2022-01-01, sum: 2}}], writes: 工程2元}}
  - {{records: [{{day: 2022-01-01, sum: 3}}], writes: 工程3元}}
{more}
"""
STAGE = "label: {zh: 甲, en: A}"
ONE = f"stages: [{{id: one, {STAGE}, day: day}}]"
GOOD = [
    f"stages: [{{id: one, {STAGE}, day: day}}, {{id: two, {STAGE}, day: done, needs: [sum], evidence: demanded}}]",
    f"stages: [{{id: one, {STAGE}, day: day}}]\nrates: [{{id: r, {STAGE}, part: works.sums, whole: works.sums}}]",
    "apart: sort",
    "approval: {approvers: 3, needs: [sum]}",
    "belongs: {code: [agreement]}",
]
BAD = [
    (f"stages: [{{id: one, {STAGE}, day: note}}]", "'note' is not a date"),
    (f"stages: [{{id: one, {STAGE}, day: done}}]", "the first stage is reached on the day of the record"),
    ("stages: []", "the first stage is reached on the day"),
    (f"stages: [{{id: one, {STAGE}, day: day, after: two}}]", "no stage 'two' stands before"),
    (f"stages: [{{id: one, {STAGE}, day: day}}, {{id: one, {STAGE}, day: done}}]", "is written twice"),
    (f"stages: [{{id: one, {STAGE}, day: day}}, {{id: two, {STAGE}, day: day}}]", "is written twice"),
    (f"stages: [{{id: one, {STAGE}, day: day, needs: [nothing]}}]", "no field 'nothing'"),
    (f"stages: [{{id: one, {STAGE}, day: day, wants: [sum]}}]", "unknown key 'wants'"),
    (f"stages: [{{id: one, {STAGE}, day: day, imports: never}}]", "bound"),
    (f"rates: [{{id: r, {STAGE}, part: works.sums, whole: works.sums}}]", "a rate divides"),
    (
        f"stages: [{{id: one, {STAGE}, day: day}}]\nrates: [{{id: r, {STAGE}, part: works.sums, whole: works.works}}]",
        "they count different things",
    ),
    (
        f"{ONE}\nrates: [{{id: r, {STAGE}, part: payment.payments, whole: works.works}}]",
        "a rate divides",
    ),
    ("apart: note", "is not a choice"),
    ("approval: {approvers: 0}", "from 1 to 5"),
    ("approval: {needs: [nothing]}", "no field 'nothing'"),
    ("belongs: {note: [agreement]}", "is not a code"),
    ("belongs: {code: [training]}", "no kind with stages"),
    ("belongs: {code: [nowhere]}", "no kind with stages"),
]


def kinds(folder: Path, more: str, text: str = KIND) -> Mapping[str, Kind]:
    (folder / "works.yaml").write_text(text.format(more=more), encoding="utf-8")
    return load((SHIPPED, folder)).kinds


@pytest.mark.parametrize("more", GOOD)
def test_what_a_kind_may_say_of_projects(tmp_path: Path, more: str) -> None:
    assert "works" in kinds(tmp_path, more)


@pytest.mark.parametrize(("more", "why"), BAD)
def test_what_could_mislead_is_refused_with_its_line(tmp_path: Path, more: str, why: str) -> None:
    with pytest.raises(CatalogueError, match=r"works.yaml:[0-9]+: ") as refused:
        kinds(tmp_path, more)
    assert why in str(refused.value)
    assert refused.value.line >= KIND.count("\n") - 1


def test_a_project_is_known_by_one_code(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="known by one code"):
        kinds(tmp_path, GOOD[0], KIND.replace("identity: [code]", "identity: [code, note]"))
