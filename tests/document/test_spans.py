"""This batch, its last year and all batches so far are told apart; forms, and what the text is silent on."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from qiao import catalogue, document
from qiao.document import ALL, DEFAULT_STYLE, LAYOUTS, TERM, YEAR
from qiao.terms import Block, Document, Fact, Run, Scope, Table
from tests.document.conftest import BATCH, END, PERSON, facts_of, scope_of

OUTLINES = document.outlines()
OWN = scope_of(BATCH)
SPANS = {
    TERM: OWN,
    YEAR: dataclasses.replace(OWN, start=dt.date(2013, 1, 1), end=dt.date(2014, 1, 1)),
    ALL: Scope(start=dt.date(2002, 1, 1), end=END),
}
FIGURES = {TERM: 12, YEAR: 5, ALL: 40}


def facts(spans: Mapping[str, Scope], measure: str = "field_research.visits") -> list[Fact]:
    unit = catalogue.load().measures[measure].unit
    return [
        Fact(measure=measure, scope=scope, value=Decimal(FIGURES[span]), sources=("r1",), unit=unit)
        for span, scope in spans.items()
    ]


def report(spans: Mapping[str, Scope], **options: str) -> Document:
    return document.write(OUTLINES["batch_report"], BATCH, facts(spans), catalogue.load(), spans=spans, **options)  # type: ignore[arg-type]


def lines(made: Document) -> list[str]:
    return [each.text for each in made.blocks if isinstance(each, Block)]


def table(made: Document) -> list[list[str]]:
    [found] = [each for each in made.blocks if isinstance(each, Table)]
    return [["".join(run.text for run in cell) for cell in row] for row in found.rows]


def test_each_span_says_of_which_days_it_is() -> None:
    made = report(SPANS)
    said = lines(made)
    assert "以下为第四批数据。" in said
    assert said[said.index("三、当年工作情况") + 1].startswith("2013年，")
    assert said[said.index("三、当年工作情况") + 1].endswith("5次。")
    so_far = said[said.index("四、历批累计情况") + 1]
    assert so_far.startswith("2002年1月1日至2014年2月28日，历批累计")
    assert so_far.endswith("40次。")
    assert table(made) == [
        ["工作领域", "指标", "本批", "2013年", "2002年1月1日至2014年2月28日累计"],
        ["调查研究", "下乡调研", "12次", "5次", "40次"],
    ]


def test_english_says_so_too() -> None:
    said = lines(report(SPANS, language="en"))
    assert "2013: 5 field visits." in said
    assert "1 January 2002 to 28 February 2014, all batches together: 40 field visits." in said


def test_every_number_names_the_fact_of_its_own_scope() -> None:
    made = report(SPANS)
    by_scope = {span: {run.text for run in document.runs(made) if run.fact is not None
                       and made.facts[run.fact].measure == "field_research.visits"
                       and made.facts[run.fact].scope == scope} for span, scope in SPANS.items()}  # fmt: skip
    assert by_scope == {TERM: {"12次"}, YEAR: {"5次"}, ALL: {"40次"}}
    used = [run.fact for run in document.runs(made) if run.fact is not None]
    assert list(dict.fromkeys(used)) == list(range(len(made.facts)))


def test_what_is_not_asked_for_is_left_out() -> None:
    made = report({TERM: OWN})
    assert not any("当年" in line or "累计" in line for line in lines(made))
    assert table(made)[0] == ["工作领域", "指标", "数量"]
    two = report({span: SPANS[span] for span in (TERM, YEAR)})
    assert table(two)[0] == ["工作领域", "指标", "本批", "2013年"]


def test_part_of_a_year_is_not_called_the_year() -> None:
    spring = dataclasses.replace(SPANS[YEAR], end=dt.date(2013, 6, 1))
    made = report({**SPANS, YEAR: spring})
    assert table(made)[0][3] == "2013年1月1日至2013年5月31日"
    assert any(line.startswith("2013年1月1日至2013年5月31日") for line in lines(made))


def test_a_figure_of_one_span_alone_leaves_the_other_cells_empty() -> None:
    taken = facts({ALL: SPANS[ALL]})
    made = document.write(OUTLINES["batch_report"], BATCH, taken, catalogue.load(), spans=SPANS)
    assert table(made)[1] == ["调查研究", "下乡调研", "", "", "40次"]
    for layout in LAYOUTS.values():
        assert layout(made, document.styles()[DEFAULT_STYLE])


def test_a_fact_of_no_span_is_refused() -> None:
    stray = facts({TERM: Scope(batch="B9")})
    with pytest.raises(ValueError, match="share one scope"):
        document.write(OUTLINES["batch_report"], BATCH, stray, catalogue.load(), spans=SPANS)


def test_the_manifest_tells_spans_and_roles_apart() -> None:
    own = scope_of(PERSON)
    led = dataclasses.replace(own, role="led")
    taken = [
        Fact(measure="training.sessions", scope=own, value=Decimal(5), sources=("r1", "r2"), unit="场"),
        Fact(measure="training.sessions", scope=led, value=Decimal(2), sources=("r1",), unit="场"),
    ]
    made = document.write(OUTLINES["work_summary"], PERSON, taken, catalogue.load())
    assert "参与举办业务培训5场，其中牵头培训2场。" in lines(made)
    told = document.manifest_from_json(document.manifest_as_json(document.manifest(made)))
    assert {each.fact.scope for each in told.stated} == {own, led}
    assert document.manifest(made) == told
    alone = document.write(OUTLINES["work_summary"], PERSON, taken[:1], catalogue.load())
    assert document.record_digest(alone) != document.record_digest(made)


FORM = {TERM: scope_of(PERSON), YEAR: dataclasses.replace(SPANS[YEAR], person=PERSON.id, batch="")}


def test_the_form_of_the_yearly_assessment_has_its_places_filled() -> None:
    made = document.write(OUTLINES["annual_assessment"], PERSON, facts(FORM), catalogue.load(), spans=FORM)
    rows = table(made)
    assert rows[0] == ["姓名", "欧阳堃", "出生年月", "【此处由作者填写：出生年月】"]
    assert ["挂职职务", "副校长", "到岗时间", "2011年3月1日"] in rows
    [work] = [row[1] for row in rows if row[0] == "工作实绩"]
    assert work.startswith("2013年")
    assert work.endswith("5次。")
    assert all(len(row) in {2, 4} and all(row) for row in rows)


def test_a_form_is_a_table_of_labels_in_every_layout() -> None:
    made = document.write(OUTLINES["annual_assessment"], PERSON, facts(FORM), catalogue.load(), spans=FORM)
    style = document.styles()[DEFAULT_STYLE]
    page = LAYOUTS[".html"](made, style).decode()
    assert '<th scope="row">姓名</th><td>欧阳堃</td>' in page
    assert '<td colspan="3">' in page
    assert "<caption>" not in page
    assert "姓名\t欧阳堃\t出生年月\t" in LAYOUTS[".txt"](made, style).decode()


def test_a_year_with_nothing_recorded_says_so_in_the_form() -> None:
    made = document.write(OUTLINES["annual_assessment"], PERSON, [], catalogue.load())
    assert ["工作实绩", "期内尚无工作记录。"] in table(made)


def test_single_figures_that_are_not_recorded_are_listed() -> None:
    made = document.write(
        OUTLINES["work_summary"], PERSON, facts_of(PERSON, {"field_research.visits": 3, "field_research.reports": 1}),
        catalogue.load(),
    )  # fmt: skip
    assert "调研：期内无走访乡镇村、调研行程、座谈记录" in made.omitted
    assert "期内无招商活动记录" in made.omitted


def test_what_was_retired_is_left_out_and_listed() -> None:
    known = catalogue.load()
    kind = known.kinds["training"]
    retired = [dataclasses.replace(each, is_retired=True) for each in kind.measures]
    changed = dataclasses.replace(
        known,
        kinds={**known.kinds, "training": dataclasses.replace(kind, measures=tuple(retired))},
        measures={**known.measures, **{each.id: each for each in retired}},
    )
    assert not any(name.startswith("training.") for name in document.needed(OUTLINES["work_summary"], changed))
    made = document.write(OUTLINES["work_summary"], PERSON, facts_of(PERSON, {"honour.honours": 1}), changed)
    assert "培训：培训场次、培训人次已停用，未写入正文" in made.omitted
    assert "期内无培训记录" not in made.omitted


def test_the_sign_off_stays_with_the_last_lines() -> None:
    made = report(SPANS)
    words = LAYOUTS[".docx"](made, document.styles()[DEFAULT_STYLE])
    assert words
    page = LAYOUTS[".html"](made, document.styles()[DEFAULT_STYLE]).decode()
    kept = [line for line in page.splitlines() if "break-after:avoid" in line]
    assert ["附件：" in line or "作者填写" in line for line in kept] == [True] * len(kept)
    assert "成文日期" not in "".join(kept), "the last line has no next one"
    assert len(kept) == 3


def test_wordings_vary_from_one_person_to_the_next_and_never_for_one() -> None:
    known = catalogue.load()
    said = set()
    for number in range(12):
        person = dataclasses.replace(PERSON, id=f"P{number}")
        taken = facts_of(person, {"training.sessions": 3})
        twice = [document.write(OUTLINES["work_summary"], person, taken, known) for _ in range(2)]
        assert twice[0] == twice[1]
        said |= {run.text for run in document.runs(twice[0]) if isinstance(run, Run) and "业务培训" in run.text}
    assert said == {"举办业务培训", "组织业务培训"}
