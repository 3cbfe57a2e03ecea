"""What a document is kept as: JSON that comes back as the very same document, and lays out to the very same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import document
from qiao.catalogue import Catalogue
from qiao.terms import Block, Chart, Document, Fact, Run, Scope, Table
from tests.document.conftest import PERSON, SUBJECTS, facts_of

DAYS = st.none() | st.dates(dt.date(1000, 1, 1))
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
SCOPES = st.builds(Scope, person=WORDS, batch=WORDS, organisation=WORDS, start=DAYS, end=DAYS)
FACTS = st.builds(
    Fact,
    measure=WORDS,
    scope=SCOPES,
    value=DAYS | st.decimals(allow_nan=False, allow_infinity=False),
    sources=st.lists(WORDS, max_size=3).map(tuple),
    unit=WORDS,
)
RUNS = st.lists(st.builds(Run, text=WORDS, fact=st.none() | st.just(0)), max_size=3).map(tuple)
ROLES = st.sampled_from(("title", "heading1", "body", "author", "signature", "date", "note"))
BLOCKS = st.builds(Block, role=ROLES, runs=RUNS, place=WORDS)
TABLES = st.builds(Table, caption=WORDS, rows=st.lists(st.tuples(RUNS, RUNS), min_size=1, max_size=3).map(tuple))
DOCUMENTS = st.builds(
    Document,
    outline=WORDS,
    title=WORDS,
    subject=WORDS,
    scope=SCOPES,
    blocks=st.lists(BLOCKS | TABLES, max_size=5).map(tuple),
    facts=st.lists(FACTS, min_size=1, max_size=3).map(tuple),
    omitted=st.lists(WORDS, max_size=2).map(tuple),
    language=st.sampled_from(("zh", "en")),
)


@settings(deadline=None)
@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was_and_lays_out_alike(made: Document) -> None:
    back = document.document_from_json(document.as_json(made))
    assert back == made
    assert document.as_json(back) == document.as_json(made)
    assert document.document_id(back) == document.document_id(made)
    assert document.txt(back) == document.txt(made)
    assert document.fragment(back) == document.fragment(made)


@pytest.mark.parametrize("ending", document.LAYOUTS)
@pytest.mark.parametrize("outline_id", sorted(document.outlines()))
def test_every_layout_gives_the_same_bytes(
    kinds: Catalogue, everything: dict[str, Decimal | int | None], outline_id: str, ending: str
) -> None:
    outline = document.outlines()[outline_id]
    subject = SUBJECTS[outline.subjects[0]]
    made = document.write(outline, subject, facts_of(subject, everything), kinds, words={"lessons": "甲\n乙"})
    style = document.styles()[document.DEFAULT_STYLE]
    layout = document.LAYOUTS[ending]
    kept, kept_style = document.as_json(made), document.as_json(style)
    again = layout(document.document_from_json(kept), document.style_from_json(kept_style))
    assert again == layout(made, style)


def test_what_is_more_than_a_table_stays_so(kinds: Catalogue) -> None:
    made = document.write(document.outlines()["work_summary"], PERSON, facts_of(PERSON, {}), kinds)
    rows = (((Run(text="甲"),), (Run(text="乙"),)),)
    drawn = Chart(caption="图", rows=rows, axis="years")
    made = dataclasses.replace(made, blocks=(*made.blocks, drawn, Table(caption="表", rows=rows)))
    assert document.document_from_json(document.as_json(made)) == made


@pytest.mark.parametrize("style_id", sorted(document.styles()))
def test_a_house_style_comes_back_as_it_was(style_id: str) -> None:
    style = document.styles()[style_id]
    assert document.style_from_json(document.as_json(style)) == style


def test_facts_are_read_without_the_rest(kinds: Catalogue) -> None:
    made = document.write(
        document.outlines()["work_summary"], PERSON, facts_of(PERSON, {"training.attendances": 45}), kinds
    )
    assert document.facts_from_json(document.as_json(made)) == made.facts != ()


def test_what_an_older_qiao_kept_is_still_read(kinds: Catalogue) -> None:
    made = document.write(document.outlines()["work_summary"], PERSON, facts_of(PERSON, {}), kinds)
    told = json.loads(document.as_json(made))
    for block in told["blocks"]:
        del block["place"]
    back = document.document_from_json(json.dumps(told))
    assert document.document_id(back) == document.document_id(made)
