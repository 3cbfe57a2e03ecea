"""The four documents of the real samples, read; the second and third held against the figures of their authors."""

from decimal import Decimal
from pathlib import Path

import pytest

from qiao import catalogue, claim, verdict
from qiao.terms import Fact, Reading, Scope, Verdict

SHIPPED = catalogue.load()

# What the sample workbook's records give for the two people that the documents are about.
SECOND = {
    "promotion.activities": 12,
    "promotion.attendances": 63,
    "agreement.agreements": 3,
    "agreement.agreed_amount": 40_000_000,
    "agreement.landed_projects": 2,
    "payment.funds_paid_in": 8_000_000,
    "funds_raised.amount": 450_000,
    "cofinanced_project.projects": 1,
    "cofinanced_project.amount": 650_000,
}
THIRD = {
    "donation.amount": 27_000,
    "donation.sponsored_amount": 23_600,
    "donation.periodicals": 12_800,
    "donation.classes_helped": 83,
    "donation.student_aid": 2_400,
    "donation.students_aided": 24,
    "donation.awards": 1_000,
    "event.distance": 1_240,
    "event.events": 6,
    "field_research.distance": 9_000,
}


@pytest.fixture(scope="session")
def documents(shared: Path) -> dict[int, str]:
    text = (shared / "samples" / "documents.txt").read_text(encoding="utf-8")
    starts = [text.index(f"\n第{number}篇 ") for number in range(1, 5)]
    return {
        number: text[start:end] for number, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True), 1)
    }


def judged(text: str, values: dict[str, int]) -> dict[str, Verdict]:
    reading = claim.read(text, SHIPPED)
    facts = {
        name: Fact(measure=name, scope=Scope(person="P"), value=Decimal(value), sources=("r1",))
        for name, value in values.items()
    }
    return {each.quantity.text: verdict.judge(each, facts, SHIPPED) for each in reading.claims}


@pytest.mark.parametrize(
    ("written", "measure", "is_hedged"),
    [
        ("10余次", "promotion.activities", True),
        ("60余人次", "promotion.attendances", True),
        ("3个", "agreement.agreements", False),
        ("4000万元", "agreement.agreed_amount", False),
        ("2个", "agreement.landed_projects", False),
        ("800万元", "payment.funds_paid_in", False),
        ("45万元", "funds_raised.amount", False),
        ("65万元", "cofinanced_project.amount", False),
    ],
)
def test_the_second_document_is_borne_out(
    documents: dict[int, str], written: str, measure: str, *, is_hedged: bool
) -> None:
    ruled = judged(documents[2], SECOND)[written]
    assert (ruled.ruling, ruled.measure) == ("supported", measure), ruled.reason["zh"]
    assert ("hedged" in ruled.notes) == is_hedged
    assert ruled.sources == ("r1",)


def test_the_second_document_accuses_nobody(documents: dict[int, str]) -> None:
    assert {each.ruling for each in judged(documents[2], SECOND).values()} <= {"supported", "unbound"}


@pytest.mark.parametrize(
    ("written", "measure"),
    [
        ("2万多元", "donation.sponsored_amount"),
        ("1万多元", "donation.periodicals"),
        ("80多个", "donation.classes_helped"),
        ("2000多元", "donation.student_aid"),
        ("1000元", "donation.awards"),
        ("上千公里", "event.distance"),
    ],
)
def test_the_third_document_is_borne_out(documents: dict[int, str], written: str, measure: str) -> None:
    ruled = judged(documents[3], THIRD)[written]
    assert (ruled.ruling, ruled.measure) == ("supported", measure), ruled.reason["zh"]


def test_the_third_document_accuses_nobody(documents: dict[int, str]) -> None:
    assert {each.ruling for each in judged(documents[3], THIRD).values()} <= {"supported", "unbound"}


@pytest.mark.parametrize(
    ("number", "written", "measure"),
    [(4, "66名", "secondment.persons"), (4, "90名", "reverse_secondment.persons"), (1, "六个", "partnership.counties")],
)
def test_the_addresses_name_whom_they_count(documents: dict[int, str], number: int, written: str, measure: str) -> None:
    reading = claim.read(documents[number], SHIPPED)
    found = next(each for each in reading.claims if each.quantity.text == written)
    assert found.candidates[0].measure == measure


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_document_has_blanks(documents: dict[int, str], number: int) -> None:
    assert any(each.code == "blank" for each in claim.read(documents[number], SHIPPED).findings)


def test_the_first_document_has_broken_numbers(documents: dict[int, str]) -> None:
    findings = claim.read(documents[1], SHIPPED).findings
    assert [each.text for each in findings if each.code == "corrupt_number"] == ["6xxxx", "9xxxx"]


def in_place(reading: Reading) -> bool:
    marked = [(each.start, each.end, each.text) for each in reading.quantities]
    marked += [(each.start, each.end, each.text) for each in reading.findings]
    return all(reading.text[start:end] == written for start, end, written in marked)


def test_offsets_are_those_of_the_file(shared: Path) -> None:
    file = shared / "samples" / "documents.txt"
    text = claim.load(file)
    assert text.encode("utf-8") == file.read_bytes()
    assert in_place(claim.read(text, SHIPPED))
