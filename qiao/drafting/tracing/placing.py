"""One place of a fact: what stands there now, and whether it is still the number that was written.

The bookmark only says where to look. What is judged is the whole numeral there, as the text as printed has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qiao.drafting.tracing.numerals import (
    NEXT_DIGITS,
    Page,
    Stretch,
    alone,
    clause,
    grown,
    is_numeric,
    meaning,
    overlaps,
)  # fmt: skip
from qiao.terms import Quantity

State = Literal["same", "edited", "gone"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a place: its state, and where the number stands that it has now (None: nowhere)."""

    state: State
    at: Stretch | None = None


GONE = Judged("gone")


def narrowed(text: str, at: Stretch) -> Stretch:
    """Return the part of a bookmark that lies in one line: where lines were parted it may reach into others."""
    start, end = at
    while start < end and text[start] == "\n":
        start += 1
    cut = text.find("\n", start, end)
    return start, end if cut < 0 else cut


def judged(page: Page, at: Stretch, written: str, others: Sequence[Stretch]) -> Judged | None:
    """Return what became of a number at its bookmark, None where no number is there any more.

    `others` are the bookmarks of other numbers, whose figures this one cannot have.
    """
    start, end = at
    said = alone(written)
    for found in page.occurrences(written, at):
        if _is_intact(page, found, at, said) and not any(overlaps(found, each) for each in others):
            return Judged("same", found)
    figures = [each for each in page.touching(at) if start < end or not _is_taken(each, others)]
    alike = [each for each in figures if said is not None and _sort(each) == _sort(said)]
    if said is not None and len(alike) == 1 and not _is_numeric_beside(page, figures, at):
        # Figures of other sorts may have been typed into the bookmark with a new phrase; they are judged by themselves.
        own = (alike[0].start, alike[0].end)
        if grown(page.text, own) == own:
            return Judged("same" if meaning(alike[0]) == meaning(said) else "edited", own)
    if start == end and said is not None and not alike:
        # It has come to stand beside a figure that counts something else.
        return None
    is_written_on = is_numeric(page.text[start:end])
    if not figures and not is_written_on:
        touched = grown(page.text, at)
        if touched == at or any(overlaps(touched, each) for each in others):
            return None
    elif not is_written_on and start < end and all(_is_taken(each, others) for each in figures):
        return None
    whole = min([start, *(each.start for each in figures)]), max([end, *(each.end for each in figures)])
    return Judged("edited", grown(page.text, whole))


def _is_intact(page: Page, found: Stretch, at: Stretch, said: Quantity | None) -> bool:
    """Whether words that stand at a bookmark are the number that was written, neither more nor less."""
    if not _is_whole(page, found, at):
        return False
    if said is None or said.kind == "date":
        # A range of days is one figure with two facts in it: 2011年3月至2014年2月.
        return True
    figures = page.touching(found)
    return len(figures) == 1 and meaning(figures[0]) == meaning(said)


def _is_whole(page: Page, own: Stretch, at: Stretch) -> bool:
    """Whether a numeral is all that there is of numbers at a bookmark."""
    start, end = at
    rest = page.text[min(start, own[0]) : own[0]] + "\n" + page.text[own[1] : max(end, own[1])]
    return grown(page.text, own) == own and not is_numeric(rest)


def _is_numeric_beside(page: Page, figures: Sequence[Quantity], at: Stretch) -> bool:
    """Whether a bookmark holds digits that belong to none of the figures in it."""
    rest = [page.text[place] for place in range(*at) if not any(each.start <= place < each.end for each in figures)]
    return is_numeric("".join(rest))


def _sort(figure: Quantity) -> tuple[str, str]:
    """Return what figures share that count in the same unit."""
    return figure.kind, meaning(figure)[-1]


def _is_taken(figure: Quantity, others: Sequence[Stretch]) -> bool:
    return any(overlaps((figure.start, figure.end), each) for each in others)


def moved(page: Page, at: int, written: str, taken: Sequence[Stretch]) -> Judged:
    """Return what became of a number whose bookmark no longer stands at one: it may stand elsewhere in the clause."""
    within = clause(page.text, at)
    said = alone(written)
    if said is None:
        return _moved_bare(page, within, written, taken)
    free = [each for each in page.within(within) if not _is_taken(each, taken)]
    alike = [each for each in free if _sort(each) == _sort(said)]
    for each in alike:
        own = (each.start, each.end)
        if meaning(each) == meaning(said) and grown(page.text, own) == own:
            return Judged("same", own)
    return Judged("edited", grown(page.text, (alike[0].start, alike[0].end))) if len(alike) == 1 else GONE


def _moved_bare(page: Page, within: Stretch, written: str, taken: Sequence[Stretch]) -> Judged:
    spans = (grown(page.text, each.span()) for each in NEXT_DIGITS.finditer(page.text, *within))
    free = [each for each in dict.fromkeys(spans) if not any(overlaps(each, other) for other in taken)]
    for start, _end in free:
        for found in page.occurrences(written, (start, start + 1)):
            if grown(page.text, found) == found:
                return Judged("same", found)
    return Judged("edited", free[0]) if len(free) == 1 else GONE
