"""What unknown words of workbooks mean: suggested, said in a file or on the site, remembered, or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from qiao import exchange
from qiao.exchange import UnreadableBook, meanings
from qiao.exchange.layout import by_id
from qiao.exchange.meanings import Refused, Said
from qiao.exchange.survey import survey, wordings
from qiao.programme import role_writes
from qiao.programme.models import AuditLine
from qiao.record.kinds import catalogue
from qiao.record.models import Meaning
from tests.exchange.ledgers import TRAINING, Rows

pytestmark = pytest.mark.django_db
Book = Callable[..., Path]

OLD: Rows = [
    ["编号", "何时", "谁来讲", "说什么", "办了几场", "来了多少", "教室"],
    [1, dt.date(2014, 5, 6), "白一舟", "双语教学", 1, 30, "甲"],
    [2, dt.date(2014, 6, 6), "白一舟", "急诊流程", 2, 45, "乙"],
]
FILE = """\
sheets: {授课: training, 草稿: ignore}
columns:
  training: {何时: day, 谁来讲: led, 说什么: topic, 办了几场: sessions, 来了多少: attendances, 教室: ignore}
"""


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "含义.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_what_sheets_and_columns_mean(book: Book, tmp_path: Path) -> None:
    path = book({"授课": OLD, "草稿": [["随便", "什么"], [1, 2]]})
    with pytest.raises(UnreadableBook, match="unknown sheet"):
        exchange.plan(path)
    said = meanings.from_file(file(tmp_path, FILE))
    plan = exchange.plan(path, meanings=meanings.stored(said))
    assert (plan.count("new"), plan.rejected) == (2, ())
    assert [each.unknown_columns for each in plan.records] == [()]
    # Nothing is remembered by that; said to remember, the next plan needs no file.
    with pytest.raises(UnreadableBook, match="unknown sheet"):
        exchange.plan(path)
    meanings.remember(said, by=None)
    assert exchange.plan(path).count("new") == 2


def test_what_a_sheet_is_follows_from_its_columns(book: Book) -> None:
    [question] = survey(
        book({"第三季度": [["日期", "牵头人", "主题", "场次", "人次"], ["2014-05-06", "白一舟", "课", 1, 9]]})
    )
    assert (question.sort, question.written, question.is_needed) == ("sheet", "第三季度", True)
    assert question.suggestions[0] == "training"


def test_columns_are_suggested_by_name_and_by_values(book: Book) -> None:
    exchange.bring_in(exchange.plan(book({})))
    said = [Said(sort="sheet", written="授课", means="training")]
    asked = {each.written: each for each in survey(book({"授课": OLD}), meanings.stored(said))}
    assert (asked["何时"].suggestions[0], asked["谁来讲"].suggestions[0]) == ("day", "led")
    assert asked["何时"].examples == ("2014-05-06", "2014-06-06")
    assert all(each.is_needed for each in asked.values())


def test_a_wording_is_taken_for_an_option_once_it_is_said(book: Book) -> None:
    header = ["日期", "牵头", "方向", "来访单位", "人数"]
    kind = next(each for each in by_id(catalogue()).values() if any(f.options for f in each.fields) and each.kind)
    field = next(each for each in kind.fields if each.options)
    columns = [each.columns[0] for each in kind.fields if each.required and each.id != field.id]
    values: list[object] = [dt.date(2014, 5, 6) if "日" in each else 5 for each in columns]
    led = [names[0] for names in kind.participants.values()][:1]
    header = [*columns, *led, field.columns[0]]
    path = book({kind.sheets[0]: [header, [*values, *(["白一舟"] * len(led)), "别的说法"]]})
    plan = exchange.plan(path)
    [question] = wordings(plan)
    assert (question.sort, question.field, question.written) == ("option", field.id, "别的说法")
    option = field.options[-1].id
    meanings.remember([Said(sort="option", layout=kind.id, field=field.id, written="别的说法", means=option)], by=None)
    assert not wordings(exchange.plan(path))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sheets: {授课: lessons}", "no kind lessons"),
        ("columns: {lessons: {何时: day}}", "no kind lessons"),
        ("columns: {training: {何时: when}}", "no field when"),
        ("options: {training: {topic: {甲: a}}}", "no option a"),
        ("sheet: {授课: training}", "unknown key"),
        ("sheets: [授课]", "mapping"),
        ("{", "not YAML"),
    ],
)
def test_a_file_that_says_what_cannot_be(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as caught:
        meanings.from_file(file(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_saying_forgetting_and_saying_the_same_again_in_the_trail() -> None:
    by = User.objects.create_user("office")
    role_writes.give(by, "office", by=None)
    said = [Said(sort="column", layout="training", written=" 何 时 ", means="day")]
    assert (meanings.remember(said, by=by), meanings.remember(said, by=by)) == (1, 0)
    meanings.forget(Meaning.objects.get(), by=by)
    lines = (
        AuditLine.objects.filter(action__endswith="meaning").order_by("id").values_list("action", "subject", "actor")
    )
    assert list(lines) == [("say meaning", "何时", by.pk), ("forget meaning", "何时", by.pk)]


def test_a_heading_that_a_kind_declares_may_mean_something_else(book: Book) -> None:
    """What the office says goes before what the catalogue says."""
    rows: Rows = [[*TRAINING, "实到"], [1, dt.date(2014, 5, 6), "白一舟", "", "课", 1, 30, 28]]
    said = [
        Said(sort="column", layout="training", written="人次", means=""),
        Said(sort="column", layout="training", written="实到", means="attendances"),
    ]
    plan = exchange.plan(book({"培训": rows}), meanings=meanings.stored(said))
    [entry] = plan.records[0].entries
    assert 28 in entry.values
    assert 30 not in entry.values
