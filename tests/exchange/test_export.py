"""Export, then import into an empty database: the same record, under the same ids, standing where it stood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.demo.sample import WORKBOOK
from qiao.drafting import own_kinds
from qiao.exchange import Plan, exports, reads, wider
from qiao.exchange.exports import Part
from qiao.exchange.exports import workbook as writer
from qiao.programme.models import (
    AuditLine,
    Batch,
    EndChange,
    FormerName,
    Organisation,
    Pairing,
    Post,
    Region,
    Secondee,
    Secondment,
    SubTerm,
)
from qiao.programme.reads import find
from qiao.record import kinds, writes
from qiao.record import reads as record_reads
from qiao.record.models import Evidence, Participation, Record
from qiao.terms import Scope
from tests.exchange import programmes
from tests.exchange.ledgers import TRAINING, write
from tests.exchange.programmes import KINDS
from tests.office import Office, make
from tests.web.test_new_kind import LIBRARY

pytestmark = pytest.mark.django_db
Planned = Callable[..., Plan]
Rows = list[list[Any]]
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def exported(path: Path, part: Part = Part()) -> Path:  # noqa: B008  # frozen
    exports.write(exports.export(part).sheets(), path)
    return path


def stored() -> Any:
    """All that is kept of every record, under its id."""
    people: dict[Any, list[tuple[str, str]]] = {}
    for uid, code, role in Participation.objects.values_list("record__uid", "person__code", "role"):
        people.setdefault(uid, []).append((code, role))
    evidence: dict[Any, list[tuple[Any, ...]]] = {}
    for uid, *rest in Evidence.objects.order_by("pk").values_list("record__uid", *reads.REFERENCE):
        evidence.setdefault(uid, []).append(tuple(rest))
    columns = (
        *("kind", "kind_version", "catalogue_version", "day", "end", "batch__name", "organisation__name", "status"),
        *("data", "digest", "row_label", "author__username", "review_note", "created_at", *Record.SLOTS),
    )
    return {
        uid: (rest, sorted(people.get(uid, [])), evidence.get(uid, []))
        for uid, *rest in Record.objects.order_by("pk").values_list("uid", *columns)
    }


@pytest.fixture(autouse=True)
def start(db: None) -> str:
    """The database while there is nothing in it."""
    return transaction.savepoint()


def emptied(start: str, *accounts: str) -> None:
    """Go back to where there was nothing; then open accounts of these names."""
    transaction.savepoint_rollback(start)
    kinds.forget()
    for each in accounts:
        User.objects.create_user(each)


@SLOW
@given(
    said=st.lists(programmes.records(), max_size=12),
    names=st.tuples(st.sampled_from(["白一舟", "a(b)", "=x"]), st.text(programmes.CHARACTERS, min_size=1, max_size=9)),
    languages=st.tuples(st.sampled_from(["en", "zh-hans"]), st.sampled_from(["en", "zh-hans"])),
)
def test_a_programme_comes_back_the_same(
    tmp_path: Path, said: list[dict[str, Any]], names: tuple[str, str], languages: tuple[str, str]
) -> None:
    with transaction.atomic():
        start = transaction.savepoint()
        author = programmes.roster(names)
        for each in said:
            programmes.write(each, author)
        before, digest = stored(), exchange.digest()
        with translation.override(languages[0]):
            path = exported(tmp_path / "all.xlsx")
        emptied(start, "author")
        with translation.override(languages[1]):
            plan = exchange.plan(path)
            assert [(each.sheet, each.row, each.why) for each in plan.rejected] == []
            exchange.bring_in(plan)
            assert exchange.digest() == digest
            assert stored() == before
            again = exchange.plan(path)
        assert again.is_empty
        assert again.count("same") == len(said)
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_comes_back_with_nothing_and_nought_told_apart(tmp_path: Path, start: str, kind: Any) -> None:
    author = programmes.roster(("白一舟", "江春"))
    plain = {"kind": kind, "people": ["P1"], "status": "approved", "note": "", "label": "", "evidence": []}
    day = {kind.day_field: dt.date(2023, 1, 1)}
    needed = {each.id: example(each) for each in kind.fields if each.required} | day
    noughts = {each.id: Decimal(0) for each in kind.fields if each.is_numeric}
    for data in (needed, needed | noughts):
        programmes.write({**plain, "data": data, "organisation": "=丙县"}, author)
    before, digest = stored(), exchange.digest()
    path = exported(tmp_path / "all.xlsx")
    emptied(start, "author")
    exchange.bring_in(exchange.plan(path))
    assert (stored(), exchange.digest()) == (before, digest)


def example(field: Any) -> Any:
    if field.is_numeric:
        return Decimal(7)
    return field.options[0].id if field.type == "choice" else "无"


def test_the_sample_of_the_package_comes_back_the_same(tmp_path: Path, start: str) -> None:
    there_and_back(WORKBOOK, tmp_path, start)


def test_the_real_sample_comes_back_the_same(shared: Path, tmp_path: Path, start: str) -> None:
    there_and_back(shared / "samples" / "programme.xlsx", tmp_path, start)


def there_and_back(book: Path, folder: Path, start: str) -> None:
    exchange.bring_in(exchange.plan(book))
    before, digest = stored(), exchange.digest()
    path = exported(folder / "out.xlsx")
    emptied(start)
    plan = exchange.plan(path)
    exchange.bring_in(plan)
    assert plan.rejected == ()
    assert exchange.digest() == digest
    assert stored() == before
    second = exported(folder / "second.xlsx")
    assert rows_of(second) == rows_of(path)


def rows_of(path: Path) -> Mapping[str, Rows]:
    """The sheets of a workbook but its title page, which says when it was made."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]}


