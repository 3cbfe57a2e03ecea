"""Every kind of every preset works from its YAML alone: total, sentence in both languages, and reading."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from qiao import catalogue, claim, document, verdict
from qiao.catalogue import ALL, SHIPPED, Catalogue, CatalogueError, load, loading, preset_names
from qiao.measure import take
from qiao.terms import Example, Fact, Kind, Measure, Row, Scope, Subject
from qiao.text import say
from tests.rows import facts, row

PRESETS = (ALL, *preset_names())
EVERY = [
    pytest.param(preset, kind, id=f"{preset}-{kind.id}")
    for preset in PRESETS
    for kind in load((SHIPPED,), preset).kinds.values()
]
EXAMPLE = """\
id: fish_pond
label: {zh: 鱼塘, en: Fish ponds}
group: projects
fields: {day: date, ponds: count}
measures: [{id: fish_pond.ponds, unit: 个, field: ponds, over_time: sum, over_persons: once}]
wording: {zh: "新挖鱼塘{fish_pond.ponds}", en: "{fish_pond.ponds} ponds dug"}
reads: {fish_pond.ponds: [新挖鱼塘]}
examples:
  - {records: [{day: 2022-03-01, ponds: 3}], writes: 新挖鱼塘3个}
  - {records: [{day: 2022-03-01, ponds: 2}], writes: 新挖鱼塘2个}
  - {records: [{day: 2022-03-01, ponds: 1}], writes: 新挖鱼塘1个}
