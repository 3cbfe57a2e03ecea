"""The real texts: which defects are found in them, and that nothing else is."""

from pathlib import Path

import pytest

from qiao import text as prose
from qiao.claim.findings import find
from qiao.terms import Finding

# What a reader finds in samples/documents.txt: code, line, and what is marked, or how it begins.
DEFECTS = [
    ("stray_mark", 4, "! "),
    ("numbering", 8, "一、"),
    ("stray_mark", 9, "-一"),
    ("typo", 9, "签定"),
    ("stray_mark", 9, "3 "),
    ("typo", 9, "签定"),
    ("typo", 12, "跨跃"),
    ("typo", 14, "一如继往"),
    ("typo", 14, "名符其实"),
    ("numbering", 18, "一、"),
    ("typo", 21, "独挡一面"),
    ("period_conflict", 23, "两年多"),
    ("typo", 23, "自盛"),
    ("period_conflict", 26, "一年多"),
    ("typo", 34, "教市"),
    ("typo", 36, "市范"),
    ("typo", 36, "教市"),
    ("typo", 37, "市范"),
    ("typo", 38, "教市"),
    ("typo", 39, "教市"),
    ("typo", 39, "教市"),
    ("typo", 39, "教市"),
    ("typo", 41, "教市"),
    ("typo", 41, "教市"),
    ("stray_mark", 46, "."),
    ("typo", 47, "地锻炼"),
    ("typo", 49, "市生"),
    ("typo", 49, "基矗"),
    ("typo", 51, "教市"),
    ("numbering", 55, "一、"),
    ("heading_without_body", 60, "3、"),
    ("repeated_title", 62, "援疆干部"),
    ("repeated_passage", 63, "同志们"),
    ("numbering", 68, "一、"),
    ("stray_mark", 69, "-一"),
    ("typo", 69, "签定"),
    ("typo", 69, "签定"),
    ("stray_mark", 72, ", "),
    ("typo", 72, "跨跃"),
    ("typo", 74, "一如继往"),
    ("typo", 74, "名符其实"),
]


def found(text: str) -> tuple[Finding, ...]:
    return find(text, prose.read(text))


@pytest.fixture(scope="module")
def documents(shared: Path) -> str:
    return (shared / "samples" / "documents.txt").read_text(encoding="utf-8")


def test_every_defect_of_the_documents_is_found_and_nothing_else(documents: str) -> None:
    findings = found(documents)
    places = [(each.code, documents.count("\n", 0, each.start) + 1, each.text) for each in findings]
    assert [(code, line) for code, line, _text in places] == [(code, line) for code, line, _text in DEFECTS]
    for (_code, _line, text), (_same, _here, begins) in zip(places, DEFECTS, strict=True):
        assert text.startswith(begins)


def test_the_fourth_document_says_how_it_differs_from_the_first(documents: str) -> None:
    [passage] = [each for each in found(documents) if each.code == "repeated_passage"]
    assert passage.end == len(documents.rstrip())
    for difference in ("此处“66名”、前文“6xxxx”", "此处“90名”、前文“9xxxx”"):
        assert difference in passage.message["zh"]


def test_clean_reports_have_no_findings(shared: Path) -> None:
    texts = sorted((shared / "gold" / "texts").glob("R*.txt"))
    assert texts
    for file in texts:
        findings = found(file.read_text(encoding="utf-8"))
        assert [(each.code, each.text) for each in findings] == [], file.name
