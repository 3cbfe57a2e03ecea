"""The queue of imports: a claimed one is looked into, or brought in."""

from __future__ import annotations

import time
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qiao.exchange import preview, writes
from qiao.exchange.annotation import annotate
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.jobs import reads
from qiao.exchange.planning import Progress, plan
from qiao.exchange.survey import survey, wordings
from qiao.exchange.writes import WHAT, OutOfDate
from qiao.jobs import running
from qiao.jobs.worker import BEAT, IsEnding, Stopped
from qiao.record import kinds
from qiao.record.models import Import

State = Import.State


def queue(worker: str, is_ending: IsEnding) -> bool:
    """Claim the oldest import that waits and do its next step; False where none waits."""
    job = running.claim(Import.objects.select_related("by"), worker, what=WHAT)
    if job is not None:
        kinds.forget()
        work(job, is_ending)
    return job is not None


def work(job: Import, is_ending: IsEnding = lambda: False) -> None:
    """Do the next step of a claimed import. Cancelled, failed or interrupted, it leaves nothing in the record."""
    try:
        with translation.override(job.language or translation.get_language()):
            book = reads.book(job)
            if book is None:
                running.end(job, State.FAILED, what=WHAT, reason=_("This upload is no longer kept: upload it again."))
            elif job.step == Import.Step.LOOK:
                _look(job, book, _beats(job, is_ending))
            else:
                _bring_in(job, book, _beats(job, is_ending))
    except Stopped:
        return
    except (UnreadableBook, OutOfDate) as error:
        running.end(job, State.FAILED, what=WHAT, reason=str(error))
    except OSError as error:
        running.end(job, State.FAILED, what=WHAT, reason=error.strerror or str(error))
    finally:
        # Whatever went wrong, nobody waits for it. After any other end this changes nothing.
        running.end(job, State.INTERRUPTED, what=WHAT)


def _beats(job: Import, is_ending: IsEnding) -> Progress:
    """Return what is told of progress: once a second it is written down, and whoever has cancelled is heard."""
    last = 0.0

    def beat(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < BEAT:
            return
        last = time.monotonic()
        if is_ending() or not running.held(job).update(beat_at=timezone.now(), done=done, total=total):
            raise Stopped

    return beat


def _look(job: Import, book: Path, beat: Progress) -> None:
    """Write the preview of an import beside its workbook."""
    folder = reads.folder(job)
    questions = survey(book)
    planned = None if any(each.is_needed for each in questions) else plan(book, beat)
    preview.write(folder, planned, [*questions, *(wordings(planned) if planned else ())])
    reads.rejected(job).unlink(missing_ok=True)
    if planned is not None and planned.rejected:
        annotate(planned, reads.rejected(job))
    # Who is asked next is the office: it waits without a worker, and without a sign of life.
    running.held(job).update(state=State.READY, counts=writes.counts(planned) if planned else {}, worker="")


def _bring_in(job: Import, book: Path, beat: Progress) -> None:
    """Bring in what the preview has shown. Raises OutOfDate where it is no longer that."""
    planned = plan(book, beat)
    if writes.counts(planned) != job.counts:
        raise OutOfDate
    writes.bring_in(planned, job.by, beat, job)
