"""`qiao doctor`: what there is on this machine, for whoever is asked why it does not work."""

from __future__ import annotations

import argparse
import platform
import sys
from importlib import import_module

import django
from rich.table import Table

from qiao import __version__
from qiao.catalogue import Catalogue
from qiao.cli import fonts, home
from qiao.cli.language import _, said
from qiao.cli.reading import catalogue, preset
from qiao.cli.screen import put, screen
from qiao.document import DEFAULT_STYLE, styles
from qiao.sqlite.checks import has_wal_reset_bug
from qiao.text import HEDGES_VERSION


def doctor(_given: argparse.Namespace) -> int:
    """Print versions, the data folder, and the font found for each role of the house style. Makes nothing."""
    # By name, now: qiao.sqlite, which `home` imports, has put a current module in the place of Python's own.
    sqlite = import_module("sqlite3").sqlite_version
    is_unsafe = has_wal_reset_bug(tuple(int(part) for part in sqlite.split(".")))
    style, known = styles()[DEFAULT_STYLE], catalogue()
    warning = _("it can corrupt a database")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in (
        ("Qiao", __version__),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        ("SQLite", f"{sqlite} ({warning})" if is_unsafe else sqlite),
        ("Django", django.get_version()),
        (_("catalogue"), known.version),
        (_("preset"), _preset(known)),
        (_("hedge table"), HEDGES_VERSION),
        (_("data folder"), _folder()),
        *fonts.roles(style),
    ):
        table.add_row(name, str(value))
    put(screen(), table)
    return 1 if is_unsafe or not fonts.are_there(style) else 0


def _preset(known: Catalogue) -> str:
    chosen = known.presets.get(preset())
    named = f"{chosen.id} ({said(chosen.label)})" if chosen else preset()
    counted = _("{kinds} kinds of record, {measures} measures")
    return f"{named}: {counted.format(kinds=len(known.kinds), measures=len(known.measures))}"


def _folder() -> str:
    place = home.folder()
    state = _("in use") if (place / "qiao.sqlite3").exists() else _("not made yet")
    return f"{place} ({state})"
