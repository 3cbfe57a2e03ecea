"""Passages that come twice in one text, with the differences between the two.

Blocks of the text are kept by their letters at every fifth place; every second place is looked up, a hit is stretched
to both sides, and hits that lie equally far from their originals are joined to passages (Bentley and McIlroy, "Data
compression using long common strings", 1999). The time is proportional to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qiao.claim.findings.making import MESSAGES, WORDS, made
from qiao.claim.findings.page import Page
from qiao.terms import Finding

CODE = "repeated_passage"
BLOCK, KEPT_EVERY, LOOKED_UP_EVERY = 8, 5, 2
"""Two places that share 17 characters share a block kept and looked up: 8, and 5 times 2, less 1."""
RESUMED, RESUMED_WITHIN = 5, 24
"""Behind a difference of so few characters, five that are the same again go on with the passage."""
LEAP = 16
"""Characters that are compared at once."""
SHORTEST = 40
"""Characters that a passage must have in common with its original."""
WIDEST_GAP = 60
"""Characters by which a passage may differ from its original at one place."""
END_GAP = 12
INTERRUPTION = 24
"""A shorter stretch from elsewhere, inside a passage, is a stock phrase and does not end the passage."""
LEAST_SHARE = 0.75
"""The part of a passage, of the longer of its two places, that must be the same."""
LEAST_CHINESE, LEAST_LETTERS = 30, 12
"""So many of them are Chinese, and so many of those differ: a row of blanks, or of one word, is no passage."""
MOST_ORIGINALS = 4
MOST_NAMED = 5
HAN = re.compile("[\u4e00-\u9fff]")
TOKEN = re.compile(WORDS["passages"]["token"])
TELLING = re.compile(WORDS["passages"]["telling"])
LONGEST_SAID = 24
CELL = "\t"
EDGE = re.compile(r"[\s\u3002\uff0c\uff1b\uff1a\u3001,;:]*")
"""A passage does not begin with the marks that end what is before it."""


@dataclass(slots=True)
class Passage:
    """Stretches that are the same here and there, in order: (here, there, length)."""

    same: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def end(self) -> tuple[int, int]:
        """Where the last stretch ends, here and there."""
        here, there, length = self.same[-1]
        return here + length, there + length


def find(page: Page) -> Iterator[Finding]:
    """Yield the passages that repeat an earlier one, with their differences: figures and blanks first."""
    for found in _passages(page.text):
        passage = Passage(same=_trimmed(found.same))
        if not _is_long_enough(page.text, passage) or _is_of_rows(page, passage):
            continue
        opening = EDGE.match(page.text, passage.same[0][0])
        skipped = len(opening[0]) if opening else 0
        start, original = passage.same[0][0] + skipped, passage.same[0][1] + skipped
        end = start + len(page.text[start : passage.end[0]].rstrip())
        differences = _differences(page.text, passage)
        place = page.line_at(original) + 1
        if differences:
            said = {language: _said(differences, language) for language in ("zh", "en")}
            yield made(
                CODE, "nearly", page.text, (start, end), line=place, size=end - start,
                number=len(differences), zh=said["zh"], en=said["en"],
            )  # fmt: skip
        else:
            yield made(CODE, "same", page.text, (start, end), line=place, size=end - start)


def _passages(text: str) -> list[Passage]:
    last = len(text) - BLOCK + 1
    blocks: dict[str, list[int]] = {}
    for start in range(0, last, KEPT_EVERY):
        known = blocks.setdefault(text[start : start + BLOCK], [])
        if len(known) < MOST_ORIGINALS:
            known.append(start)
    nowhere, look_up = [last], blocks.get
    hits = [at for at in range(0, last, LOOKED_UP_EVERY) if look_up(text[at : at + BLOCK], nowhere)[0] < at]
    passages: list[Passage] = []
    last_end = 0
    for hit in hits:
        if hit < last_end:
            continue
        originals = [each for each in blocks[text[hit : hit + BLOCK]] if each + BLOCK <= hit]
        if not originals:
            continue
        expected = hit - passages[-1].end[0] + passages[-1].end[1] if passages else 0
        original = min(originals, key=lambda each: abs(each - expected)) if passages else originals[0]
        here, there, length = _stretched(text, hit, original, last_end)
        for earlier in _before(text, here, there, last_end):
            _join(passages, *earlier)
        while _join(passages, here, there, length):
            last_end = here + length
            resumed = _resumed(text, *passages[-1].end)
            if resumed is None:
                break
            here, there, length = resumed
    return passages


def _before(text: str, here: int, there: int, last_end: int) -> list[tuple[int, int, int]]:
    """Return the stretches that a difference parts from the one behind them, and no kept block lies in, in order."""
    found: list[tuple[int, int, int]] = []
    while True:
        first, origin = max(last_end, here - RESUMED_WITHIN), max(0, there - RESUMED_WITHIN)
        ends = range(here - RESUMED, first - 1, -1)
        hits = ((at, text.rfind(text[at : at + RESUMED], origin, there)) for at in ends)
        hit = next(((at, original) for at, original in hits if original >= 0), None)
        if hit is None:
            return found[::-1]
        stretch = _stretched(text, *hit, last_end, RESUMED)
        if stretch[0] + stretch[2] > here:  # the text repeats itself within the stretch: no difference lies between
            return found[::-1]
        found.append(stretch)
        here, there = stretch[0], stretch[1]


def _resumed(text: str, here: int, there: int) -> tuple[int, int, int] | None:
    """Return the stretch that goes on right behind a difference, too short perhaps to hold a kept block."""
    last = min(here + RESUMED_WITHIN, len(text)) - RESUMED
    for at in range(here, last + 1):
        original = text.find(text[at : at + RESUMED], there, min(there + RESUMED_WITHIN, here))
        if original >= 0:
            return _stretched(text, at, original, here, RESUMED)
    return None


def _stretched(text: str, here: int, there: int, last_end: int, known: int = BLOCK) -> tuple[int, int, int]:
    """Return the longest common stretch around a hit that does not overlap itself or the one before."""
    back = 0
    most_back = min(here - last_end, there)
    while back < most_back and text[here - back - 1] == text[there - back - 1]:
        back += 1
    start, length = here - back, known + back
    most = min(len(text) - start, start - (there - back))
    origin = there - back
    # By leaps first: a passage is long.
    while length + LEAP <= most and text.startswith(text[origin + length : origin + length + LEAP], start + length):
        length += LEAP
    while length < most and text[start + length] == text[origin + length]:
        length += 1
    return start, origin, min(length, most)


def _join(passages: list[Passage], here: int, there: int, length: int) -> bool:
    """Add a stretch to the passage it goes on, or let it open one; return False for a phrase that interrupts one."""
    if passages:
        end_here, end_there = passages[-1].end
        is_near = here - end_here <= WIDEST_GAP
        if is_near and 0 <= there - end_there <= WIDEST_GAP:
            passages[-1].same.append((here, there, length))
            return True
        if is_near and length < INTERRUPTION:
            return False
    passages.append(Passage(same=[(here, there, length)]))
    return True


def _trimmed(same: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Leave out a short stretch at either end that a wide gap parts from the rest: a heading, a stock phrase."""
    while len(same) > 1 and same[0][2] < SHORTEST and same[1][0] - same[0][0] - same[0][2] > END_GAP:
        same = same[1:]
    while len(same) > 1 and same[-1][2] < SHORTEST and same[-1][0] - same[-2][0] - same[-2][2] > END_GAP:
        same = same[:-1]
    return same


