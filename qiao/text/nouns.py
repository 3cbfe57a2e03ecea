"""The counted noun of each figure: the words behind it, before it, or those that the figure before it counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qiao.text.quantity import Quantity, name
from qiao.text.units import family
from qiao.text.vocabulary import PROSE

NOUNS = PROSE["nouns"]
LONGEST: int = NOUNS["longest"]
BEHIND = re.compile(rf"[\u4e00-\u9fffA-Za-z\u201c\u201d\xb7]{{1,{LONGEST}}}")
STOP = re.compile("|".join(NOUNS["stops"]))
SOFT_STOP = re.compile("|".join(NOUNS["soft_stops"]))
SIGNS = PROSE["signs"]
MARKS = re.compile(f"[{SIGNS['marks']}]")
FILLERS = re.compile(f"(?:{'|'.join(sorted(map(re.escape, NOUNS['fillers']), key=len, reverse=True))})$")
OPENERS = re.compile(f"(?:{'|'.join(sorted(map(re.escape, NOUNS['openers']), key=len, reverse=True))})")
RESPECTIVELY = re.compile(SIGNS["respectively"])
LIST_MARKS = re.compile(f"[{SIGNS['list_marks']}]")
JOINS: str = NOUNS["joins"]
QUOTES: str = SIGNS["quotes"]
LOOK_BACK = 40
NEAR = 1
SHORTEST = 2
NOT_COUNTED = frozenset({"date", "ordinal", "duration", "age"})
BATCHES = frozenset(SIGNS["batches"])


def bind(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return the same quantities, just built, with the nouns that they count. Dates, terms and ages count none."""
    nouns = [""] * len(found)
    listed: list[str] = []
    for index, quantity in enumerate(found):
        if quantity.kind in NOT_COUNTED:
            continue
        if not (listed and _is_next(text, found, index)):
            listed = _respective(text, found, index)
        behind = _behind(text, found, index)
        if listed:
            nouns[index] = listed.pop(0) or behind
        else:
            nouns[index] = _own(text, found, index, behind) or _inherited(found, nouns, index)
    for index in range(len(found) - 2, -1, -1):
        # 三批、142名干部: batches of what the next figure counts.
        following = found[index + 1]
        is_batch = found[index].kind == "count" and found[index].unit in BATCHES
        if is_batch and following.start - found[index].end <= NEAR and nouns[index + 1]:
            nouns[index] = nouns[index + 1]
    for quantity, noun in zip(found, nouns, strict=True):
        if noun:
            name(quantity, noun)
    return found


def _own(text: str, found: Sequence[Quantity], index: int, behind: str) -> str:
    quantity = found[index]
    before = _before(text, found, index)
    if quantity.kind == "percent":
        return before or behind
    if quantity.kind == "count":
        return behind or before
    # 协议金额4000万元; but 65万元的项目.
    if text.startswith(JOINS, quantity.end) and behind:
        return behind
    return before or behind


def _behind(text: str, found: Sequence[Quantity], index: int) -> str:
    start = found[index].end
    if text.startswith(JOINS, start):
        start += 1
    end = found[index + 1].start if index + 1 < len(found) else len(text)
    match = BEHIND.match(text, start, min(end, start + LONGEST))
    if not match:
        return ""
    words = match[0]
    stop = STOP.search(words)
    if stop:
        words = words[: stop.start()]
    soft = SOFT_STOP.search(words, 1)
    if soft:
        words = words[: soft.start()] if soft.start() >= SHORTEST or soft[0] != JOINS else words
    return words.strip(QUOTES)


def _segment(text: str, found: Sequence[Quantity], index: int) -> str:
    """Return what stands between a figure and the mark or the figure before it."""
    start = found[index].start
    first = max(start - LOOK_BACK, found[index - 1].end if index else 0)
    words = MARKS.split(text[first:start])[-1]
    if index and found[index - 1].kind == "date" and start - first == len(words) and not _stripped(words):
        # 门诊量由2020年的4.3万人次提高到…: the noun stands before the date.
        return _segment(text, found, index - 1)
    return words


def _before(text: str, found: Sequence[Quantity], index: int) -> str:
    words = _stripped(_segment(text, found, index).strip(QUOTES))
    words = words.rpartition(SIGNS["respectively_word"])[2] or words
    while (match := OPENERS.match(words)) and len(match[0]) < len(words):
        words = words[match.end() :]
    if OPENERS.fullmatch(words):
        return ""
    _, _, tail = words.rpartition(JOINS)
    words = tail if len(tail) >= SHORTEST else words
    return words[-LONGEST + 2 :].strip(QUOTES)


def _stripped(words: str) -> str:
    """Return words without the fillers at their end."""
    while (match := FILLERS.search(words)) and match.start() < match.end():
        words = words[: match.start()]
    return words


def _inherited(found: Sequence[Quantity], nouns: Sequence[str], index: int) -> str:
    """Return what the last figure of the same family of units counted: 其中援藏2114名, 其中197个."""
    wanted = family(found[index].unit)
    if index and found[index].start == found[index - 1].end and nouns[index - 1]:
        # 企业家考察团5批87人次.
        return nouns[index - 1]
    for earlier in range(index - 1, max(-1, index - 8), -1):
        if nouns[earlier] and family(found[earlier].unit) == wanted:
            return nouns[earlier]
    return ""


def _is_next(text: str, found: Sequence[Quantity], index: int) -> bool:
    """Return whether a figure goes on a list of figures: 3个和5个."""
    gap = text[found[index - 1].end : found[index].start] if index else ""
    return len(gap) == 1 and LIST_MARKS.match(gap) is not None


def _respective(text: str, found: Sequence[Quantity], index: int) -> list[str]:
    """Return the items of 甲、乙、丙分别为 for the figures that follow."""
    start = found[index].start
    if SIGNS["respectively_word"] not in text[max(0, start - 5) : start]:
        return []
    match = RESPECTIVELY.search(text[max(0, start - LOOK_BACK) : start])
    if not match:
        return []
    items = [item.strip(QUOTES) for item in LIST_MARKS.split(match[1])]
    count = 1
    while index + count < len(found) and _is_next(text, found, index + count):
        count += 1
    return items[-count:] if len(items) >= count > 1 else []
