"""Issuing freezes: the same bytes whatever happens to the record after; that it moved on is told, never written in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction

from qiao import document
from qiao.drafting import reads, register, writes
from qiao.drafting.drafts import Filled
from qiao.drafting.models import Draft, IssuedDocument
from qiao.drafting.tracing.opening import opened
from qiao.drafting.writes import Refused
from qiao.programme.models import AuditLine, Batch, Secondment
from qiao.programme.reads import find
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from tests.office import Office

EMPTY = ("study", "integrity", "lessons", "shortcomings", document.DAY)


def trained(office: Office, day: str = "2023-03-01", attendances: int = 45, who: str = "P3") -> Record:
    return office.record("training", day, {who: "led"}, sessions=Decimal(1), attendances=Decimal(attendances))


def started(office: Office, who: str = "P3", outline: str = "work_summary") -> Draft:
    """A draft of which every place stays empty, ready to be issued."""
    draft = writes.start(outline, find(who), by=office.office)
    return writes.save(draft, Filled(left_empty=tuple(document.outlines()[outline].places)), by=office.office)


def recorded(draft: Draft) -> str:
    """What the page of a draft sends back: the record as its reader saw it."""
    return document.record_digest(reads.written(draft))


@pytest.fixture
def issued(office: Office) -> IssuedDocument:
    trained(office)
    return writes.issue(started(office), by=office.office)


def files(issued: IssuedDocument) -> dict[str, bytes]:
    issued.refresh_from_db()
    return {ending: register.file_of(issued, ending) for ending in document.LAYOUTS}


def test_its_files_stay_the_same_bytes_and_what_moved_is_told(
    issued: IssuedDocument, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(issued)
    trained(office, "2024-03-01", 50)
    Secondment.objects.filter(person__code="P3").update(host_post="副局长", end=dt.date(2025, 9, 1))
    monkeypatch.setattr(document, "outlines", dict)
    monkeypatch.setattr(document, "styles", dict)
    assert files(issued) == before
    moved = {each.frozen.measure: each for each in reads.moved_on(issued)}
    attendances = moved["training.attendances"]
    assert attendances.now is not None
    assert (attendances.frozen.value, attendances.now.value) == (Decimal(45), Decimal(95))
    assert len(set(attendances.now.sources) - set(attendances.frozen.sources)) == 1
    assert moved["roster.end"].now is not None
    assert moved["roster.end"].now.value == dt.date(2025, 9, 1)
    assert "roster.start" not in moved


def test_what_is_frozen_says_what_was_asked_of_which_records(issued: IssuedDocument) -> None:
    [fact] = [each for each in register.document_of(issued).facts if each.measure == "training.attendances"]
    assert (fact.value, fact.unit) == (Decimal(45), "人次")
    assert (fact.scope.person, fact.scope.statuses) == ("P3", ("approved",))
    assert fact.sources == (str(Record.objects.get().uid),)
    assert issued.record_digest == document.record_digest(register.document_of(issued))
    assert (issued.by.username, issued.catalogue_version != "") == ("office", True)


@pytest.mark.parametrize("day", [None, dt.date(2025, 7, 1)])
def test_an_open_place_is_in_the_way(office: Office, day: dt.date | None) -> None:
    trained(office)
    draft = writes.start("work_summary", find("P3"), by=office.office)
    words = dict.fromkeys(("study", "integrity", "shortcomings"), "甲")
    draft = writes.save(
        draft, Filled(words=words, day=day, left_empty=() if day else (document.DAY,)), by=office.office
    )
    before = AuditLine.objects.count()
    with pytest.raises(Refused) as refused:
        writes.issue(draft, by=office.office)
    assert "\n" not in str(refused.value)
    assert "收获和体会" in str(refused.value)
    assert (IssuedDocument.objects.count(), AuditLine.objects.count()) == (0, before)
    writes.issue(writes.put_words(draft, Filled(words={"lessons": "乙"}), by=office.office), by=office.office)


def test_serials_run_without_gaps_year_by_year(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    serials = []
    for year, who in ((2026, "P1"), (2026, "P2"), (2027, "P3"), (2026, "P4"), (2027, "P1")):
        monkeypatch.setattr("qiao.drafting.writes.timezone.localdate", lambda year=year: dt.date(year, 12, 31))
        trained(office, who=who)
        draft = started(office, who)
        with pytest.raises(Refused):
            writes.issue(draft, by=office.office, record="another")
        with transaction.atomic():
            # What is rolled back takes its number back, too.
            writes.issue(draft, by=office.office)
            transaction.set_rollback(True)
        serials.append(writes.issue(draft, by=office.office, record=recorded(draft)).serial)
    assert serials == ["2026-0001", "2026-0002", "2027-0001", "2026-0003", "2027-0002"]


def test_the_same_is_issued_once_and_the_next_names_the_one_before(issued: IssuedDocument, office: Office) -> None:
    with pytest.raises(Refused, match=issued.serial):
        writes.issue(issued.draft, by=office.office)
    trained(office, "2024-03-01", 50)
    after = writes.issue(issued.draft, by=office.office)
    assert (after.predecessor, after.number) == (issued, issued.number + 1)
    assert not reads.moved_on(after)
    assert reads.moved_on(issued)
    line = AuditLine.objects.order_by("id").last()
    assert line is not None
    assert (line.action, line.subject, line.detail["before"]["serial"]) == (
        "issue document",
        after.serial,
        issued.serial,
    )


def test_what_was_read_is_what_is_issued(office: Office) -> None:
    trained(office)
    draft = started(office)
    read = recorded(draft)
    trained(office, "2024-03-01", 50)
    with pytest.raises(Refused):
        writes.issue(draft, by=office.office, record=read)


@pytest.mark.parametrize(
    "act",
    [
        lambda issued: IssuedDocument.objects.filter(pk=issued.pk).update(title="x"),
        lambda issued: issued.save(),
        lambda issued: issued.delete(),
        lambda _issued: IssuedDocument.objects.all().delete(),
    ],
    ids=["update", "save", "delete", "delete all"],
)
def test_nobody_changes_or_deletes_what_was_issued(
    issued: IssuedDocument, act: Callable[[IssuedDocument], object]
) -> None:
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic():
        act(issued)
    issued.refresh_from_db()
    assert issued.title == "援派工作总结"


def test_the_list_and_the_page_agree_on_what_moved(office: Office) -> None:
    who = ("P1", "P2", "P3", "P4", "第一批", "第二批", "丙县政府", "甲省教育厅")
    for person in ("P1", "P3", "P4"):
        trained(office, "2023-03-01" if person != "P1" else "2020-03-01", who=person)
    office.record("agreement", "2023-05-01", {"P4": "led"}, project="甲", amount=Decimal("1234.5"))
    many = [
        writes.issue(started(office, one, "work_summary" if one.startswith("P") else "batch_report"), by=office.office)
        for one in who
    ]
    assert reads.moved_among(many) == frozenset()
    changes: tuple[Callable[[], object], ...] = (
        lambda: trained(office, "2024-03-01"),
        lambda: Secondment.objects.filter(person__code="P2").update(end=dt.date(2022, 9, 1)),
        lambda: Batch.objects.filter(name="第一批").update(start=dt.date(2019, 9, 1)),
        lambda: Record.objects.filter(kind="agreement").update(status=Record.Status.SENT_BACK),
    )
    for change in changes:
        change()
        again = list(IssuedDocument.objects.select_related("person", "batch", "organisation"))
        assert reads.moved_among(again) == {each.pk for each in again if reads.moved_on(each)}
    assert len(reads.moved_among(again)) == 6


def test_a_measure_that_is_counted_no_longer_has_not_moved(
    issued: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogue()

    class Less:
        kinds = known.kinds
        measures = {name: each for name, each in known.measures.items() if each.kind != "training"}

    monkeypatch.setattr(reads, "catalogue", Less)
    [attendances] = [each for each in reads.retaken(issued) if each.frozen.measure == "training.attendances"]
    assert attendances.now is None
    assert not reads.moved_on(issued)
    assert not reads.moved_among([issued])


def test_a_check_knows_what_was_issued(issued: IssuedDocument, office: Office) -> None:
    trained(office, "2024-03-01", 50)
    [verdict] = reads.check("培训教师45人次。", find("P3")).verdicts
    assert (verdict.ruling, verdict.notes) == ("contradicted", ("moved_on",))
    # Another's document, another period and a figure that nobody froze have no such excuse.
    for text, who in (("培训教师45人次。", "P4"), ("2024年，培训教师45人次。", "P3"), ("培训教师46人次。", "P3")):
        assert "moved_on" not in reads.check(text, find(who)).verdicts[0].notes
    # Of several, any that was issued serves, the newest first.
    writes.issue(issued.draft, by=office.office)
    trained(office, "2024-04-01", 5)
    for figure in (45, 95):
        assert reads.check(f"培训教师{figure}人次。", find("P3")).verdicts[0].notes == ("moved_on",)


def test_a_manifest_is_found_by_id_and_by_marks(issued: IssuedDocument, office: Office) -> None:
    made = register.document_of(issued)
    known = reads.manifest_for(issued.document_id, [])
    assert known is not None
    assert (known.serial, known.document, known.stated != ()) == (issued.serial, issued.document_id, True)
    assert reads.manifest_for("", document.marks(made)) == known
    assert reads.manifest_for("0" * 32, list(document.marks(made))[:2]) == known
    for unknown in ([], ["q_0_000000000000"], ["nothing", "q_0_%"]):
        assert reads.manifest_for("", unknown) is None

    trained(office, "2024-03-01", 50)
    draft = writes.save(issued.draft, Filled(left_empty=EMPTY), by=office.office)
    of_draft = reads.manifest_for(draft.document_id, [])
    assert of_draft is not None
    assert of_draft.serial == ""
    # What is shared by both is the draft's where the draft has more of it.
    assert reads.manifest_for("", document.marks(reads.written(draft))) == of_draft


def test_of_two_that_have_all_marks_the_one_with_no_others_is_meant(issued: IssuedDocument, office: Office) -> None:
    marks = list(document.marks(register.document_of(issued)))
    office.record("donation", "2024-03-01", {"P3": "led"}, donor="甲公司", amount=Decimal(20000))
    after = writes.issue(issued.draft, by=office.office)
    assert set(marks) < set(document.marks(register.document_of(after)))
    known = reads.manifest_for("", marks)
    assert known is not None
    assert known.serial == issued.serial


def test_a_file_of_it_is_traced_by_its_marks_alone(issued: IssuedDocument, office: Office) -> None:
    found = opened(files(issued)[".docx"], "a.docx", reads.manifest_for)
    assert found.manifest is not None
    assert (found.manifest.serial, found.manifest.catalogue) == (issued.serial, issued.catalogue_version)
    marks = [each.name for each in found.bookmarks]
    bare = reads.manifest_for("", marks, seen_by=office.office)
    assert bare is not None
    assert bare.serial == issued.serial
    # What the office wrote is nobody else's to look up, not even by the one it is about.
    assert reads.manifest_for("", marks, seen_by=office.owner) is None
    assert reads.manifest_for(issued.document_id, [], seen_by=office.owner) is None


def test_what_is_issued_of_ones_draft_one_may_see(issued: IssuedDocument, office: Office) -> None:
    own = writes.start("work_summary", find("P3"), by=office.owner)
    own = writes.save(own, Filled(left_empty=EMPTY, words={"lessons": "甲"}), by=office.owner)
    mine = writes.issue(own, by=office.office)
    assert set(register.issued_visible_to(office.office)) == {issued, mine}
    assert list(register.issued_visible_to(office.owner)) == [mine]
    assert not register.issued_visible_to(office.stranger).exists()
    assert not register.issued_visible_to(AnonymousUser()).exists()
