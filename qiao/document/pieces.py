"""Runs of text: names made fit for a page, words without provenance, neighbours joined."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from qiao.terms import Run


def clean(name: str) -> str:
    """Return a name without control characters, which no page can show; line ends and tabs become one blank."""
    shown = "".join(each for each in name if each.isspace() or unicodedata.category(each) not in {"Cc", "Cs"})
    return " ".join(shown.split())


def words(runs: Iterable[Run]) -> str:
    """Return the words of runs without their provenance."""
    return "".join(run.text for run in runs)


def merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs with neighbouring plain words joined into one."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.fact is None and joined[-1].fact is None:
            joined[-1] = Run(text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)
