"""`qiao export` and `qiao template`: the record as workbooks and lists, and workbooks to be filled in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.cli.screen import progress
from qiao.exchange import exports
from qiao.exchange.exports import Export, Part, templates
from qiao.programme.reads import UnknownSubject, find
from qiao.record.kinds import catalogue
from qiao.terms import Kind


def export(given: argparse.Namespace) -> int:
    """Write the programme, or a part of it. Returns 1 where something could not be taken. Raises CannotRun."""
    if not given.book and not given.folder:
        raise CannotRun(_("name a file: qiao export BOOK.xlsx, or a folder: qiao export --csv DIR"))
    made = exports.export(_part(given))
    if given.book:
        with progress() as bar:
            task = bar.add_task(_("writing the workbook"), total=None)
            _whole(
                Path(given.book),
                lambda path: exports.write(
                    made.sheets(), path, lambda done, total: bar.update(task, completed=done, total=total), made.total
                ),
            )
        print(_("{place}: {count} records").format(place=given.book, count=made.count))
    if given.folder:
        _lists(made, Path(given.folder))
    return _left_out(made)


def _part(given: argparse.Namespace) -> Part:
    try:
        who = find(given.who) if given.who else None
    except UnknownSubject as error:
        raise CannotRun(str(error)) from error
    kinds = frozenset(each.id for each in _kinds(given.kinds.split(","))) if given.kinds else frozenset[str]()
    return Part(who=who, start=given.start, end=given.end, kinds=kinds)


def _kinds(wanted: list[str]) -> list[Kind]:
    """Return kinds by their ids or labels. Raises CannotRun with those that there are."""
    known = {each.id: each for each in templates.kinds()}
    named = {label: each for each in known.values() for label in (*each.label.values(), *each.sheets)}
    found: list[Kind] = []
    for each in (name.strip() for name in wanted):
        kind = known.get(each) or named.get(each)
        if kind is None:
            line = _("there is no kind {kind}; there are: {known}")
            raise CannotRun(line.format(kind=each, known=", ".join(sorted(known))))
        found.append(kind)
    return found


def _whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, then move it there: whole or not at all. Raises CannotRun."""
    if path.is_dir():
        raise CannotRun(_("{place} cannot be written: it is a folder").format(place=path))
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as error:
        why = error.strerror or error
        raise CannotRun(_("{place} cannot be written: {why}").format(place=path, why=why)) from error
    finally:
        if part.exists():
            part.unlink()


def _lists(made: Export, folder: Path) -> None:
    """Write each list as a .csv into a folder, which is made where it is missing. Raises CannotRun."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(_("{place} cannot be written: {why}").format(place=folder, why=error.strerror)) from error
    count = 0
    for sheet in exports.each_list(made):
        _whole(folder / f"{sheet.name}.csv", lambda path, sheet=sheet: exports.write_list(sheet, path))  # type: ignore[misc]
        count += 1
    print(_("{place}: {count} lists").format(place=folder, count=count))


def _left_out(made: Export) -> int:
    """Say on standard error what is not in an export; return 1 where there is anything."""
    for kind, count in made.unknown.items():
        line = _("{count} records are left out: their kind {kind} is not switched on here")
        print(line.format(count=count, kind=kind), file=sys.stderr)
    if made.beyond.lost:
        line = _("{count} records hold fields that their kind has no more; these are left out")
        print(line.format(count=made.beyond.lost), file=sys.stderr)
    return 1 if made.unknown or made.beyond.lost else 0


def template(given: argparse.Namespace) -> int:
    """Write a workbook to be filled in. Raises CannotRun."""
    try:
        batch = find(given.who).batch if given.who else None
    except UnknownSubject as error:
        raise CannotRun(str(error)) from error
    if given.who and batch is None:
        raise CannotRun(_("{who} is no batch").format(who=given.who))
    kinds = _kinds(given.kinds) if given.kinds else templates.kinds()
    path, names = Path(given.output), templates.known(batch)
    _whole(path, lambda part: templates.write(kinds, part, names, with_roster=not given.kinds))
    print(
        _("{place}: {count} kinds of the catalogue {version}").format(
            place=path, count=len(kinds), version=catalogue().version
        )
    )
    return 0
