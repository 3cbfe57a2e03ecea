"""Slips inside set phrases: one character that sounds or looks like the right one, in a phrase written only one way.

A phrase with one wrong character keeps its first or its last two, so that the text is searched for pairs only, in one
pass; what is found is compared in full. See phrases.yaml, sounds.yaml and shapes.yaml.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qiao.claim.findings.making import loaded

GAP = "?"
AROUND = 2
WRITTEN = loaded("phrases.yaml")
PHRASES: frozenset[str] = frozenset(word for name in ("idioms", "terms") for word in WRITTEN[name].split())
VARIANTS: frozenset[str] = frozenset(WRITTEN["variants"].split())
NEVER: Sequence[str] = WRITTEN["never"]
ALIKE_GROUPS = (*loaded("sounds.yaml").values(), *loaded("shapes.yaml")["shapes"].split())


def _alike() -> Mapping[str, frozenset[str]]:
    """Return, by character, those that are taken for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in ALIKE_GROUPS:
        for letter in group:
            found[letter].update(group)
    return {letter: frozenset(others - {letter}) for letter, others in found.items()}


def _by_three() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return, by three characters, two at an end of a phrase and one of the next two, that phrase and where they begin.

    Wherever the wrong character of a phrase is, such three are right. A gap stands for the one that is left out.
    """
    found: dict[str, dict[tuple[str, int], None]] = defaultdict(dict)
    for phrase in sorted(PHRASES):
        tail = len(phrase) - 4
        found[phrase[:3]][phrase, 0] = None
        found[f"{phrase[:2]}{GAP}{phrase[3]}"][phrase, 0] = None
        found[f"{phrase[tail]}{GAP}{phrase[tail + 2 :]}"][phrase, tail] = None
        found[phrase[tail + 1 :]][phrase, tail + 1] = None
    return {three: tuple(places) for three, places in found.items()}


ALIKE = _alike()
BY_THREE = _by_three()
# The two that are sure to stand side by side, one of them at an end: most places of a text are ruled out by them.
PAIRS = frozenset(phrase[at : at + 2] for phrase in PHRASES for at in (0, len(phrase) - 2))


def slips(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and right form of each set phrase with one wrong character, in order, none over another."""
    last = 0
    for at in [at for at, pair in enumerate(map(operator.add, text, text[1:])) if pair in PAIRS]:
        for start, end, phrase in _about(text, at):
            written = text[start:end]
            if written != phrase and start >= last and is_slip(written, phrase) and not _is_right(text, start, end):
                yield start, end, phrase
                last = end


def _about(text: str, at: int) -> Iterator[tuple[int, int, str]]:
    """Yield the phrases that share a pair of a text and a third character, with the place that they would have."""
    head, pair, tail = text[max(0, at - 2) : at], text[at : at + 2], text[at + 2 : at + 4]
    for three, begin in (
        (pair + tail[:1], at),
        (f"{pair}{GAP}{tail[1:]}", at),
        (head[-1:] + pair, at - 1),
        (f"{head[:1]}{GAP}{pair}", at - 2),
    ):
        for phrase, shift in BY_THREE.get(three, ()):
            if begin >= shift:
                yield begin - shift, begin - shift + len(phrase), phrase


def is_slip(written: str, phrase: str) -> bool:
    """Return whether words are the phrase but for one character that is easily taken for the right one."""
    if len(written) != len(phrase):
        return False
    wrong = [(there, right) for there, right in zip(written, phrase, strict=True) if there != right]
    is_like = len(wrong) == 1 and wrong[0][0] in ALIKE.get(wrong[0][1], ())
    return is_like and written not in PHRASES and written not in VARIANTS


def _is_right(text: str, start: int, end: int) -> bool:
    """Return whether the place belongs to words that only look wrong."""
    around = text[max(0, start - AROUND) : end + AROUND]
    return any(word in around for word in NEVER)
