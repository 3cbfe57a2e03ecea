"""The annex of sources: every number of the text has its row, with what it rests on, however many records that is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import catalogue, document
from qiao.catalogue import Catalogue
from qiao.document import Evidenced
from qiao.terms import Block, Document, Fact, Run, Scope, Table
from tests.document.conftest import PERSON, facts_of


def annex_of(made: Document) -> list[list[str]]:
    table = made.blocks[-2]
    assert isinstance(table, Table)
    assert table.is_fine
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def one(sources: Sequence[str], evidence: dict[str, list[Evidenced]], language: str = "zh") -> list[str]:
    """The row of a document that says one number."""
    fact = Fact(measure="training.attendances", scope=Scope(), value=Decimal(45), sources=tuple(sources), unit="人次")
    block = Block(role="body", runs=(Run(text="培训"), Run(text="45人次", fact=0), Run(text="。")))
    made = Document(
        outline="n", title="格", subject="s", scope=Scope(), blocks=(block,), facts=(fact,), language=language
    )
    [_head, row] = annex_of(document.with_sources(made, evidence, catalogue.load()))
    return row


def rows_of(numbers: Sequence[int], sheet: str = "培训") -> dict[str, list[Evidenced]]:
    return {f"{number:08d}-rest": [Evidenced(name="台账.xlsx", sheet=sheet, row=number)] for number in numbers}


def test_every_number_of_the_text_has_a_row_and_keeps_its_mark(kinds: Catalogue, everything: dict[str, int]) -> None:
    made = document.write(
        document.outlines()["work_summary"], PERSON, facts_of(PERSON, everything), kinds, on=dt.date(2014, 2, 20)
    )
    sourced = document.with_sources(made, {}, kinds)
    said = {run.text for run in document.runs(made) if run.fact is not None}
    # The day of the document is the author's own; it rests on no record.
    assert {word for row in annex_of(sourced)[1:] for word in row[0].split("、")} == said - {"2014年2月20日"}
    assert sourced.facts == made.facts
    assert sourced.blocks[: len(made.blocks)] == made.blocks
    assert [run.fact for run in document.runs(sourced)][: len(list(document.runs(made)))] == [
        run.fact for run in document.runs(made)
    ]


def test_rows_of_a_sheet_are_told_as_ranges() -> None:
    evidence = rows_of([2, 3, 4, 7, 9, 10])
    assert one(list(evidence), evidence) == [
        "45人次", "培训人次", "6", "00000002、00000003、00000004等", "台账.xlsx“培训”表第2—4行、第7行、第9—10行",
    ]  # fmt: skip


def test_several_sheets_and_files_are_told_in_order() -> None:
    evidence = {
        "a": [Evidenced(name="甲.xlsx", sheet="一", row=5), Evidenced(name="照片.jpg")],
        "b": [Evidenced(name="乙.xlsx", sheet="二", row=6)],
    }
    assert one(["a", "b"], evidence)[-1] == "甲.xlsx“一”表第5行、乙.xlsx“二”表第6行、照片.jpg"


def test_thousands_of_records_are_counted_and_their_first_ids_given() -> None:
    evidence = rows_of(range(2, 20_000, 3))
    row = one(list(evidence), evidence)
    assert row[2] == "6,666"
    assert row[3] == "00000002、00000005、00000008等"
    assert row[4] == "台账.xlsx“培训”表第2行、第5行、第8行、第11行、第14行、第17行等"


def test_what_has_no_evidence_says_so_in_the_language_of_the_document() -> None:
    assert one(["a"], {})[-1] == "未附佐证"
    assert one(["a"], {}, "en") == ["45人次", "Training attendances", "1", "a", "no evidence attached"]


def test_what_is_not_the_documents_own_scope_is_told() -> None:
    year = Scope(start=dt.date(2013, 1, 1), end=dt.date(2014, 1, 1))
    fact = Fact(measure="training.attendances", scope=Scope(), value=Decimal(45), sources=("a",), unit="人次")
    block = Block(role="body", runs=tuple(Run(text="45人次", fact=index) for index in range(3)))
    facts = (fact, replace(fact, scope=year), replace(fact, scope=Scope(organisation="甲校")))
    made = Document(outline="n", title="格", subject="s", scope=Scope(), blocks=(block,), facts=facts)
    measures = [row[1] for row in annex_of(document.with_sources(made, {}, catalogue.load()))[1:]]
    assert measures == ["培训人次", "培训人次（2013年1月1日至2013年12月31日）", "培训人次（甲校）"]


@given(st.sets(st.integers(1, 60), min_size=1))
def test_no_row_is_lost_or_invented_in_ranges(numbers: set[int]) -> None:
    evidence = rows_of(sorted(numbers))
    told = one(list(evidence), evidence)[-1].removeprefix("台账.xlsx“培训”表")
    found: set[int] = set()
    for each in told.removesuffix("等").split("、"):
        first, _, last = each.removeprefix("第").removesuffix("行").partition("—")
        found |= set(range(int(first), int(last or first) + 1))
    assert found <= numbers
    assert found == numbers or told.endswith("等")


@pytest.mark.parametrize("ending", [".docx", ".html", ".pdf", ".txt"])
def test_every_layout_has_it(ending: str) -> None:
    fact = Fact(measure="training.attendances", scope=Scope(), value=Decimal(45), sources=("a",), unit="人次")
    block = Block(role="body", runs=(Run(text="45人次", fact=0),))
    made = Document(outline="n", title="格", subject="s", scope=Scope(), blocks=(block,), facts=(fact,))
    style = document.styles()[document.DEFAULT_STYLE]
    plain, sourced = made, document.with_sources(made, {}, catalogue.load())
    assert len(document.LAYOUTS[ending](sourced, style)) > len(document.LAYOUTS[ending](plain, style))
