"""`qiao trace`: what became of the numbers of a written file, and what the record says of them today."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.text import Text

from qiao import claim
from qiao.cli import drafting as clerk
from qiao.cli.failure import CannotRun, tell
from qiao.cli.language import _, chosen, said
from qiao.cli.reading import STANDARD_INPUT
from qiao.cli.screen import listing, put, screen
from qiao.drafting import reads as drafting
from qiao.drafting.exports import Places
from qiao.drafting.tracing import Trace, Traced, trace
from qiao.drafting.tracing.json_form import as_json
from qiao.drafting.tracing.opening import Opened, opened
from qiao.drafting.tracing.record import Today, today
from qiao.drafting.tracing.telling import label
from qiao.drafting.tracing.telling import said as told
from qiao.programme import reads as programme
from qiao.record.kinds import catalogue

MARKS = {
    "same": ("\u2714", "green"),
    "edited": ("\u2718", "bold red"),
    "gone": ("\u2013", "yellow"),
    "moved_on": ("\u2192", "cyan"),
    "unsourced": ("?", "bold magenta"),
}


def run(given: argparse.Namespace) -> int:
    """Show what became of a file's numbers. Returns 1 where any is not as it was written. Raises CannotRun."""
    file = _opened(given.file)
    if file.manifest is None:
        return _check(given)
    for note in file.file.loaded.notes:
        tell(f"{given.file}: {said(note)}")
    found = trace(file.manifest, claim.read(file.text, catalogue()), file.bookmarks)
    now = today(found.manifest.stated, programme.find)
    if given.is_json:
        print(json.dumps(as_json(found, now), ensure_ascii=False))
    else:
        _print(given.file, found, now)
    has_moved = any(each.has_moved for each in now.values())
    return 1 if has_moved or found.unsourced or any(each.state != "same" for each in found.places) else 0


def _opened(file: str) -> Opened:
    try:
        if file == STANDARD_INPUT:
            return opened(sys.stdin.buffer.read(), _("standard input"), drafting.manifest_for)
        return opened(Path(file), "", drafting.manifest_for)
    except claim.UnreadableFile as error:
        raise CannotRun(said(error.words)) from error


def _check(given: argparse.Namespace) -> int:
    """Check a file whose numbers nobody can lead back any more, where it is said whose record it is about."""
    if not given.who:
        line = _("{file}: nothing is left in it to trace; check it against the record: qiao check {file} --for WHO")
        raise CannotRun(line.format(file=given.file))
    tell(_("{file}: nothing is left in it to trace; it is checked instead").format(file=given.file))
    given.files, given.map, given.output = [given.file], None, None
    return clerk.check(given)


def _print(file: str, found: Trace, now: Mapping[int, Today]) -> None:
    out = screen()
    serial = found.manifest.serial
    title = f"{found.manifest.title} ({_('issued as {serial}').format(serial=serial) if serial else _('draft')})"
    out.print(Text(f"{file}: {title}", style="bold"))
    table = listing(
        _("state"), _("line:column"), _("measure"), _("written then"), _("written now"), _("the record says"),
        _("records"),
    )  # fmt: skip
    places = Places(found.text)
    for each in found.places:
        table.add_row(*_row(each, now.get(each.number), places))
    for quantity in found.unsourced:
        mark, style = MARKS["unsourced"]
        state = Text(f"{mark} {_('without source')}", style=style)
        table.add_row(state, places.of(quantity.start), "", "", Text(quantity.text), "", "")
    put(out, table)
    out.print(_summary(found, now), soft_wrap=True)


def _row(each: Traced, record: Today | None, places: Places) -> tuple[Text | str, ...]:
    mark, style = MARKS[each.state]
    state = Text(f"{mark} {_words()[each.state]}", style=style)
    today_ = Text("")
    if record is not None and record.has_moved:
        sign, colour = MARKS["moved_on"]
        value = told(each.stated.fact.measure, record.value, chosen()) or _("nothing recorded")
        today_ = Text(f"{sign} {value}", style=colour)
    count = len(each.stated.fact.sources) if each.stated.count is None else each.stated.count
    return (
        state,
        places.of(each.at[0]) if each.at else "",
        Text(said(label(each.stated.fact.measure))),
        Text(each.place.written),
        Text(each.written or "", style="" if each.state == "same" else style),
        today_,
        str(count),
    )


def _words() -> Mapping[str, str]:
    return {"same": _("same"), "edited": _("edited"), "gone": _("gone")}


def _summary(found: Trace, now: Mapping[int, Today]) -> str:
    states = found.states()
    line = _(
        "{facts} facts at {places} places: {same} same, {edited} edited, {gone} gone; {moved} moved on in the record; "
        "{unsourced} numbers without source."
    )
    return line.format(
        facts=len(states),
        places=len(found.places),
        same=states.count("same"),
        edited=states.count("edited"),
        gone=states.count("gone"),
        moved=sum(each.has_moved for each in now.values()),
        unsourced=len(found.unsourced),
    )
