"""Where something was done, as a text says it: a place that the programme knows, or one that it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qiao.claim.layout import Layout
from qiao.claim.words import PLACES, SEMICOLONS, either
from qiao.terms import Places

BEFORE = re.compile(f"(?:{PLACES['before']})$")
NOT_BEHIND = re.compile(PLACES["not_behind"])
COUNTY = re.compile(PLACES["county"])
UNKNOWN = re.compile(PLACES["unknown"])
WHOLE = re.compile(f"(?:{either(PLACES['whole'])})")
REACH = 6
"""So many characters before a place are looked at: what it is to the sentence."""


def known_places(hosts: Mapping[str, str]) -> Places:
    """Return the places of a programme, given its host organisations, each with its region or "".

    They are the organisations, the counties that their names begin with, and the regions. One region in which every
    host lies is the programme's own, and narrows nothing.
    """
    regions = set(hosts.values()) - {""}
    home = regions if len(regions) == 1 else set()
    counties = {match[0] for name in hosts if (match := COUNTY.match(name))}
    return Places(names=tuple(sorted({*hosts, *counties, *regions} - home)), home=tuple(sorted(home)))


@lru_cache(maxsize=8)
def pattern(places: Places) -> re.Pattern[str] | None:
    """Return what finds the places of a programme in a text, the longest first; None for a programme without any."""
    return re.compile(either(list(places.names))) if places.names else None


def place(layout: Layout, index: int, places: Places) -> str:
    """Return the place that the text names for a quantity: the last before it in its sentence, up to a semicolon.

    What a post or an organisation is called says nothing of where; nor does the programme's own region, and 全县 and
    我州 lift what was said before.
    """
    sentence = layout.sentence(index)
    figure = layout.boundaries[layout.at[index]].start
    start = max(sentence[0], max((layout.text.rfind(mark, sentence[0], figure) for mark in SEMICOLONS), default=0))
    found = [(match.start(), match[0]) for match in _known(layout.text, start, figure, places)]
    found += [
        (match.start("place"), match["place"])
        for match in UNKNOWN.finditer(layout.text, start, figure)
        if not match["place"].endswith(places.home) and not any(each in match["place"] for each in places.home)
    ]
    at, named = max(found, default=(-1, ""))
    lifted = [match.start() for match in WHOLE.finditer(layout.text, max(start, at), figure)]
    return "" if lifted else named


def _known(text: str, start: int, end: int, places: Places) -> list[re.Match[str]]:
    known = pattern(places)
    if known is None:
        return []
    return [
        match
        for match in known.finditer(text, start, end)
        if (match.start() == start or BEFORE.search(text, max(start, match.start() - REACH), match.start()))
        and NOT_BEHIND.match(text, match.end()) is None
    ]