def _is_long_enough(text: str, passage: Passage) -> bool:
    same = sum(length for _here, _there, length in passage.same)
    if same < SHORTEST:
        return False
    first, last = passage.same[0], passage.end
    longer = max(last[0] - first[0], last[1] - first[1])
    words = "".join(text[here : here + length] for here, _there, length in passage.same)
    letters = HAN.findall(words)
    return len(letters) >= LEAST_CHINESE and len(set(letters)) >= LEAST_LETTERS and same >= LEAST_SHARE * longer


def _is_of_rows(page: Page, passage: Passage) -> bool:
    """Return whether both places lie in rows of tables, whose cells are parted by tabs: rows are alike by nature."""
    first, (here, there) = passage.same[0], passage.end
    return all(
        CELL in page.text[page.lines[line].start : page.lines[line].end]
        for start, end in ((first[0], here), (first[1], there))
        for line in range(page.line_at(start), page.line_at(end - 1) + 1)
    )


def _differences(text: str, passage: Passage) -> list[tuple[str, str]]:
    """Return what stands here and there where the two differ, whole figures at a time; figures and blanks first."""
    found: list[tuple[str, str]] = []
    for (here, there, length), (next_here, next_there, _length) in zip(passage.same, passage.same[1:], strict=False):
        left, right = 0, 0
        while left < length and TOKEN.match(text, here + length - left - 1):
            left += 1
        while TOKEN.match(text, next_here + right) and right < LONGEST_SAID:
            right += 1
        ours = text[here + length - left : next_here + right]
        theirs = text[there + length - left : next_there + right]
        found.append((_flat(ours), _flat(theirs)))
    return sorted(found, key=lambda pair: not any(TELLING.search(each) for each in pair))


def _flat(words: str) -> str:
    flat = words.replace("\n", "\u21b5")
    return flat if len(flat) <= LONGEST_SAID else f"{flat[:LONGEST_SAID]}\u2026"


def _said(differences: list[tuple[str, str]], language: str) -> str:
    form = MESSAGES[CODE]["difference"][language]
    nothing = MESSAGES[CODE]["nothing"][language]
    pairs = [[each or nothing for each in pair] for pair in differences[:MOST_NAMED]]
    named = [form.format(here=here, there=there) for here, there in pairs]
    more = MESSAGES[CODE]["more"][language] if len(differences) > MOST_NAMED else ""
    return str(MESSAGES[CODE]["between"][language]).join(named) + more
