"""Figures that are missing or broken are offered what the record has for them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qiao import exchange
from qiao.drafting import reads
from qiao.programme.reads import find
from tests.drafting.test_real_input import parts
from tests.office import Office


def offered(text: str, who: str) -> dict[str, str]:
    """What each blank and broken number of a text is offered."""
    findings = reads.check(text, find(who)).reading.findings
    return {each.text: each.suggestion for each in findings if each.code in {"blank", "corrupt_number"}}


@pytest.fixture
def raised(office: Office) -> Office:
    """P3 trained 66 and raised 450,000."""
    office.record("training", "2023-05-01", {"P3": "led"}, attendances=Decimal(66))
    office.record("funds_raised", "2024-05-01", {"P3": "led"}, amount=Decimal(450000))
    return office


def test_what_is_left_of_a_number_must_agree_with_the_record(raised: Office) -> None:
    assert offered("培训教师6xxxx人次。", "P3") == {"6xxxx": "66"}
    assert offered("培训教师7xxxx人次。", "P3") == {"7xxxx": ""}
    assert offered("培训教师xx人次。", "P3") == {"xx": "66"}
    assert offered("2024年培训教师6xxxx人次。", "P3") == {"6xxxx": ""}


def test_a_blank_before_a_unit_is_offered_the_figure_in_that_unit(raised: Office) -> None:
    assert offered("争取资金_____万元。", "P3") == {"_____": "45"}
    assert offered("争取资金____元。", "P3") == {"____": "450000"}
    assert offered("在____县培训教师66人次。", "P3") == {"____": ""}


def test_a_number_without_its_unit_is_offered_with_one(raised: Office) -> None:
    raised.record("reverse_secondment", "2023-05-01", {"P3": "led"}, persons_sent=Decimal(23))
    assert offered("安排2xxxx干部到甲省挂职学习。", "P3") == {"2xxxx": "23名"}
    assert offered("第二批选派2xxxx援派干部。", "第二批") == {"2xxxx": ""}
    assert offered("第二批选派xxxx名援派干部。", "第二批") == {"xxxx": "2"}


def test_the_reason_is_in_the_message(raised: Office) -> None:
    [finding] = reads.check("培训教师6xxxx人次。", find("P3")).reading.findings
    assert "培训人次为66人次" in finding.message["zh"]
    assert "“66” could stand here" in finding.message["en"]


def test_the_real_addresses_are_offered_66_and_90(shared: Path, db: None) -> None:
    exchange.bring_in(exchange.plan(shared / "samples" / "programme.xlsx"), by=None)
    found = offered(parts(shared)[0], "第二批")
    assert (found["6xxxx"], found["9xxxx"]) == ("66名", "90名")
    assert {each for written, each in found.items() if "xxxx" not in written} == {""}
