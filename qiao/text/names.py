"""Numbers that are names, idioms or articles: where one stands, no figure is read. The rules are in names.yaml."""

from __future__ import annotations

import re

from qiao.text.numerals import CHINESE, FEW
from qiao.text.vocabulary import NAMES

NUMERAL = re.compile(f"[{CHINESE}{FEW}0-9]")
ONE = NAMES["one"]
QUOTES = NAMES["quotes"]
BEFORE = re.compile(NAMES["before"]["letters"])
AFTER = re.compile(NAMES["after"]["letters"])
PARALLEL = re.compile(ONE["parallel"])
PARALLEL_REACH: int = ONE["parallel_reach"]
ONES = "\u4e00\u58f9"
CLAUSE = 16


def _index() -> dict[str, tuple[tuple[int, str], ...]]:
    """Return for the two characters where a figure would start the names around them, with their offset back."""
    index: dict[str, list[tuple[int, str]]] = {}
    for rule in NAMES["rules"]:
        for word in rule["words"]:
            match = NUMERAL.search(word)
            if match is None:
                raise ValueError(f"names.yaml: {word} of {rule['id']} holds no numeral")
            # A figure may start at any numeral of the name that follows another sign: 三番五次.
            for each in NUMERAL.finditer(word):
                key = word[each.start() : each.start() + 2]
                index.setdefault(key, []).append((each.start(), word))
    return {key: tuple(words) for key, words in index.items()}


INDEX = _index()
SINGLE = frozenset(key for key in INDEX if len(key) == 1)


def is_name(text: str, start: int) -> bool:
    """Return whether the numeral at `start` belongs to a name or an idiom."""
    for offset, word in INDEX.get(text[start : start + 2], ()):
        if text.startswith(word, start - offset):
            return True
    if text[start] in SINGLE:
        return any(text.startswith(word, start - offset) for offset, word in INDEX[text[start]] if offset <= start)
    return False


def is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether the figure opens a quotation that goes on behind it: “五个一”工程."""
    if start == 0 or text[start - 1] not in QUOTES["open"]:
        return False
    rest = text[end : end + QUOTES["reach"]]
    return any(mark in rest for mark in QUOTES["close"])


def is_one_counted(text: str, start: int, end: int, unit: str, last: int) -> bool:
    """Return whether 一 with a unit means one real thing or term. `last` is where the figure before it ended."""
    before = text[max(0, start - CLAUSE) : start]
    if unit in ONE["durations"]:
        return not before.endswith(tuple(ONE["durations_not_before"]))
    if unit in ONE["short_durations"]:
        return before.endswith(tuple(ONE["short_after"]))
    if unit in ONE["never"]:
        return False
    if before and text[end : end + 1] in ONE["ends"] and before[-1] not in ONE["ends_not_before"]:
        # 主持课题一项: the classifier behind its noun, at the end of a clause.
        return not before.endswith(tuple(ONE["ends_not_after"]))
    if before[-1:] and before[-1] in "\u3001\u548c" and 0 < start - last <= PARALLEL_REACH and last:
        return True
    if PARALLEL.match(text[end : end + PARALLEL_REACH + 4]):
        return True
    head = before.removesuffix("\u4e86")
    if head.endswith(tuple(ONE["after_verbs"])) and unit in ONE["after_verbs_for"]:
        return not text.startswith(tuple(ONE["persons_not_next"]), end)
    if unit in ONE["persons"]:
        if unit == "\u9879":
            return False
        if unit == "\u4eba":
            return not text[end : end + 1].isalpha() and not before.endswith(tuple(ONE["persons_not_before"]))
        is_barred = head.endswith(tuple(ONE["persons_not_before"]))
        return not is_barred and not text.startswith(tuple(ONE["persons_not_next"]), end)
    return False