"""


def ground(known: Catalogue, kind: Kind, rows: list[Row]) -> verdict.Ground:
    parts = {each.id: each for each in kind.measures}

    def taken(scope: Scope, measure: Measure) -> Fact:
        return take(measure, scope, rows if measure.kind == kind.id else [], parts)

    return verdict.Ground(about=verdict.About(scope=Scope()), take=taken, catalogue=known, measures=())


def of(kind: Kind, example: Example) -> list[Row]:
    return [row(kind, record, number) for number, record in enumerate(example.records)]


@pytest.mark.parametrize(("preset", "kind"), EVERY)
def test_a_kind_of_a_preset_is_totalled_written_and_read_by_its_examples(preset: str, kind: Kind) -> None:
    known = load((SHIPPED,), preset)
    assert len(kind.examples) >= 3
    for example in kind.examples:
        rows = of(kind, example)
        taken = facts(known, rows)
        assert "".join(each.text for each in document.sentence(kind, taken, "zh")) == example.writes
        english = "".join(each.text for each in document.sentence(kind, taken, "en"))
        assert english == (example.writes_en or english) != ""
        base = ground(known, kind, rows)
        written = claim.read(example.writes + "。", known).claims
        assert len(written) == len(re.findall(r"\d+(?:\.\d+)?", example.writes))
        for each in written:
            ruled = verdict.rule(each, base).verdict
            assert (ruled.ruling, known.measures[ruled.measure].kind) == ("supported", kind.id), ruled.reason["zh"]
        for sentence, ruling in example.reads_as.items():
            found = [verdict.rule(each, base).verdict for each in claim.read(sentence, known).claims if each.candidates]
            own = [each for each in found if each.measure and known.measures[each.measure].kind == kind.id]
            assert own, sentence
            for one in own:
                assert one.ruling == ("supported" if ruling == "hedged" else ruling), (sentence, one.reason["zh"])
                assert ("hedged" in one.notes) == (ruling == "hedged"), sentence


@pytest.mark.parametrize("preset", PRESETS)
def test_the_names_of_a_preset_are_read_back(preset: str) -> None:
    known = load((SHIPPED,), preset)
    for measure in known.measures.values():
        fact = Fact(measure=measure.id, scope=Scope(), value=Decimal(40), sources=("r1",))
        [found] = claim.read(f"{measure.label['zh']}\t{say(Decimal(40), measure.unit)}\n", known).claims
        ruled = verdict.judge(found, {measure.id: fact}, known)
        assert (ruled.ruling, ruled.measure) == ("supported", measure.id)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_outline_is_written_with_the_kinds_of_a_preset(preset: str, language: str) -> None:
    known = load((SHIPPED,), preset)
    rows = [row(kind, record, number) for kind in known.kinds.values() for example in kind.examples[:1]
            for number, record in enumerate(example.records)]  # fmt: skip
    taken = tuple(facts(known, rows).values())
    for outline in document.outlines().values():
        about = Subject(kind=outline.subjects[0], id="X", name="甲")  # type: ignore[arg-type]
        made = document.write(outline, about, taken, known, language=language)
        assert document.txt(made)


@pytest.mark.parametrize("preset", preset_names())
def test_a_preset_names_what_it_calls_otherwise(preset: str) -> None:
    known, every = load((SHIPPED,), preset), load()
    chosen = known.presets[preset]
    assert set(known.kinds) == set(chosen.kinds) < set(every.kinds)
    for name, label in chosen.labels.items():
        had = every.kinds.get(name) or every.measures[name]
        assert (known.kinds.get(name) or known.measures[name]).label == label != had.label
    for name, kind in known.kinds.items():
        assert set(every.kinds[name].sheets) <= set(kind.sheets), "a workbook made for all kinds still comes in"
    assert {name: known.groups[name] for name in chosen.groups} == chosen.groups
    assert list(known.groups) == list(every.groups), "the order of documents"
    assert known.version != every.version


def test_there_is_a_preset_for_each_sort_of_programme() -> None:
    assert set(preset_names()) == {
        "aid_xinjiang", "teaching_support", "medical_team", "overseas_medical_team", "east_west"
    }  # fmt: skip


def test_a_programmes_own_kind_is_on_whatever_the_preset(tmp_path: Path) -> None:
    (tmp_path / "fish_pond.yaml").write_text(EXAMPLE, encoding="utf-8")
    known = load((SHIPPED, tmp_path), "teaching_support")
    assert "fish_pond" in known.kinds
    assert "promotion" not in known.kinds


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("label: {zh: 甲, en: A}\nkinds: [training]\n", 2, "the roster is missing"),
        ("label: {zh: 甲, en: A}\nkinds:\n  - secondment\n  - ice_skating\n", 4, "no kind 'ice_skating'"),
        (
            "label: {zh: 甲, en: A}\nkinds: [secondment]\nlabels:\n  training: {zh: 课, en: Class}\n",
            4,
            "no kind or measure that is on is called 'training'",
        ),
        ("label: {zh: 甲, en: A}\nkinds: [secondment]\ngroups:\n  ice: {zh: 冰, en: Ice}\n", 4, "no field of work"),
        (
            "label: {zh: 甲, en: A}\nkinds: [secondment]\nlabels:\n  secondment.persons: {zh: 少数民族人数, en: N}\n",
            4,
            "protected trait",
        ),
    ],
)
def test_a_preset_that_could_mislead_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, why: str
) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(loading, "PRESETS", tmp_path)
    # Loaded anew: what is loaded once is kept.
    with pytest.raises(CatalogueError, match=why) as caught:
        load.__wrapped__((SHIPPED,))
    assert (caught.value.file, caught.value.line) == ("own.yaml", line)


def test_the_catalogue_is_larger_by_what_programmes_report() -> None:
    first = {
        "secondment", "field_research", "class_observation", "training", "promotion", "agreement", "payment",
        "funds_raised", "cofinanced_project", "donation", "partnership", "reverse_secondment", "policy_proposal",
        "honour", "event",
    }  # fmt: skip
    further = [each for each in catalogue.load().measures.values() if each.kind not in first]
    assert len(further) >= 45
    assert {each.over_time for each in further} == {"sum", "distinct", "latest", "ratio"}
    assert {each.over_persons for each in further} == {"once", "each"}
