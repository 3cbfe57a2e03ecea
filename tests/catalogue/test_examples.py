"""Every example of every kind: its records, measured and worded, give exactly the sentence that it promises."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from qiao import catalogue, document
from qiao.catalogue import Piece, fill, first, inflect, measure_of, named, placeholders
from qiao.measure import take
from qiao.terms import Example, Fact, Kind, Participant, Role, Row, Scope, Value

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
    said = [*kind.variants["en"], *kind.variants["zh"]]
    assert len({frozenset(placeholders(each)) for each in said}) == 1, "all wordings say the same figures"
    assert set(placeholders(kind.joint.get("en", ""))) == set(placeholders(kind.joint.get("zh", "")))
    assert kind.is_roster or {measure_of(each) for each in placeholders(kind.joint["zh"])} <= set(placeholders(said[0]))
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
    for clause in (each for said in kind.variants[language] for each in re.split("[，,]", said)):
        names = placeholders(clause)
        if not names:
            continue
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


def test_a_clause_with_names_needs_names() -> None:
    template = "获得荣誉{a.b}，包括{a.b@names}，其中省级{a.c}"
    assert named(template, {"a.b": "甲、乙"}) == "获得荣誉{a.b}，包括甲、乙，其中省级{a.c}"
    assert named(template, {}) == "获得荣誉{a.b}，其中省级{a.c}"


def test_the_leading_figure_is_the_first_that_is_recorded() -> None:
    template = "深入一线，听课{a.b}，评课{a.c}"
    assert first(template, {"a.b", "a.c"}) == "深入一线，听课{a.b}，"
    assert first(template, {"a.c"}) == "深入一线，评课{a.c}"
    assert first(template, set()) == ""


@pytest.mark.parametrize(
    ("names", "value", "said"),
    [
        (("先进个人",), 1, "获得荣誉1项，即先进个人"),
        (("甲奖", "乙奖"), 2, "获得荣誉2项，包括甲奖、乙奖"),
        (("甲奖", "乙奖", "丙奖", "丁奖"), 4, "获得荣誉4项，包括甲奖、乙奖、丙奖等"),
        (("甲奖",), 3, "获得荣誉3项，包括甲奖等"),
        (("2023年度甲奖", "第一名", "甲，乙"), 3, "获得荣誉3项"),
    ],
)
def test_a_few_names_are_listed(names: tuple[str, ...], value: int, said: str) -> None:
    fact = Fact(measure="honour.honours", scope=Scope(), value=Decimal(value), sources=("r1",), names=names)
    assert said == "".join(each.text for each in document.sentence(SHIPPED.kinds["honour"], {fact.measure: fact}))


def test_a_person_does_not_claim_what_others_led() -> None:
    kind = SHIPPED.kinds["training"]

    def made(name: str, value: int, role: Role | None, *sources: str) -> Fact:
        return Fact(measure=name, scope=Scope(person="P1", role=role), value=Decimal(value), sources=sources)

    both = {
        "training.sessions": made("training.sessions", 5, None, "r1", "r2"),
        "training.sessions@led": made("training.sessions", 2, "led", "r1"),
        "training.attendances": made("training.attendances", 90, None, "r1", "r2"),
        "training.attendances@led": made("training.attendances", 40, "led", "r1"),
    }
    assert said(document.sentence(kind, both)) == "参与举办业务培训5场，其中牵头培训2场，培训当地干部人才90人次"
    nothing = Fact(measure="training.sessions", scope=Scope(person="P1", role="led"), value=None, sources=())
    joined = {**both, "training.sessions@led": nothing}
    assert said(document.sentence(kind, joined)) == "参与举办业务培训5场，培训当地干部人才90人次"
    bare = {name: fact for name, fact in both.items() if name.startswith("training.attendances")}
    assert said(document.sentence(kind, bare)) == "培训当地干部人才90人次（含参与完成的）"
    alone = {**both, "training.sessions@led": made("training.sessions", 5, "led", "r1", "r2")}
    alone["training.attendances@led"] = made("training.attendances", 90, "led", "r1", "r2")
    assert said(document.sentence(kind, alone)) == "举办业务培训5场，培训当地干部人才90人次"
    unworded = replace(kind, joint={})
    assert said(document.sentence(unworded, both)) == "举办业务培训5场，培训当地干部人才90人次（含参与完成的）"
