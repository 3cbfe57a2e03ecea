"""What a file carries of its manifest: twice, in small pieces, whole or not at all."""

import base64
import dataclasses
import io
import zipfile
import zlib
from decimal import Decimal

import pytest
from lxml import etree

from qiao import document
from qiao.catalogue import Catalogue
from qiao.document import Manifest
from qiao.document.carrying import LARGEST, NAMESPACE, from_properties, properties
from qiao.document.manifest import MOST_IDS, condensed
from qiao.document.provenance import digest_of
from qiao.terms import Document
from tests.document.conftest import BATCH, facts_of

STYLE = document.styles()[document.DEFAULT_STYLE]
ROOT = f"{{{NAMESPACE}}}manifest"


@pytest.fixture
def made(kinds: Catalogue, everything: dict[str, Decimal | int | None]) -> Document:
    return document.write(document.outlines()["batch_report"], BATCH, facts_of(BATCH, everything), kinds)


@pytest.fixture
def known(made: Document) -> Manifest:
    return document.manifest(made, catalogue="c1", serial="7")


def many(known: Manifest, count: int) -> Manifest:
    """The manifest with so many records behind its first fact."""
    first, *rest = known.stated
    fact = dataclasses.replace(first.fact, sources=tuple(f"record-{number}" for number in range(count)))
    return dataclasses.replace(known, stated=(dataclasses.replace(first, fact=fact), *rest))


def test_it_comes_back_from_the_properties(known: Manifest) -> None:
    held = properties(known)
    assert from_properties({"Company": "x", **dict(reversed(held.items()))}) == known
    assert max(map(len, held.values())) <= 240
    assert list(held) == sorted(held)
    assert from_properties({"Company": "x"}) is None


def test_a_file_holds_it_twice(made: Document, known: Manifest) -> None:
    with zipfile.ZipFile(io.BytesIO(document.docx(made, STYLE, rests_on=known))) as archive:
        attached = etree.fromstring(archive.read("customXml/item1.xml"))
        custom = etree.fromstring(archive.read("docProps/custom.xml"))
        names = etree.fromstring(archive.read("customXml/itemProps1.xml"))
    assert document.manifest_from_file({}, [(attached.tag, attached.text or "")]) == known
    held = {str(each.get("name")): "".join(map(str, each.itertext())) for each in custom}
    assert document.manifest_from_file(held, []) == known
    assert held["qiao.serial"] == "7"
    identity = str(names.get(f"{{{names.nsmap['ds']}}}itemID"))
    assert identity.strip("{}").replace("-", "").lower() == known.document


def test_the_same_document_gives_the_same_bytes(made: Document, known: Manifest) -> None:
    assert document.docx(made, STYLE) == document.docx(made, STYLE)
    assert document.docx(made, STYLE) != document.docx(made, STYLE, rests_on=known)


def test_a_file_does_not_grow_with_the_record(known: Manifest) -> None:
    large = many(known, 100_000)
    kept = from_properties(properties(large))
    assert kept is not None
    first = kept.stated[0]
    assert (first.fact.sources, first.count) == ((), 100_000)
    assert first.digest == digest_of(large.stated[0].fact.sources)
    assert kept.stated[1:] == known.stated[1:]
    assert len(properties(large)) <= len(properties(known)) + 1
    assert condensed(many(known, MOST_IDS - 400)) == many(known, MOST_IDS - 400)


def test_figures_without_a_fact_are_known(made: Document) -> None:
    carried = document.manifest(made).carried
    plain = "".join(run.text for run in document.runs(made) if run.fact is None)
    assert all(each in plain for each in carried)


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "!!!!",
        "eNor",
        base64.b64encode(b"no zlib").decode(),
        base64.b64encode(zlib.compress(b"\xff\xfe")).decode(),
        base64.b64encode(zlib.compress(b"[" * 100_000)).decode(),
        base64.b64encode(zlib.compress(b" " * (LARGEST + 1))).decode(),
    ],
)
def test_what_is_broken_or_bombs_is_no_manifest(known: Manifest, packed: str) -> None:
    with pytest.raises(document.ManifestError) as refused:
        from_properties({"qiao.manifest.001": packed})
    assert "\n" not in str(refused.value)
    assert document.manifest_from_file({"qiao.manifest.001": packed}, [(ROOT, "{}")]) is None
    assert document.manifest_from_file(
        {"qiao.manifest.001": packed}, [("{other}root", "?"), (ROOT, document.manifest_as_json(known))]
    ) == condensed(known)


@pytest.mark.parametrize(
    ("was", "instead"),
    [
        ('"value":"1200"', '"value":"1e999999999"'),
        ('"value":"1200"', '"value":"NaN"'),
        ('"value":"1200"', '"value":1200'),
        ('"statuses":["approved"]', '"statuses":[{}]'),
        ('"language":"zh"', '"language":null'),
        ('"carried":[', '"carried":[[],'),
    ],
)
def test_no_number_or_word_of_a_file_takes_a_machine_down(known: Manifest, was: str, instead: str) -> None:
    told = document.manifest_as_json(known)
    assert was in told
    with pytest.raises(document.ManifestError):
        document.manifest_from_json(told.replace(was, instead))


def test_what_no_terminal_can_show_is_dropped(known: Manifest) -> None:
    told = document.manifest_as_json(known).replace(f'"title":"{known.title}"', '"title":"a\\u001b[31m\\ud800b"')
    assert document.manifest_from_json(told).title == "a[31mb"
