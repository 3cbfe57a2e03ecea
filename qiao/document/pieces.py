"""Runs of text: words without provenance, neighbours joined."""

from __future__ import annotations

from collections.abc import Iterable

from qiao.terms import Run


def text_of(runs: Iterable[Run]) -> str:
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
