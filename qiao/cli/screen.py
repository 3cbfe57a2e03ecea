"""Where commands print: to a terminal with colours, into a pipe or a file as plain lines."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

PIPE_WIDTH = 160
"""Columns where there is no terminal to say how wide it is: no line of a check is broken needlessly."""


def screen() -> Console:
    """Return standard output: coloured in a terminal only, plain and wide in a pipe (COLUMNS narrows it)."""
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def listing(*columns: str) -> Table:
    """Return an aligned list without lines, whose columns count a Chinese character as two cells."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for each in columns:
        table.add_column(each, overflow="fold")
    return table


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
