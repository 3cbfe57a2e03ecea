"""The whole way on real input: the workbook goes in, and the documents that people wrote are checked against it."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from pathlib import Path

import pytest

from qiao import exchange
from qiao.drafting import reads
from qiao.programme.reads import find
from qiao.record.models import Record

EXPECTED = {
    "10余次": "promotion.activities",
    "60余人次": "promotion.attendances",
    "3个": "agreement.agreements",
    "4000万元": "agreement.agreed_amount",
    "2个": "agreement.landed_projects",
    "800万元": "payment.funds_paid_in",
    "45万元": "funds_raised.amount",
    "65万元": "cofinanced_project.amount",
}


def parts(folder: Path) -> list[str]:
    """The four documents of the file, in order."""
    text = (folder / "samples" / "documents.txt").read_text(encoding="utf-8")
    starts = [text.index(f"第{number}篇") for number in (1, 2, 3, 4)] + [len(text)]
    return [text[start:end] for start, end in itertools.pairwise(starts)]


@pytest.fixture
def programme(shared: Path, db: None) -> Path:
    """The real workbook, imported."""
    plan = exchange.plan(shared / "samples" / "programme.xlsx")
    exchange.bring_in(plan, by=None)
    return shared


def test_every_figure_of_the_second_document_is_supported_with_its_records(programme: Path) -> None:
    truth = json.loads((programme / "samples" / "programme.expected.json").read_text(encoding="utf-8"))
    assert Record.objects.count() == truth["records_total"]
    checked = reads.check(parts(programme)[1], find(truth["document_people"]["2"]))
    ruled = {
        checked.reading.quantities[each.claim].text: (each.measure, each.ruling)
        for each in checked.verdicts
        if each.measure
    }
    assert ruled == {written: (measure, "supported") for written, measure in EXPECTED.items()}
    for verdict in checked.verdicts:
        if verdict.measure:
            assert verdict.sources
            assert Record.objects.filter(uid__in=verdict.sources).count() == len(verdict.sources)


def test_every_figure_of_the_third_document_that_the_record_can_judge_is_supported(programme: Path) -> None:
    truth = json.loads((programme / "samples" / "programme.expected.json").read_text(encoding="utf-8"))
    checked = reads.check(parts(programme)[2], find(truth["document_people"]["3"]))
    ruled = {checked.reading.quantities[each.claim].text: each.ruling for each in checked.verdicts if each.measure}
    assert set(ruled) >= {"2万多元", "1万多元", "80多个", "2000多元", "1000元", "上千公里"}
    assert set(ruled.values()) == {"supported"}


def test_a_cumulative_figure_counts_the_batches_up_to_ones_own(programme: Path) -> None:
    checked = reads.check(parts(programme)[3], find("第二批"))
    ruled = {checked.reading.quantities[each.claim].text: each for each in checked.verdicts if each.measure}
    assert (ruled["66名"].ruling, ruled["66名"].value) == ("supported", Decimal(66))
    assert (ruled["90名"].ruling, ruled["90名"].value) == ("supported", Decimal(90))


def test_blanks_and_broken_numbers_are_found_in_all_four(programme: Path) -> None:
    found = [{finding.code for finding in reads.check(text, None).reading.findings} for text in parts(programme)]
    assert all("blank" in codes for codes in found)
    assert "corrupt_number" in found[0]
