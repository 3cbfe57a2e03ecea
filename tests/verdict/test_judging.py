"""Rulings that follow from a figure and a fact, as properties; the cases in tests/cases show them in sentences."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import catalogue, claim, verdict
from qiao.terms import Candidate, Claim, Fact, Scope, Verdict
from qiao.verdict.judging import distance
from qiao.verdict.wording import LANGUAGES, TEMPLATES

SHIPPED = catalogue.load()
ONE = Scope(person="P1")
TRAINING, SESSIONS = "training.attendances", "training.sessions"


def fact(measure: str, value: int | None, scope: Scope = ONE) -> Fact:
    return Fact(
        measure=measure,
        scope=scope,
        value=None if value is None else Decimal(value),
        sources=() if value is None else (f"{measure}-1",),
    )


def ruled(text: str, facts: Mapping[str, Fact | Sequence[Fact]]) -> Verdict:
    [only] = claim.read(text, SHIPPED).claims
    return verdict.judge(only, facts, SHIPPED)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_an_exact_count_is_supported_by_that_count_alone(written: int, recorded: int) -> None:
    found = ruled(f"培训教师{written}人次。", {TRAINING: fact(TRAINING, recorded)})
    assert found.ruling == ("supported" if written == recorded else "contradicted")
    assert found.value == recorded
    assert found.sources == (f"{TRAINING}-1",)


HEDGED = st.sampled_from(
    ["近{}人次", "{}余人次", "约{}人次", "超过{}人次", "不到{}人次", "不少于{}人次", "{}人次以上", "不超过{}人次"]
)


@given(HEDGED, st.integers(11, 3000), st.integers(1, 4000))
def test_a_hedged_count_is_supported_where_the_record_lies_within(form: str, written: int, recorded: int) -> None:
    text = f"培训教师{form.format(written)}。"
    [only] = claim.read(text, SHIPPED).claims
    found = ruled(text, {TRAINING: fact(TRAINING, recorded)})
    if only.quantity.contains(Decimal(recorded)):
        assert (found.ruling, found.notes) == ("supported", ("hedged",))
    else:
        assert (found.ruling, found.notes) == ("contradicted", ())
        off = abs(distance(only.quantity, Decimal(recorded)))
        assert str(f"{off.normalize():f}" if off else "恰为") in found.reason["zh"]


def test_by_how_much_is_the_way_to_the_nearest_end() -> None:
    [only] = claim.read("培训教师60余人次。", SHIPPED).claims
    assert distance(only.quantity, Decimal(75)) == 5
    assert distance(only.quantity, Decimal(52)) == -8
    assert distance(only.quantity, Decimal(60)) == 0


def test_a_measure_without_a_fact_is_not_recorded() -> None:
    for facts in ({}, {TRAINING: fact(TRAINING, None)}, {TRAINING: ()}):
        found = ruled("培训教师95人次。", facts)
        assert (found.ruling, found.measure, found.value, found.sources) == ("unsupported", TRAINING, None, ())


def test_a_true_nought_is_recorded() -> None:
    assert ruled("培训教师0人次。", {TRAINING: fact(TRAINING, 0)}).ruling == "supported"
    assert ruled("培训教师5人次。", {TRAINING: fact(TRAINING, 0)}).ruling == "contradicted"


def test_a_day_of_the_roster_is_no_number() -> None:
    day = Fact(measure=TRAINING, scope=ONE, value=dt.date(2004, 1, 1), sources=("r",))
    assert ruled("培训教师5人次。", {TRAINING: day}).ruling == "unsupported"


def between(first: int, second: int, *, nearness: int) -> Verdict:
    """A figure of 50 that two measures fit, whose scores differ by `nearness`."""
    [only] = claim.read("培训教师50人次。", SHIPPED).claims
    candidates = (Candidate(measure=TRAINING, score=200), Candidate(measure="event.attendances", score=200 - nearness))
    both = Claim(index=0, quantity=only.quantity, candidates=candidates)
    facts = {TRAINING: fact(TRAINING, first), "event.attendances": fact("event.attendances", second)}
    return verdict.judge(both, facts, SHIPPED)


def test_measures_that_fit_alike_decide_together_or_not_at_all() -> None:
    assert between(50, 50, nearness=0).ruling == "supported"
    assert between(40, 60, nearness=0).ruling == "contradicted"
    apart = between(50, 60, nearness=3)
    assert (apart.ruling, apart.measure, apart.value) == ("ambiguous", "", None)
    assert apart.others == ((TRAINING, Decimal(50)), ("event.attendances", Decimal(60)))
    assert between(50, 60, nearness=20).ruling == "supported"


def test_what_would_make_it_right_is_said() -> None:
    batch, year = Scope(batch="B"), Scope(person="P1", start=dt.date(2004, 1, 1), end=dt.date(2005, 1, 1))
    team = ruled("培训教师95人次。", {TRAINING: [fact(TRAINING, 40), fact(TRAINING, 95, batch)]})
    assert (team.ruling, team.notes) == ("contradicted", ("team_figure",))
    assert team.value == 40
    assert "whole batch" in team.reason["en"]
    nobody = ruled("培训教师95人次。", {TRAINING: [fact(TRAINING, None), fact(TRAINING, 95, batch)]})
    assert (nobody.ruling, nobody.notes) == ("unsupported", ("team_figure",))
    other = ruled("培训教师30人次。", {TRAINING: [fact(TRAINING, 40), fact(TRAINING, 30, year)]})
    assert "For 2004 it is 30" in other.reason["en"]


def test_a_batch_document_has_no_team_figure() -> None:
    facts = {TRAINING: [fact(TRAINING, 40, Scope(batch="A")), fact(TRAINING, 95, Scope(batch="B"))]}
    assert ruled("培训教师95人次。", facts).notes == ()


def test_what_is_asked_of_the_record_is_what_the_claims_may_mean() -> None:
    reading = claim.read("举办业务培训3场，培训教师95人次，全年行程900公里，植树30棵。", SHIPPED)
    asked = verdict.needed(reading)
    assert set(asked) == {SESSIONS, TRAINING, "field_research.distance", "event.distance"}
    assert len(asked) == len(set(asked))
    more = verdict.related(claim.read("协议金额4000万元。", SHIPPED), SHIPPED)
    assert "payment.funds_paid_in" in more
    assert "agreement.agreed_amount" not in more


def test_the_json_is_that_of_the_design() -> None:
    found = ruled("培训近百人次。", {TRAINING: fact(TRAINING, 95)})
    form = json.loads(json.dumps(verdict.as_json(found, "en")))
    assert list(form) == ["claim", "ruling", "measure", "value", "sources", "notes", "reason"]
    assert {**form, "reason": ""} == {
        "claim": 0,
        "ruling": "supported",
        "measure": TRAINING,
        "value": 95,
        "sources": [f"{TRAINING}-1"],
        "notes": ["hedged"],
        "reason": "",
    }
    unbound = verdict.as_json(ruled("植树30棵。", {}))
    assert (unbound["measure"], unbound["value"], unbound["sources"]) == (None, None, [])
    assert "目录中没有" in unbound["reason"]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_sentence_exists_in_both_languages_with_the_same_parts(name: str) -> None:
    parts = [set(re.findall(r"\{(\w+)\}", TEMPLATES[name][language])) for language in LANGUAGES]
    assert parts[0] == parts[1]
