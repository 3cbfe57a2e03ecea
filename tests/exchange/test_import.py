"""The import as a whole: whole or nothing, never twice, and what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.exchange import Plan
from qiao.programme import role_writes
from qiao.programme.models import AuditLine, Organisation, Secondee, Secondment
from qiao.record import staging
from qiao.record.models import Evidence, Import, Record, StagedPerson, StagedRecord, StagedTerm
from tests.exchange.ledgers import ROSTER, TRAINING, Rows, sheet, write

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]

DAY = dt.date(2014, 5, 6)
THREE: Rows = [
    TRAINING,
    [1, DAY, "白一舟", "江春", "双语教学", 1, 30],
    [2, dt.date(2014, 6, 6), "林小满", "", "急诊流程", 2, 45],
    [3, dt.date(2015, 6, 6), "江春", "", "财务管理", 1, 12],
]


def test_a_record_comes_in_approved_with_its_row_as_evidence(planned: Planned) -> None:
    author = User.objects.create_user("office")
    role_writes.give(author, "office", by=None)
    done = exchange.bring_in(planned({"培训": THREE}), by=author)
    assert (done.new, done.changed) == (3, 0)
    record = Record.objects.get(row_label="1")
    assert record.status == "approved"
    assert record.author == author
    assert record.day == DAY
    assert record.data == {"day": "2014-05-06", "topic": "双语教学", "sessions": 1, "attendances": 30}
    assert [(each.person.code, each.role) for each in record.participations.all()] == [
        ("Q1", "led"),
        ("Q3", "took_part"),
    ]
    assert (record.batch and record.batch.name, record.organisation and record.organisation.name) == (
        "第七批",
        "青石县政府",
    )
    evidence = record.evidence.get()
    assert (evidence.sort, evidence.label, evidence.sheet, evidence.row) == ("workbook", "台账.xlsx", "培训", 2)


def test_the_import_leaves_a_line_for_the_roster_one_for_each_chunk_of_records_and_one_for_all(
    planned: Planned,
) -> None:
    exchange.bring_in(planned({"培训": THREE}))
    assert list(AuditLine.objects.values_list("action", "subject")) == [
        ("import roster", "台账.xlsx"),
        ("add records", "台账.xlsx"),
        ("import", "台账.xlsx"),
    ]
    assert AuditLine.objects.get(action="import").detail["sheets"] == {"培训": {"new": 3, "changed": 0}}


def test_the_same_record_has_the_same_id_wherever_it_is_imported(planned: Planned) -> None:
    ids = []
    for _each in range(2):
        with transaction.atomic():
            exchange.bring_in(planned({"培训": THREE}))
            ids.append(set(Record.objects.values_list("uid", flat=True)))
            transaction.set_rollback(True)
    assert ids[0] == ids[1]


def test_a_book_of_records_alone_finds_its_people_in_the_programme(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    plan = planned({"培训": THREE}, roster=False)
    assert (plan.count("new"), plan.rejected) == (3, ())


def test_a_changed_cell_overwrites_and_says_what(planned: Planned) -> None:
    exchange.bring_in(planned({"培训": THREE}))
    uid = Record.objects.get(row_label="2").uid
    changed = [*THREE[:2], [2, dt.date(2014, 6, 6), "林小满", "", "急诊流程", 2, 54], THREE[3]]
    plan = planned({"培训": changed})
    assert (plan.count("new"), plan.count("same"), plan.count("changed")) == (0, 2, 1)
    change = sheet(plan, "培训").changes[0]
    assert (change.subject, change.row, change.differences) == (str(uid), 3, (("人次", "45", "54"),))
    exchange.bring_in(plan)
    record = Record.objects.get(uid=uid)
    assert (record.data["attendances"], record.n2) == (54, 540_000)
    assert AuditLine.objects.get(action="overwrite").detail["before"]["attendances"] == "45"
    assert planned({"培训": changed}).is_empty


def test_what_was_overwritten_can_be_put_back(planned: Planned) -> None:
    changed = [*THREE[:2], [2, dt.date(2014, 6, 6), "林小满", "", "急诊流程", 2, 54], THREE[3]]
    for rows in (THREE, changed, THREE):
        exchange.bring_in(planned({"培训": rows}))
    assert Record.objects.count() == 3
    # And beside what took its place, what was overwritten comes in as a record of its own.
    exchange.bring_in(planned({"培训": [*THREE, [9, dt.date(2014, 6, 6), "林小满", "", "急诊流程", 2, 54]]}))
    assert Record.objects.count() == 4


def test_another_months_ledger_overwrites_nothing_though_it_starts_at_one_again(planned: Planned) -> None:
    header = ["序号", "日期", "牵头", "学校", "听课节数", "评课节数"]
    exchange.bring_in(planned({"听课评课": [header, [1, dt.date(2014, 4, 1), "白一舟", "青石一中", 2, 2]]}))
    plan = planned({"听课评课": [header, [1, dt.date(2014, 5, 1), "白一舟", "青石一中", 2, 2]]}, name="五月.xlsx")
    assert (plan.count("new"), plan.count("changed")) == (1, 0)


def test_a_project_is_known_by_its_code_whatever_its_number_in_the_ledger(planned: Planned) -> None:
    header = ["序号", "项目编号", "签约日期", "牵头", "项目名称", "协议金额(万元)", "落地日期"]
    row = [1, "K7", dt.date(2014, 9, 1), "白一舟", "青石县面粉厂", 300, ""]
    exchange.bring_in(planned({"协议项目": [header, row]}))
    plan = planned({"协议项目": [header, [8, *row[1:6], "2015年3月8日"]]})
    assert plan.count("changed") == 1
    assert sheet(plan, "协议项目").changes[0].differences == (("落地日期", "", "2015-03-08"),)


@pytest.mark.parametrize("step", ["stage", "drop_known", "publish"])
def test_an_import_that_fails_leaves_nothing(planned: Planned, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    plan = planned({"培训": THREE, "大型活动": [["日期", "牵头", "名称"], [DAY, "白一舟", "运动会"]]})
    original = getattr(staging, step)

    def fail_when_it_is_done(*given: Any, **options: Any) -> Any:
        original(*given, **options)
        raise RuntimeError("power cut")

    monkeypatch.setattr(staging, step, fail_when_it_is_done)
    with pytest.raises(RuntimeError, match="power cut"):
        exchange.bring_in(plan)
    for model in (Secondee, Organisation, Secondment, Record, Evidence, StagedRecord, StagedPerson, StagedTerm):
        assert not model._default_manager.exists()
    assert Import.objects.get().state == "interrupted"
    monkeypatch.undo()
    exchange.bring_in(plan)
    assert Record.objects.count() == 4
    assert not StagedRecord.objects.exists()


def test_a_plan_that_the_record_has_overtaken_is_refused(planned: Planned) -> None:
    exchange.bring_in(planned({}))
    early, late = planned({"培训": THREE[:2]}), planned({"培训": THREE})
    exchange.bring_in(early)
    with pytest.raises(exchange.OutOfDate):
        exchange.bring_in(late)
    assert Record.objects.count() == 1


def test_rows_that_repeat_each_other_count_once(planned: Planned) -> None:
    plan = planned({"培训": [*THREE, THREE[1], [99, "2014.5.6", "白 一舟", "江春", "双语教学", "1场", "30人次"]]})
    assert (plan.count("new"), plan.count("repeated"), plan.rejected) == (3, 2, ())
    assert [(each.row, each.first_row) for each in sheet(plan, "培训").repeats] == [(5, 2), (6, 2)]


def test_progress_ends_at_the_total(planned: Planned) -> None:
    seen: list[tuple[int, int]] = []
    exchange.bring_in(planned({"培训": THREE}), on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


BAD = [
    ["远山州培训台账", "", "", "", "", "", ""],
    TRAINING,
    [1, DAY, "白一舟", "", "双语教学", 1, "=1+1"],
    [2, "2014年13月6日", "白一舟", "", "双语教学", 1, "许多"],
    [3, dt.date(2014, 6, 6), "林小满", "", "急诊流程", 2, 45],
    [4, dt.date(2014, 7, 6), "无名氏", "", "急诊流程", 2, 45],
]


def test_the_annotated_workbook_holds_the_rejected_rows_as_they_were_written(planned: Planned, tmp_path: Path) -> None:
    plan = planned({"培训": BAD})
    exchange.annotate(plan, tmp_path / "back.xlsx")
    back = CalamineWorkbook.from_path(str(tmp_path / "back.xlsx"))
    assert back.sheet_names == ["培训"]
    rows = back.get_sheet_by_name("培训").to_python()
    assert rows[0][0] == "远山州培训台账"
    assert rows[1] == [*TRAINING, "退回原因"]
    assert [row[:7] for row in rows[2:]] == [BAD[2], BAD[3], BAD[5]]
    assert all(row[7] for row in rows[2:])


def test_an_earlier_reason_is_replaced_and_columns_after_it_are_kept(planned: Planned, tmp_path: Path) -> None:
    plan = planned(
        {"培训": [[*TRAINING, "退回原因", "附记"], [1, DAY, "无名氏", "", "双语教学", 1, 5, "旧的原因", "留着"]]}
    )
    exchange.annotate(plan, tmp_path / "back.xlsx")
    header, row = CalamineWorkbook.from_path(str(tmp_path / "back.xlsx")).get_sheet_by_name("培训").to_python()
    assert header == [*TRAINING, "退回原因", "附记"]
    assert (row[7], row[8]) == (plan.rejected[0].why, "留着")


def test_put_right_the_annotated_rows_are_added_and_nothing_else(planned: Planned, tmp_path: Path) -> None:
    plan = planned({"培训": BAD})
    exchange.bring_in(plan)
    assert Record.objects.count() == 1
    exchange.annotate(plan, tmp_path / "back.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "back.xlsx")).get_sheet_by_name("培训").to_python()
    rows[2][6], rows[3][1], rows[3][6], rows[4][2] = 28, dt.date(2014, 12, 6), 31, "江春"
    again = exchange.plan(write(tmp_path / "right.xlsx", {"培训": rows}))
    assert (again.count("new"), again.rejected) == (3, ())
    assert sheet(again, "培训").unknown_columns == ()
    exchange.bring_in(again)
    assert Record.objects.count() == 4
    assert set(Record.objects.values_list("row_label", flat=True)) == {"1", "2", "3", "4"}


def test_an_annotation_that_cannot_be_written_raises_an_error_of_the_system(planned: Planned, tmp_path: Path) -> None:
    plan = planned({"培训": BAD})
    with pytest.raises(OSError, match="back"):
        exchange.annotate(plan, tmp_path / "no such folder" / "back.xlsx")


MANY: Mapping[str, Rows] = {
    "培训": THREE,
    "调研": [
        ["序号", "日期", "牵头", "参与", "地点", "里程(公里)", "成果"],
        [1, DAY, "白一舟", "江春、欧阳行", "青石县柳树村", 80, "调研报告1篇"],
        [2, "2014/9/9", "欧阳行", "", "青石县桥头镇", "120公里", ""],
    ],
    "争取资金": [
        ["日期", "牵头", "金额", "来源"],
        [DAY, "江春", "36万元", "海角省教育厅"],
        [DAY, "江春", 5000, "海角省农业厅"],
    ],
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_digest_does_not_depend_on_the_order_of_sheets_and_rows(data: st.DataObject, tmp_path: Path) -> None:
    everything = {**ROSTER, **MANY}
    digests = set()
    for names in (list(everything), data.draw(st.permutations(list(everything)))):
        sheets = {
            name: [everything[name][0], *data.draw(st.permutations(list(everything[name][1:])))] for name in names
        }
        with transaction.atomic():
            exchange.bring_in(exchange.plan(write(tmp_path / "book.xlsx", sheets)))
            assert Record.objects.count() == 7
            digests.add(exchange.digest())
            transaction.set_rollback(True)
    assert len(digests) == 1


def test_the_digest_changes_with_the_record_and_with_the_roster(planned: Planned) -> None:
    digests = {exchange.digest()}
    exchange.bring_in(planned({}))
    digests.add(exchange.digest())
    exchange.bring_in(planned({"培训": THREE}))
    digests.add(exchange.digest())
    Secondee.objects.filter(code="Q1").update(name="白二舟")
    digests.add(exchange.digest())
    assert len(digests) == 4
