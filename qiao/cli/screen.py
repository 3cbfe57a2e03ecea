"""Where commands print: to a terminal with colours, into a pipe or a file as plain lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 240
"""Columns where there is no terminal to say how wide it is: a line of a check is one line for grep."""

NARROW = 140
"""Columns below which the reasons of a check stand under their lines: beside them they would be squeezed."""
REASON_INDENT = 6


def screen() -> Console:
    """Return standard output: coloured in a terminal only, plain and wide in a pipe, whatever COLUMNS says."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def listing(*columns: str) -> Table:
    """Return an aligned list without lines, whose columns count a Chinese character as two cells."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for each in columns:
        table.add_column(each, overflow="fold")
    return table


def put(out: Console, table: Table) -> None:
    """Print a list; into a pipe without the blanks that fill its lines up."""
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip(), file=out.file)


def explained(out: Console, columns: tuple[str, ...], lines: Sequence[tuple[tuple[Text, ...], str]]) -> None:
    """Print an aligned list whose lines each end in a reason; in a narrow terminal the reason stands below."""
    if out.width >= NARROW:
        table = listing(*columns)
        for cells, why in lines:
            table.add_row(*cells, Text(why))
        put(out, table)
        return
    widths = [max((cells[at].cell_len for cells, _why in lines), default=0) for at in range(len(columns) - 1)]
    for cells, why in lines:
        row = listing(*columns[:-1])
        row.show_header = False
        for column, width in zip(row.columns, widths, strict=True):
            column.min_width = width
        row.add_row(*cells)
        put(out, row)
        if why:
            out.print(Padding(Text(why, style="dim"), (0, 0, 0, REASON_INDENT)))


def progress() -> Progress:
    """Return a bar on standard error, which shows in a terminal only."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
