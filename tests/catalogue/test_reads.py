"""What is written is read back: for every kind, with the whole catalogue loaded: no kind steals another's words."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import catalogue, claim, document, verdict
from qiao.catalogue import placeholders
from qiao.terms import Claim, Example, Fact, Kind, Measure, Scope, Verdict
from qiao.text import say
from tests.rows import facts, row

SHIPPED = catalogue.load()
KINDS = [pytest.param(kind, id=kind.id) for kind in SHIPPED.kinds.values()]
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.id}-{number}")
    for kind in SHIPPED.kinds.values()
    for number, example in enumerate(kind.examples, 1)
]
SENTENCES = [
    pytest.param(kind, example, sentence, ruling, id=f"{kind.id}-{sentence}")
    for kind in SHIPPED.kinds.values()
    for example in kind.examples
    for sentence, ruling in example.reads_as.items()
]


def judged(text: str, known: dict[str, Fact]) -> list[tuple[Claim, Verdict]]:
    return [(each, verdict.judge(each, known, SHIPPED)) for each in claim.read(text, SHIPPED).claims]


def recorded(kind: Kind, example: Example) -> dict[str, Fact]:
    return facts(SHIPPED, [row(kind, record, number) for number, record in enumerate(example.records)])


def names(each: Claim, kind: Kind) -> bool:
    """Whether what fits the claim best is a measure of this kind."""
    return any(SHIPPED.measures[candidate.measure].kind == kind.id for candidate in each.candidates[:1])


@pytest.mark.parametrize(("kind", "example", "sentence", "ruling"), SENTENCES)
def test_a_sentence_is_ruled_as_its_example_says(kind: Kind, example: Example, sentence: str, ruling: str) -> None:
    own = [given_ for each, given_ in judged(sentence, recorded(kind, example)) if names(each, kind)]
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


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_is_recorded_what_is_written_is_read_back(kind: Kind, data: st.DataObject) -> None:
    known: dict[str, Fact] = {}
    for name in placeholders(kind.wording["zh"]):
        values = VALUES.get(SHIPPED.units[SHIPPED.measures[name].unit].dimension, COUNTS)
        value = data.draw(st.none() | values, label=name)
        known[name] = Fact(measure=name, scope=Scope(), value=value, sources=() if value is None else ("r1",))
    pieces = document.sentence(kind, known, "zh")
    written = [piece.measure for piece in pieces if piece.measure]
    found = judged("".join(piece.text for piece in pieces) + "。", known)
    assert [ruled.measure for _each, ruled in found] == written
    assert {ruled.ruling for _each, ruled in found} <= {"supported"}


@pytest.mark.parametrize("measure", SHIPPED.measures.values(), ids=SHIPPED.measures)
def test_a_row_of_an_annex_is_read_back_by_its_label(measure: Measure) -> None:
    known = {measure.id: Fact(measure=measure.id, scope=Scope(), value=Decimal(40), sources=("r1",))}
    [(_each, ruled)] = judged(f"{measure.label['zh']}\t{say(Decimal(40), measure.unit)}\n", known)
    assert (ruled.ruling, ruled.measure) == ("supported", measure.id)


def test_the_sentences_of_all_kinds_in_one_paragraph_are_read_back(subtests: pytest.Subtests) -> None:
    known: dict[str, Fact] = {}
    sentences: list[str] = []
    written: list[str] = []
    for place, kind in enumerate(SHIPPED.kinds.values()):
        for number, name in enumerate(placeholders(kind.wording["zh"])):
            value = Decimal(100 * (place + 1) + number)
            known[name] = Fact(measure=name, scope=Scope(), value=value, sources=("r1",))
        pieces = document.sentence(kind, known, "zh")
        sentences.append("".join(piece.text for piece in pieces))
        written += [piece.measure for piece in pieces if piece.measure]
    for join, end in (("；", "。"), ("。", "。"), ("\n", "\n")):
        with subtests.test(join):
            found = judged(join.join(sentences) + end, known)
            assert [ruled.measure for _each, ruled in found] == written
            assert {ruled.ruling for _each, ruled in found} == {"supported"}
