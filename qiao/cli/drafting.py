"""`qiao write` and `qiao check --for`: the commands of the clerk that need the record."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from qiao.cli import fonts, many, mapping
from qiao.cli.checking import Judged, run
from qiao.cli.failure import CannotRun, tell
from qiao.cli.files import save
from qiao.cli.language import _
from qiao.cli.reading import loaded
from qiao.cli.screen import screen
from qiao.document import (
    LAYOUTS,
    CannotSetError,
    Layout,
    NoChineseFontError,
    Style,
    UnsuitedOutlineError,
    docx,
    ixbrl,
    manifest,
    missing,
    pdf,
    report_package,
    taxonomy,
    taxonomy_name,
)
from qiao.drafting import kept, own
from qiao.drafting import reads as drafting
from qiao.drafting.laying import style_called
from qiao.drafting.subjects import unsuited
from qiao.programme import reads as programme
from qiao.programme.reads import Found, UnknownSubject
from qiao.record.kinds import catalogue
from qiao.terms import Chart, Document

PACKAGE = ".zip"
XBRL_LAYOUTS: Mapping[str, Layout] = {
    ".html": lambda made, style: ixbrl(made, style, catalogue()),
    ".xhtml": lambda made, style: ixbrl(made, style, catalogue()),
    PACKAGE: lambda made, style: report_package(made, style, catalogue()),
}
"""What writes a file with --ixbrl, by its ending."""


def found(who: str) -> Found:
    """Return whom --for names. Raises CannotRun."""
    try:
        return programme.find(who)
    except UnknownSubject as error:
        raise CannotRun(str(error)) from error


def write(given: argparse.Namespace) -> int:
    """Write a document and say what the record is silent about; with --each, those of a batch. Raises CannotRun."""
    _refuse_outlines(given)
    if given.is_each:
        return many.write(given, found(given.who).batch)
    [outline] = given.outlines
    place = Path(given.output)
    layouts = XBRL_LAYOUTS if given.is_ixbrl else LAYOUTS
    layout = layouts.get(place.suffix.lower())
    if layout is None:
        raise CannotRun(
            _("{place}: the ending must be one of {endings}").format(place=place, endings=", ".join(layouts))
        )
    style = style_called(given.style)
    try:
        made = drafting.write(outline, found(given.who), start=given.start, end=given.end, language=given.language)
    except UnsuitedOutlineError as error:
        raise CannotRun(f"{outline}: {unsuited(own.outlines()[outline])}") from error
    if given.is_sourced:
        made = drafting.with_sources(made)
    if layout is docx:
        rests_on = manifest(made, catalogue=catalogue().version)
        content = docx(made, style, rests_on=rests_on, has_controls=given.has_controls)
    else:
        content = _laid_out(layout, made, style)
    save(place, content)
    if given.is_ixbrl and place.suffix.lower() != PACKAGE:
        # The page names its taxonomy by the file's name alone.
        save(place.with_name(taxonomy_name(catalogue())), taxonomy(catalogue()))
    screen().print(_("{place}: {title}, {count} figures").format(place=place, title=made.title, count=len(made.facts)))
    if made.omitted:
        screen().print(_("nothing recorded on: {kinds}").format(kinds=", ".join(made.omitted)))
    return 1 if _told_what_is_lost(place, layout, made, style) else 0


def _told_what_is_lost(place: Path, layout: Layout, made: Document, style: Style) -> bool:
    """Say in one line what the fonts of this machine could not put into the file; return whether anything was."""
    if layout is docx and any(isinstance(each, Chart) for each in made.blocks):
        if not fonts.are_there(style):
            tell(f"{place}: {_('charts are tables only')}; {fonts.to_install()}")
            return True
        return False
    lost = missing(made) if layout is pdf else ()
    if lost:
        line = _("{place}: no font on this machine has {characters}; the page shows a geta mark in their place")
        tell(line.format(place=place, characters=", ".join(f"{each} ({_codes(each)})" for each in lost)))
    return bool(lost)


def _laid_out(layout: Layout, made: Document, style: Style) -> bytes:
    try:
        return layout(made, style)
    except NoChineseFontError as error:
        raise CannotRun(fonts.to_install()) from error
    except CannotSetError as error:
        raise CannotRun(str(error)) from error


def _codes(cluster: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in cluster)


def _refuse_outlines(given: argparse.Namespace) -> None:
    for each in given.outlines:
        if each not in own.outlines():
            line = _("no outline is called {name}; there are {known}")
            raise CannotRun(line.format(name=each, known=", ".join(own.outlines())))
    if given.style and given.style not in own.styles():
        line = _("no house style is called {name}; there are {known}")
        raise CannotRun(line.format(name=given.style, known=", ".join(own.styles())))
    if len(given.outlines) > 1 and not given.is_each:
        raise CannotRun(_("one file holds one document: name one outline, or add --each"))
    if given.is_each and (given.is_ixbrl or given.has_controls):
        raise CannotRun(_("--ixbrl and --content-controls are for one document: leave out --each"))
    if given.start and given.end and given.end <= given.start:
        raise CannotRun(_("the period ends before it starts: --to is the first day after it"))


def check(given: argparse.Namespace) -> int:
    """Check files against somebody's record, or each against that of whom a list names.

    Returns 1 where anything was found. Raises CannotRun.
    """
    if given.who and given.map:
        raise CannotRun(_("--for names one for all files, --for-map one for each: give only one of them"))
    owners = mapping.read(Path(given.map)) if given.map else None
    everybody = found(given.who) if given.who else None
    bindings = kept.bindings()

    def judge(file: str) -> Judged:
        whose = everybody or found(mapping.whose(file, owners or {}))
        checked = drafting.check(loaded(file), whose, bindings=bindings)
        return Judged(reading=checked.reading, verdicts=checked.verdicts, whose=_name(whose))

    return run(given, judge, catalogue())


def _name(whose: Found) -> str:
    return str(whose.person or whose.batch or whose.organisation or "")
