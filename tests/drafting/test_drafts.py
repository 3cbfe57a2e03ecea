"""Drafts: the author's words stay whatever the record, the outline or the language do; what changed is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from qiao import document
from qiao.document.outline import Author, Outline, Part, Section
from qiao.drafting import drafts, reads, register, writes
from qiao.drafting.drafts import Filled
from qiao.drafting.models import Draft
from qiao.drafting.writes import Refused
from qiao.programme.models import AuditLine
from qiao.programme.reads import find
from qiao.record.models import Record
from qiao.terms import Block, Document
from tests.office import Office

WORDS = {"lessons": "走访群众9户，感受很深。\n\n还要学习。", "study": "每月学习1次。"}


def trained(office: Office, day: str = "2023-03-01", attendances: int = 45) -> Record:
    return office.record(
        "training", day, {"P3": "led"}, sessions=Decimal(1), attendances=Decimal(attendances), topic="课堂教学"
    )


@pytest.fixture
def draft(office: Office) -> Draft:
    trained(office)
    return writes.start("work_summary", find("P3"), by=office.owner)


@pytest.fixture
def outlined(monkeypatch: pytest.MonkeyPatch) -> dict[str, Outline]:
    """The outlines, for a test to change."""
    found = dict(document.outlines())
    monkeypatch.setattr(document, "outlines", lambda: MappingProxyType(found))
    return found


def authored(made: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in made.blocks:
        if isinstance(each, Block) and each.place and each.role != "author":
            found.setdefault(each.place, []).append(each.text)
    return found


def actions() -> list[str]:
    return list(AuditLine.objects.order_by("id").values_list("action", flat=True))


def changed(draft: Draft) -> drafts.Changes:
    draft.refresh_from_db()
    return drafts.changes(register.document_of(draft), reads.written(draft))


EXPECTED = {"study": ["每月学习1次。"], "lessons": ["走访群众9户，感受很深。", "还要学习。"]}


def test_words_stay_when_the_record_changes(draft: Draft, office: Office) -> None:
    draft = writes.save(draft, Filled(words=WORDS), by=office.owner)
    trained(office, "2024-03-01", 50)
    made = reads.written(draft)
    assert authored(made) == EXPECTED
    assert "95人次" in document.txt(made)
    assert "9户" not in {run.text for run in document.runs(made) if run.fact is not None}


def test_words_stay_in_another_language_and_period(draft: Draft, office: Office) -> None:
    writes.save(draft, Filled(words=WORDS), by=office.owner)
    draft = writes.rewrite(draft, by=office.owner, language="en", start=dt.date(2024, 1, 1))
    made = reads.written(draft)
    assert made.language == "en"
    assert authored(made) == EXPECTED
    assert not drafts.changes(register.document_of(draft), made).is_any
    assert actions()[-1] == "rewrite draft"


def test_words_of_a_place_that_vanished_are_kept(draft: Draft, office: Office, outlined: dict[str, Outline]) -> None:
    draft = writes.save(draft, Filled(words=WORDS), by=office.owner)
    whole = outlined["work_summary"]

    def without(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(
            dataclasses.replace(each, parts=without(each.parts)) if isinstance(each, Section) else each
            for each in parts
            if not (isinstance(each, Author) and each.id == "lessons")
        )

    outlined["work_summary"] = dataclasses.replace(whole, parts=without(whole.parts))
    assert authored(reads.written(draft)) == {"study": EXPECTED["study"]}
    assert reads.without_a_place(draft) == {"lessons": WORDS["lessons"]}
    draft = writes.save(draft, Filled(), by=office.owner)

    outlined["work_summary"] = whole
    assert authored(reads.written(draft)) == EXPECTED
    assert reads.without_a_place(draft) == {}


def test_an_outline_that_is_gone_leaves_the_draft_as_it_was_saved(
    draft: Draft, office: Office, outlined: dict[str, Outline]
) -> None:
    draft = writes.save(draft, Filled(words=WORDS, day=dt.date(2025, 7, 1)), by=office.owner)
    saved = reads.written(draft)
    del outlined["work_summary"]
    assert reads.written(draft) == saved
    assert reads.without_a_place(draft) == WORDS
    with pytest.raises(Refused, match="提纲"):
        writes.issue(draft, by=office.office)


def test_what_changed_is_told_figures_first(draft: Draft, office: Office) -> None:
    assert not changed(draft).is_any
    trained(office, "2024-03-01", 50)
    office.record("donation", "2024-03-01", {"P3": "led"}, donor="甲公司", amount=Decimal(20000))
    found = changed(draft)

    figures = {each.measure: each for each in found.figures}
    attendances = figures["training.attendances"]
    assert attendances.before is not None
    assert attendances.now is not None
    assert (attendances.before.value, attendances.now.value) == (Decimal(45), Decimal(95))
    assert (attendances.more, attendances.fewer) == (1, 0)
    assert figures["donation.amount"].before is None
    assert not found.went
    assert any("甲公司" in each or "捐赠" in each for each in found.came)
    # A figure that changed makes no other sentence.
    assert not any("人次" in each for each in found.came)


def test_a_record_that_went_is_told(draft: Draft, office: Office) -> None:
    Record.objects.update(status=Record.Status.SENT_BACK)
    found = changed(draft)
    gone = next(each for each in found.figures if each.measure == "training.attendances")
    assert (gone.now, gone.more, gone.fewer) == (None, 0, 1)
    assert any("45人次" in each for each in found.went)


def test_the_same_value_of_other_records_is_told(draft: Draft, office: Office) -> None:
    Record.objects.update(status=Record.Status.SENT_BACK)
    trained(office, "2024-03-01", 45)
    [attendances] = [each for each in changed(draft).figures if each.measure == "training.attendances"]
    assert attendances.is_same
    assert (attendances.more, attendances.fewer) == (1, 1)


def test_saving_renews_what_changes_are_told_from(draft: Draft, office: Office) -> None:
    trained(office, "2024-03-01", 50)
    draft = writes.put_words(draft, Filled(words={"lessons": "甲"}), by=office.owner)
    assert changed(draft).is_any
    draft = writes.save(draft, Filled(), by=office.owner)
    assert not changed(draft).is_any
    assert draft.words == {"lessons": "甲"}


def test_the_authors_words_are_no_change(draft: Draft, office: Office) -> None:
    assert not changed(writes.put_words(draft, Filled(words=WORDS), by=office.owner)).is_any


def test_words_are_put_one_by_one_and_taken_out(draft: Draft, office: Office) -> None:
    draft = writes.put_words(draft, Filled(words={"lessons": "甲\n"}), by=office.owner)
    draft = writes.put_words(draft, Filled(words={"study": "乙"}), by=office.office)
    assert draft.words == {"lessons": "甲", "study": "乙"}
    draft = writes.put_words(draft, Filled(words={"lessons": " "}), by=office.owner)
    assert draft.words == {"study": "乙"}
    before = actions()
    writes.put_words(draft, Filled(words={"study": "乙"}), by=office.owner)
    assert actions() == before
    assert before[-3:] == ["write words", "write words", "write words"]


def test_nobody_writes_over_what_another_wrote_meanwhile(draft: Draft, office: Office) -> None:
    seen = {"lessons": drafts.version("")}
    writes.put_words(draft, Filled(words={"lessons": "甲"}, seen=seen), by=office.owner)
    before = actions()
    for attempt in (writes.put_words, writes.save):
        with pytest.raises(Refused):
            attempt(draft, Filled(words={"lessons": "乙"}, seen=seen), by=office.office)
    # What one has not touched is not in anybody's way.
    both = {**seen, "study": seen["lessons"]}
    writes.save(draft, Filled(words={"lessons": "", "study": "乙"}, seen=both), by=office.office)
    draft.refresh_from_db()
    assert draft.words == {"lessons": "甲", "study": "乙"}
    assert actions() == [*before, "save draft"]


def test_a_discarded_draft_is_taken_back_whole(draft: Draft, office: Office) -> None:
    draft = writes.save(draft, Filled(words=WORDS), by=office.owner)
    writes.put_away(draft, by=office.owner)
    writes.put_away(draft, by=office.owner)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: writes.save(draft, Filled(), by=office.owner),
        lambda: writes.put_words(draft, Filled(words={"study": "甲"}), by=office.owner),
        lambda: writes.rewrite(draft, by=office.owner, language="en"),
        lambda: writes.issue(draft, by=office.office),
    )
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    writes.take_back(draft, by=office.office)
    writes.take_back(draft, by=office.office)
    draft.refresh_from_db()
    assert (draft.discarded_at, draft.words) == (None, WORDS)
    assert actions()[-3:] == ["save draft", "discard draft", "restore draft"]


def test_one_sees_ones_own_about_oneself_and_the_office_sees_all(draft: Draft, office: Office) -> None:
    appraisal = writes.start("appraisal", find("P3"), by=office.office)
    report = writes.start("batch_report", find("第二批"), by=office.office)
    assert set(register.drafts_visible_to(office.office)) == {draft, appraisal, report}
    assert list(register.drafts_visible_to(office.owner)) == [draft]
    assert not register.drafts_visible_to(office.stranger).exists()
    assert not register.drafts_visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("援派", 2), ("丙三", 1), ("p3", 1), ("援派 第二批", 1), ("丁四", 0), ("", 2), ("援派工作 丙", 1)],
)
def test_drafts_are_found_by_title_and_subject(draft: Draft, office: Office, wanted: str, found: int) -> None:
    writes.start("batch_report", find("第二批"), by=office.office)
    assert register.about(register.drafts_visible_to(office.office), wanted).count() == found


def test_a_draft_is_about_exactly_one(draft: Draft) -> None:
    draft.person = None
    with pytest.raises(IntegrityError):
        draft.save()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("outline", "who"), [("work_summary", "P3"), ("batch_report", "第二批"), ("address", "丙县政府")]
)
def test_a_document_does_not_differ_from_itself(office: Office, outline: str, who: str, language: str) -> None:
    trained(office)
    draft = writes.start(outline, find(who), by=office.office, language=language)
    assert not changed(draft).is_any


def test_what_is_left_empty_is_left_out_and_open_places_are_known(draft: Draft, office: Office) -> None:
    every = tuple(document.outlines()["work_summary"].places)
    assert tuple(reads.open_places(draft)) == every
    draft = writes.save(draft, Filled(left_empty=("study", document.DAY), words={"lessons": "甲"}), by=office.owner)
    left = tuple(reads.open_places(draft))
    assert left == tuple(each for each in every if each not in {"study", document.DAY, "lessons"})
    marked = [each.place for each in reads.written(draft).blocks if isinstance(each, Block) and each.role == "author"]
    assert tuple(marked) == left
