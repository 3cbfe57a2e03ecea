"""Everything that changes an import on the site but its rows: asked for, answered, confirmed, cancelled, withdrawn."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.exchange import meanings, preview
from qiao.exchange.book import open_book
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.jobs import reads
from qiao.exchange.meanings import Refused, Said
from qiao.exchange.writes import IMPORT, sweep
from qiao.programme.audit import note
from qiao.programme.rights import demand_whole
from qiao.record import overwriting
from qiao.record.models import Import
from qiao.record.periods import reads as periods
from qiao.record.staging import CHUNK

State = Import.State
ACTIVE = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What a withdrawal has done: records removed, records put back, and those left because they were changed since."""

    removed: int
    restored: int
    kept: int


def queue(name: str, chunks: Iterable[bytes], *, by: User, language: str) -> Import:
    """Keep a workbook and ask for it to be looked into. Raises UnreadableBook for what is no readable workbook."""
    demand_whole(by, IMPORT)
    job = Import(book=name, by=by, language=language, asked_at=timezone.now())
    place = reads.folder(job) / "book"
    place.mkdir(mode=0o700, parents=True)
    try:
        with (place / name).open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        open_book(place / name)
        _asked(job, by)
    except UnreadableBook:
        shutil.rmtree(reads.folder(job))
        raise
    return job


@transaction.atomic
def _asked(job: Import, by: User) -> None:
    job.save()
    note("ask for import", str(job.uid), by=by, before=None, after={"book": job.book})
    sweep()
    _discard_old()


def _discard_old() -> None:
    """Remove the workbooks and previews of imports that have ended long ago; the imports stay in the list."""
    oldest = timezone.now() - dt.timedelta(days=settings.QIAO_JOB_DAYS)
    for old in Import.objects.filter(asked_at__lt=oldest).exclude(state__in=ACTIVE):
        if reads.folder(old).is_dir():
            shutil.rmtree(reads.folder(old))


@transaction.atomic
def answer(job: Import, answers: Iterable[Said], *, by: User) -> None:
    """Remember what words mean, and look into the workbook again. Raises Refused."""
    demand_whole(by, IMPORT)
    meanings.remember(answers, by=by)
    _move(job, Import.Step.LOOK)


@transaction.atomic
def confirm(job: Import, *, by: User) -> None:
    """Ask for what was looked at to be brought in. Raises Refused where something is open, or it has moved on."""
    demand_whole(by, IMPORT)
    found = preview.read(reads.folder(job))
    if found is None or found.is_open:
        raise Refused(_("Say first what the unknown sheets and columns mean."))
    _move(job, Import.Step.BRING_IN)
    note("confirm import", str(job.uid), by=by, book=job.book, before=State.READY, after=State.QUEUED, rows=job.counts)


def _move(job: Import, step: str) -> None:
    ready = Import.objects.filter(pk=job.pk, state=State.READY)
    if not ready.update(state=State.QUEUED, step=step, done=0, total=0, beat_at=None):
        raise Refused(_("This import has moved on in the meantime."))


@transaction.atomic
def cancel(job: Import, *, by: User) -> None:
    """Stop an import, or drop one that waits for confirmation. Raises Refused where it has ended."""
    demand_whole(by, IMPORT)
    active = Import.objects.filter(pk=job.pk, state__in=(*ACTIVE, State.READY))
    if not active.update(state=State.CANCELLED, ended_at=timezone.now()):
        raise Refused(_("This has ended already."))
    note("cancel import", str(job.uid), by=by, book=job.book, before=job.state, after=State.CANCELLED)


@transaction.atomic
def withdraw(job: Import, *, by: User) -> Withdrawn:
    """Take an import back: what it added goes, what it overwrote says again what it said before.

    Records that were changed since stay as they are, and so does the roster. Raises Refused.
    """
    demand_whole(by, IMPORT)
    if not Import.objects.filter(pk=job.pk, state=State.DONE).update(state=State.WITHDRAWN, withdrawn_by=by):
        raise Refused(_("Only an import that is done can be withdrawn, and only once."))
    total = job.records.count()
    _refuse_closed(job)
    free = list(reads.untouched(job).values_list("record", "before"))
    added = [pk for pk, before in free if before is None]
    said: dict[int, Mapping[str, Any]] = {pk: before for pk, before in free if before is not None}
    overwriting.restore(said, by=by)
    overwriting.remove(added)
    done = Withdrawn(removed=len(added), restored=len(said), kept=total - len(free))
    note(
        "withdraw import",
        str(job.uid),
        by=by,
        book=job.book,
        before=State.DONE,
        after=State.WITHDRAWN,
        removed=done.removed,
        restored=done.restored,
        kept=done.kept,
    )
    return done


def _refuse_closed(job: Import) -> None:
    """Raise Refused where a closed period holds a figure that a withdrawal would move."""
    closings = periods.in_force()
    if not closings:
        return
    for each in reads.untouched(job).select_related("record").iterator(chunk_size=CHUNK):
        closing = periods.closed_to(periods.of_record(each.record), None, closings)
        if closing:
            raise Refused(periods.problem(closing).why)
