"""Which jobs there are, and where their documents lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from qiao.drafting.bundle import ZIP
from qiao.drafting.models import WritingJob


def visible_to(user: User | AnonymousUser) -> QuerySet[WritingJob]:
    """Return the jobs that a user may see: those of the programme office, which sees all."""
    jobs = WritingJob.objects.select_related("batch", "by")
    return jobs if user.is_staff else jobs.none()


def folder() -> Path:
    """Return the folder of the documents of all jobs."""
    return Path(settings.QIAO_HOME) / "jobs"


def place(job: WritingJob) -> Path:
    """Return where the documents of a job are, or will be."""
    return folder() / f"{job.uid}{ZIP}"
