"""Figures that are missing or broken, and what they would count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import catalogue, claim
from qiao.terms import Gap

SHIPPED = catalogue.load()


def found(text: str) -> tuple[Gap, ...]:
    return claim.read(text, SHIPPED).gaps


@pytest.mark.parametrize(
    ("text", "measure", "left", "size"),
    [
        ("培训教师____人次。", "training.attendances", ("", ""), 1),
        ("培训教师9xxxx人次。", "training.attendances", ("9", ""), 1),
        ("到位资金xx万元。", "payment.funds_paid_in", ("", ""), 10_000),
        ("到位资金____亿元。", "payment.funds_paid_in", ("", ""), 100_000_000),
        # The unit is missing as well; who is counted says which it is, even behind a name that is missing too.
        ("选派3xxxx援疆干部。", "secondment.persons", ("3", ""), 0),
        ("选派3xxxx____援疆干部。", "secondment.persons", ("3", ""), 0),
    ],
)
def test_what_stands_around_a_gap_says_what_it_counts(
    text: str, measure: str, left: tuple[str, str], size: int
) -> None:
    [gap] = found(text)
    assert (gap.claim.candidates[0].measure, gap.left, gap.size) == (measure, left, size)
    assert gap.claim.index == -1
    assert gap.claim.quantity.contains(1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "在____县工作。",  # a name
        "×××同志受到表彰。",
        "____干部到岗。",  # a blank without unit is a name as often as a figure
        "第____批干部。",  # an ordinal
        "20xx年培训教师。",
        "植树____个。",  # nothing of the catalogue
        "培训教师95人次。",  # no gap at all
    ],
)
def test_other_blanks_are_no_gaps(text: str) -> None:
    assert found(text) == ()


def test_a_gap_has_the_period_and_the_batch_of_a_claim() -> None:
    [gap] = found("2004年，第二批培训教师____人次。")
    assert (str(gap.claim.start), gap.claim.batch) == ("2004-01-01", 2)


PIECES = [
    "____",
    "9xxxx",
    "×××",
    "xx",
    "万元",
    "人次",
    "名",
    "援疆干部",
    "培训教师",
    "2004年",
    "第二批",
    "3场",
    "，",
    "。",
    "第",
    "余",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_gap_stands_at_a_finding(text: str) -> None:
    reading = claim.read(text, SHIPPED)
    places = {each.start for each in reading.findings if each.code in {"blank", "corrupt_number"}}
    assert {gap.claim.quantity.start for gap in reading.gaps} <= places
    assert all(gap.claim.candidates for gap in reading.gaps)