@pytest.fixture
def office() -> Office:
    return make()


def test_what_looks_like_a_formula_is_a_text_cell(office: Office, tmp_path: Path) -> None:
    office.record("training", "2023-03-01", {"P3": "led"}, topic="=1+1")
    path = exported(tmp_path / "all.xlsx")
    with ZipFile(path) as parts:
        sheets = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
    assert b"<f>" not in sheets
    assert b"=1+1" in sheets


def test_a_draft_stays_a_draft_and_its_author_its_author(office: Office, tmp_path: Path, start: str) -> None:
    draft = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    path = exported(tmp_path / "all.xlsx")
    emptied(start, "owner")
    plan = exchange.plan(path)
    assert plan.kept == 1
    exchange.bring_in(plan)
    record = Record.objects.get(uid=draft.uid)
    assert (record.status, str(record.author), record.evidence.count()) == ("draft", "owner", 0)


def test_a_row_that_was_changed_in_the_workbook_changes_its_record_and_no_other(office: Office, tmp_path: Path) -> None:
    first = office.record("training", "2023-03-01", {"P3": "led"}, topic="甲")
    office.record("training", "2023-03-02", {"P3": "led"}, topic="乙")
    edited = edit(exported(tmp_path / "all.xlsx"), "Training", first.uid, {"Topic": "丙", "Status": "sent back"})
    plan = exchange.plan(edited)
    assert (plan.count("new"), plan.count("same"), plan.count("changed"), plan.rejected) == (0, 1, 1, ())
    [change] = [change for each in plan.records for change in each.changes]
    assert set(change.differences) == {("主题", "甲", "丙"), ("Status", "approved", "sent back")}
    exchange.bring_in(plan)
    first.refresh_from_db()
    assert (first.data["topic"], first.status) == ("丙", "sent_back")
    line = AuditLine.objects.get(action="overwrite")
    assert line.detail["status"] == {"before": "approved", "after": "sent_back"}


def edit(path: Path, sheet: str, uid: Any, cells: Mapping[str, Any]) -> Path:
    """Write cells of a row, by the headings, as someone would in a spreadsheet."""
    book = CalamineWorkbook.from_path(str(path))
    sheets = {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}
    headings = sheets[sheet][1]
    for row in sheets[sheet][2:]:
        if str(uid) in row:
            for heading, value in cells.items():
                row[headings.index(heading)] = value
    return write(path.with_name("edited.xlsx"), sheets)


