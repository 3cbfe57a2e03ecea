import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import catalogue, document, text
from qiao.catalogue import Catalogue
from qiao.document import Outline
from qiao.terms import Block, Chart, Document, Fact, Run, Subject, Table
from tests.document.conftest import BATCH, END, PERSON, START, SUBJECTS, facts_of, scope_of

Values = Mapping[str, Decimal | int | None]
ON = dt.date(2014, 2, 20)
OUTLINES = document.outlines()
SUITED = [
    pytest.param(outline, SUBJECTS[kind], id=f"{outline.id}-{kind}")
    for outline in OUTLINES.values()
    for kind in outline.subjects
    if kind in SUBJECTS
]
SOME = {
    "field_research.visits": 12,
    "field_research.distance": 3400,
    "training.attendances": 96,
    "training.sessions": None,
    "agreement.agreements": 3,
    "agreement.agreed_amount": 40_000_000,
    "promotion.activities": 11,
}


def written(outline: str, subject: Subject, values: Values, **options: Any) -> Document:
    return document.write(OUTLINES[outline], subject, facts_of(subject, values), catalogue.load(), **options)


def lines(made: Document, *roles: str) -> list[str]:
    return [each.text for each in made.blocks if isinstance(each, Block) and (not roles or each.role in roles)]


def placed(made: Document) -> tuple[str, list[tuple[int, int]]]:
    """The plain text of a document, and where in it facts are worded."""
    said, spans = "", []
    for block in made.blocks:
        cells = [block.runs] if isinstance(block, Block) else [cell for row in block.rows for cell in row]
        for cell in cells:
            for run in cell:
                if run.fact is not None:
                    spans.append((len(said), len(said) + len(run.text)))
                said += run.text
            said += "\n"
    return said, spans


def without_enumerators(said: str) -> str:
    """The text with the numbers of its headings and points blanked, length kept."""
    return re.sub(
        r"(?m)^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[一二三四五六七八九十]+是|\(?[0-9]+[.)] )",
        lambda match: " " * len(match[0]),
        said,
    )


def unsourced(made: Document) -> list[str]:
    said, spans = placed(made)
    return [
        each.text
        for each in text.read(without_enumerators(said))
        if each.kind != "ordinal" and not any(start <= each.start and each.end <= end for start, end in spans)
    ]


def test_a_work_summary_reads_as_a_clerk_writes_it() -> None:
    made = written("work_summary", PERSON, SOME, on=ON)
    assert lines(made)[:5] == [
        "援派工作总结",
        "欧阳堃",
        (
            "我是欧阳堃，第四批援派专业技术人才，由海右市教育局选派，到青河县第一中学工作，挂职任副校长。"
            "2011年3月1日到岗，任期至2014年3月1日。现将援派工作情况总结如下。"
        ),
        "一、政治学习与思想作风",
        "【此处由作者填写：学习内容与方式、思想认识和工作作风】",
    ]
    assert lines(made, "heading1") == [
        "一、政治学习与思想作风",
        "二、履行职责情况",
        "三、廉洁自律情况",
        "四、主要体会",
        "五、存在不足与今后打算",
    ]
    assert lines(made, "heading2") == ["（一）调查研究", "（二）人才培养", "（三）招商引资"]
    assert "开展招商活动11次；签订协议项目3个，协议金额4000万元。" in lines(made, "body")
    assert lines(made)[-2:] == ["欧阳堃", "2014年2月20日"]


def test_an_appraisal_speaks_of_the_person() -> None:
    made = written("appraisal", PERSON, SOME, on=ON)
    assert made.title == "欧阳堃同志考察材料"
    assert "该同志开展下乡调研12次，调研行程3400公里。" in lines(made, "body")
    assert not any("我" in line for line in lines(made))


def test_an_address_makes_its_points() -> None:
    made = written("address", BATCH, SOME)
    points = [line for line in lines(made, "body") if re.match("[一二三四五]是", line)]
    assert points == [
        "一是调查研究。开展下乡调研12次，调研行程3400公里。",
        "二是人才培养。培训干部人才96人次。",
        "三是招商引资。组织招商活动11次；签订协议项目3个，协议金额4000万元。",
    ]


def test_a_lone_point_and_a_lone_subsection_bear_no_number() -> None:
    one = {"honour.honours": 2}
    assert "表彰奖励。获得荣誉2项。" in lines(written("address", BATCH, one), "body")
    summary = written("work_summary", PERSON, one)
    assert lines(summary, "heading2") == []
    assert "获得荣誉2项。" in lines(summary, "body")


