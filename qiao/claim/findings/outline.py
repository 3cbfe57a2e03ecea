"""List labels grouped into lists: who follows whom, and under which label a list stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.claim.findings.making import WORDS
from qiao.claim.findings.page import DIGITS, PART, Label, Page

INLINE: dict[str, str] = WORDS["labels"]["inline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The labels of one list in order. `parent` is the label it stands under; `after` the list that it starts anew.

    `continues` is True where its numbers go on from an earlier list of the same form, as in (一)1、2、 (二)3、.
    """

    form: str
    labels: list[Label]
    parent: Label | None
    parent_list: Listing | None
    after: Listing | None = None
    continues: bool = False


def listings(page: Page) -> list[Listing]:
    """Return the lists of a text in the order in which they begin; every outline label is in one."""
    found: list[Listing] = []
    parts = Listing(form=PART, labels=[], parent=None, parent_list=None)
    stack: list[Listing] = []
    last: dict[str, int] = {}
    for label in page.outline:
        if label.form == PART:
            if parts.labels and label.number == 1:
                parts = Listing(form=PART, labels=[], parent=None, parent_list=None, after=parts)
            if not parts.labels:
                found.append(parts)
            parts.labels.append(label)
            stack, last = [], {}
            continue
        _take(page, label, stack, last, found)
        last[label.form] = label.number
    return found


def _take(page: Page, label: Label, stack: list[Listing], last: dict[str, int], found: list[Listing]) -> None:
    """Add a label to the open list of its form, or open a new one; `stack` holds the open lists, outermost first."""
    depth = next((depth for depth, each in enumerate(stack) if each.form == label.form), len(stack))
    is_open = depth < len(stack)
    begins_inline = is_open and 1 < label.number <= stack[depth].labels[-1].number and _is_inline_before(page, label)
    if is_open and (label.number != 1 or _is_slip(page, label, stack[depth])) and not begins_inline:
        del stack[depth + 1 :]
        stack[depth].labels.append(label)
        return
    after = stack[depth] if is_open else None
    del stack[depth:]
    above = stack[-1] if stack else None
    listing = Listing(
        form=label.form,
        labels=[label],
        parent=above.labels[-1] if above else None,
        parent_list=above,
        after=after,
        continues=label.number > 1
        and (last.get(label.form) == label.number - 1 or begins_inline or _is_inline_before(page, label)),
    )
    stack.append(listing)
    found.append(listing)


def _is_slip(page: Page, label: Label, listing: Listing) -> bool:
    """Return whether a first number stands where the next of an open list belongs: 一、 一、 三、, not in one block."""
    last = listing.labels[-1].number
    index = bisect_right(page.outline, label.start, key=lambda each: each.start)
    following = next((each for each in page.outline[index : index + NEAR] if each.form == label.form), None)
    return following is not None and following.number == last + 2 and listing.labels[-1].line + 1 < label.line


def _is_inline_before(page: Page, label: Label) -> bool:
    """Return whether the number before this one stands inside the line before: 附件：1.名单, then 2. below."""
    if label.line == 0:
        return False
    earlier = page.lines[label.line - 1]
    stretch = earlier.text[-REACH:]
    return re.compile(INLINE[label.form].format(number=_numeral(label, label.number - 1))).search(stretch) is not None


def mixed(lists: Sequence[Listing]) -> dict[int, Listing]:
    """Return, by the id of a label, the list that it is the first item of in the wrong form: 一、 above 2、 and 3、."""
    return {id(each.parent): each for each in lists if is_headless(each)}


def is_headless(listing: Listing) -> bool:
    """Return whether a lone first label of another form stands right above a list that begins with 2."""
    above = listing.parent_list
    return (
        above is not None and len(above.labels) == 1 and above.labels[0].number == 1 and listing.labels[0].number == 2  # noqa: PLR2004 - the number after the first
    )


def is_continued_inline(page: Page, listing: Listing) -> bool:
    """Return whether the number after the list's last label stands inside a line: 1、…;2、…;3、… in one paragraph."""
    label = listing.labels[-1]
    return inline_end(page, label) > label.number


def inline_end(page: Page, label: Label) -> int:
    """Return the last number of a list that goes on inside the lines from this label to the next outline label."""
    index = bisect_right(page.outline, label.start, key=lambda each: each.start)
    following = page.outline[index].start if index < len(page.outline) else len(page.text)
    stretch = page.text[label.end : min(following, label.end + REACH)]
    number, position = label.number, 0
    while True:
        match = re.compile(INLINE[label.form].format(number=_numeral(label, number + 1))).search(stretch, position)
        if match is None:
            return number
        number, position = number + 1, match.end()


NEAR = 12
"""So many labels on, the next of a form is looked for."""
REACH = 2_000
"""A list inside a paragraph is followed so far, in characters."""


def written(number: int, form: str) -> str:
    """Return a label of a form: 2 as 二、 or 2、."""
    return str(WORDS["labels"]["written"][form]).format(number=_figures(number, form))


def _numeral(label: Label, number: int) -> str:
    return re.escape(_figures(number, label.form))


def _figures(number: int, form: str) -> str:
    if form == "circled":
        return chr(0x245F + number)
    if form not in WORDS["labels"]["chinese"]:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = DIGITS[10] if tens else ""
    return (DIGITS[tens] if tens > 1 else "") + ten + (DIGITS[ones] if ones else "")
