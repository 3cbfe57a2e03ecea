"""Wrong words from a curated list, and slips inside set phrases. A right word never fires: see typos.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from qiao.claim.findings.making import WORDS, loaded, made
from qiao.claim.findings.page import Page
from qiao.claim.findings.phrases import slips
from qiao.terms import Finding

CODE = "typo"
NEAR = 8
"""So far to each side, in characters, the words of `near` are looked for."""
MARKS: str = WORDS["marks"]["any"]

Entry = Mapping[str, Any]
# Each with its first two letters: most entries are ruled out at once, since no two letters of the text are these.
ENTRIES: tuple[tuple[Entry, str], ...] = tuple((entry, entry["wrong"][:2]) for entry in loaded("typos.yaml")["words"])


def find(page: Page) -> Iterator[Finding]:
    """Yield each wrong word, and each set phrase with a wrong character, with what is to be written in its place."""
    listed = _longest(list(_listed(page)))
    yield from listed
    taken = {at for each in listed for at in range(each.start, each.end)}
    for start, end, right in slips(page.text):
        if taken.isdisjoint(range(start, end)):
            yield made(CODE, "word", page.text, (start, end), right, right=right)


def _longest(found: list[Finding]) -> list[Finding]:
    """Return the wrong words that lie in no longer one: of 坚苦奋斗 and 坚苦 the first."""
    ends: dict[int, Finding] = {}
    last = -1
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.end > last:
            ends[each.start] = each
            last = each.end
    return list(ends.values())


def _listed(page: Page) -> Iterator[Finding]:
    text = page.text
    pairs = {one + other for one, other in pairwise(text)}
    for entry, head in ENTRIES:
        if head not in pairs:
            continue
        wrong: str = entry["wrong"]
        start = text.find(wrong)
        while start >= 0:
            end = start + len(wrong)
            if _is_wrong(text, start, end, entry):
                yield made(CODE, "word", text, (start, end), _right(text, end, entry["right"]), right=entry["right"])
            start = text.find(wrong, end)


def _is_wrong(text: str, start: int, end: int, entry: Entry) -> bool:
    """Return whether the surroundings are those of the wrong word, and not of a right one that it is part of."""
    behind, before = text[end : end + NEAR], text[max(0, start - NEAR) : start]
    if "before" in entry and not before.endswith(tuple(entry["before"])):
        return False
    if "behind" in entry and not behind.startswith(tuple(entry["behind"])):
        return False
    if "near" in entry and not any(word in before or word in behind for word in entry["near"]):
        return False
    if before.endswith(tuple(entry.get("not_before", ()))) or behind.startswith(tuple(entry.get("not_behind", ()))):
        return False
    return not any(word in before or word in behind for word in entry.get("not_near", ()))


def _right(text: str, end: int, right: str) -> str:
    """Return what to write; a mark at its end is left out where the text has one there."""
    return right[:-1] if right[-1] in MARKS and text[end : end + 1] in set(MARKS) else right