def test_a_row_that_breaks_a_rule_after_it_was_changed_comes_back(office: Office, tmp_path: Path) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"}, topic="甲")
    path = exported(tmp_path / "all.xlsx")
    for cells, said in (
        ({"Attendances": -3}, "below zero"),
        ({"Status": "blessed"}, "not one of"),
        ({"Led by": "无名氏(P9)"}, "not in the roster"),
        ({"Id": "7"}, "no id of a record"),
    ):
        [rejected] = exchange.plan(edit(path, "Training", record.uid, cells)).rejected
        assert said in rejected.why


def test_a_row_that_was_added_to_an_export_comes_in_as_from_any_ledger(office: Office, tmp_path: Path) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"}, topic="甲")
    path = exported(tmp_path / "all.xlsx")
    book = CalamineWorkbook.from_path(str(path))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    headings, row = sheets["Training"][1], list(sheets["Training"][2])
    for heading, value in {"Id": "", "Topic": "无", "Led by": "丙三", "Day": "2023年4月1日"}.items():
        row[headings.index(heading)] = value
    plan = exchange.plan(write(tmp_path / "more.xlsx", {**sheets, "Training": [*sheets["Training"], row]}))
    assert (plan.count("same"), plan.count("new"), plan.rejected) == (1, 1, ())
    exchange.bring_in(plan)
    added = Record.objects.exclude(pk=record.pk).get()
    assert (added.status, added.data, added.evidence.get().label) == ("approved", {"day": "2023-04-01"}, "more.xlsx")


def test_drafts_of_another_programme_stay_out_and_its_approved_rows_are_a_ledger(
    office: Office, tmp_path: Path, start: str
) -> None:
    approved = office.record("training", "2023-03-01", {"P3": "led"}, topic="甲")
    writes.draft(office.work("training", "2023-03-02", {"P3": "led"}), by=office.owner)
    path = exported(tmp_path / "all.xlsx")
    emptied(start)
    other = make()
    other.record("training", "2023-05-05", {"P4": "led"})
    writes.draft(other.work("training", "2023-05-06", {"P4": "led"}), by=other.stranger)
    plan = exchange.plan(path)
    assert (plan.count("new"), plan.kept) == (1, 0)
    assert "not approved in the programme it comes from" in plan.rejected[0].why
    exchange.bring_in(plan)
    came = Record.objects.get(data__topic="甲")
    assert (came.status, came.evidence.get().label, came.digest) == ("approved", "all.xlsx", approved.digest)


def test_a_draft_that_was_deleted_here_comes_back_as_a_draft(office: Office, tmp_path: Path) -> None:
    draft = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    office.record("training", "2023-05-05", {"P4": "led"})
    path = exported(tmp_path / "all.xlsx")
    writes.discard(draft, by=office.owner)
    exchange.bring_in(exchange.plan(path))
    assert Record.objects.get(uid=draft.uid).status == "draft"


def test_an_export_brought_in_is_the_same_programme_ever_after(office: Office, tmp_path: Path, start: str) -> None:
    office.record("training", "2023-05-05", {"P4": "led"})
    first = exported(tmp_path / "first.xlsx")
    draft = writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    later = exported(tmp_path / "later.xlsx")
    emptied(start)
    exchange.bring_in(exchange.plan(first))
    exchange.bring_in(exchange.plan(later))
    assert Record.objects.get(uid=draft.uid).status == "draft"


def test_two_records_that_say_the_same_are_two(office: Office, tmp_path: Path, start: str) -> None:
    for _each in range(2):
        writes.draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
    path = exported(tmp_path / "all.xlsx")
    before = stored()
    emptied(start, "owner")
    exchange.bring_in(exchange.plan(path))
    assert stored() == before


