"""How a job of any sort is claimed, kept alive and ended: short transactions, guarded by the state that each leaves."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from qiao.jobs.job import INTERRUPTED, QUEUED, RUNNING, Job
from qiao.programme.audit import note

J = TypeVar("J", bound=Job)


@transaction.atomic
def claim(jobs: QuerySet[J], worker: str, *, what: str) -> J | None:
    """Take the oldest waiting job for a worker; None where none waits, or another worker took it first.

    Jobs whose worker gives no sign of life are marked as interrupted on the way. `what` is what the trail calls them.
    """
    silent = Q(beat_at=None) | Q(beat_at__lt=timezone.now() - Job.SILENT)
    for lost in jobs.filter(silent, state=RUNNING):
        end(lost, INTERRUPTED, what=what)
    waiting = jobs.filter(state=QUEUED).order_by("asked_at", "id").first()
    if waiting is None:
        return None
    taken = jobs.filter(pk=waiting.pk, state=QUEUED).update(state=RUNNING, worker=worker, beat_at=timezone.now())
    return jobs.get(pk=waiting.pk) if taken else None


def beat(job: Job, *, more: int = 0) -> bool:
    """Give a sign of life, with how much was done since the last; False where this worker holds the job no longer."""
    return bool(held(job).update(beat_at=timezone.now(), done=F("done") + more))


@transaction.atomic
def end(job: Job, state: str, *, what: str, reason: str = "") -> bool:
    """Put a job that its worker still holds into its last state; False where it has ended otherwise."""
    is_ended = bool(held(job).update(state=state, ended_at=timezone.now(), reason=reason))
    if is_ended:
        note(f"{what} {state}", str(job.uid), by=None, before=RUNNING, after=state, reason=reason)
    return is_ended


def held(job: J) -> QuerySet[J]:
    """Return the job, if its worker still holds it."""
    return type(job)._default_manager.filter(pk=job.pk, state=RUNNING, worker=job.worker)  # noqa: SLF001
