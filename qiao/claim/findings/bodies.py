"""Headings with nothing under them, and announced counts (three things, five aspects) against what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qiao.claim.findings.making import WORDS, made
from qiao.claim.findings.outline import Listing, inline_end, listings, mixed
from qiao.claim.findings.page import END_MARKS, PROSE_LINE, Label, Page, number_of
from qiao.terms import Finding

BODY_CODE, COUNT_CODE = "heading_without_body", "announced_count"
LONGEST_HEADING = 60
"""A line longer than this, in characters, is a heading that brings its own text."""
SHORTEST_BODY = 20
"""A shorter line under a heading is a name or a date, and says nothing of the heading."""
LONGEST_TITLE = 16
LEAST_FILLED = 2
SENTENCE_ENDS = re.compile("[\u3002\uff01\uff1f\uff1b!?;]")
ANNOUNCED = re.compile(WORDS["announced"]["pattern"])
NAMED = re.compile(WORDS["announced"]["named"])
AND = re.compile(WORDS["announced"]["and"])
AND_SO_ON: str = WORDS["announced"]["and_so_on"]
MARK = "\u3001"
BETWEEN = re.compile(WORDS["announced"]["between"])
NOT_AFTER = re.compile(WORDS["announced"]["not_after"])
LONGEST_BETWEEN = 48
GAP = 3
"""So many characters may stand between an announcement and its first item: a colon, a line's end."""


def find(page: Page) -> Iterator[Finding]:
    """Yield the headings without a body, then the counts that are not kept."""
    lists = listings(page)
    yield from _bare(page, lists)
    yield from _counted(page, lists)
    yield from _named(page)


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under a label: a deeper list, or prose of so many characters."""

    is_list: bool
    prose: int


def _bare(page: Page, lists: list[Listing]) -> Iterator[Finding]:
    opening = {label.line: label for label in page.outline if label.is_opening}
    parent = {id(label): listing.parent for listing in lists for label in listing.labels}
    heads = mixed(lists)
    for listing in lists:
        under = [_under(page, label, opening, parent, heads) for label in listing.labels]
        for index, label in enumerate(listing.labels):
            line = page.lines[label.line]
            words = page.text[label.end : line.end]
            if not label.is_opening or under[index].is_list or under[index].prose or _says_enough(words):
                continue
            if not words.strip() or _is_odd_one_out(under, index) or _is_bare_title(under, words):
                yield made(BODY_CODE, "bare", page.text, (label.start, line.end), heading=line.text)


def _under(
    page: Page, label: Label, opening: dict[int, Label], parent: dict[int, Label | None], heads: dict[int, Listing]
) -> Under:
    following = label.line + 1
    if following >= len(page.lines):
        return Under(is_list=False, prose=0)
    child = opening.get(following)
    if child is None:
        words = page.lines[following].text
        # However short, a sentence is a body.
        return Under(is_list=False, prose=max(len(words), SHORTEST_BODY if SENTENCE_ENDS.match(words[-1]) else 0))
    # A label in the wrong form is a child all the same, and is reported by its own rule.
    return Under(is_list=parent.get(id(child)) is label or id(child) in heads, prose=0)


def _says_enough(words: str) -> bool:
    return len(words) > LONGEST_HEADING or len(SENTENCE_ENDS.findall(words.rstrip()[:-1])) > 0


def _is_odd_one_out(under: list[Under], index: int) -> bool:
    """All its siblings have prose under them: then it is a heading as they are, and no item that is one line long."""
    others = [each.prose >= SHORTEST_BODY or each.is_list for at, each in enumerate(under) if at != index]
    has_prose = any(each.prose >= SHORTEST_BODY for each in under)
    return bool(others) and all(others) and has_prose and (len(others) > 1 or index == len(under) - 1)


def _is_bare_title(under: list[Under], words: str) -> bool:
    """A title without an end mark, where at least half of its siblings, and two of them, have something under them."""
    filled = sum(each.prose >= SHORTEST_BODY or each.is_list for each in under)
    is_short = len(words) <= LONGEST_TITLE and PROSE_LINE.search(words) is None
    is_title = is_short and not words.strip().endswith(tuple(END_MARKS))
    return is_title and filled >= LEAST_FILLED and 2 * filled >= len(under)


def _counted(page: Page, lists: list[Listing]) -> Iterator[Finding]:
    """Compare each announced count with the list that begins right behind it."""
    firsts: list[tuple[int, int]] = [
        (listing.labels[0].start, _length(page, listing))
        for listing in lists
        if listing.labels[0].number == 1 and not _is_doubtful(listing)
    ]
    firsts += _running_lengths(page)
    begins = dict(firsts)
    for match in ANNOUNCED.finditer(page.text):
        start = _begins_behind(page, match.end(), begins)
        if start is None or NOT_AFTER.search(page.text, max(0, match.start() - 2), match.start()):
            continue
        said, there = number_of(match["number"].replace("\u4e24", "\u4e8c")), begins[start]
        if said > 1 and there > 1 and said != there:
            place = (match.start("number"), match.end("what"))
            yield made(COUNT_CODE, "count", page.text, place, said=said, there=there)


def _begins_behind(page: Page, end: int, begins: dict[int, int]) -> int | None:
    """Return where the list begins that an announcement leads to: at once, or behind 现将情况汇报如下 on a new line."""
    for at in range(end, end + GAP):
        if at in begins:
            return at if not page.text[end:at].strip() else None
    for between in BETWEEN.finditer(page.text, end, end + LONGEST_BETWEEN):
        if between.start() != end:
            break
        at = between.end()
        while at < len(page.text) and page.text[at].isspace():
            at += 1
        return at if at in begins and "\n" in page.text[between.end() : at] else None
    return None


def _named(page: Page) -> Iterator[Finding]:
    """Compare 四个部门 with the names behind its colon."""
    for match in NAMED.finditer(page.text):
        items = match["items"]
        if AND_SO_ON in items:
            continue
        there = items.count(MARK) + 1
        possible = {there, there + len(AND.findall(items.rpartition(MARK)[2]))}
        said = number_of(match["number"].replace("\u4e24", "\u4e8c"))
        if said not in possible:
            place = (match.start("number"), match.end("what"))
            yield made(COUNT_CODE, "count", page.text, place, said=said, there=max(possible))


def _is_doubtful(listing: Listing) -> bool:
    """Numbers that break off are reported as such; how many items there are is then anybody's guess."""
    numbers = [label.number for label in listing.labels]
    return numbers != list(range(1, len(numbers) + 1))


def _length(page: Page, listing: Listing) -> int:
    return max(len(listing.labels), inline_end(page, listing.labels[-1]))


def _running_lengths(page: Page) -> list[tuple[int, int]]:
    """Return where each 一是 or 第一 begins, and how many there are in its row."""
    found: list[tuple[int, int]] = []
    row: list[Label] = []
    for label in page.running:
        if row and label.form == row[0].form and label.number == row[-1].number + 1:
            row.append(label)
            continue
        if row:
            found.append((row[0].start, len(row)))
        row = [label] if label.number == 1 else []
    if row:
        found.append((row[0].start, len(row)))
    return found
