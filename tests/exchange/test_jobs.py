"""Imports asked for on the site, by the worker: looked into, brought in, cancelled, overtaken, cleaned up after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from qiao import exchange
from qiao.exchange import OutOfDate, planning, preview
from qiao.exchange import writes as importing
from qiao.exchange.jobs import importing as steps
from qiao.exchange.jobs import reads, writes
from qiao.exchange.meanings import Refused
from qiao.jobs import running
from qiao.jobs.worker import Worker
from qiao.programme import role_writes, verifying
from qiao.programme.models import AuditLine, Secondment
from qiao.record import staging
from qiao.record.models import Import, ImportedRecord, Participation, Record, StagedRecord
from tests.exchange.ledgers import TRAINING, Rows

pytestmark = pytest.mark.django_db
Book = Callable[..., Path]
DAY = dt.date(2014, 5, 6)
TWO: Rows = [TRAINING, [1, DAY, "白一舟", "江春", "双语教学", 1, 30], [2, DAY, "林小满", "", "急诊流程", 2, 45]]
CHANGED: Rows = [*TWO[:2], [2, DAY, "林小满", "江春", "急诊流程", 2, 54]]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.QIAO_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def clerk() -> User:
    user = User.objects.create_user("clerk")
    role_writes.give(user, "office", by=None)
    return user


def asked(book: Path, by: User) -> Import:
    return writes.queue(book.name, [book.read_bytes()], by=by, language="en")


def work() -> None:
    Worker([steps.queue]).work()


def now(job: Import) -> Import:
    return Import.objects.get(pk=job.pk)


def test_an_import_is_looked_into_confirmed_and_brought_in(book: Book, clerk: User) -> None:
    job = asked(book({"培训": TWO}), clerk)
    work()
    assert (now(job).state, now(job).counts["new"], Record.objects.count()) == ("ready", 2, 0)
    writes.confirm(now(job), by=clerk)
    work()
    assert (now(job).state, Record.objects.count()) == ("done", 2)
    assert set(Record.objects.values_list("author", flat=True)) == {clerk.pk}
    actions = [each.action for each in AuditLine.objects.order_by("id")]
    assert actions[-5:] == ["ask for import", "confirm import", "import roster", "add records", "import"]


def test_every_row_is_in_the_preview_with_what_becomes_of_it(book: Book, clerk: User) -> None:
    exchange.bring_in(exchange.plan(book({"培训": TWO})))
    rows = [*CHANGED, CHANGED[1], [3, DAY, "江春", "", "新课", 1, 9], [4, DAY, "无名氏", "", "课", 1, 9], ["合计"]]
    job = asked(book({"培训": rows}), clerk)
    work()
    folder = reads.folder(job)
    found = preview.read(folder)
    assert found is not None
    at = next(at for at, each in enumerate(found.sheets) if each.name == "培训")
    assert found.sheets[at].counts == dict.fromkeys(preview.OUTCOMES, 1)
    numbers = {each: [row[0] for row in preview.rows(folder, at, each, start=0, count=9)] for each in preview.OUTCOMES}
    assert numbers == {"same": [2], "changed": [3], "repeated": [4], "new": [5], "rejected": [6], "skipped": [7]}
    [changed] = preview.rows(folder, at, "changed", start=0, count=9)
    assert ["人次", "45", "54"] in changed[2]
    assert ["参与", "", "Q3"] in changed[2]


@pytest.mark.parametrize("step", ["look", "bring_in"])
def test_a_cancelled_import_leaves_nothing(book: Book, clerk: User, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(book({"培训": TWO}), clerk)
    if step == "bring_in":
        work()
        writes.confirm(now(job), by=clerk)
    original: Any = staging.stage if step == "bring_in" else planning.plan

    def cancelled_meanwhile(*given: Any, **options: Any) -> Any:
        writes.cancel(job, by=clerk)
        return original(*given, **options)

    monkeypatch.setattr(*((staging, "stage") if step == "bring_in" else (steps, "plan")), cancelled_meanwhile)
    work()
    assert now(job).state == "cancelled"
    assert not Record.objects.exists()
    assert not StagedRecord.objects.exists()
    with pytest.raises(Refused):
        writes.cancel(now(job), by=clerk)


def test_a_server_that_ends_interrupts_its_import(book: Book, clerk: User) -> None:
    job = asked(book({"培训": TWO}), clerk)
    work()
    writes.confirm(now(job), by=clerk)
    assert running.claim(Import.objects.all(), "one", what="import") is not None
    steps.work(now(job), is_ending=lambda: True)
    assert now(job).state == "interrupted"
    assert not Record.objects.exists()


def test_what_a_killed_import_has_staged_goes_with_the_next(book: Book) -> None:
    plan = exchange.plan(book({"培训": TWO}))
    killed = importing._begin(plan, None)
    importing._stage(plan, killed, importing._numbers(plan), None)
    assert StagedRecord.objects.count() == 2
    importing.sweep()
    # Alive for all that is known.
    assert StagedRecord.objects.count() == 2
    Import.objects.update(beat_at=timezone.now() - dt.timedelta(minutes=1))
    exchange.bring_in(plan)
    assert (StagedRecord.objects.count(), Record.objects.count()) == (0, 2)
    assert [each.state for each in Import.objects.order_by("id")] == ["interrupted", "done"]


def test_a_record_that_is_changed_meanwhile_is_not_overwritten(book: Book) -> None:
    exchange.bring_in(exchange.plan(book({"培训": TWO})))
    plan = exchange.plan(book({"培训": CHANGED}))
    Record.objects.filter(row_label="2").update(digest="0" * 64)
    with pytest.raises(OutOfDate):
        exchange.bring_in(plan)
    assert not AuditLine.objects.filter(action="overwrite").exists()


def test_a_row_that_somebody_records_meanwhile_is_not_there_twice(book: Book) -> None:
    exchange.bring_in(exchange.plan(book({})))
    plan = exchange.plan(book({"培训": TWO}))
    [first] = exchange.plan(book({"培训": TWO[:2]})).records
    term = Secondment.objects.get(person__code="Q1")
    other = Secondment.objects.get(person__code="Q3")
    assert first.kind is not None
    entry = first.entries[0]
    row = staging.Row(
        kind=first.kind,
        data=dict(zip((each.id for each in first.kind.fields), entry.values, strict=True)),
        digest=entry.digest,
        people=((0, "led"), (1, "took_part")),
    )
    load = Import(asked_at=timezone.now()).uid
    staging.stage(load, [row])
    staging.publish(load, [(term, None), (other, None)], book="", by=None, at=timezone.now())
    staging.clear(load)
    exchange.bring_in(plan)
    assert Record.objects.count() == 2
    assert Participation.objects.count() == 3


def test_a_term_that_ends_otherwise_meanwhile_overtakes_a_plan_and_another_persons_does_not(book: Book) -> None:
    exchange.bring_in(exchange.plan(book({})))
    plan = exchange.plan(book({"培训": TWO}, roster=False))
    Secondment.objects.filter(person__code="Q5").update(end=dt.date(2019, 3, 1))
    Secondment.objects.filter(person__code="Q2").update(end=dt.date(2014, 4, 1))
    with pytest.raises(OutOfDate):
        exchange.bring_in(plan)
    Secondment.objects.filter(person__code="Q2").update(end=dt.date(2015, 9, 1))
    exchange.bring_in(plan)
    assert Record.objects.count() == 2


def test_the_trail_of_many_overwritten_records_is_one_chain(book: Book) -> None:
    exchange.bring_in(exchange.plan(book({"培训": TWO})))
    both = [TRAINING, [1, DAY, "白一舟", "江春", "双语教学", 1, 31], CHANGED[2]]
    exchange.bring_in(exchange.plan(book({"培训": both})))
    assert verifying.verify().broken is None
    assert AuditLine.objects.filter(action="overwrite").count() == 2


def test_a_withdrawn_import_leaves_the_digest_as_it_was_and_the_figures_too(book: Book, clerk: User) -> None:
    exchange.bring_in(exchange.plan(book({"培训": TWO})))
    before, slots = exchange.digest(), list(Record.objects.order_by("pk").values_list("n1", "n2", "k1", "batch", "day"))
    exchange.bring_in(exchange.plan(book({"培训": [*CHANGED, [3, DAY, "江春", "", "新课", 1, 9]]})))
    assert exchange.digest() != before
    last = Import.objects.latest("id")
    done = writes.withdraw(last, by=clerk)
    assert (done.removed, done.restored, done.kept) == (1, 1, 0)
    assert exchange.digest() == before
    assert list(Record.objects.order_by("pk").values_list("n1", "n2", "k1", "batch", "day")) == slots
    assert [each.person.code for each in Record.objects.get(row_label="2").participations.all()] == ["Q2"]
    with pytest.raises(Refused):
        writes.withdraw(now(last), by=clerk)
    # It can be imported once more.
    assert exchange.plan(book({"培训": CHANGED})).count("changed") == 1


def test_an_earlier_import_cannot_take_back_what_a_later_one_has_overwritten(book: Book, clerk: User) -> None:
    exchange.bring_in(exchange.plan(book({"培训": TWO})))
    first = Import.objects.get()
    exchange.bring_in(exchange.plan(book({"培训": CHANGED})))
    assert ImportedRecord.objects.filter(load=first).count() == 2
    assert writes.withdraw(first, by=clerk).kept == 1
    assert Record.objects.get().data["attendances"] == 54
