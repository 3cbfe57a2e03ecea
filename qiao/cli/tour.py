"""The demonstration on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from qiao.cli.exchange import show as show_plan
from qiao.cli.language import _
from qiao.cli.report import rulings
from qiao.cli.screen import screen
from qiao.demo import tour
from qiao.demo.tour import OFFICE, SECONDEE, Checked
from qiao.drafting.exports import coverage


def show(place: Path) -> int:
    """Do the tour in a folder and print it. Returns 1 where a document of ours is not supported throughout."""
    done = tour.run(place)
    out = screen()
    out.print(_("1. The workbook {book} is imported:").format(book=done.plan.book))
    show_plan(done.plan)
    out.print(
        _("2. Documents are written from the record, and checked with one written by hand, in {place}:").format(
            place=place
        ),
        soft_wrap=True,
    )
    out.print(_table(done.files))
    out.print(_("More on one of them: {command}").format(command=_command(place, done.files[-1])), soft_wrap=True)
    for account, who in ((OFFICE, _("the programme office")), (SECONDEE, _("a secondee"))):
        line = _("3. Log in as {account} ({who}) with the password {password}")
        out.print(line.format(account=account, who=who, password=done.accounts[account]))
    return 0 if all(each.is_sound for each in done.files) else 1


def _table(files: Sequence[Checked]) -> Table:
    words = rulings()
    table = Table(_("file"))
    for heading in (_("numbers"), *words.values(), _("blank or corrupt")):
        table.add_column(heading, justify="right")
    for each in files:
        counts = coverage(each.check.reading, each.check.verdicts)
        cells = [counts.numbers, *(each.rulings[ruling] for ruling in words), counts.blanks]
        table.add_row(each.file.name, *(str(count) if count else "" for count in cells))
    return table


def _command(place: Path, checked: Checked) -> str:
    scope = checked.check.scope
    who = scope.person if scope else ""
    return f"QIAO_HOME={place / 'data'} qiao check {checked.file} --for {who}"
