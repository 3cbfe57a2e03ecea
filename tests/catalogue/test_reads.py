"""What is written is read back: for every kind, with the whole catalogue loaded: no kind steals another's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import catalogue, claim, document, verdict
from qiao.catalogue import measure_of, placeholders
from qiao.measure import take
from qiao.terms import Claim, Example, Fact, Kind, Measure, Row, Scope, Verdict
from qiao.text import say
from tests.rows import facts, row

SHIPPED = catalogue.load()
KINDS = [pytest.param(kind, id=kind.id) for kind in SHIPPED.kinds.values()]
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.id}-{number}")
    for kind in SHIPPED.kinds.values()
    for number, example in enumerate(kind.examples, 1)
]
VARIANTS = [
    pytest.param(kind, variant, id=f"{kind.id}-{variant}")
    for kind in SHIPPED.kinds.values()
    for variant in range(len(kind.variants["zh"]))
]
SENTENCES = [
    pytest.param(kind, example, sentence, ruling, id=f"{kind.id}-{sentence}")
    for kind in SHIPPED.kinds.values()
    for example in kind.examples
    for sentence, ruling in example.reads_as.items()
]


def judged(text: str, known: dict[str, Fact]) -> list[tuple[Claim, Verdict]]:
    return [(each, verdict.judge(each, known, SHIPPED)) for each in claim.read(text, SHIPPED).claims]


def rows(kind: Kind, example: Example) -> list[Row]:
    return [row(kind, record, number) for number, record in enumerate(example.records)]


def recorded(kind: Kind, example: Example) -> dict[str, Fact]:
    return facts(SHIPPED, rows(kind, example))


def ruled(text: str, kind: Kind, example: Example) -> list[tuple[Claim, Verdict]]:
    """The rulings on a text where an option that it names narrows what is taken."""
    own, parts = rows(kind, example), {each.id: each for each in kind.measures}

    def taken(scope: Scope, measure: Measure) -> Fact:
        return take(measure, scope, own if measure.kind == kind.id else [], parts)

    ground = verdict.Ground(about=verdict.About(scope=Scope()), take=taken, catalogue=SHIPPED, measures=())
    return [(each, verdict.rule(each, ground).verdict) for each in claim.read(text, SHIPPED).claims]


def names(each: Claim, kind: Kind) -> bool:
    """Whether what fits the claim best is a measure of this kind."""
    return any(SHIPPED.measures[candidate.measure].kind == kind.id for candidate in each.candidates[:1])


@pytest.mark.parametrize(("kind", "example", "sentence", "ruling"), SENTENCES)
def test_a_sentence_is_ruled_as_its_example_says(kind: Kind, example: Example, sentence: str, ruling: str) -> None:
    own = [given_ for each, given_ in ruled(sentence, kind, example) if names(each, kind)]
    assert own, "no claim is read as one of this kind"
    for each in own:
        assert each.ruling == ("supported" if ruling == "hedged" else ruling), each.reason["zh"]
        assert ("hedged" in each.notes) == (ruling == "hedged"), each.reason["zh"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_shows_how_its_figures_are_told_right_and_wrong(kind: Kind) -> None:
    shown = {ruling for example in kind.examples for ruling in example.reads_as.values()}
    assert {"supported", "contradicted"} <= {"supported" if each == "hedged" else each for each in shown}


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_an_example_writes_is_read_back_as_supported(kind: Kind, example: Example) -> None:
    found = judged(example.writes + "。", recorded(kind, example))
    assert len(found) == len(re.findall(r"\d+(?:\.\d+)?", example.writes))
    for each, ruled in found:
        assert ruled.ruling == "supported", (each.quantity.text, ruled.reason["zh"])
        assert ruled.notes == ()


AMOUNTS = st.one_of(
    st.integers(1, 3_000_000_000).map(Decimal),
    st.integers(1, 30_000).map(lambda each: Decimal(each) * 10_000),
    st.integers(1, 99_999_999).map(lambda cents: Decimal(cents) / 100),
)
DISTANCES = st.one_of(st.integers(0, 200_000).map(Decimal), st.integers(0, 99_999).map(lambda each: Decimal(each) / 10))
COUNTS = st.integers(0, 3_000_000).map(Decimal)
VALUES = {"money": AMOUNTS, "distance": DISTANCES}


NAMED = st.lists(st.sampled_from(["先进个人", "乡卫生院改建", "二期工程", "教师培训基地", "甲，乙"]), max_size=5)


@pytest.mark.parametrize(("kind", "variant"), VARIANTS)
@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_recorded_what_is_written_is_read_back(kind: Kind, variant: int, data: st.DataObject) -> None:
    known: dict[str, Fact] = {}
    for name in document.worded(kind):
        values = VALUES.get(SHIPPED.units[SHIPPED.measures[name].unit].dimension, COUNTS)
        value = data.draw(st.none() | values, label=name)
        names = tuple(data.draw(NAMED)) if value and SHIPPED.measures[name].names else ()
        sources = () if value is None else ("r1",)
        known[name] = Fact(measure=name, scope=Scope(), value=value, sources=sources, names=names)
    pieces = document.sentence(kind, known, "zh", variant=variant)
    written = [piece.measure for piece in pieces if piece.measure]
    found = judged("".join(piece.text for piece in pieces) + "。", known)
    assert [ruled.measure for _each, ruled in found] == written
    assert {ruled.ruling for _each, ruled in found} <= {"supported"}


@pytest.mark.parametrize("measure", SHIPPED.measures.values(), ids=SHIPPED.measures)
def test_a_row_of_an_annex_is_read_back_by_its_label(measure: Measure) -> None:
    known = {measure.id: Fact(measure=measure.id, scope=Scope(), value=Decimal(40), sources=("r1",))}
    [(_each, ruled)] = judged(f"{measure.label['zh']}\t{say(Decimal(40), measure.unit)}\n", known)
    assert (ruled.ruling, ruled.measure) == ("supported", measure.id)


PERSON = Scope(person="P1")
LED = Scope(person="P1", role="led")


def as_told(claims: Sequence[Claim], known: Mapping[tuple[Scope, str], Fact]) -> list[Verdict]:
    """The rulings on the claims of a person's text, where what is led is told apart."""

    def taken(scope: Scope, measure: Measure) -> Fact:
        nothing = Fact(measure=measure.id, scope=scope, value=None, sources=())
        return known.get((scope, measure.id), nothing)

    ground = verdict.Ground(about=verdict.About(scope=PERSON), take=taken, catalogue=SHIPPED, measures=())
    return [verdict.rule(each, ground).verdict for each in claims]


