"""Steps chained: a document from the record, and a text against it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao import claim, document
from qiao.drafting import reads
from qiao.programme import reads as programme
from qiao.programme.reads import find
from qiao.terms import Block
from tests.office import Office


@pytest.fixture
def busy(office: Office) -> Office:
    """P3 led two promotions and shared a training with P4."""
    office.record("promotion", "2023-03-01", {"P3": "led"}, attendances=Decimal(30))
    office.record("promotion", "2024-03-01", {"P3": "led"}, attendances=Decimal(33))
    office.record("training", "2023-05-01", {"P3": "led", "P4": "took_part"}, attendances=Decimal(40))
    office.record("training", "2023-06-01", {"P4": "led"}, attendances=Decimal(60))
    return office


def ruling(text: str, who: str) -> tuple[str, tuple[str, ...]]:
    """The ruling and notes on the one claim of a text."""
    [verdict] = reads.check(text, find(who)).verdicts
    return verdict.ruling, verdict.notes


def test_a_figure_of_a_year_is_judged_in_that_year(busy: Office) -> None:
    assert ruling("2023年组织招商活动1次。", "P3") == ("supported", ())
    assert ruling("2024年组织招商活动2次。", "P3")[0] == "contradicted"
    assert ruling("任期内组织招商活动2次。", "P3") == ("supported", ())


def test_last_years_figure_is_named(busy: Office) -> None:
    [verdict] = reads.check("组织双方考察人员30人次。", find("P3")).verdicts
    assert verdict.ruling == "contradicted"
    assert "2023" in verdict.reason["zh"]


def test_the_batchs_figure_in_a_persons_document_is_named(busy: Office) -> None:
    assert ruling("培训当地干部人才100人次。", "P3") == ("contradicted", ("team_figure",))
    assert ruling("培训当地干部人才100人次。", "第二批") == ("supported", ())


def test_the_batchs_figure_that_is_called_so_names_the_batchs_records(busy: Office) -> None:
    [verdict] = reads.check("全批培训当地干部人才100人次。", find("P3")).verdicts
    assert (verdict.ruling, len(verdict.sources)) == ("supported", 2)


def test_a_place_narrows_by_who_is_hosted_there_and_names_its_records(busy: Office) -> None:
    [there, all_] = reads.check("在丁县医院培训60人次；培训100人次。", find("第二批")).verdicts
    assert (there.ruling, len(there.sources), all_.ruling, len(all_.sources)) == ("supported", 1, "supported", 2)
    [elsewhere] = reads.check("在丁县培训50人次。", find("第二批")).verdicts
    assert elsewhere.ruling == "ambiguous"
    [whole] = reads.check("在某州培训50人次。", find("第二批")).verdicts
    assert whole.ruling == "contradicted"


def test_the_places_of_a_programme_are_its_hosts_and_where_they_are(office: Office) -> None:
    known = claim.known_places(programme.hosts())
    assert set(known.names) == {"丙县", "丙县政府", "丁县", "丁县医院"}
    assert known.home == ("某州",)


def test_what_was_never_recorded_is_unsupported(busy: Office) -> None:
    assert ruling("听课30节。", "P3") == ("unsupported", ())


@pytest.mark.parametrize(
    ("outline", "who"),
    [("work_summary", "P3"), ("appraisal", "P3"), ("batch_report", "第二批"), ("address", "第二批")],
)
def test_what_is_written_is_read_back_as_supported(busy: Office, outline: str, who: str) -> None:
    written = reads.write(outline, find(who), on=dt.date(2025, 8, 1))
    checked = reads.check(document.txt(written), find(who))
    assert checked.verdicts
    assert {each.ruling for each in checked.verdicts} == {"supported"}
    assert not checked.reading.findings


def test_every_number_of_a_document_carries_its_records(busy: Office) -> None:
    written = reads.write("work_summary", find("P3"))
    facts = [
        written.facts[run.fact]
        for block in written.blocks
        if isinstance(block, Block)
        for run in block.runs
        if run.fact is not None
    ]
    assert facts
    assert all(fact.sources for fact in facts)
    assert all(fact.value is not None for fact in facts)


def test_a_person_without_records_has_a_document_that_says_so(office: Office) -> None:
    written = reads.write("work_summary", find("P4"))
    assert any("尚无工作记录" in block.text for block in written.blocks if isinstance(block, Block))
    assert written.omitted


def queries(text: str, who: str) -> int:
    """How many queries the check of a text takes."""
    found = find(who)
    with CaptureQueriesContext(connection) as asked:
        assert reads.check(text, found).verdicts
    return len(asked)


@pytest.mark.parametrize("who", ["P3", "第二批", "丙县政府"])
def test_more_claims_of_a_kind_take_no_more_queries(busy: Office, who: str) -> None:
    one = "组织招商活动2次。"
    some = f"{one}双方考察人员63人次。"
    many = some + "".join(f"组织招商活动{number}次，双方考察人员{number}人次。" for number in range(100, 130))
    # What is wrong is looked for elsewhere: once for each measure, however often it is said.
    wrong = f"{some}组织招商活动99次，双方考察人员99人次。"
    assert queries(some, who) == queries(one, who)
    assert queries(many, who) == queries(wrong, who)


@pytest.mark.parametrize(("who", "outline"), [("P3", "work_summary"), ("第二批", "batch_report")])
def test_a_document_takes_as_many_queries_for_a_few_records_as_for_many(busy: Office, who: str, outline: str) -> None:
    def written() -> int:
        with CaptureQueriesContext(connection) as asked:
            reads.write(outline, find(who))
        return len(asked)

    few = written()
    for day in range(1, 29):
        busy.record("training", f"2024-02-{day:02}", {"P3": "led", "P4": "took_part"}, attendances=Decimal(day))
    assert written() == few


def test_a_batchs_verdict_names_its_records_as_a_persons_does(busy: Office) -> None:
    [verdict] = reads.check("第二批组织招商活动2次。", find("第二批")).verdicts
    [own] = reads.check("组织招商活动2次。", find("P3")).verdicts
    assert verdict.sources == own.sources
    assert len(own.sources) == 2
