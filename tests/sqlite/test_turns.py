"""Writers take turns: who finds the database locked waits for it, and not for ever."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")


@pytest.fixture
def writer(tmp_path: Path, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A connection of Qiao's backend to a file of its own, that waits a quarter of a second."""
    settings = {**connections["default"].settings_dict, "NAME": tmp_path / "turns.sqlite3"}
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 0.25}
    one = ConnectionHandler({"default": settings})["default"]
    with django_db_blocker.unblock():
        one.ensure_connection()
        yield one
        one.close()


@pytest.fixture
def other(tmp_path: Path, writer: BaseDatabaseWrapper) -> Iterator[sqlite3.Connection]:
    """Somebody else who holds the lock."""
    held = sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None, check_same_thread=False)
    held.execute("BEGIN IMMEDIATE")
    yield held
    held.close()


def timeout_of(writer: BaseDatabaseWrapper) -> int:
    found: int = writer.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    return found


def test_a_writer_gives_up_after_its_timeout(writer: BaseDatabaseWrapper, other: sqlite3.Connection) -> None:
    with pytest.raises(OperationalError, match="locked"):
        writer.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert timeout_of(writer) == 250


def test_a_writer_comes_in_when_the_other_has_done(writer: BaseDatabaseWrapper, other: sqlite3.Connection) -> None:
    writer.settings_dict["OPTIONS"]["timeout"] = 20
    after = threading.Timer(0.2, other.execute, ["COMMIT"])
    after.start()
    writer.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    after.join()
    assert writer.connection.in_transaction
    assert timeout_of(writer) == 20_000
    writer.connection.execute("ROLLBACK")
