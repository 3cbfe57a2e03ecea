"""What is written is read back as supported: any record, every outline, every subject, each layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qiao import claim, document
from qiao.document import DEFAULT_STYLE, LAYOUTS
from qiao.drafting import reads
from qiao.programme.reads import find
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.writes import bring_in
from qiao.terms import Block, Document, Kind, Role, Table
from tests.office import Office
from tests.record.test_figures import works

WHO = {"person": ("P3", "P4"), "batch": ("第一批", "第二批"), "organisation": ("丙县政府",)}
ROLES: Mapping[bool, Role] = {True: "led", False: "took_part"}


def said(made: Document) -> str:
    """The words of a document, as its plain text has them."""
    return LAYOUTS[".txt"](made, document.styles()[DEFAULT_STYLE]).decode()


def untrue(made: Document, who: str, text: str, **period: Any) -> list[tuple[str, str]]:
    """What a check finds in a text that Qiao wrote: rulings other than supported, and findings."""
    checked = reads.check(text, find(who), **period)
    wrong = [
        (checked.reading.quantities[each.claim].text, each.reason["zh"])
        for each in checked.verdicts
        if each.ruling != "supported"
    ]
    # More may be paid in than was agreed in a random record: then the record is odd, and not what is written of it.
    return wrong + [(each.text, each.code) for each in checked.reading.findings if each.code != "stage_conflict"]


def by_id(work: tuple[Kind, dict[str, Any], list[str]]) -> tuple[str, dict[str, Any], list[str]]:
    """The same work, its kind named by its id: hypothesis prints what it draws."""
    return work[0].id, *work[1:]


# Without shrinking: each trial writes and checks dozens of documents.
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(written=st.lists(st.tuples(works().map(by_id), st.booleans()), max_size=14, unique_by=str))
def test_every_document_is_borne_out(office: Office, written: list[Any]) -> None:
    Record.objects.all().delete()
    for (kind_id, values, people), is_first in written:
        kind = catalogue().kinds[kind_id]
        leader = people[0 if is_first else -1]
        roles = {code: ROLES[code == leader] for code in people}
        rest = {name: value for name, value in values.items() if name != kind.day_field}
        work = office.work(kind.id, values[kind.day_field], roles, **rest)
        if not Record.objects.filter(digest=work.digest).exists():
            bring_in([work], by=None)
    for outline in document.outlines().values():
        for who in (each for subject in outline.subjects for each in WHO[subject]):
            made = reads.write(outline.id, find(who))
            assert untrue(made, who, said(made)) == [], (outline.id, who, said(made))
            start, end = dt.date(2023, 3, 1), dt.date(2024, 9, 1)
            made = reads.write(outline.id, find(who), start=start, end=end)
            assert untrue(made, who, said(made), start=start, end=end) == [], (outline.id, who, said(made))
            assert reads.write(outline.id, find(who), language="en").language == "en"


@pytest.fixture
def busy(office: Office) -> Office:
    """Two batches; P3 led some of the second's work and took part in the rest."""
    office.record("training", "2020-05-01", {"P1": "led"}, sessions=Decimal(4), attendances=Decimal(100))
    office.record(
        "training", "2023-05-01", {"P3": "led", "P4": "took_part"}, sessions=Decimal(2), attendances=Decimal(40)
    )
    office.record(
        "training", "2024-06-01", {"P4": "led", "P3": "took_part"}, sessions=Decimal(3), attendances=Decimal(60)
    )
    office.record("honour", "2024-07-01", {"P3": "led"}, title="先进个人", level="provincial")
    return office


@pytest.mark.parametrize("ending", [each for each in LAYOUTS if each != ".pdf"])
@pytest.mark.parametrize("outline", document.outlines().values(), ids=document.outlines())
def test_a_file_is_borne_out_in_every_layout(
    busy: Office, tmp_path: Path, outline: document.Outline, ending: str
) -> None:
    for who in (each for subject in outline.subjects for each in WHO[subject]):
        made = reads.write(outline.id, find(who))
        file = tmp_path / f"{who}{ending}"
        file.write_bytes(LAYOUTS[ending](made, document.styles()[DEFAULT_STYLE]))
        assert untrue(made, who, claim.load(file)) == []


def bodies(made: Document) -> list[str]:
    return [each.text for each in made.blocks if isinstance(each, Block)]


def test_a_batch_report_keeps_this_batch_its_last_year_and_all_batches_apart(busy: Office) -> None:
    made = reads.write("batch_report", find("第二批"))
    *_charts, table = [each for each in made.blocks if isinstance(each, Table)]
    rows = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
    assert rows[0][2:] == ["本批", "2024年", "2019年8月1日至2025年7月31日累计"]
    assert [row[2:] for row in rows if row[1] == "培训人次"] == [["100人次", "60人次", "200人次"]]
    assert [row[2:] for row in rows if row[1] == "援派干部人才"] == [["2名", "", "4名"]]


def test_the_first_batch_has_no_figures_of_all_batches(busy: Office) -> None:
    made = reads.write("batch_report", find("第一批"))
    assert not any("累计" in line for line in bodies(made))


def test_a_person_leads_some_and_joins_the_rest(busy: Office) -> None:
    assert any("参与举办业务培训5场，其中牵头培训2场" in line for line in bodies(reads.write("appraisal", find("P3"))))
    assert any("参与举办业务培训5场，其中牵头培训3场" in line for line in bodies(reads.write("appraisal", find("P4"))))
    assert not any("参与" in line for line in bodies(reads.write("appraisal", find("P1"))) if "作者" not in line)


def test_a_person_without_records_has_a_document_that_says_so(office: Office) -> None:
    for outline in ("work_summary", "appraisal", "duty_report", "annual_assessment"):
        made = reads.write(outline, find("P2"))
        assert "期内尚无" in said(made)
        assert "期内无培训记录" in made.omitted or outline == "annual_assessment"
