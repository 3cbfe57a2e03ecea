"""How wide the columns of a table are, and when its rows stay together."""

from __future__ import annotations

from qiao.terms import Table

SHORT = 8
"""Rows, without the header, up to which the table of a chart is not parted between two pages."""


def widths(table: Table, total: int) -> list[int]:
    """Return the columns' widths: by their longest cell, and no column less than half of an equal share."""
    longest = [
        max(sum(len(run.text) for run in row[column]) for row in table.rows) for column in range(len(table.rows[0]))
    ]
    count = len(longest)
    floor = total // (2 * count)
    shared = total - floor * count
    found = [floor + shared * each // max(sum(longest), 1) for each in longest]
    found[-1] += total - sum(found)
    return found
