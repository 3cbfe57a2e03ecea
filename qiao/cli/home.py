"""The folder of the database: made, keyed and brought up to date before a command that needs it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.sqlite.checks import check_sqlite_version

KEY_BYTES = 48


def folder() -> Path:
    """Return the home folder as `qiao.settings` has it, which cannot be asked before the key exists."""
    return Path(os.environ.get("QIAO_HOME", "").strip() or "qiao-data").expanduser().absolute()


def prepare() -> None:
    """Set Django up on a home folder that exists, has a key, and a database whose tables are up to date.

    Raises CannotRun, OSError or ImproperlyConfigured, each with one line for the user.
    """
    if not apps.ready:
        _make_folder(folder())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.settings")
        django.setup()
    for problem in check_sqlite_version(None):
        raise CannotRun(f"{problem.msg} {problem.hint}")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        place = connection.settings_dict["NAME"]
        raise CannotRun(_("the database {place} cannot be used: {why}").format(place=place, why=error)) from error


def _make_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise CannotRun(_("QIAO_HOME must be a folder, and {place} is a file").format(place=home))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = home / "secret.key"
    if os.environ.get("QIAO_SECRET_KEY", "").strip() or key.exists():
        return
    # Never readable by others, not even for the moment between making and narrowing it.
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(KEY_BYTES))
