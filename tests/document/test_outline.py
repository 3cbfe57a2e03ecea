"""An outline that could mislead is refused with its file and line; headings are numbered when written."""

import re
from pathlib import Path

import pytest

from qiao import document
from qiao.catalogue import CatalogueError
from qiao.document.language import languages
from qiao.document.outline import SHIPPED, Charted, Groups, outlines

OUTLINE = """\
id: letter
label: {zh: 感谢信, en: Letter of thanks}
subjects: [person]
title: {zh: "致{name}的感谢信", en: "To {name}"}
parts:
  - salutation: {zh: "{name}同志：", en: "Dear {name}:"}
  - section: {zh: 工作情况, en: Work}
    parts:
      - text:
          - {zh: "{start}到岗", en: "Since {start}"}
      - work: sections
        groups: {not: [roster]}
  - author: {zh: 致谢, en: thanks}
  - date: {zh: 成文日期, en: the day}
"""


def load(folder: Path, text: str) -> document.Outline:
    (folder / "letter.yaml").write_text(text, encoding="utf-8")
    return outlines((folder,))["letter"]


def test_the_documents_have_outlines() -> None:
    assert set(document.outlines()) == {
        "work_summary",
        "appraisal",
        "batch_report",
        "address",
        "duty_report",
        "annual_assessment",
    }


def test_nobody_is_asked_for_belief_or_descent() -> None:
    for path in SHIPPED.glob("*.yaml"):
        said = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        assert not re.search("民族|宗教|信仰|党派|政治面貌|籍贯", said), path.name


def test_a_new_outline_is_one_file(tmp_path: Path) -> None:
    outline = load(tmp_path, OUTLINE)
    assert outline.subjects == ("person",)
    assert len(outline.each()) == 6


@pytest.mark.parametrize(
    ("written", "instead", "line", "why"),
    [
        ("subjects:", "for:", 3, "unknown key 'for'"),
        ("label: {zh: 感谢信, en: Letter of thanks}\n", "", 1, "'label' is missing"),
        ("[person]", "[county]", 3, "'county' is not one of: person, batch, organisation"),
        ("{zh: 工作情况, en: Work}", "{zh: 工作情况}", 7, "'en' is missing"),
        ("work: sections", "work: chapters", 11, "'chapters' is not one of"),
        ("groups: {not: [roster]}", "groups: {but: [roster]}", 12, "unknown key 'but'"),
        ("致{name}的", "致{nickname}的", 4, "unknown place 'nickname'"),
        ("{zh: 致谢, en: thanks}", "{zh: 三年来的帮助, en: thanks}", 13, "states no figure of its own"),
        ("{start}到岗", "{start}到岗，听课20节", 10, "states no figure of its own"),
        ("Since {start}", "For 3 years", 10, "states no figure of its own"),
        ("  - author:", "  - writer:", 13, "a part begins with one of"),
        ("  - date:", "  - on:", 14, "'on' is not a string"),
        ("id: letter", "id: 感谢信", 1, "is not an id"),
        ("[roster]", "[rooster]", 12, "no field of work 'rooster'"),
        ("work: sections", "work: sections\n        span: month", 12, "'month' is not one of: term, year, all"),
        ("work: sections", "work: sections\n        figures: few", 12, "'few' is not one of: all, leading"),
        ("{start}到岗", "{span}到岗", 10, "unknown place 'span'"),
        (
            "  - date:",
            "  - form: [[{label: {zh: 姓名, en: Name}}]]\n  - date:",
            14,
            "a place of a form has a label",
        ),
        ("  - date:", "  - form: [[{label: {zh: 甲, en: A}, work: points}]]\n  - date:", 14, "'points' is not one of"),
        ("title: {zh", "title: *a # {zh", 4, "an alias"),
    ],
)
def test_an_outline_that_could_mislead_is_refused(
    tmp_path: Path, written: str, instead: str, line: int, why: str
) -> None:
    assert written in OUTLINE
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, OUTLINE.replace(written, instead, 1))
    assert why in caught.value.why
    assert (caught.value.file, caught.value.line) == ("letter.yaml", line)


CHART = "  - chart: {zh: 图, en: Chart}\n    axis: years\n    measures: [training.sessions]\n"


def test_a_chart_says_what_it_compares(tmp_path: Path) -> None:
    *_, part = load(tmp_path, OUTLINE + CHART).parts
    assert part == Charted(caption={"zh": "图", "en": "Chart"}, axis="years", measures=("training.sessions",))


@pytest.mark.parametrize(
    ("written", "instead", "why"),
    [
        ("    axis: years\n", "", "'axis' is missing"),
        ("    measures: [training.sessions]\n", "", "'measures' is missing"),
        ("years", "months", "'months' is not one of: stages, years, organisations"),
    ],
)
def test_a_chart_that_could_mislead_is_refused(tmp_path: Path, written: str, instead: str, why: str) -> None:
    with pytest.raises(CatalogueError, match=why):
        load(tmp_path, OUTLINE + CHART.replace(written, instead))


def test_sections_are_not_nested_beyond_what_can_be_numbered(tmp_path: Path) -> None:
    inner = "{section: {zh: 丙, en: C}, parts: [%s]}"
    outer = OUTLINE + "  - section: {zh: 甲, en: A}\n    parts: [{section: {zh: 乙, en: B}, parts: [%s]}]\n"
    assert load(tmp_path, outer % (inner % "")).id == "letter"
    outlines.cache_clear()
    with pytest.raises(CatalogueError, match="nested at most 3 deep"):
        load(tmp_path, outer % (inner % (inner % "")))


def test_the_same_outline_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(OUTLINE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(OUTLINE, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"b.yaml:1: the outline 'letter' is already there"):
        outlines((tmp_path,))


def test_fields_of_work_are_named_or_all_but_those_named() -> None:
    assert Groups(named=("roster",), is_all_but=False).holds("roster")
    assert not Groups(named=("roster",)).holds("roster")
    assert Groups().holds("anything")


def test_headings_are_numbered_as_offices_number_them() -> None:
    chinese, english = languages()["zh"], languages()["en"]
    assert [chinese.enumerator(1, n) for n in (1, 2, 10, 11)] == ["一、", "二、", "十、", "十一、"]
    assert [chinese.enumerator(level, 3) for level in (1, 2, 3)] == ["三、", "（三）", "3. "]
    assert [english.enumerator(level, 3) for level in (1, 2, 3)] == ["3. ", "(3) ", "(c) "]
    assert chinese.point(5) == "五是"


def test_every_language_has_every_word() -> None:
    known = languages()
    assert set(known) == {"zh", "en"}
    assert len(known["zh"].numerals) == len(known["zh"].points) == len(set(known["zh"].numerals))
