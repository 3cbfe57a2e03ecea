"""`qiao doctor`: what there is on this machine, for whoever is asked why it does not work."""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
from importlib import import_module

import django
from rich.table import Table

from qiao import __version__
from qiao.catalogue import load
from qiao.cli import home
from qiao.cli.language import _
from qiao.cli.reading import kinds
from qiao.cli.screen import put, screen
from qiao.sqlite.checks import has_wal_reset_bug
from qiao.text import HEDGES_VERSION

FONT_LISTER = "fc-list"
SECONDS = 20


def doctor(_given: argparse.Namespace) -> int:
    """Print versions, the data folder and the fonts found. Makes nothing."""
    # By name, now: qiao.sqlite, which `home` imports, has put a current module in the place of Python's own.
    sqlite = import_module("sqlite3").sqlite_version
    is_unsafe = has_wal_reset_bug(tuple(int(part) for part in sqlite.split(".")))
    warning = _("it can corrupt a database")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in (
        ("Qiao", __version__),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        ("SQLite", f"{sqlite} ({warning})" if is_unsafe else sqlite),
        ("Django", django.get_version()),
        (_("catalogue"), load(kinds()).version),
        (_("hedge table"), HEDGES_VERSION),
        (_("data folder"), _folder()),
        (_("Chinese fonts"), _fonts()),
    ):
        table.add_row(name, str(value))
    put(screen(), table)
    return 1 if is_unsafe else 0


def _folder() -> str:
    place = home.folder()
    state = _("in use") if (place / "qiao.sqlite3").exists() else _("not made yet")
    return f"{place} ({state})"


def _fonts() -> str:
    lister = shutil.which(FONT_LISTER)
    if lister is None:
        return _("not known: there is no fc-list on this machine")
    try:
        found = subprocess.run(
            [lister, ":lang=zh", "family"], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        return _("not known: {why}").format(why=error)
    families = sorted({line.split(",")[0].strip() for line in found.stdout.splitlines() if line.strip()})
    return ", ".join(families) or _("none found: printed documents will show boxes for Chinese")