@pytest.mark.parametrize("kind", [each for each in KINDS if each.values[0].joint])  # type: ignore[union-attr]
def test_joint_work_is_said_to_be_joint_and_read_back(kind: Kind) -> None:
    known: dict[tuple[Scope, str], Fact] = {}
    for number, name in enumerate(document.worded(kind)):
        whole, led = Decimal(200 + number), Decimal(100 + number)
        known[PERSON, name] = Fact(measure=name, scope=PERSON, value=whole, sources=("r1", "r2"))
        known[LED, name] = Fact(measure=name, scope=LED, value=led, sources=("r1",))
    facts = {name + ("@led" if scope.role else ""): fact for (scope, name), fact in known.items()}
    pieces = document.sentence(kind, facts, "zh")
    said = "".join(piece.text for piece in pieces)
    assert re.search("参与|共同", said)
    ruled = as_told(claim.read(said + "。", SHIPPED).claims, known)
    assert [each.measure for each in ruled] == [measure_of(piece.measure) for piece in pieces if piece.measure]
    assert {each.ruling for each in ruled} == {"supported"}
    if any("@led" in piece.measure for piece in pieces):
        swapped = {key: replace(fact, value=Decimal(1)) if key[0] == LED else fact for key, fact in known.items()}
        assert "contradicted" in {each.ruling for each in as_told(claim.read(said + "。", SHIPPED).claims, swapped)}, (
            "the figure that was led is held against another"
        )


def test_the_sentences_of_all_kinds_in_one_paragraph_are_read_back(subtests: pytest.Subtests) -> None:
    known: dict[str, Fact] = {}
    for place, kind in enumerate(SHIPPED.kinds.values()):
        for number, name in enumerate(placeholders(kind.wording["zh"])):
            value = Decimal(100 * (place + 1) + number)
            known[name] = Fact(measure=name, scope=Scope(), value=value, sources=("r1",))
    for variant in range(max(len(kind.variants["zh"]) for kind in SHIPPED.kinds.values())):
        every = [document.sentence(kind, known, "zh", variant=variant) for kind in SHIPPED.kinds.values()]
        sentences = ["".join(piece.text for piece in pieces) for pieces in every]
        written = [piece.measure for pieces in every for piece in pieces if piece.measure]
        for join, end in (("；", "。"), ("。", "。"), ("\n", "\n")):
            with subtests.test(f"{variant} {join}"):
                found = judged(join.join(sentences) + end, known)
                assert [ruled.measure for _each, ruled in found] == written
                assert {ruled.ruling for _each, ruled in found} == {"supported"}
