"""No kind holds a protected trait of anyone, nor anything on a single resident: the loader refuses, naming the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qiao.catalogue import SHIPPED, CatalogueError, load
from qiao.catalogue.protection import protected

KIND = """\
id: summer_camp
label: {zh: 夏令营, en: Summer camps}
group: exchange
fields:
  day: {type: date, label: {zh: 日期, en: Day}}
  camp: {type: place, label: {zh: 营地, en: Camp}, columns: [营地]}
  sort:
    type: choice
    label: {zh: 类型, en: Sort}
    options:
      - {id: sport, label: {zh: 体育, en: Sport}}
      - {id: science, label: {zh: 科学, en: Science}, aliases: [科技]}
  pupils: {type: count, label: {zh: 人数, en: Pupils}, help: {zh: 只填人数, en: A number only}}
measures:
  - {id: summer_camp.camps, label: {zh: 营期, en: Camps}, unit: 次, over_time: sum, over_persons: once}
wording: {zh: "组织营期{summer_camp.camps}"}
reads: {summer_camp.camps: [组织营期]}
examples:
  - {records: [{day: 2022-03-01}], writes: 组织营期1次}
  - {records: [{day: 2022-03-01, pupils: 3}], writes: 组织营期1次}
  - {records: [{day: 2022-03-01}, {day: 2022-03-02}], writes: 组织营期2次}
"""


def refusal(folder: Path, written: str, instead: str) -> CatalogueError:
    assert written in KIND
    (folder / "camp.yaml").write_text(KIND.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load((SHIPPED, folder))
    return caught.value


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        # Ids, labels of either language, headings, help.
        ("  camp: {", "  religion: {", 6),
        ("  camp: {", "  party_membership: {", 6),
        ("  camp: {", "  sex: {", 6),
        ("zh: 营地,", "zh: 民族,", 6),
        ("zh: 营地,", "zh: 政 治 面 貌,", 6),
        ("en: Camp}", "en: Ethnic group}", 6),
        ("en: Camp}", "en: PLACE_OF_BIRTH}", 6),
        ("columns: [营地]", "columns: [营地, 宗教信仰]", 6),
        ("columns: [营地]", "columns: [患者姓名]", 6),
        ("columns: [营地]", "columns: [身份证号码]", 6),
        ("zh: 只填人数,", "zh: 填写学生姓名,", 13),
        ("en: A number only", "en: Student names and phone numbers", 13),
        # Options, by id, label and alias.
        ("id: sport,", "id: muslim,", 11),
        ("zh: 体育,", "zh: 汉族,", 11),
        ("zh: 体育,", "zh: 女,", 11),
        ("en: Sport}", "en: Female}", 11),
        ("aliases: [科技]", "aliases: [科技, 中共党员]", 12),
        # Measures.
        ("summer_camp.camps, label: {zh: 营期,", "summer_camp.camps, label: {zh: 少数民族学生营期,", 15),
        ("en: Camps}", "en: Camps for ethnic minorities}", 15),
    ],
)
def test_a_protected_trait_is_refused_with_its_line(tmp_path: Path, written: str, instead: str, line: int) -> None:
    error = refusal(tmp_path, written, instead)
    assert (error.file, error.line) == ("camp.yaml", line)
    assert "protected trait" in error.why


@pytest.mark.parametrize("word", [each for words in (protected().anywhere, protected().alone) for each in words])
def test_each_chinese_word_is_refused_as_a_label(tmp_path: Path, word: str) -> None:
    assert "protected trait" in refusal(tmp_path, "zh: 营地,", f"zh: {word},").why


@pytest.mark.parametrize("word", [*protected().begins, *protected().words])
def test_each_english_word_is_refused_as_an_id_and_a_label(tmp_path: Path, word: str) -> None:
    assert "protected trait" in refusal(tmp_path, "  camp: {", f"  camp_{word.replace(' ', '_')}: {{").why
    assert "protected trait" in refusal(tmp_path, "en: Camp}", f"en: The {word.title()}}}").why


@pytest.mark.parametrize(
    "text",
    [
        "民族团结活动", "Sussex", "partnership", "Party and government", "党政干部", "男篮比赛", "Embrace", "受益人数",
        "Number of students", "病例讨论", "Trace", "理论学习", "党建活动",
    ],
)  # fmt: skip
def test_what_is_no_trait_is_not_taken_for_one(text: str) -> None:
    assert protected().found(text) == ""


def test_the_kind_without_such_a_word_is_taken(tmp_path: Path) -> None:
    (tmp_path / "camp.yaml").write_text(KIND, encoding="utf-8")
    assert "summer_camp" in load((SHIPPED, tmp_path)).kinds
