"""Every example of every kind: its records, measured and worded, give exactly the sentence that it promises."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from qiao import catalogue, document
from qiao.catalogue import Piece, fill, inflect, placeholders
from qiao.measure import take
from qiao.terms import Example, Fact, Kind, Participant, Row, Scope, Value

SHIPPED = catalogue.load()
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.id}-{number}")
    for kind in SHIPPED.kinds.values()
    for number, example in enumerate(kind.examples, 1)
]
KINDS = [pytest.param(kind, id=kind.id) for kind in SHIPPED.kinds.values()]


def participants(record: Mapping[str, Value]) -> tuple[Participant, ...]:
    named = [name for name in re.split("[、，, ]", str(record.get("persons") or "")) if name]
    return tuple(Participant(person=name, role="took_part" if number else "led") for number, name in enumerate(named))


def rows(kind: Kind, example: Example) -> list[Row]:
    made = []
    for number, record in enumerate(example.records):
        day = record[kind.day_field]
        assert isinstance(day, dt.date)
        data = {name: value for name, value in record.items() if name != "persons"}
        made.append(Row(id=f"r{number}", kind=kind.id, day=day, data=data, participants=participants(record)))
    return made


def facts(kind: Kind, example: Example) -> dict[str, Fact]:
    parts = {measure.id: measure for measure in kind.measures}
    return {measure.id: take(measure, Scope(), rows(kind, example), parts) for measure in kind.measures}


def said(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_writes_its_sentence(kind: Kind, example: Example) -> None:
    assert said(document.sentence(kind, facts(kind, example), "zh")) == example.writes


@pytest.mark.parametrize(("kind", "example"), [each for each in EXAMPLES if each.values[1].writes_en])  # type: ignore[union-attr]
def test_an_example_writes_its_english_sentence(kind: Kind, example: Example) -> None:
    assert said(document.sentence(kind, facts(kind, example), "en")) == example.writes_en


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_kind_is_complete_in_english(kind: Kind) -> None:
    assert set(placeholders(kind.wording["en"])) == set(placeholders(kind.wording["zh"]))
    assert any(example.writes_en for example in kind.examples)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_of_a_sentence_is_a_piece_that_names_its_measure(
    kind: Kind, example: Example, language: str
) -> None:
    pieces = document.sentence(kind, facts(kind, example), language)
    for piece in pieces:
        assert bool(piece.measure) == bool(re.search(r"\d", piece.text)), piece
    assert not re.search(r"[\[\]{}|]", said(pieces))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_clause_alone_still_makes_a_sentence(kind: Kind, language: str) -> None:
    for clause in re.split("[，,]", kind.wording[language]):
        names = placeholders(clause)
        alone = {name: Fact(measure=name, scope=Scope(), value=Decimal(2), sources=("r1",)) for name in names}
        text = said(document.sentence(kind, alone, language))
        assert text.count("2") == len(names)
        assert text == text.strip("，；。,; ")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_recorded_and_nothing_but_zeros_say_nothing(kind: Kind) -> None:
    names = placeholders(kind.wording["zh"])
    nothing = {name: Fact(measure=name, scope=Scope(), value=None, sources=()) for name in names}
    zeros = {name: Fact(measure=name, scope=Scope(), value=Decimal(0), sources=("r1",)) for name in names}
    assert document.sentence(kind, {}) == ()
    assert document.sentence(kind, nothing) == ()
    assert document.sentence(kind, zeros) == ()


def test_a_clause_without_a_figure_stays_as_long_as_another_has_one() -> None:
    template = "深入一线，听课{a.b}，评课{a.c}"
    assert said(fill(template, {"a.b": "3节", "a.c": None})) == "深入一线，听课3节"
    assert fill(template, {"a.b": None, "a.c": None}) == ()


def test_english_agrees_with_the_figure_before_it() -> None:
    template = "{a.b} [lesson|lessons] observed, {a.c} [school|schools]"
    assert inflect(template, {"a.b": Decimal(1), "a.c": Decimal(2)}) == "{a.b} lesson observed, {a.c} schools"
    assert inflect(template, {"a.b": Decimal(0)}) == "{a.b} lessons observed, {a.c} schools"
