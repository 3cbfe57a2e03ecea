"""A system check that refuses an SQLite which can corrupt a database in WAL mode."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections

Version = tuple[int, ...]

# https://sqlite.org/wal.html#walresetbug: since WAL came, two connections that write or checkpoint at the same moment
# can lose committed pages. Fixed in 3.51.3, and in these two older lines from the patch release named.
FIRST_WITH_WAL: Version = (3, 7, 0)
FIRST_FIXED: Version = (3, 51, 3)
FIXED_IN_LINE: dict[Version, int] = {(3, 50): 7, (3, 44): 6}


def has_wal_reset_bug(version: Version) -> bool:
    """Whether this version of SQLite can corrupt a database in WAL mode."""
    if version < FIRST_WITH_WAL or version >= FIRST_FIXED:
        return False
    fixed_from = FIXED_IN_LINE.get(version[:2])
    return fixed_from is None or version[2] < fixed_from


def check_sqlite_version(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """One error for each configured SQLite database whose library has the WAL-reset bug; none for PostgreSQL."""
    if app_configs is not None:
        return []
    errors: list[CheckMessage] = []
    for alias in connections:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        version = connection.get_database_version()
        if has_wal_reset_bug(version):
            written = ".".join(str(part) for part in version)
            errors.append(
                Error(
                    f"SQLite {written} has the WAL-reset bug, which can corrupt the database '{alias}'.",
                    hint="Install pysqlite3 >= 0.6.1, or use a Python with SQLite 3.51.3 or later (or 3.50.7, 3.44.6).",
                    id="qiao.sqlite.E001",
                )
            )
    return errors
