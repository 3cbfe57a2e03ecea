"""Every row of the vocabulary has examples that must and must not fire, and they hold."""

import re
from decimal import Decimal
from typing import Any

import pytest

from qiao.text import Quantity, headings, hedge_table, masks, read
from qiao.text.dates import days
from qiao.text.numerals import Figure, figure
from qiao.text.units import TABLE
from qiao.text.vocabulary import DATES, HEDGES, MASKS, NAMES, NUMERALS, PROSE, UNITS, load

RULES: list[tuple[str, dict[str, Any]]] = [
    *((f"hedges.{row['id']}", row) for row in HEDGES["rows"]),
    *((f"units.{group['families'][0][0]}", group) for group in UNITS["groups"]),
    *((f"names.{rule['id']}", rule) for rule in NAMES["rules"]),
    *(
        (f"names.{name}", NAMES[name])
        for name in ("before", "after", "quotes", "one", "points", "ordinal", "resolutions", "clock")
    ),
    *((f"masks.{number}", rule) for number, rule in enumerate(MASKS["rules"])),
    *((f"layout.{mark['id']}", mark) for mark in load("layout")["marks"]),
]


def without_examples(rules: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """The rules that lack an example that fires, or one that must not."""
    return [name for name, rule in rules if not (rule.get("reads") or rule.get("fires")) or not rule.get("silent")]


def test_a_rule_without_examples_is_refused() -> None:
    assert without_examples(RULES) == []
    assert without_examples([("x", {"reads": {"7个": "7"}}), ("y", {"silent": ["7"]})]) == ["x", "y"]


def interval(quantity: Quantity | Figure) -> str:
    """The interval as the vocabulary writes it: 7, [20, 99], (60, 70), [90, ), (, 10]."""
    if quantity.low == quantity.high:
        return plain(quantity.low)
    low, high = plain(quantity.low), plain(quantity.high)
    return (
        f"{'(' if quantity.low_open or not low else '['}{low}, {high}{')' if quantity.high_open or not high else ']'}"
    )


def plain(number: object) -> str:
    if number is None:
        return ""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def readings() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for name, rule in RULES:
        if name.startswith(("hedges", "units", "names")):
            found += rule["reads"].items()
    found += NAMES["period"]["reads"].items()
    return found


@pytest.mark.parametrize(("text", "expected"), readings())
def test_an_example_is_read(text: str, expected: str | None) -> None:
    if expected is not None:
        found = [interval(each) for each in read(text, measured=False)]
        assert found == (expected.split(" ") if "," not in expected else [expected])


SILENT = [text for name, rule in RULES if name.startswith(("units", "names")) for text in rule["silent"]]


@pytest.mark.parametrize("text", SILENT)
def test_an_example_is_silent(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(("text", "expected"), [pair for row in HEDGES["rows"] for pair in row["silent"].items()])
def test_a_hedge_stays_silent(text: str, expected: str) -> None:
    [found] = read(text, measured=False)
    assert interval(found) == expected or found.low == expected


@pytest.mark.parametrize("text", NAMES["period"]["silent_hedge"])
def test_a_term_that_is_no_period_keeps_its_hedge(text: str) -> None:
    [found] = read(text)
    assert found.hedge == "near"


@pytest.mark.parametrize(("written", "expected"), NUMERALS["cases"].items())
def test_a_numeral_is_worth(written: str, expected: str) -> None:
    found = figure(written)
    assert found is not None
    assert interval(found) == expected


@pytest.mark.parametrize(("written", "expected"), DATES["cases"].items())
def test_a_date_means_days(written: str, expected: list[str]) -> None:
    assert days(written) == tuple(expected)
    [found] = read(f"于{written},")
    assert (found.kind, found.text, found.low, found.high) == ("date", written, *expected)


@pytest.mark.parametrize("text", DATES["silent"])
def test_no_date(text: str) -> None:
    assert all(each.kind != "date" for each in read(text))


@pytest.mark.parametrize(("text", "expected"), PROSE["change"]["reads"].items())
def test_a_growth_word_is_told(text: str, expected: str) -> None:
    assert read(text)[0].change == expected


@pytest.mark.parametrize(("text", "expected"), PROSE["rate"]["reads"].items())
def test_a_rate_is_told(text: str, expected: str) -> None:
    assert read(text)[0].rate == expected


@pytest.mark.parametrize("case", PROSE["nouns"]["cases"], ids=lambda case: case["text"])
def test_a_noun_is_found(case: dict[str, str]) -> None:
    [found] = [each for each in read(case["text"]) if each.text == case["at"]]
    assert case["holds"] in found.measured


@pytest.mark.parametrize("rule", MASKS["rules"], ids=lambda rule: f"{rule['code']} {next(iter(rule['fires']))}")
def test_a_mask_fires_and_keeps_silent(rule: dict[str, Any]) -> None:
    for text, expected in rule["fires"].items():
        assert (rule["code"], expected) in [(mask.code, mask.text) for mask in masks(text)], text
        assert not any(mask.start < each.end and each.start < mask.end for mask in masks(text) for each in read(text))
    for text in rule["silent"]:
        assert not re.compile(rule["pattern"], re.MULTILINE).search(text), text


@pytest.mark.parametrize("mark", load("layout")["marks"], ids=lambda mark: mark["id"])
def test_a_list_mark_fires_and_keeps_silent(mark: dict[str, Any]) -> None:
    for text, expected in mark["fires"].items():
        [found] = headings(text)
        assert (found.label, found.level, found.form) == (expected, mark["level"], mark["id"])
    for text in mark["silent"]:
        assert all(each.form != mark["id"] for each in headings(text)), text


def test_there_are_some_250_units() -> None:
    assert len(TABLE) >= 250


def test_the_hedge_table_has_a_row_a_wording() -> None:
    assert {row.id for row in hedge_table()} == {row["id"] for row in HEDGES["rows"]}
    assert all(row.words and row.example for row in hedge_table())


def test_a_key_that_is_no_string_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qiao.text.vocabulary.yaml.load", lambda *_, **__: {True: "on"})
    with pytest.raises(TypeError, match="True is not a string"):
        load("hedges")
