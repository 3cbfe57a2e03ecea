"""Which measure a figure is about, from the words around it."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import catalogue, claim
from qiao.terms import Claim

SHIPPED = catalogue.load()


def only(text: str) -> Claim:
    found = claim.read(text, SHIPPED).claims
    assert len(found) == 1, [each.quantity.text for each in found]
    return found[0]


def meant(text: str) -> list[str]:
    """The measure that each claim is about, "" for none."""
    return [each.candidates[0].measure if each.candidates else "" for each in claim.read(text, SHIPPED).claims]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        # The noun stands before the figure, with nothing but fillers between ...
        ("培训教师共计95人次。", ["training.attendances"]),
        ("到位资金累计达到800万元。", ["payment.funds_paid_in"]),
        ("培训场次：12场", ["training.sessions"]),
        # ... or a short way before it ...
        ("培训各级干部人才1700人次。", ["training.attendances"]),
        # ... but not where it says what was done meanwhile ...
        ("培训期间走访农户95人次。", [""]),
        # ... or directly behind it, which is where a count has its noun ...
        ("举办了12场业务培训。", ["training.sessions"]),
        ("落实了65万元的共建项目。", ["cofinanced_project.amount"]),
        ("签订协议涉及3个县区。", ["partnership.counties"]),
        # ... though a noun right before the next figure is that one's.
        ("听课7节评课2节。", ["class_observation.lessons_observed", "class_observation.lessons_reviewed"]),
        # A longer noun is not the shorter one within it.
        ("形成调研报告5篇，调研5次。", ["field_research.reports", "field_research.visits"]),
        ("省级以上荣誉3项，荣誉9项。", ["honour.provincial_honours", "honour.honours"]),
        # A bare figure inherits the noun of the one before it; a part does not, nor does what has its own noun.
        ("举办培训班3期、95人次。", ["training.sessions", "training.attendances"]),
        ("到位资金800万元，其中500万元用于道路。", ["payment.funds_paid_in", ""]),
        ("培训教师95人次，接待群众60人次。", ["training.attendances", ""]),
        # A verb carries several objects, where its topic is near.
        ("资助贫困学生12人次2400元。", ["donation.students_aided", "donation.student_aid"]),
        ("资助养殖合作社2万元。", [""]),
        # Units that count anything need their noun beside them; no unit at all as well.
        ("招商活动共12项。", ["promotion.activities"]),
        ("到位资金800万。", ["payment.funds_paid_in"]),
        # A unit is not swapped: households are not places, lessons are not sessions.
        ("走访乡镇12户。", [""]),
        ("听课12场。", [""]),
        # Words that forbid a reading.
        ("承担40个班级的教学。", [""]),
    ],
)
def test_a_figure_is_bound_by_where_its_noun_stands(text: str, measures: list[str]) -> None:
    assert meant(text) == measures


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("每月资助学生100元。", "每月"),
        ("平均培训教师95人次。", "平均"),
        ("常常调研行程几百公里。", "常常"),
        ("资助学生100元/月。", "/月"),
        ("预计到位资金800万元。", "预计"),
        ("每月资助学生、累计资助学生2400元。", ""),
    ],
)
def test_a_rate_or_a_forecast_is_no_total(text: str, word: str) -> None:
    found = only(text)
    assert found.aside == word
    assert bool(found.candidates) == (not word)


def test_a_word_within_a_longer_one_is_not_heard() -> None:
    assert [each.measure for each in only("省级以上荣誉3项。").candidates] == ["honour.provincial_honours"]


STAGED = """
id: venture
label: {zh: 合作, en: Ventures}
fields: {day: date, agreed: yuan, paid: yuan}
measures:
  - {id: venture.agreed_amount, unit: 元, field: agreed, over_time: sum, over_persons: once, stage: agreed}
  - {id: venture.amount_paid_in, unit: 元, field: paid, over_time: sum, over_persons: once, stage: paid_in}
wording: {zh: "签约{venture.agreed_amount}，到账{venture.amount_paid_in}"}
reads:
  venture.agreed_amount: {nouns: [合营资金], topics: [签约]}
  venture.amount_paid_in: {nouns: [合营资金], topics: [到账]}
examples:
  - {records: [{day: 2022-02-01, agreed: 5}], writes: 签约5元}
  - {records: [{day: 2022-02-01, agreed: 6}], writes: 签约6元}
  - {records: [{day: 2022-02-01, paid: 5}], writes: 到账5元}
