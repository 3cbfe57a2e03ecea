"""Who does the work in the background: one thread of the process that serves the site, there only while anything waits.

No queue beside the database: an office has one server, and a job takes seconds. Several serving processes do no harm,
since a job is claimed in one statement and every later change of it is guarded by the name of who claimed it.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence

from django.db import connections

IsEnding = Callable[[], bool]

Queue = Callable[[str, IsEnding], bool]
"""Claims the oldest waiting job of one sort for the worker of this name and does it; False where none waits."""

BEAT = 1.0
"""Seconds between two signs of life: what a page that is looked at shows, and how soon a cancelled job stops."""

PATIENCE = 10.0
"""Seconds for which an ending process waits for its thread to put away what it has begun."""


class Stopped(Exception):  # noqa: N818  # it says what happened
    """The job was cancelled, or the process ends: nothing of it stays."""


class Worker:
    """Does what waits in its queues, one job after another, in a thread that starts when woken and ends with them."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self.name = uuid.uuid4().hex
        self._queues = queues
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_woken = False
        self._ending = threading.Event()

    def wake(self) -> None:
        """Look for work, now or as soon as what is being done has ended."""
        with self._lock:
            self._is_woken = True
            if self._thread is None and not self._ending.is_set():
                # A daemon, so that a server that is killed does not hang; `stop` ends it in an orderly way.
                self._thread = threading.Thread(target=self._work, name="qiao-jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Interrupt what is being done, and start nothing more."""
        self._ending.set()
        thread = self._thread
        if thread is not None:
            thread.join(PATIENCE)

    def work(self) -> None:
        """Do everything that waits."""
        while not self._ending.is_set() and any(queue(self.name, self._ending.is_set) for queue in self._queues):
            pass

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
