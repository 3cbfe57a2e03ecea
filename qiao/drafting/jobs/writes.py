"""Everything that changes a job: short transactions, each guarded by the state that it leaves.

Asking, cancelling and ending have a line of the trail of changes. Progress has none: it changes nothing that was said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao import document
from qiao.drafting import own
from qiao.drafting.bundle import Entry
from qiao.drafting.jobs import reads
from qiao.drafting.jobs.reads import folder, place
from qiao.drafting.many import Asked, unsuited
from qiao.drafting.models import WritingJob, WritingResult
from qiao.drafting.writes import Refused
from qiao.jobs import running
from qiao.programme import reads as programme
from qiao.programme.audit import note
from qiao.programme.models import Batch
from qiao.programme.rights import NotAllowed

State = WritingJob.State
WHAT = "documents"
"""What the trail calls these jobs."""


def _demand(batch: Batch, by: User) -> None:
    """Raise NotAllowed unless a user may ask for the documents of a batch."""
    if not reads.batches(by).filter(pk=batch.pk).exists():
        raise NotAllowed(is_seen=False)


@transaction.atomic
def queue(batch: Batch, asked: Asked, endings: Sequence[str], *, by: User) -> WritingJob:
    """Ask for the documents of everybody in a batch. Old jobs go. Raises Refused for what cannot be written."""
    _demand(batch, by)
    outlines, formats = list(dict.fromkeys(asked.outlines)), list(dict.fromkeys(endings))
    if not outlines or any(each not in own.outlines() for each in outlines) or unsuited(outlines):
        raise Refused(_("Choose at least one document that is written about a person."))
    if not formats or any(each not in document.LAYOUTS for each in formats):
        raise Refused(_("Choose at least one format."))
    if asked.style and asked.style not in own.styles():
        raise Refused(_("Choose a house style that there is."))
    if asked.start and asked.end and asked.end <= asked.start:
        raise Refused(_("The period ends before it starts."))
    people = len(programme.people_of(batch))
    if not people:
        raise Refused(_("Nobody is in this batch."))
    job = WritingJob.objects.create(
        batch=batch,
        outlines=outlines,
        formats=formats,
        start=asked.start,
        end=asked.end,
        language=asked.language,
        style=asked.style,
        by=by,
        total=people * len(outlines),
        asked_at=timezone.now(),
    )
    note("ask for documents", str(job.uid), by=by, before=None, after=_said(job))
    _sweep()
    return job


@transaction.atomic
def again(job: WritingJob, *, by: User) -> WritingJob:
    """Ask once more for what a job that has ended was to write. Raises Refused."""
    if job.is_active:
        raise Refused(_("These documents are still being written."))
    return queue(job.batch, asked_for(job), job.formats, by=by)


def asked_for(job: WritingJob) -> Asked:
    """Return what a job is to write."""
    return Asked(outlines=tuple(job.outlines), start=job.start, end=job.end, language=job.language, style=job.style)


@transaction.atomic
def cancel(job: WritingJob, *, by: User) -> None:
    """Stop a job; whoever writes it notices at its next sign of life. Raises Refused where it has ended."""
    _demand(job.batch, by)
    active = WritingJob.objects.filter(pk=job.pk, state__in=(State.QUEUED, State.RUNNING))
    if not active.update(state=State.CANCELLED, ended_at=timezone.now()):
        raise Refused(_("This has ended already."))
    note("cancel documents", str(job.uid), by=by, before=job.state, after=State.CANCELLED)


@transaction.atomic
def discard(job: WritingJob, *, by: User) -> None:
    """Delete a job that has ended, with its documents. Raises Refused."""
    _demand(job.batch, by)
    if job.is_active:
        raise Refused(_("These documents are still being written: cancel first."))
    note("discard documents", str(job.uid), by=by, before=_said(job), after=None)
    place(job).unlink(missing_ok=True)
    job.delete()


def claim(worker: str) -> WritingJob | None:
    """Take the oldest waiting job for a worker; None where none waits, or another worker took it first."""
    return running.claim(WritingJob.objects.select_related("batch", "by"), worker, what=WHAT)


@transaction.atomic
def advance(job: WritingJob, entries: Sequence[Entry]) -> bool:
    """Give a sign of life, with what was written since the last one; False where the job is no longer this worker's."""
    if not running.beat(job, more=len(entries)):
        return False
    WritingResult.objects.bulk_create(
        WritingResult(
            job=job,
            code=each.code,
            name=each.name,
            outline=each.outline,
            outcome=each.outcome,
            numbers=each.numbers,
            silent=list(each.silent),
            reason=each.reason,
        )
        for each in entries
    )
    return True


def finish(job: WritingJob) -> bool:
    """Say that all is written and in its place; False where the job was cancelled meanwhile."""
    return running.end(job, State.DONE, what=WHAT)


def fail(job: WritingJob, reason: str) -> bool:
    """Say why a job could not be written at all."""
    return running.end(job, State.FAILED, what=WHAT, reason=reason)


def interrupt(job: WritingJob) -> bool:
    """Say that a job's worker ends before it does. What has ended already stays as it ended."""
    return running.end(job, State.INTERRUPTED, what=WHAT)


def _said(job: WritingJob) -> dict[str, object]:
    """Return what the trail says of a job."""
    asked = {"batch": job.batch.name, "outlines": job.outlines, "formats": job.formats, "state": job.state}
    return {**asked, "start": job.start, "end": job.end, "language": job.language}


def _sweep() -> None:
    """Delete the jobs that are too old or too many, and every file that no job has."""
    ended = WritingJob.objects.exclude(state__in=(State.QUEUED, State.RUNNING))
    oldest = timezone.now() - dt.timedelta(days=settings.QIAO_JOB_DAYS)
    kept = ended.filter(asked_at__gte=oldest).values_list("pk", flat=True)[: settings.QIAO_JOBS]
    for old in ended.exclude(pk__in=list(kept)):
        note("discard old documents", str(old.uid), by=None, before=_said(old), after=None)
        old.delete()
    names = {place(job).name for job in WritingJob.objects.filter(state__in=(State.DONE, State.RUNNING))}
    if folder().is_dir():
        for path in folder().iterdir():
            # While it is written, a file has its name with a dot before and ".part" behind.
            if path.is_file() and path.name.strip(".").removesuffix(".part") not in names:
                path.unlink(missing_ok=True)
