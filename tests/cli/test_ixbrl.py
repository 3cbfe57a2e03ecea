"""`qiao write --ixbrl`: the page with its taxonomy beside it, or both in a report package."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from qiao import document
from qiao.record.kinds import catalogue
from tests.cli.conftest import Run
from tests.document.test_ixbrl import asked

XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.mark.parametrize("ending", [".html", ".xhtml"])
def test_the_page_names_the_taxonomy_beside_it(office: Run, tmp_path: Path, ending: str) -> None:
    assert office("write", "work_summary", "--for", "Y15", "--ixbrl", "-o", f"one{ending}").code == 0

    tree = etree.parse(tmp_path / f"one{ending}")
    [reference] = tree.findall(".//{http://www.xbrl.org/2003/linkbase}schemaRef")
    beside = tmp_path / str(reference.get(f"{XLINK}href"))
    assert beside.read_bytes() == document.taxonomy(catalogue())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"one{ending}", beside.name])
    assert len(tree.findall(".//{http://www.xbrl.org/2013/inlineXBRL}nonFraction")) > 20


def test_a_report_package_holds_both(office: Run, tmp_path: Path) -> None:
    assert office("write", "work_summary", "--for", "Y15", "--ixbrl", "-o", "one.zip").code == 0
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert len(archive.namelist()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["one.zip"]


@pytest.mark.parametrize(("outline", "who"), [("work_summary", "Y15"), ("batch_report", "第二批")])
def test_what_the_record_writes_is_without_error(office: Run, tmp_path: Path, outline: str, who: str) -> None:
    assert office("write", outline, "--for", who, "--ixbrl", "-o", "one.html").code == 0
    found = asked(tmp_path / "one.html")
    assert found["errors"] == []
    assert len(found["facts"]) > 20


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--for", "Y15", "-o", "x.docx"), "must be one of .html, .xhtml, .zip"),
        (("--for", "第二批", "--each", "-o", "x.zip"), "leave out --each"),
        (("--for", "第二批", "--each", "--content-controls", "-o", "x.zip"), "leave out --each"),
    ],
)
def test_what_cannot_be_tagged_is_told_in_one_line(office: Run, arguments: tuple[str, ...], why: str) -> None:
    outcome = office("write", "work_summary", "--ixbrl", *arguments)
    assert (outcome.code, len(outcome.err.splitlines())) == (2, 1)
    assert why in outcome.err
