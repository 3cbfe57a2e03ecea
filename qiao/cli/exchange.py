"""`qiao import` and `qiao digest`."""

from __future__ import annotations

import argparse
import stat
from pathlib import Path

from rich.text import Text

from qiao import exchange
from qiao.cli import home
from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.cli.screen import listing, progress, put, screen
from qiao.exchange import OutOfDate, Plan, UnreadableBook, meanings
from qiao.exchange.meanings import Meanings
from qiao.exchange.survey import Question, survey

REJECTED = ".rejected.xlsx"
MOST_SUGGESTED = 5


def bring_in(given: argparse.Namespace) -> int:
    """Show what an import does and do it, unless it is a dry run. Returns 1 where rows come back. Raises CannotRun."""
    book = Path(given.book)
    try:
        said = meanings.from_file(Path(given.map)) if given.map else []
        if not given.is_dry:
            meanings.remember(said, by=None)
        plan = _done(book, meanings.stored(said), is_dry=given.is_dry)
    except UnreadableBook as error:
        raise CannotRun(f"{error}{_suggested(book)}") from error
    except (OutOfDate, meanings.Refused) as error:
        raise CannotRun(str(error)) from error
    out = screen()
    out.print(_("would be imported (nothing is changed):") if given.is_dry else _("imported:"), end=" ")
    out.print(plan.book)
    if plan.is_unfilled:
        out.print(_("nothing to import: no row of this workbook is filled in"))
        return 0
    show(plan)
    if plan.kept:
        line = _("{count} records take the id and the status that the workbook gives them: it is an export of Qiao")
        out.print(line.format(count=plan.kept))
    if plan.further:
        out.print(
            _("{count} further entries of the roster: pairings, posts, former names …").format(count=plan.further)
        )
    if plan.rejected and not given.is_dry:
        out.print(_("the rejected rows, to be put right and imported again: {place}").format(place=_returned(plan)))
    return 1 if plan.rejected else 0


def _suggested(book: Path) -> str:
    """Return what a file for --map may hold, likeliest first, for the words that keep a workbook out; "" for none."""
    try:
        asked = [each for each in survey(book) if each.is_needed and each.suggestions]
    except UnreadableBook:
        return ""
    if not asked:
        return ""
    shown = ", ".join(_line(each) for each in asked[:MOST_SUGGESTED])
    return _("; or say what they mean with --map, perhaps {lines}").format(lines=shown)


def _line(question: Question) -> str:
    """Return a line of YAML that answers a question with what is likeliest."""
    answer = f"{question.written}: {question.suggestions[0]}"
    return f"sheets: {{{answer}}}" if question.sort == "sheet" else f"columns: {{{question.layout}: {{{answer}}}}}"


def _done(book: Path, known: Meanings, *, is_dry: bool) -> Plan:
    """Return the plan of an import, carried out unless it is a dry run."""
    with progress() as bar:
        reading = bar.add_task(_("reading the workbook"), total=None)
        plan = exchange.plan(book, lambda done, total: bar.update(reading, completed=done, total=total), known)
        if not is_dry:
            writing = bar.add_task(_("recording the rows"), total=None)
            exchange.bring_in(plan, None, lambda done, total: bar.update(writing, completed=done, total=total))
    return plan


def show(plan: Plan) -> None:
    """Print what becomes of each sheet, then each rejected row with what was written and why."""
    table = listing(_("sheet"))
    for heading in (_("new"), _("already there"), _("changed"), _("repeated"), _("rejected")):
        table.add_column(heading, justify="right")
    for sheet in plan.sheets:
        counts = (sheet.new, sheet.same, sheet.changed, sheet.repeated, len(sheet.rejected))
        table.add_row(sheet.name, *(str(count) if count else "\u00b7" for count in counts))
    out = screen()
    put(out, table)
    for sheet in plan.sheets:
        for change in sheet.changes:
            said = "; ".join(f"{field}: {before} \u2192 {after}" for field, before, after in change.differences)
            out.print(_("changed: {sheet}, row {row}: {what}").format(sheet=change.sheet, row=change.row, what=said))
        if sheet.unknown_columns:
            line = _("{sheet}: not read, because no field has these columns: {columns}")
            out.print(line.format(sheet=sheet.name, columns=", ".join(sheet.unknown_columns)))
    if not plan.rejected:
        return
    table = listing(_("rejected"), _("row"), _("column"), _("written"), _("why"))
    for row in plan.rejected:
        for trouble in row.troubles:
            table.add_row(
                row.sheet, str(row.row), trouble.column, Text(trouble.written), Text(trouble.why, style="red")
            )
    put(out, table)


def _returned(plan: Plan) -> Path:
    """Write the rejected rows beside the book, or into the home folder where that cannot be written."""
    name = plan.path.stem + REJECTED
    beside = plan.path.absolute().with_name(name)
    # An administrator may write anywhere; a folder that is meant for reading is left as it is all the same.
    is_for_reading = not beside.parent.stat().st_mode & stat.S_IWUSR
    for place in (home.folder() / name,) if is_for_reading else (beside, home.folder() / name):
        try:
            exchange.annotate(plan, place)
        except OSError as error:
            why = error
        else:
            return place
    raise CannotRun(_("the good rows are in, but the rejected ones cannot be written down: {why}").format(why=why))


def digest(_given: argparse.Namespace) -> int:
    """Print the digest of the whole record."""
    print(exchange.digest())
    return 0
