"""`qiao write --each`: the documents of everybody in a batch, as a folder or a .zip with an index."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from django.utils import translation
from rich.text import Text

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.cli.screen import listing, progress, put, screen
from qiao.document import LAYOUTS
from qiao.drafting.bundle import ZIP, Entry, opened, pack, put_index, told
from qiao.drafting.laying import style_called
from qiao.drafting.many import Asked, unsuited, write_each
from qiao.programme import reads as programme
from qiao.programme.models import Batch

DEFAULT_FORMAT = ".docx"
INTERFACE = {"zh": "zh-hans", "en": "en"}
"""The interface's name of the language in which documents are written: their index is in the same."""


def write(given: argparse.Namespace, batch: Batch | None) -> int:
    """Write each person's documents. Returns 1 where any is not whole. Raises CannotRun."""
    if batch is None:
        raise CannotRun(_("--each writes for everybody in a batch: --for must name a batch"))
    if unsuited(given.outlines):
        line = _("{names}: not written about a person, so not with --each")
        raise CannotRun(line.format(names=", ".join(unsuited(given.outlines))))
    place, endings = _place(given.output), _endings(given.formats)
    asked = Asked(
        outlines=tuple(dict.fromkeys(given.outlines)),
        start=given.start,
        end=given.end,
        language=given.language,
        is_sourced=given.is_sourced,
        style=given.style,
    )
    total = len(programme.people_of(batch)) * len(asked.outlines)
    if not total:
        raise CannotRun(_("{batch}: nobody is in this batch").format(batch=batch.name))
    entries: list[Entry] = []
    try:
        with translation.override(INTERFACE[asked.language]), opened(place) as put_file, progress() as bar:
            task = bar.add_task(batch.name, total=total)
            for entry in pack(write_each(asked, batch), endings, put_file, asked.language, style_called(asked.style)):
                entries.append(entry)
                bar.advance(task)
            put_index(entries, batch.name, put_file)
    except OSError as error:
        raise CannotRun(
            _("{place} cannot be written: {why}").format(place=place, why=error.strerror or error)
        ) from error
    return _report(entries, place)


def _place(output: str) -> Path:
    """Return where the documents go. Raises CannotRun."""
    place = Path(output)
    is_zip = place.suffix.lower() == ZIP
    if place.suffix.lower() in LAYOUTS:
        raise CannotRun(_("{place}: --each writes many files; name a folder or a .zip").format(place=place))
    if is_zip and place.is_dir():
        raise CannotRun(_("{place} cannot be written: it is a folder").format(place=place))
    if not is_zip and place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotRun(_("{place} is there already and not an empty folder: name a new one").format(place=place))
    return place


def _endings(formats: str) -> tuple[str, ...]:
    """Return the endings that --formats names. Raises CannotRun."""
    asked = tuple(dict.fromkeys(f".{each.strip().lstrip('.').lower()}" for each in formats.split(",") if each.strip()))
    if not asked or any(each not in LAYOUTS for each in asked):
        known = ", ".join(each[1:] for each in LAYOUTS)
        raise CannotRun(_("--formats {formats}: choose from {known}").format(formats=formats, known=known))
    return asked


def _report(entries: list[Entry], place: Path) -> int:
    """Print a line for each document that is empty, not whole or not there, and a total."""
    out = screen()
    odd = [each for each in entries if each.outcome != "written" or each.reason]
    if odd:
        table = listing(_("number"), _("name"), _("document"), _("result"))
        for each in odd:
            said = f"{told(each.outcome)}: {each.reason}" if each.reason else told(each.outcome)
            table.add_row(*(Text(cell) for cell in (each.code, each.name, each.outline, said)))
        put(out, table)
    counts = Counter(each.outcome for each in entries)
    line = _("{place}: {written} written, {empty} of people without a record, {failed} failed")
    out.print(
        line.format(
            place=place,
            written=counts["written"] + counts["empty"],
            empty=counts["empty"],
            failed=counts["failed"],
        )
    )
    return 1 if any(each.reason for each in entries) else 0
