"""All rules over one text, in order of place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from qiao import text as prose
from qiao.claim.findings import (
    arithmetic,
    bodies,
    doubt,
    forms,
    marks,
    numbering,
    passages,
    periods,
    stages,
    titles,
    typos,
)
from qiao.claim.findings.page import Page, lay_out
from qiao.terms import Finding

MOST = 500
"""Findings of one rule in one text. What has more is no document, and nobody would read on."""

Rule = Callable[[Page], Iterable[Finding]]

# Where two rules say something of the very same place, the earlier one speaks.
RULES: tuple[Rule, ...] = (
    numbering.find,
    bodies.find,
    titles.find,
    arithmetic.find,
    periods.find,
    doubt.find,
    forms.find,
    stages.find,
    typos.find,
    marks.find,
    passages.find,
)


def find(text: str, quantities: Sequence[prose.Quantity]) -> tuple[Finding, ...]:
    """Return what is broken in a text, in order of place; `quantities` are those that `qiao.text.read` found in it.

    A place has one finding: of two that start and end alike, the one of the earlier rule. A repeated passage may
    hold other findings. Blanks and corrupt numbers are left to `claim.read`, which reports them for every text.
    """
    page = lay_out(text, quantities)
    found: dict[tuple[int, int], Finding] = {}
    for rule in RULES:
        for each in islice(rule(page), MOST):
            found.setdefault((each.start, each.end), each)
    return tuple(found[place] for place in sorted(found))
