"""Numbers that are names, idioms or articles: where one stands, no figure is read. The rules are in names.yaml."""

from __future__ import annotations

import re
import string

from qiao.text.numerals import CHINESE, FEW
from qiao.text.vocabulary import NAMES

NUMERAL = re.compile(f"[{CHINESE}{FEW}0-9]")
ONE = NAMES["one"]
QUOTES = NAMES["quotes"]
LETTERS = frozenset(string.ascii_letters)
BEFORE = LETTERS | set(NAMES["before"]["letters"])
AFTER = LETTERS | set(NAMES["after"]["letters"])
PARALLEL = re.compile(ONE["parallel"])
PARALLEL_REACH: int = ONE["parallel_reach"]
OPEN = frozenset(QUOTES["open"])
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
        if offset <= start and text.startswith(word, start - offset):
            return True
    if text[start] in SINGLE:
        return any(text.startswith(word, start - offset) for offset, word in INDEX[text[start]] if offset <= start)
    return False


def is_quoted(text: str, end: int) -> bool:
    """Return whether the quotation that a figure opens closes soon behind it: “五个一”工程."""
    rest = text[end : end + QUOTES["reach"]]
    return any(mark in rest for mark in QUOTES["close"])


DURATIONS = frozenset(ONE["durations"])
DURATIONS_NOT_BEFORE = tuple(ONE["durations_not_before"])
SHORT_DURATIONS = frozenset(ONE["short_durations"])
SHORT_AFTER = tuple(ONE["short_after"])
NEVER = frozenset(ONE["never"])
ENDS: str = ONE["ends"]
ENDS_NOT_BEFORE: str = ONE["ends_not_before"]
ENDS_NOT_AFTER = tuple(ONE["ends_not_after"])
AFTER_VERBS = tuple(ONE["after_verbs"])
AFTER_VERBS_FOR = frozenset(ONE["after_verbs_for"])
PERSONS = frozenset(ONE["persons"])
PERSONS_NOT_BEFORE = tuple(ONE["persons_not_before"])
PERSONS_NOT_NEXT = tuple(ONE["persons_not_next"])
PERSON: str = ONE["person"]
LINKS: str = ONE["links"]
PERFECT: str = ONE["perfect"]


def is_one_counted(text: str, start: int, end: int, unit: str, last: int) -> bool:
    """Return whether 一 with a unit means one real thing or term. `last` is where the figure before it ended."""
    if unit in NEVER:
        return False
    before = text[max(0, start - CLAUSE) : start]
    if unit in DURATIONS:
        return not before.endswith(DURATIONS_NOT_BEFORE)
    if unit in SHORT_DURATIONS:
        return before.endswith(SHORT_AFTER)
    if before and text[end : end + 1] in ENDS and before[-1] not in ENDS_NOT_BEFORE and end < len(text):
        # 主持课题一项: the classifier behind its noun, at the end of a clause.
        return not before.endswith(ENDS_NOT_AFTER)
    is_parallel = before[-1:] in LINKS and bool(before) and 0 < start - last <= PARALLEL_REACH and last > 0
    if is_parallel or PARALLEL.match(text[end : end + PARALLEL_REACH + 4]):
        return True
    return _is_one_person(text, end, unit, before)


def _is_one_person(text: str, end: int, unit: str, before: str) -> bool:
    """资助一名学生, 援建一所学校; but 作为一名教师, 一人一策."""
    head = before[:-1] if before.endswith(PERFECT) else before
    if text.startswith(PERSONS_NOT_NEXT, end):
        return False
    if head.endswith(AFTER_VERBS) and unit in AFTER_VERBS_FOR:
        return True
    if unit not in PERSONS or head.endswith(PERSONS_NOT_BEFORE):
        return False
    return unit != PERSON or not text[end : end + 1].isalpha()
