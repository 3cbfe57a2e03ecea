"""An SQLite that can corrupt a database is refused; ours is pysqlite3's; the swap reaches Django."""

import sqlite3
import sys
from unittest import mock

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections
from django.db.backends.sqlite3 import base

from qiao.sqlite.checks import check_sqlite_version, has_wal_reset_bug

sqlite_only = pytest.mark.skipif("connections['default'].vendor != 'sqlite'", reason="the suite runs on PostgreSQL")


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 49, 9), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_with_the_wal_reset_bug(version: tuple[int, int, int], has_bug: bool) -> None:
    assert has_wal_reset_bug(version) is has_bug


@sqlite_only
def test_a_vulnerable_version_is_an_error_that_says_what_to_do() -> None:
    with mock.patch.object(connections["default"], "get_database_version", return_value=(3, 40, 1)):
        errors = check_sqlite_version(None)
    assert [error.id for error in errors] == ["qiao.sqlite.E001"]
    assert errors[0].level == checks.ERROR
    assert "SQLite 3.40.1" in errors[0].msg
    assert "pysqlite3" in str(errors[0].hint)


@sqlite_only
def test_the_check_runs_with_every_check_and_stops_it() -> None:
    with (
        mock.patch.object(connections["default"], "get_database_version", return_value=(3, 51, 2)),
        pytest.raises(SystemCheckError, match=r"qiao\.sqlite\.E001"),
    ):
        call_command("check")


def test_another_database_is_not_asked_for_its_version() -> None:
    with mock.patch.object(connections["default"], "vendor", "postgresql"):
        assert check_sqlite_version(None) == []


def test_checking_some_apps_only_does_not_look_at_the_database() -> None:
    with mock.patch.object(connections["default"], "get_database_version", return_value=(3, 40, 1)):
        assert check_sqlite_version([apps.get_app_config("sqlite")]) == []


@sqlite_only
def test_this_machine_runs_a_safe_version() -> None:
    assert check_sqlite_version(None) == []


@pytest.mark.skipif("pysqlite3" not in sys.modules, reason="pysqlite3 is not installed here")
def test_django_and_everybody_else_use_pysqlite3() -> None:
    assert vars(base)["Database"].__name__ == "pysqlite3.dbapi2"
    assert sqlite3.__name__ == "pysqlite3"
    assert sqlite3.dbapi2.sqlite_version_info >= (3, 51, 3)
