"""`qiao read`: what a text says, with no database, no settings and no folder."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from qiao import claim
from qiao.catalogue import ALL, SHIPPED, Catalogue, CatalogueError, load, preset_names
from qiao.cli import report
from qiao.cli.failure import CannotRun, tell
from qiao.cli.language import _, chosen, said
from qiao.terms import Reading

STANDARD_INPUT = "-"


def kinds() -> tuple[Path, ...]:
    """Return the folders of the catalogue, the shipped one first, as the settings have them. Raises CannotRun."""
    own = tuple(Path(each).expanduser() for each in os.environ.get("QIAO_KINDS", "").split(os.pathsep) if each.strip())
    for each in own:
        if not each.is_dir():
            raise CannotRun(_("QIAO_KINDS names {place}, which is no folder").format(place=each))
    return (SHIPPED, *own)


def preset() -> str:
    """Return the preset whose kinds are on, as the settings have it. Raises CannotRun."""
    chosen = os.environ.get("QIAO_PRESET", "").strip().lower() or ALL
    if chosen not in (ALL, *preset_names()):
        known = ", ".join((ALL, *preset_names()))
        raise CannotRun(_("QIAO_PRESET names {preset}; there are: {known}").format(preset=chosen, known=known))
    return chosen


def catalogue() -> Catalogue:
    """Return the catalogue. Raises CannotRun for one that could mislead."""
    try:
        return load(kinds(), preset())
    except CatalogueError as error:
        raise CannotRun(str(error)) from error


def loaded(file: str) -> str:
    """Return the text of a file, or of standard input for "-"; how it was read is noted on standard error.

    Raises CannotRun.
    """
    try:
        if file == STANDARD_INPUT:
            found = claim.load_noted(sys.stdin.buffer.read(), _("standard input"))
        else:
            found = claim.load_noted(Path(file))
    except claim.UnreadableFile as error:
        raise CannotRun(said(error.words)) from error
    for note in found.notes:
        tell(f"{file}: {said(note)}")
    return found.text


def read(given: argparse.Namespace) -> int:
    """Show the quantities of a text and what is broken in it. Returns 1 where anything is. Raises CannotRun."""
    found = claim.read(loaded(given.file), catalogue())
    if given.is_json:
        print(_line(given.file, found))
    else:
        report.reading(given.file, found)
    return report.code(found, ())


def _line(file: str, found: Reading) -> str:
    return json.dumps({"file": file, **claim.as_json(found, chosen())}, ensure_ascii=False)
