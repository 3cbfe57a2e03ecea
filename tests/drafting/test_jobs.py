"""Documents of a batch in the background: claimed once, cancelled, failed, interrupted, begun again, put away."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from qiao import document
from qiao.drafting.jobs import reads, writes, writing
from qiao.drafting.many import Asked
from qiao.drafting.models import WritingJob
from qiao.drafting.writes import Refused
from qiao.jobs.worker import Worker
from qiao.programme.models import AuditLine, Batch
from tests.office import Office

ASKED = Asked(outlines=("work_summary", "appraisal"))


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.QIAO_HOME = tmp_path
    return tmp_path


@pytest.fixture
def busy(office: Office, home: Path) -> Office:
    office.record("promotion", "2023-03-01", {"P3": "led"}, attendances=Decimal(30))
    return office


def asked(office: Office, batch: str = "第二批", **more: Any) -> WritingJob:
    return writes.queue(
        Batch.objects.get(name=batch),
        more.get("asked", ASKED),
        more.get("endings", [".docx", ".txt"]),
        by=office.office,
    )


def claimed(name: str = "one") -> WritingJob:
    job = writes.claim(name)
    assert job is not None
    return job


def left(home: Path) -> list[str]:
    folder = home / "jobs"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_job_is_written_with_a_result_for_each_document(busy: Office, home: Path) -> None:
    job = asked(busy)
    assert (job.state, job.total) == ("queued", 4)

    Worker([writing.queue]).work()

    job.refresh_from_db()
    assert (job.state, job.done, job.reason) == ("done", 4, "")
    assert [(each.code, each.outcome) for each in job.results.all()] == [
        ("P3", "written"),
        ("P3", "written"),
        ("P4", "empty"),
        ("P4", "empty"),
    ]
    assert all(each.silent for each in job.results.all())
    with zipfile.ZipFile(reads.place(job)) as archive:
        assert len(archive.namelist()) == 4 * 2 + 2
    assert left(home) == [f"{job.uid}.zip"]
    assert [line.action for line in AuditLine.objects.filter(subject=str(job.uid))] == [
        "ask for documents",
        "documents done",
    ]


def test_jobs_are_written_in_the_order_in_which_they_were_asked_for_and_each_once(busy: Office) -> None:
    first, second = asked(busy), asked(busy, "第一批")
    assert claimed("one").pk == first.pk
    assert claimed("two").pk == second.pk
    assert writes.claim("three") is None


def test_a_cancelled_job_leaves_nothing(busy: Office, home: Path) -> None:
    job = asked(busy)
    held = claimed()
    writes.cancel(job, by=busy.office)

    writing.write(held)

    job.refresh_from_db()
    assert (job.state, left(home)) == ("cancelled", [])
    with pytest.raises(Refused):
        writes.cancel(job, by=busy.office)


def test_a_job_cancelled_at_the_last_moment_leaves_nothing(
    busy: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(busy)
    held = claimed()
    monkeypatch.setattr(writing, "put_index", lambda *_all: writes.cancel(job, by=busy.office))

    writing.write(held)

    job.refresh_from_db()
    assert (job.state, left(home)) == ("cancelled", [])


def test_an_ending_process_interrupts_and_the_job_can_be_begun_again(busy: Office, home: Path) -> None:
    job = asked(busy)

    writing.write(claimed(), is_ending=lambda: True)

    job.refresh_from_db()
    assert (job.state, left(home)) == ("interrupted", [])
    more = writes.again(job, by=busy.office)
    assert more.pk != job.pk
    Worker([writing.queue]).work()
    more.refresh_from_db()
    assert (more.state, more.outlines, more.formats) == ("done", job.outlines, job.formats)


def test_a_job_whose_worker_is_silent_is_interrupted_and_its_worker_may_not_finish_it(busy: Office) -> None:
    job = asked(busy)
    held = claimed()
    job.refresh_from_db()
    assert job.standing == "running"

    long_ago = timezone.now() - WritingJob.SILENT - dt.timedelta(seconds=1)
    WritingJob.objects.filter(pk=job.pk).update(beat_at=long_ago)
    job.refresh_from_db()
    assert (job.state, job.standing, job.is_active) == ("running", "interrupted", False)

    assert writes.claim("two") is None
    job.refresh_from_db()
    assert job.state == "interrupted"
    assert not writes.advance(held, [])
    assert not writes.finish(held)


def test_a_full_disk_fails_the_job_in_one_line(busy: Office, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(busy)

    def full(*_all: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "put_index", full)
    Worker([writing.queue]).work()

    job.refresh_from_db()
    assert (job.state, job.reason, left(home)) == ("failed", "[Errno 28] No space left on device", [])


def test_a_mistake_of_the_programme_is_no_job_that_runs_for_ever(
    busy: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(busy)

    def wrong(*_all: Any) -> Iterator[Any]:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(writing, "pack", wrong)
    with pytest.raises(RuntimeError):
        Worker([writing.queue]).work()

    job.refresh_from_db()
    assert (job.state, left(home)) == ("interrupted", [])


def test_an_outline_that_is_no_longer_there_is_named(busy: Office) -> None:
    job = asked(busy)
    WritingJob.objects.filter(pk=job.pk).update(outlines=["work_summary", "forgotten"])

    Worker([writing.queue]).work()

    job.refresh_from_db()
    assert job.state == "failed"
    assert "forgotten" in job.reason


def test_a_layout_that_refuses_one_document_fails_it_alone(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fussy(made: Any, _style: Any) -> bytes:
        if made.subject == "P4":
            raise ValueError("no font has 䶮")
        return b"x"

    monkeypatch.setattr(document, "LAYOUTS", {**document.LAYOUTS, ".txt": fussy})
    job = asked(busy, endings=[".txt"], asked=Asked(outlines=("work_summary",)))
    Worker([writing.queue]).work()

    job.refresh_from_db()
    assert job.state == "done"
    assert [(each.code, each.outcome, each.reason) for each in job.results.all()] == [
        ("P3", "written", ""),
        ("P4", "failed", "no font has 䶮"),
    ]


@pytest.mark.parametrize(
    ("outlines", "endings"),
    [((), [".docx"]), (("batch_report",), [".docx"]), (("nothing",), [".docx"]), (("work_summary",), []),
     (("work_summary",), [".exe"])],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(busy: Office, outlines: tuple[str, ...], endings: list[str]) -> None:
    with pytest.raises(Refused):
        asked(busy, asked=Asked(outlines=outlines), endings=endings)
    assert not WritingJob.objects.exists()


def test_a_batch_without_people_is_refused(busy: Office) -> None:
    Batch.objects.create(name="第三批", start=dt.date(2025, 8, 1), end=dt.date(2028, 8, 1))
    with pytest.raises(Refused):
        asked(busy, "第三批")


def test_old_jobs_go_with_their_files_and_so_do_files_of_nobody(busy: Office, home: Path, settings: Any) -> None:
    settings.QIAO_JOBS = 2
    made = []
    for _number in range(4):
        made.append(asked(busy))
        Worker([writing.queue]).work()
    (home / "jobs" / ".broken.zip.part").write_bytes(b"x")
    WritingJob.objects.filter(pk=made[3].pk).update(asked_at=timezone.now() - dt.timedelta(days=31))

    last = asked(busy)

    assert set(WritingJob.objects.values_list("pk", flat=True)) == {made[1].pk, made[2].pk, last.pk}
    assert left(home) == sorted(f"{job.uid}.zip" for job in made[1:3])


def test_only_what_has_ended_is_discarded(busy: Office, home: Path) -> None:
    job = asked(busy)
    with pytest.raises(Refused):
        writes.discard(job, by=busy.office)
    with pytest.raises(Refused):
        writes.again(job, by=busy.office)
    Worker([writing.queue]).work()
    job.refresh_from_db()

    writes.discard(job, by=busy.office)

    assert (WritingJob.objects.count(), left(home)) == (0, [])


def test_the_office_alone_sees_jobs(busy: Office) -> None:
    asked(busy)
    assert [reads.visible_to(each).count() for each in (busy.office, busy.owner, busy.stranger)] == [1, 0, 0]
