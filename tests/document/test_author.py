"""The author's own words: each in its place, whatever the record says; and a place that is open stays marked."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from qiao import document
from qiao.catalogue import Catalogue
from qiao.catalogue.source import CatalogueError
from qiao.document.outline import Author, Form
from qiao.terms import Block, Document, Table
from tests.document.conftest import SUBJECTS, facts_of

OUTLINES = sorted(document.outlines())
MARKED = "此处由作者填写"


def written(
    outline_id: str,
    kinds: Catalogue,
    words: Mapping[str, str],
    without: Collection[str] = (),
    *,
    language: str = "zh",
    values: Mapping[str, Decimal | int | None] | None = None,
) -> Document:
    outline = document.outlines()[outline_id]
    subject = SUBJECTS[outline.subjects[0]]
    facts = facts_of(subject, {} if values is None else values)
    return document.write(outline, subject, facts, kinds, language=language, words=words, without=without)


def is_form(outline_id: str) -> bool:
    """Whether the author's places are cells of a form: those are no blocks, and have no place of their own."""
    return any(isinstance(part, Form) for part in document.outlines()[outline_id].parts)


def cells(made: Document) -> list[str]:
    """What stands in the cells of the document's forms."""
    forms = [each for each in made.blocks if isinstance(each, Table) and each.is_form]
    return ["".join(run.text for run in cell) for form in forms for row in form.rows for cell in row]


def own(made: Document) -> dict[str, list[str]]:
    """What stands in each place that has words."""
    found: dict[str, list[str]] = {}
    for block in made.blocks:
        if isinstance(block, Block) and block.place and block.role != "author":
            found.setdefault(block.place, []).append(block.text)
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("outline_id", OUTLINES)
def test_words_stand_in_their_place_in_every_language(kinds: Catalogue, outline_id: str, language: str) -> None:
    places = [place for place in document.outlines()[outline_id].places if place != document.DAY]
    words = {place: f"　{place}第一段，走访3户。\n\n{place}第二段。\n" for place in places}
    made = written(outline_id, kinds, words, {document.DAY}, language=language)
    if is_form(outline_id):
        said = [f"{place}第一段，走访3户。{place}第二段。" for place in places]
        assert [each for each in cells(made) if each in said] == said
        return
    assert own(made) == {place: [f"{place}第一段，走访3户。", f"{place}第二段。"] for place in places}
    assert not [each for each in made.blocks if isinstance(each, Block) and each.role == "author"]


@pytest.mark.parametrize("outline_id", OUTLINES)
def test_a_place_without_words_stays_marked_unless_it_stays_empty(kinds: Catalogue, outline_id: str) -> None:
    places = document.outlines()[outline_id].places
    first = next(iter(places))
    if is_form(outline_id):
        for out in (set(), {first}):
            marked_cells = [each for each in cells(written(outline_id, kinds, {}, out)) if MARKED in each]
            assert len(marked_cells) == len(places) - len(out)
        return
    marked = [each.place for each in written(outline_id, kinds, {first: " \n　"}).blocks if isinstance(each, Block)]
    assert [each for each in marked if each] == list(places)
    left = [each.place for each in written(outline_id, kinds, {}, {first}).blocks if isinstance(each, Block)]
    assert [each for each in left if each] == [each for each in places if each != first]


def test_a_number_of_the_authors_own_is_no_fact(kinds: Catalogue, everything: dict[str, Decimal | int | None]) -> None:
    without = written("work_summary", kinds, {}, values=everything)
    made = written("work_summary", kinds, {"lessons": "走访45户，培训9999人次。"}, values=everything)
    assert made.facts == without.facts
    assert list(document.marks(made)) == list(document.marks(without))


def test_words_take_the_role_that_the_outline_gives_them(kinds: Catalogue) -> None:
    made = written("appraisal", kinds, {"appraisers": "甲 乙", "character": "丙"})
    roles = {each.place: each.role for each in made.blocks if isinstance(each, Block)}
    assert (roles["appraisers"], roles["character"]) == ("signature", "body")


def test_a_section_whose_places_stay_empty_is_left_out(kinds: Catalogue) -> None:
    headings = [each.text for each in written("appraisal", kinds, {}, {"integrity"}).blocks if isinstance(each, Block)]
    assert not [each for each in headings if "廉洁自律" in each]
    assert "四、考核与推荐情况" in headings


@pytest.mark.parametrize("outline_id", OUTLINES)
def test_every_shipped_place_has_an_id_of_its_own(outline_id: str) -> None:
    authors = [each for each in document.outlines()[outline_id].each() if isinstance(each, Author)]
    assert len({each.id for each in authors}) == len(authors)
    assert not [each.id for each in authors if each.id[1:].isalnum() and any(letter.isdigit() for letter in each.id)]


FREE = """\
id: letter
label: {zh: 信, en: Letter}
subjects: [person]
title: {zh: 信, en: Letter}
parts:
  - author: {zh: 正文, en: the text}
  - section: {zh: 附言, en: PS}
    parts:
      - author: {zh: 附言, en: postscript}
"""


def test_a_place_without_an_id_is_known_by_its_hint(tmp_path: Path) -> None:
    for name, source in (("a", FREE), ("b", FREE.replace("正文", "开头").replace("letter", "note"))):
        (tmp_path / f"{name}.yaml").write_text(source, encoding="utf-8")
    first, second = document.outlines((tmp_path,)).values()
    assert list(first.places)[1] == list(second.places)[1]
    assert next(iter(first.places)) != next(iter(second.places))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("附言, en: postscript}", "正文, en: postscript}", "give each an id of its own"),
        ("{zh: 正文, en: the text}", "{zh: 正文, en: the text}\n    id: day", "give each an id of its own"),
        ("{zh: 正文, en: the text}", "{zh: 正文, en: the text}\n    as: heading1", "heading1"),
    ],
)
def test_places_that_could_be_mixed_up_are_refused(tmp_path: Path, before: str, after: str, told: str) -> None:
    (tmp_path / "a.yaml").write_text(FREE.replace(before, after), encoding="utf-8")
    with pytest.raises(CatalogueError, match=told):
        document.outlines((tmp_path,))


def test_what_a_block_carries_unseen_does_not_change_the_id(kinds: Catalogue) -> None:
    made = written("work_summary", kinds, {"lessons": "甲"})
    bare = [dataclasses.replace(each, place="") if isinstance(each, Block) else each for each in made.blocks]
    assert document.document_id(dataclasses.replace(made, blocks=tuple(bare))) == document.document_id(made)
    assert document.document_id(written("work_summary", kinds, {"lessons": "乙"})) != document.document_id(made)
