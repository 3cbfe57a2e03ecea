"""Two hedges on one figure: 约…左右, 近…余, 超过…以上, 数十余."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qiao.claim.findings.making import WORDS, either, made
from qiao.claim.findings.page import Page
from qiao.terms import Finding

CODE = "double_hedge"
HEDGES = WORDS["hedges"]
NUMBER: str = HEDGES["number"]
GROUPS = [
    (
        re.compile(
            f"(?P<first>{either(group['first'])})(?P<number>{HEDGES['between']}{NUMBER}){group['not_behind']}"
            f"(?P<second>{either(group['second'])}|{HEDGES['unit']}{either(group['after'])}{HEDGES['not_hedge']})"
        ),
        re.compile(f"{either(group['not_after'])}$"),
    )
    for group in HEDGES["groups"]
]
SEVERAL = re.compile(HEDGES["several"])
INNER, OUTER = re.compile(HEDGES["inner"].format(number=NUMBER)), re.compile(HEDGES["outer"])
ROW, ROW_NOT_AFTER = re.compile(HEDGES["row"]), re.compile(HEDGES["row_not_after"])
LONGEST_FIGURE = 20
LONGEST_WORD = 3


def find(page: Page) -> Iterator[Finding]:
    """Yield the figures that are hedged twice, with the first hedge alone as the suggestion."""
    taken = -1
    for (start, end), suggestion in sorted(_matches(page.text)):
        if start >= taken:
            taken = end
            yield made(CODE, "double", page.text, (start, end), suggestion)


def _matches(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where a figure with two hedges stands, and how it is written with one."""
    for pattern, not_after in GROUPS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - LONGEST_WORD) : match.start()]
            if not_after.search(before) is None:
                yield match.span(), _without_second(match)
    for match in ROW.finditer(text):
        if ROW_NOT_AFTER.search(text, max(0, match.start() - 1), match.start()) is None:
            yield match.span(), match["second"]
    for match in SEVERAL.finditer(text):
        yield match.span(), match["kept"]
    for match in OUTER.finditer(text):
        offset = max(0, match.start() - LONGEST_FIGURE)
        inner = INNER.search(text[offset : match.start()])
        if inner is not None:
            yield (offset + inner.start(), match.end()), inner["kept"]


def _without_second(match: re.Match[str]) -> str:
    """Return the figure with its first hedge alone: 近30余 is 近30, 约50人左右 is 约50人."""
    second = match["second"]
    hedge = next(each for each in HEDGES["all"] if second.endswith(each))
    return match["first"] + match["number"] + second.removesuffix(hedge)