def test_an_id_stands_in_one_row_and_for_one_kind(office: Office, tmp_path: Path) -> None:
    first = office.record("training", "2023-03-01", {"P3": "led"})
    other = office.record("donation", "2023-03-02", {"P3": "led"})
    path = exported(tmp_path / "all.xlsx")
    [rejected] = exchange.plan(edit(path, "Training", first.uid, {"Id": str(other.uid)})).rejected
    assert "another record has this id" in rejected.why


def test_what_was_accepted_by_earlier_rules_comes_back(office: Office, tmp_path: Path, start: str) -> None:
    """A term was cut short after the work was recorded: an export does not lose the work."""
    record = office.record("training", "2025-03-01", {"P3": "led"})
    Secondment.objects.filter(person__code="P3").update(end=dt.date(2024, 1, 1))
    path, before = exported(tmp_path / "all.xlsx"), stored()
    emptied(start)
    plan = exchange.plan(path)
    exchange.bring_in(plan)
    assert stored() == before
    assert record.uid in before


def test_a_part_of_a_programme_holds_what_belongs_to_it(office: Office, tmp_path: Path, start: str) -> None:
    office.record("training", "2020-03-01", {"P1": "led"}, topic="甲")
    office.record("training", "2023-03-01", {"P3": "led"}, topic="乙")
    office.record("donation", "2024-03-01", {"P3": "led", "P4": "took_part"})
    parts: list[tuple[Part, int, set[str]]] = [
        (Part(who=find("P3")), 2, {"P3", "P4"}),
        (Part(who=find("第一批")), 1, {"P1", "P2"}),
        (Part(start=dt.date(2023, 1, 1), end=dt.date(2024, 1, 1)), 1, {"P1", "P2", "P3", "P4"}),
        (Part(kinds=frozenset({"donation"})), 1, {"P1", "P2", "P3", "P4"}),
        (Part(who=find("P3"), kinds=frozenset({"event"})), 0, {"P3"}),
    ]
    paths = [exported(tmp_path / f"{at}.xlsx", part) for at, (part, _count, _people) in enumerate(parts)]
    for path, (_part, count, people) in zip(paths, parts, strict=True):
        emptied(start)
        plan = exchange.plan(path)
        assert (plan.count("new"), plan.rejected) == (count, ())
        exchange.bring_in(plan)
        assert set(Secondee.objects.values_list("code", flat=True)) == people


def test_a_kind_that_is_switched_off_is_named_and_left_out(office: Office, tmp_path: Path) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"})
    Record.objects.filter(pk=record.pk).update(kind="forgotten")
    made = exports.export(Part())
    assert (made.unknown, made.count) == ({"forgotten": 1}, 0)


def test_long_sheets_go_on_in_a_second_one(
    office: Office, tmp_path: Path, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 8):
        office.record("training", dt.date(2023, 3, day), {"P3": "led"}, sessions=Decimal(day))
    monkeypatch.setattr(writer, "MOST_CELLS", 60)
    path, before = exported(tmp_path / "all.xlsx"), stored()
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert {"Training", "Training (2)"} <= set(names)
    emptied(start)
    exchange.bring_in(exchange.plan(path))
    assert stored() == before


def test_a_file_of_evidence_is_found_again_by_its_digest(office: Office, tmp_path: Path, start: str) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"})
    Evidence.objects.create(record=record, sort="file", label="a.pdf", digest="a" * 64, media="pdf", size=7)
    path, before = exported(tmp_path / "all.xlsx"), stored()
    emptied(start)
    exchange.bring_in(exchange.plan(path))
    assert stored() == before


def test_the_digest_sees_where_a_record_stands_and_for_whom_it_counts(office: Office) -> None:
    record = office.record("training", "2023-03-01", {"P3": "led"})
    changes: Sequence[Callable[[], object]] = (
        lambda: Record.objects.update(status="draft"),
        lambda: Record.objects.update(review_note="x"),
        lambda: Record.objects.update(batch=Batch.objects.get(name="第一批")),
        lambda: Record.objects.update(organisation=None),
        lambda: Evidence.objects.create(record=record, sort="note", label="x"),
    )
    seen = {exchange.digest()}
    for change in changes:
        change()
        seen.add(exchange.digest())
    assert len(seen) == len(changes) + 1


