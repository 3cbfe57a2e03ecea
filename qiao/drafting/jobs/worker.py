"""Who writes the jobs: one thread of the process that serves the site, there only while anything waits.

No queue beside the database: an office has one server, and a batch takes seconds. Several serving processes do no
harm, since a job is claimed in one statement and every later change of it is guarded by the name of who claimed it.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from qiao.drafting import own
from qiao.drafting.bundle import Entry, opened, pack, put_index
from qiao.drafting.jobs import writes
from qiao.drafting.jobs.reads import folder, place
from qiao.drafting.laying import style_called
from qiao.drafting.many import one_line, write_each
from qiao.drafting.models import WritingJob
from qiao.record import kinds

BEAT = 1.0
"""Seconds between two signs of life: what a page that is looked at shows, and how soon a cancelled job stops."""

PATIENCE = 10.0
"""Seconds for which an ending process waits for its thread to put away what it has begun."""

INTERFACE = {"zh": "zh-hans", "en": "en"}


class Stopped(Exception):  # noqa: N818  # it says what happened
    """The job was cancelled, or the process ends: nothing of it stays."""


class Worker:
    """Writes what waits, one job after another, in a thread that starts when it is woken and ends with the queue."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_woken = False
        self._ending = threading.Event()

    def wake(self) -> None:
        """Look for work, now or as soon as what is being written is done."""
        with self._lock:
            self._is_woken = True
            if self._thread is None and not self._ending.is_set():
                # A daemon, so that a server that is killed does not hang; `stop` ends it in an orderly way.
                self._thread = threading.Thread(target=self._work, name="qiao-writing", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Interrupt what is being written, and start nothing more."""
        self._ending.set()
        thread = self._thread
        if thread is not None:
            thread.join(PATIENCE)

    def work(self) -> None:
        """Write everything that waits."""
        while not self._ending.is_set() and (job := writes.claim(self.name)):
            kinds.forget()
            write(job, self._ending.is_set)

    def _work(self) -> None:
        try:
            while self._goes_on():
                self.work()
        finally:
            connections.close_all()
            with self._lock:
                # Where it broke off by an error; the next who wakes starts another.
                if self._thread is threading.current_thread():
                    self._thread = None

    def _goes_on(self) -> bool:
        # Under the lock: who wakes sees either a thread that will look again, or none and starts one.
        with self._lock:
            goes_on, self._is_woken = self._is_woken and not self._ending.is_set(), False
            if not goes_on:
                self._thread = None
            return goes_on


WORKER = Worker()


def write(job: WritingJob, is_ending: Callable[[], bool] = lambda: False) -> None:
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


def _write(job: WritingJob, is_ending: Callable[[], bool]) -> None:
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
