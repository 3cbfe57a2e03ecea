"""The manifest of a document: every number with its fact and its places, the same after a round trip through JSON."""

import json
from decimal import Decimal

import pytest

from qiao import document
from qiao.catalogue import Catalogue
from qiao.document.manifest import issued
from qiao.terms import Document
from tests.document.conftest import BATCH, facts_of


@pytest.fixture
def written(kinds: Catalogue, everything: dict[str, Decimal | int | None]) -> Document:
    return document.write(document.outlines()["batch_report"], BATCH, facts_of(BATCH, everything), kinds)


def test_it_comes_through_json_unchanged(written: Document) -> None:
    made = document.manifest(written, catalogue="abc")
    assert document.manifest_from_json(document.manifest_as_json(made)) == made
    assert document.manifest_from_json(document.manifest_as_json(issued(made, "7"))).serial == "7"


def test_every_number_of_the_text_has_its_place(written: Document) -> None:
    numbers = [run for run in document.runs(written) if run.fact is not None]
    found = {place.mark: (fact, place.written) for fact, place in document.every_place(document.manifest(written))}
    assert [found[mark] for mark in document.marks(written)] == [
        (written.facts[run.fact], run.text) for run in numbers if run.fact is not None
    ]


@pytest.mark.parametrize("broken", ["", "{}", "[]", "null", '{"v":1}', '{"v":2}'])
def test_what_is_no_manifest_is_refused_in_one_line(broken: str) -> None:
    with pytest.raises(document.ManifestError) as refused:
        document.manifest_from_json(broken)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("damage", [{"facts": [1]}, {"facts": [{"measure": "x"}]}, {"title": None, "facts": 3}])
def test_a_damaged_manifest_is_refused(written: Document, damage: dict[str, object]) -> None:
    told = json.loads(document.manifest_as_json(document.manifest(written)))
    with pytest.raises(document.ManifestError):
        document.manifest_from_json(json.dumps({**told, **damage}))
