"""`qiao write` and `qiao check --for`: the commands of the clerk that need the record."""

from __future__ import annotations

import argparse
from pathlib import Path

from qiao.cli import report
from qiao.cli.failure import CannotRun, for_each
from qiao.cli.files import save
from qiao.cli.language import _, chosen
from qiao.cli.reading import loaded
from qiao.cli.screen import screen
from qiao.document import DEFAULT_STYLE, LAYOUTS, UnsuitedOutlineError, outlines, styles
from qiao.drafting import reads as drafting
from qiao.programme import reads as programme
from qiao.programme.reads import Found, UnknownSubject
from qiao.record.kinds import catalogue


def found(who: str) -> Found:
    """Return whom --for names. Raises CannotRun."""
    try:
        return programme.find(who)
    except UnknownSubject as error:
        raise CannotRun(str(error)) from error


def write(given: argparse.Namespace) -> int:
    """Write a document and say what the record is silent about. Raises CannotRun."""
    place = Path(given.output)
    layout = LAYOUTS.get(place.suffix.lower())
    if layout is None:
        raise CannotRun(
            _("{place}: the ending must be one of {endings}").format(place=place, endings=", ".join(LAYOUTS))
        )
    if given.outline not in outlines():
        line = _("no outline is called {name}; there are {known}")
        raise CannotRun(line.format(name=given.outline, known=", ".join(outlines())))
    if given.start and given.end and given.end <= given.start:
        raise CannotRun(_("the period ends before it starts: --to is the first day after it"))
    try:
        made = drafting.write(
            given.outline, found(given.who), start=given.start, end=given.end, language=given.language
        )
    except UnsuitedOutlineError as error:
        raise CannotRun(str(error)) from error
    save(place, layout(made, styles()[DEFAULT_STYLE]))
    screen().print(_("{place}: {title}, {count} figures").format(place=place, title=made.title, count=len(made.facts)))
    if made.omitted:
        screen().print(_("nothing recorded on: {kinds}").format(kinds=", ".join(made.omitted)))
    return 0


def check(given: argparse.Namespace) -> int:
    """Check files against somebody's record. Returns 1 where anything was found. Raises CannotRun."""
    whose = found(given.who)

    def one(file: str) -> int:
        checked = drafting.check(loaded(file), whose)
        if given.is_json:
            print(drafting.as_json(checked, file, chosen()))
        else:
            report.check(file, checked.reading, checked.verdicts, catalogue())
        return report.code(checked.reading, checked.verdicts)

    return for_each(given.files, one)
