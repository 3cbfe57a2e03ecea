"""Which jobs there are, and where their documents lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from qiao.drafting.bundle import ZIP
from qiao.drafting.models import WritingJob
from qiao.programme import rights
from qiao.programme.models import Batch

ACTION = "document.batch"


def visible_to(user: User | AnonymousUser) -> QuerySet[WritingJob]:
    """Return the jobs that a user may see: those of the batches within their roles."""
    jobs = WritingJob.objects.select_related("batch", "by")
    return jobs.filter(batch__in=batches(user).values("pk"))


def batches(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Return the batches all of whose documents a user may ask for."""
    return rights.batches(rights.actor(user), ACTION)


def folder() -> Path:
    """Return the folder of the documents of all jobs."""
    return Path(settings.QIAO_HOME) / "jobs"


def place(job: WritingJob) -> Path:
    """Return where the documents of a job are, or will be."""
    return folder() / f"{job.uid}{ZIP}"
