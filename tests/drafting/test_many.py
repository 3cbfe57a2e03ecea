"""The documents of a whole batch: each is what it is when it is written alone, from a handful of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.document import Outline
from qiao.drafting import reads
from qiao.drafting.many import Asked, Shared, unsuited, write_each
from qiao.programme import reads as programme_reads
from qiao.programme import writes as programme
from qiao.programme.models import Batch, Secondee
from qiao.programme.reads import Found
from qiao.programme.writes import NewSecondment
from qiao.record.writes import draft
from qiao.terms import Scope
from tests.office import AFTER, SECOND, Office

OUTLINES = ("work_summary", "appraisal")


@pytest.fixture
def second(office: Office) -> Batch:
    """The second batch: joint work with a person of the first, a person of both, and P4 without any record."""
    office.record("promotion", "2023-03-01", {"P3": "led"}, attendances=Decimal(30))
    office.record("training", "2023-05-01", {"P3": "led", "P1": "took_part"}, attendances=Decimal(40))
    # Not approved: it counts for nobody.
    draft(office.work("training", "2023-06-01", {"P3": "led"}, attendances=Decimal(9)), by=office.office)
    office.record("training", "2020-05-01", {"P1": "led"}, attendances=Decimal(7))
    office.record("donation", "2021-05-01", {"P2": "led", "P1": "took_part"}, amount=Decimal(450000), donor="甲校")
    programme.add_secondment(
        NewSecondment(
            code="P1",
            name="甲一",
            batch="第二批",
            category="professional",
            sending="甲省教育厅",
            host="丁县医院",
            post="院长",
            start=SECOND,
            end=AFTER,
        ),
        by=None,
    )
    return Batch.objects.get(name="第二批")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", [(None, None), (dt.date(2023, 1, 1), dt.date(2024, 1, 1))])
def test_each_document_is_what_it_is_when_written_alone(
    second: Batch, language: str, period: tuple[dt.date | None, dt.date | None]
) -> None:
    start, end = period
    day = dt.date(2025, 8, 1)
    found = list(write_each(Asked(outlines=OUTLINES, start=start, end=end, language=language, on=day), second))

    assert [(each.person.code, each.outline.id) for each in found] == [
        (code, outline) for code in ("P1", "P3", "P4") for outline in OUTLINES
    ]
    for each in found:
        alone = reads.write(each.outline.id, Found(person=each.person), start=start, end=end, language=language, on=day)
        assert each.document == alone


def test_who_has_no_record_in_the_period_is_told_apart(second: Batch) -> None:
    def recorded(end: dt.date | None = None) -> dict[str, bool]:
        return {each.person.code: each.is_recorded for each in write_each(Asked(outlines=OUTLINES, end=end), second)}

    assert recorded() == {"P1": True, "P3": True, "P4": False}
    assert recorded(end=dt.date(2021, 1, 1)) == {"P1": True, "P3": False, "P4": False}


def test_the_queries_do_not_grow_with_the_people(second: Batch) -> None:
    few = queries(second)
    for number in range(5, 25):
        programme.add_secondment(
            NewSecondment(
                code=f"P{number}",
                name=f"某{number}",
                batch="第二批",
                category="professional",
                sending="甲省教育厅",
                host="丁县医院",
                post="",
                start=SECOND,
                end=AFTER,
            ),
            by=None,
        )
    assert len(programme_reads.people_of(second)) == 23
    assert queries(second) == few


def queries(batch: Batch) -> int:
    """How many queries it takes to write for everybody in a batch."""
    with CaptureQueriesContext(connection) as asked:
        assert len(list(write_each(Asked(outlines=OUTLINES), batch))) == 2 * len(programme_reads.people_of(batch))
    return len(asked)


def test_what_cannot_be_written_for_one_is_told_and_the_others_follow(
    second: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reads.write_by

    def failing(outline: Outline, found: Found, **more: Any) -> Any:
        if found.person == Secondee.objects.get(code="P3"):
            raise ValueError("no words\nfor it")
        return real(outline, found, **more)

    monkeypatch.setattr(reads, "write_by", failing)
    found = {each.person.code: each for each in write_each(Asked(outlines=("work_summary",)), second)}

    assert (found["P3"].document, found["P3"].reason) == (None, "no words for it")
    assert found["P1"].document is not None
    assert found["P4"].document is not None


def test_figures_that_are_narrowed_further_come_from_the_record(second: Batch) -> None:
    person = Secondee.objects.get(code="P3")
    for narrow in ({"batch": "第一批"}, {"place": "丁县"}, {"statuses": ("draft",)}):
        scope = replace(Scope(person="P3"), **narrow)
        asked = ("training.attendances", "promotion.attendances")
        assert Shared([person]).facts(scope, asked) == reads.facts(scope, asked)


def test_only_outlines_about_a_person_suit(db: None) -> None:
    assert unsuited(["work_summary", "batch_report", "address"]) == ["batch_report", "address"]
