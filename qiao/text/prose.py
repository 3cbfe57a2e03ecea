"""Words before a figure that say whether it is a change, a result or a level, and whether it is a rate."""

from __future__ import annotations

import re

from qiao.text.vocabulary import PROSE

CHANGE: dict[str, tuple[tuple[str, str], ...]] = {}
for _name, _words in PROSE["change"].items():
    if isinstance(_words, list):
        for _word in _words:
            CHANGE[_word[-1]] = (*CHANGE.get(_word[-1], ()), (_word, _name))
CHANGE = {key: tuple(sorted(words, key=lambda each: -len(each[0]))) for key, words in CHANGE.items()}

RATE = PROSE["rate"]
PERIODS = [name for name in RATE if name not in {"suffixes", "fillers", "reads"}]
RATE_WORDS: dict[str, str] = {word: name for name in PERIODS for word in RATE[name]}
RATE_PATTERN = re.compile(
    f"({'|'.join(sorted(RATE_WORDS, key=len, reverse=True))}){RATE['fillers'].replace('(?:', '(?:', 1)}$"
)
SUFFIXES: dict[str, str] = {word: name for name, words in RATE["suffixes"].items() for word in words}
SUFFIX_LETTERS = frozenset(word[0] for word in SUFFIXES)
EVERY: str = PROSE["signs"]["every"]
AVERAGE: str = PROSE["signs"]["average"]
REACH = 10


def change_of(text: str, start: int) -> str:
    """Return change, result or level where a word right before the figure says so; else ""."""
    for word, name in CHANGE.get(text[start - 1 : start], ()):
        if text.endswith(word, max(0, start - len(word)), start):
            return name
    return ""


def rate_of(text: str, start: int, end: int) -> str:
    """Return month, year, week, day, term or person for a figure given per such a one; else ""."""
    if text[end : end + 1] in SUFFIX_LETTERS:
        for word, name in SUFFIXES.items():
            if text.startswith(word, end):
                return name
    window = text[max(0, start - REACH) : start]
    if EVERY in window or AVERAGE in window:
        match = RATE_PATTERN.search(window)
        if match:
            return RATE_WORDS[match[1]]
    return ""
