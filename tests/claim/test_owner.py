"""Whose figure it is, and within which option: the batch, the plan, the level that a text names."""

import pytest

from qiao import catalogue, claim

SHIPPED = catalogue.load()


@pytest.mark.parametrize(
    ("text", "batch", "is_of_team"),
    [
        ("第二批培训教师95人次。", 2, False),
        ("第二批队员到岗后，培训教师95人次。", 0, False),
        ("第三批援疆干部，三年来培训教师95人次。", 3, False),
        ("首批培训教师95人次。", 1, False),
        ("全批培训教师95人次。", 0, True),
        ("我们批次培训教师95人次。", 0, True),
        # Compared with, told of another clause, or several together.
        ("较第一批培训教师95人次。", 0, False),
        ("第一批到岗；培训教师95人次。", 0, False),
        ("第一批到岗。培训教师95人次。", 0, False),
        ("两批共培训教师95人次。", 0, False),
    ],
)
def test_a_batch_is_that_which_its_clause_or_sentence_speaks_of(text: str, batch: int, is_of_team: bool) -> None:
    found = next(each for each in claim.read(text, SHIPPED).claims if each.quantity.text == "95人次")
    assert (found.batch, found.is_of_team) == (batch, is_of_team)


@pytest.mark.parametrize(("name", "number"), [("第二批", 2), ("第十一批援疆", 11), ("首批", 1), ("2022年轮换", 0)])
def test_a_batch_is_known_by_its_number(name: str, number: int) -> None:
    assert claim.batch_number(name) == number


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("签订计划外协议项目2个。", "outside_plan"),
        ("签订协议项目2个（计划内）。", ""),
        ("计划内签约项目2个，计划外签约项目2个。", "outside_plan"),
        ("获得区县级荣誉2项。", "county"),
        ("获得荣誉2项。", ""),
    ],
)
def test_an_option_narrows_what_is_counted(text: str, option: str) -> None:
    last = claim.read(text, SHIPPED).claims[-1]
    assert [value for each in last.candidates[0].where for value in each.values] == ([option] if option else [])


def test_a_narrowed_measure_says_so() -> None:
    [found] = claim.read("签订计划外协议项目2个。", SHIPPED).claims
    best = found.candidates[0]
    narrow = SHIPPED.narrowed(best.measure, best.where)
    assert narrow.label == {"zh": "计划外协议项目", "en": "Agreements signed (Outside the plan)"}
    assert SHIPPED.narrowed(best.measure) is SHIPPED.measures[best.measure]