def test_a_batch_report_has_every_recorded_figure_in_its_annex(kinds: Catalogue, everything: Values) -> None:
    made = written("batch_report", BATCH, {**everything, "payment.payments": None, "event.distance": 0})
    [table] = [each for each in made.blocks if isinstance(each, Table) and not isinstance(each, Chart)]
    labels = {"".join(run.text for run in row[1]) for row in table.rows[1:]}
    assert labels == {each.label["zh"] for each in kinds.measures.values() if each.id != "payment.payments"}
    assert [row[2][0].text for row in table.rows if row[1][0].text == "活动行程"] == ["0公里"]
    assert "附件：主要工作指标" in lines(made, "note")


def test_nothing_recorded_is_neither_written_nor_zero() -> None:
    made = written("work_summary", PERSON, dict.fromkeys(SOME))
    assert "期内尚无工作记录。" in lines(made, "body")
    assert lines(made, "heading2") == []
    assert "0" not in "".join(lines(made, "body")).replace("2011", "").replace("2014", "")
    assert "期内无招商活动记录" in made.omitted
    assert {fact.measure for fact in made.facts} == {"roster.start", "roster.end"}


def test_a_zero_is_written_beside_another_figure_but_not_alone() -> None:
    beside = written("work_summary", PERSON, {"field_research.visits": 3, "field_research.distance": 0})
    assert "开展下乡调研3次，调研行程0公里。" in lines(beside, "body")
    alone = written("work_summary", PERSON, {"training.attendances": 0})
    assert not any("0人次" in line for line in lines(alone))
    assert "期内培训的记录均为零，未写入正文" in alone.omitted


def test_what_is_written_is_not_said_to_be_omitted() -> None:
    omitted = written("work_summary", PERSON, SOME).omitted
    assert "期内无荣誉记录" in omitted
    assert not {"期内无调研记录", "期内无培训记录", "期内无援派干部人才记录"} & set(omitted)


def test_a_period_other_than_the_term_is_stated() -> None:
    scope = dataclasses.replace(scope_of(PERSON), start=dt.date(2012, 1, 1), end=dt.date(2013, 1, 1))
    facts = [dataclasses.replace(each, scope=scope) for each in facts_of(PERSON, SOME)]
    made = document.write(OUTLINES["work_summary"], PERSON, facts, catalogue.load())
    assert "本总结所列数据自2012年1月1日起，数据截至2012年12月31日。" in "".join(lines(made, "body"))
    assert "本总结所列数据" not in "".join(lines(written("work_summary", PERSON, SOME)))
    assert made.scope == scope


def test_the_days_of_the_term_rest_on_the_roster() -> None:
    made = written("work_summary", PERSON, {}, on=ON)
    days = {fact.measure: fact for fact in made.facts}
    assert days["roster.start"].value == START
    assert days["roster.end"].value == END
    assert days["roster.start"].sources == ("term-7",)
    assert days["document.day"].value == ON


def test_without_a_day_the_author_is_asked_for_it() -> None:
    assert lines(written("work_summary", PERSON, {}))[-1] == "【此处由作者填写：成文日期】"


def test_what_the_roster_does_not_say_is_left_out_with_its_clause() -> None:
    bare = Subject(kind="person", id="P1", name="甲", batch="第四批")
    made = written("work_summary", bare, {})
    assert lines(made, "body")[0] == "我是甲，第四批援派干部人才。现将援派工作情况总结如下。"
    assert made.facts == ()


@pytest.mark.parametrize("name", ["䶮堃", "甲<乙>&丙", "张😀", "{batch}", "[一|二]", "𠮷野"])
def test_a_name_comes_through_whole(name: str) -> None:
    made = written("appraisal", dataclasses.replace(PERSON, name=name), SOME)
    assert made.title == f"{name}同志考察材料"
    assert lines(made, "body")[0].startswith(f"{name}，第四批")


def test_control_characters_of_a_name_go_and_the_rest_stays() -> None:
    made = written("appraisal", dataclasses.replace(PERSON, name="欧\x00阳\x1b\t堃\u0085"), {})
    assert made.title == "欧阳 堃同志考察材料"


