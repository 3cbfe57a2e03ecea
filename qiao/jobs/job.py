"""What every piece of work in the background is: asked for, claimed by one worker, seen to live, ended once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

QUEUED = "queued"
RUNNING = "running"
INTERRUPTED = "interrupted"


class Job(models.Model):
    """A piece of work in the background, as a row. Which states it has, and whose it is, is its own class's."""

    # The longest step between two signs of life, reading the rows of fifty people, takes a few seconds.
    SILENT: ClassVar[dt.timedelta] = dt.timedelta(seconds=30)

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    # Each class has it again, with the words of its own states.
    state = models.CharField(max_length=12, default=QUEUED)
    worker = models.CharField(_("written by"), max_length=32, blank=True)
    total = models.PositiveIntegerField(_("documents"), default=0)
    done = models.PositiveIntegerField(_("documents so far"), default=0)
    reason = models.TextField(_("why it failed"), blank=True)
    asked_at = models.DateTimeField(_("asked for"))
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def standing(self) -> str:
        """Return the state that it is in: one being worked on that gives no sign of life any more is interrupted."""
        is_silent = self.beat_at is None or timezone.now() - self.beat_at > self.SILENT
        return INTERRUPTED if self.state == RUNNING and is_silent else self.state

    @property
    def is_active(self) -> bool:
        """Return whether it still waits, or is being worked on."""
        return self.standing in {QUEUED, RUNNING}