"""


@pytest.mark.parametrize(
    ("text", "measure"),
    [("合同里的合营资金5万元。", "venture.agreed_amount"), ("已到位的合营资金5万元。", "venture.amount_paid_in")],
)
def test_the_stage_that_a_clause_speaks_of_decides(tmp_path: Path, text: str, measure: str) -> None:
    (tmp_path / "venture.yaml").write_text(STAGED, encoding="utf-8")
    [found] = claim.read(text, catalogue.load((catalogue.SHIPPED, tmp_path))).claims
    assert found.candidates[0].measure == measure
    assert all(each.score < found.candidates[0].score - 5 for each in found.candidates[1:])


def test_the_best_candidate_comes_first_and_each_once() -> None:
    found = only("深入农牧区调研，行程300公里。")
    assert [each.measure for each in found.candidates] == ["field_research.distance", "event.distance"]
    assert found.candidates[0].score > found.candidates[1].score


def test_dates_ordinals_and_spans_are_no_claims() -> None:
    reading = claim.read("第二批三年来，自2004年5月起培训教师95人次。", SHIPPED)
    assert [each.kind for each in reading.quantities] == ["ordinal", "duration", "date", "count"]
    assert [(each.index, each.quantity.text) for each in reading.claims] == [(3, "95人次")]


DAY = dt.date


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2004年培训教师95人次。", DAY(2004, 1, 1), DAY(2005, 1, 1)),
        ("2004年2月，培训教师95人次。", DAY(2004, 2, 1), DAY(2004, 3, 1)),
        ("2004年12月31日培训教师95人次。", DAY(2004, 12, 31), DAY(2005, 1, 1)),
        ("2004年以来，培训教师95人次。", DAY(2004, 1, 1), None),
        ("截至2004年，培训教师95人次。", None, DAY(2005, 1, 1)),
        ("2003年至2004年，培训教师95人次。", DAY(2003, 1, 1), DAY(2005, 1, 1)),
        ("在2004年，到各县走访，培训教师95人次。", DAY(2004, 1, 1), DAY(2005, 1, 1)),
        # What narrows nothing: a moment, what came first, another sentence, a span, a date behind the figure.
        ("2004年前培训教师95人次。", None, None),
        ("2004年底，培训教师95人次。", None, None),
        ("2002年8月到任后，培训教师95人次。", None, None),
        ("2004年任务繁重。培训教师95人次。", None, None),
        ("三年来培训教师95人次。", None, None),
        ("培训教师95人次，2004年受到表彰。", None, None),
        ("5月6日，培训教师95人次。", None, None),
        ("2004年，任务很重，任期内培训教师95人次。", None, None),
        ("2004年，三年来培训教师95人次。", None, None),
        # A date that follows the term narrows again; "that year" is the year of the last date.
        ("任期内，2004年培训教师95人次。", DAY(2004, 1, 1), DAY(2005, 1, 1)),
        ("2004年6月到任，当年培训教师95人次。", DAY(2004, 1, 1), DAY(2005, 1, 1)),
    ],
)
def test_a_date_before_a_figure_narrows_it(text: str, start: dt.date | None, end: dt.date | None) -> None:
    found = only(text)
    assert (found.start, found.end) == (start, end)


def test_a_day_that_does_not_exist_narrows_nothing() -> None:
    found = only("2004年2月31日培训教师95人次。")
    assert (found.start, found.end) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "2004年至" * 3000 + "，培训教师95人次",
        "2004年当年、" * 3000 + "培训教师95人次",
        "共计" * 20_000 + "95人次",
        "培训教师____人次" * 1000,
        "第二批" * 3000 + "培训教师95人次",
    ],
)
def test_a_text_made_to_be_hard_is_read(text: str) -> None:
    assert claim.read(text, SHIPPED).text == text


WORDS = st.sampled_from(
    [*"，。；、（）：\n", "培训", "教师", "95人次", "2004年", "1.5万余元", "_____", "其中", "每月", "12", "资金", "x"]
)


@given(st.lists(WORDS, max_size=60).map("".join))
def test_any_text_is_read_and_every_place_is_right(text: str) -> None:
    reading = claim.read(text, SHIPPED)
    for each in reading.quantities:
        assert text[each.start : each.end] == each.text
    for finding in reading.findings:
        assert text[finding.start : finding.end] == finding.text
        assert set(finding.message) == {"zh", "en"}
    for one in reading.claims:
        assert reading.quantities[one.index] is one.quantity
        scores = [candidate.score for candidate in one.candidates]
        assert scores == sorted(scores, reverse=True)
        assert len({candidate.measure for candidate in one.candidates}) == len(scores)
