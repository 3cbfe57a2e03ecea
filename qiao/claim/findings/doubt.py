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
INNER = re.compile(HEDGES["inner"].format(number=NUMBER))
LONGEST_WORD = 3


def find(page: Page) -> Iterator[Finding]:
    """Yield the figures that are hedged twice, with the first hedge alone as the suggestion."""
    taken = -1
    for match, suggestion in sorted(_matches(page.text), key=lambda each: each[0].start()):
        if match.start() >= taken:
            taken = match.end()
            yield made(CODE, "double", page.text, match.span(), suggestion)


def _matches(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for pattern, not_after in GROUPS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - LONGEST_WORD) : match.start()]
            if not_after.search(before) is None:
                yield match, _without_second(match)
    for pattern in (SEVERAL, INNER):
        for match in pattern.finditer(text):
            yield match, match["kept"]


def _without_second(match: re.Match[str]) -> str:
    """Return the figure with its first hedge alone: 近30余 is 近30, 约50人左右 is 约50人."""
    second = match["second"]
    hedge = next(each for each in HEDGES["all"] if second.endswith(each))
    return match["first"] + match["number"] + second.removesuffix(hedge)
