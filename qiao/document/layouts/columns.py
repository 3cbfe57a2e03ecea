"""How wide the columns of a table are, and when its rows stay together."""

from __future__ import annotations

from qiao.terms import Table

LABELS = 3
"""A label of a form takes one part in so many of the room for it and its content."""
SHORT = 8
"""Rows, without the header, up to which the table of a chart is not parted between two pages."""


def widths(table: Table, total: int) -> list[int]:
    """Return the columns' widths: by their longest cell, and no column less than half of an equal share.

    A header may take two lines.
    """
    longest = [
        max(sum(len(run.text) for run in row[column]) // (1 if number else 2) for number, row in enumerate(table.rows))
        for column in range(len(table.rows[0]))
    ]
    count = len(longest)
    floor = total // (2 * count)
    shared = total - floor * count
    found = [floor + shared * each // max(sum(longest), 1) for each in longest]
    found[-1] += total - sum(found)
    return found


def form_widths(form: Table, total: int) -> list[int]:
    """Return the widths of a form's columns, labels and contents by turns."""
    pairs = max(len(row) for row in form.rows) // 2
    label = total // (pairs * LABELS)
    return [label, label * (LABELS - 1)] * pairs


def spans(form: Table, row: int) -> list[int]:
    """Return how many columns each cell of a form's row takes: the last content of a shorter row takes the rest."""
    cells, columns = len(form.rows[row]), max(len(each) for each in form.rows)
    return [1] * (cells - 1) + [columns - cells + 1]
