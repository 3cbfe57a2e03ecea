"""The module Django loads for `ENGINE = "qiao.sqlite"`: Django's own backend, on the SQLite that this package chose."""

import random
import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

DEFAULT_TIMEOUT = 5.0
"""Seconds, where the settings name none: that of Python's sqlite3."""

LONGEST_WAIT = 0.01


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, but that writers take turns; the pragmas that Qiao wants are in qiao/settings.py."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction as soon as no other writes, within the timeout.

        SQLite's own waiting soon asks only every tenth of a second, and whoever has just written begins again in less:
        measured with 16 processes that write without a pause, some found the lock taken for 20 s on end. Here all ask
        every few milliseconds, so that each comes in.
        """
        timeout = float(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT))
        give_up = time.monotonic() + timeout
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun():
                if time.monotonic() > give_up:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
                    return
                time.sleep(random.uniform(0, LONGEST_WAIT))  # noqa: S311  # who waits how long is no secret
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")

    def _has_begun(self) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
        return True