def test_a_ledger_is_read_as_ever_beside_marked_sheets(planned: Planned) -> None:
    plan = planned({"培训": [TRAINING, [1, dt.date(2014, 5, 6), "白一舟", "", "'=1+1", 1, 30]]})
    assert plan.records[0].entries[0].values[1] == "=1+1"


def test_progress_ends_at_the_total(office: Office, tmp_path: Path) -> None:
    office.record("training", "2023-03-01", {"P3": "led"})
    seen: list[tuple[int, int]] = []
    made = exports.export(Part())
    exports.write(made.sheets(), tmp_path / "all.xlsx", lambda done, total: seen.append((done, total)), made.total)
    assert seen[-1] == (made.total, made.total)


def test_titles_are_what_spreadsheets_accept() -> None:
    taken: set[str] = set()
    names = [writer.title("a/b:c" * 20, 1, taken) for _each in range(3)]
    assert len({each.casefold() for each in names}) == 3
    assert all(len(each) <= 31 and not re.search(r"[\[\]:*?/\\]", each) for each in names)


def test_all_that_is_said_of_the_roster_comes_back(office: Office, tmp_path: Path, start: str) -> None:
    sea, county = Region.objects.get(name="某省"), Region.objects.get(name="某州")
    # A region that stands below the one that it lies in.
    Region.objects.create(name="a 县", level="county", parent=county)
    Region.objects.filter(pk=county.pk).update(level="prefecture", parent=sea)
    for name in ("甲、乙校", "=丁"):
        Organisation.objects.create(name=name, nature="host", retired_on=dt.date(2024, 1, 1))
    host, sender = Organisation.objects.get(name="甲、乙校"), Organisation.objects.get(name="甲省教育厅")
    host.partners.add(sender)
    Secondee.objects.create(code="P9", name="无任期", removed_on=dt.date(2024, 5, 5))
    Pairing.objects.create(sending_region=sea, host_organisation=host, start=dt.date(2020, 1, 1))
    batch = Batch.objects.get(name="第一批")
    part = SubTerm.objects.create(batch=batch, name="第一期", start=batch.start, end=batch.end, planned=0)
    term = Secondment.objects.get(person__code="P1")
    Secondment.objects.filter(pk=term.pk).update(sub_term=part)
    for side, title in (("host", ""), ("command", "队长")):
        Post.objects.create(secondment=term, side=side, organisation=host, title=title, start=dt.date(2020, 2, 1))
    EndChange.objects.create(
        secondment=term, sort="early", previous_end=dt.date(2022, 9, 1), end=batch.end, reason="=1+1"
    )
    FormerName.objects.create(name="旧名", organisation=host, until=dt.date(2021, 1, 1))
    FormerName.objects.create(sort="code", name="P0", person=term.person, until=dt.date(2021, 1, 1))
    own_kinds.save("", LIBRARY, version=0, by=office.office)
    office.record("training", "2020-03-01", {"P1": "led"})
    office.record("reading_room", "2020-04-01", {"P1": "led"}, school="甲校", books=Decimal(300))
    before, digest = wide(), exchange.digest()
    assert all(before.values()), "every table has something to lose"
    with translation.override("zh-hans"):
        path = exported(tmp_path / "all.xlsx")
    emptied(start)
    plan = exchange.plan(path)
    assert plan.rejected == ()
    exchange.bring_in(plan)
    assert wide() == before
    assert exchange.digest() == digest
    kind = kinds.catalogue().kinds["reading_room"]
    assert [each.data["books"] for each in record_reads.rows(Scope(person="P1"), kind)] == [300]
    assert exchange.plan(path).is_empty


def wide() -> dict[str, list[Any]]:
    return {table.id: sorted(wider.rows(table), key=str) for table in wider.TABLES if table.id != "retired_batch"}
