"""The queue of documents: a claimed job is written into its place."""

from __future__ import annotations

import time

from django.utils import translation
from django.utils.translation import gettext as _

from qiao.drafting import own
from qiao.drafting.bundle import Entry, opened, pack, put_index
from qiao.drafting.jobs import writes
from qiao.drafting.jobs.reads import folder, place
from qiao.drafting.laying import style_called
from qiao.drafting.many import one_line, write_each
from qiao.drafting.models import WritingJob
from qiao.jobs.worker import BEAT, IsEnding, Stopped
from qiao.record import kinds

INTERFACE = {"zh": "zh-hans", "en": "en"}


def queue(worker: str, is_ending: IsEnding) -> bool:
    """Claim the oldest job that waits and write it; False where none waits."""
    job = writes.claim(worker)
    if job is not None:
        kinds.forget()
        write(job, is_ending)
    return job is not None


def write(job: WritingJob, is_ending: IsEnding = lambda: False) -> None:
    """Write a claimed job into its place. Cancelled, failed or interrupted, it leaves no file."""
    gone = [each for each in job.outlines if each not in own.outlines()]
    try:
        if gone:
            writes.fail(job, _("no longer there: %(outlines)s") % {"outlines": ", ".join(gone)})
            return
        with translation.override(INTERFACE[job.language]):
            _write(job, is_ending)
        if not writes.finish(job):
            place(job).unlink(missing_ok=True)
    except Stopped:
        return
    except OSError as error:
        writes.fail(job, one_line(error))
    finally:
        # Whatever went wrong, nobody waits for a job that nobody writes. After any other end this changes nothing.
        writes.interrupt(job)


def _write(job: WritingJob, is_ending: IsEnding) -> None:
    """Write the .zip. Raises Stopped, and OSError where it cannot be written."""
    fresh: list[Entry] = []
    every: list[Entry] = []
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if is_ending() or not writes.advance(job, fresh):
            raise Stopped
        fresh.clear()
        last = time.monotonic()

    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(place(job)) as put:
        written = write_each(writes.asked_for(job), job.batch, beat)
        for entry in pack(written, job.formats, put, job.language, style_called(job.style)):
            fresh.append(entry)
            every.append(entry)
            if time.monotonic() - last >= BEAT:
                beat()
        beat()
        put_index(every, job.batch.name, put)