@pytest.mark.parametrize(("outline", "subject"), SUITED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_is_a_fact_with_its_sources(
    outline: Outline, subject: Subject, language: str, everything: Values
) -> None:
    facts = facts_of(subject, everything)
    made = document.write(outline, subject, facts, catalogue.load(), language=language, on=ON)
    assert language == "en" or unsourced(made) == []
    said, spans = placed(made)
    for start, end in reversed(spans):
        said = f"{said[:start]}{said[end:]}"
    assert not re.search(r"\d", without_enumerators(said))
    assert all(fact.sources and fact.value is not None for fact in made.facts)


FIGURES = st.one_of(st.none(), st.just(Decimal(0)), st.integers(1, 10**9).map(Decimal))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_figures_give_a_sound_document(data: st.DataObject) -> None:
    kinds = catalogue.load()
    values = {measure: data.draw(FIGURES) for measure in data.draw(st.sets(st.sampled_from(sorted(kinds.measures))))}
    outline = data.draw(st.sampled_from(sorted(OUTLINES)))
    subject = next(SUBJECTS[kind] for kind in OUTLINES[outline].subjects if kind in SUBJECTS)
    made = written(outline, subject, values, on=ON)
    used = [run.fact for run in document.runs(made) if run.fact is not None]
    assert list(dict.fromkeys(used)) == list(range(len(made.facts)))
    assert unsourced(made) == []
    assert text.masks("\n".join(lines(made))) == []
    for block in made.blocks:
        if isinstance(block, Block):
            assert block.text
            assert not re.search("[，；。]{2}|[，；]$|^[，；。]|None|[{}]", block.text), block.text
    roles = [block.role if isinstance(block, Block) else "table" for block in made.blocks]
    for here, after in pairwise(roles):
        assert not (here.startswith("heading") and after <= here and after.startswith("heading")), "a heading alone"


@pytest.mark.parametrize(("outline", "subject"), SUITED)
def test_only_the_measures_needed_are_written(outline: Outline, subject: Subject, everything: Values) -> None:
    kinds = catalogue.load()
    needed = document.needed(outline, kinds)
    assert len(set(needed)) == len(needed)
    assert set(needed) <= set(kinds.measures)
    full = document.write(outline, subject, facts_of(subject, everything), kinds)
    less = document.write(outline, subject, facts_of(subject, {name: everything[name] for name in needed}), kinds)
    assert full == less


def test_a_persons_document_asks_for_no_head_counts(kinds: Catalogue) -> None:
    assert not any(name.startswith("secondment.") for name in document.needed(OUTLINES["work_summary"], kinds))
    assert "secondment.persons" in document.needed(OUTLINES["batch_report"], kinds)


def test_an_outline_refuses_a_subject_that_it_is_not_for() -> None:
    with pytest.raises(document.UnsuitedOutlineError, match="work_summary is written for: person; not for a batch"):
        written("work_summary", BATCH, SOME)


def test_facts_of_two_scopes_are_refused() -> None:
    facts = [*facts_of(PERSON, SOME), *facts_of(BATCH, {"honour.honours": 1})]
    with pytest.raises(ValueError, match="share one scope"):
        document.write(OUTLINES["work_summary"], PERSON, facts, catalogue.load())


def test_a_new_kind_is_written_without_any_code(tmp_path: Path) -> None:
    (tmp_path / "lamp.yaml").write_text(
        """\
id: street_lamp
label: {zh: 路灯, en: Street lamps}
group: projects
fields: {day: date, lamps: count}
measures:
  - {id: street_lamp.lamps, unit: 台, field: lamps, over_time: sum, over_persons: once}
wording: {zh: "安装路灯{street_lamp.lamps}", en: "{street_lamp.lamps} street [lamp|lamps] put up"}
reads: {street_lamp.lamps: [安装路灯]}
examples:
  - {records: [{day: 2022-03-01, lamps: 3}], writes: 安装路灯3台}
  - {records: [{day: 2022-03-01, lamps: 4}], writes: 安装路灯4台}
  - {records: [{day: 2022-03-01, lamps: 5}], writes: 安装路灯5台}
""",
        encoding="utf-8",
    )
    kinds = catalogue.load((catalogue.SHIPPED, tmp_path))
    assert "street_lamp.lamps" in document.needed(OUTLINES["work_summary"], kinds)
    fact = Fact(measure="street_lamp.lamps", scope=scope_of(PERSON), value=Decimal(8), sources=("r",), unit="台")
    made = document.write(OUTLINES["work_summary"], PERSON, [fact], kinds)
    assert Run(text="8台", fact=2) in list(document.runs(made))
    assert "安装路灯8台。" in lines(made, "body")
    english = document.write(OUTLINES["work_summary"], PERSON, [fact], kinds, language="en")
    assert "8 street lamps put up." in lines(english, "body")


def test_a_kind_without_english_words_is_listed_and_never_worded_in_chinese() -> None:
    kinds = catalogue.load()
    chinese_only = dataclasses.replace(kinds.kinds["training"], variants={"zh": kinds.kinds["training"].variants["zh"]})
    changed = dataclasses.replace(kinds, kinds={**kinds.kinds, "training": chinese_only})
    facts = facts_of(PERSON, {"training.attendances": 8, "honour.honours": 1})
    made = document.write(OUTLINES["work_summary"], PERSON, facts, changed, language="en")
    assert "Recorded, but without an English wording: Training" in made.omitted
    assert lines(made, "body")[1:] == ["1 honour received."]
