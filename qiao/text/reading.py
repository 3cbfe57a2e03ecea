"""Text -> its quantities, in order. A figure's own meaning is memoised; what stands around it is read each time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qiao.text import surroundings as around
from qiao.text.figures import Reading, meaning
from qiao.text.nouns import bind
from qiao.text.patterns import PATTERN
from qiao.text.quantity import Quantity
from qiao.text.spans import whole
from qiao.text.vocabulary import PROSE

SHARING = re.compile(f"[{PROSE['signs']['list_marks']}]")
MOST_SHARED = 6


def read(text: str, *, measured: bool = True) -> list[Quantity]:
    """Return the quantities of a text in order of place; they never overlap.

    Intervals follow the hedge table (hedges.yaml); money is in 元, percents in %. With `measured` each quantity also
    carries the noun that it counts; without it reading is several times faster. A text that is nothing but a figure
    ("十五", "负3.5") is read as one even without a unit.
    """
    alone = whole(text)
    found = [alone] if alone is not None else list(_scan(text))
    return bind(text, found) if measured else found


def _scan(text: str) -> Iterator[Quantity]:
    """Yield the figures that their surroundings allow."""
    last = 0
    # Figures without a unit that may share that of the next one: 3.8和15个百分点.
    waiting: list[tuple[int, Reading]] = []
    for match in PATTERN.finditer(text):
        base = match.start()
        for reading in meaning(match):
            if reading.role == "number":
                if waiting and not _is_joined(text, waiting[-1], base + reading.start):
                    waiting.clear()
                waiting.append((base, reading))
                hedged = around.hedged_number(text, base, reading)
                if hedged is not None:
                    waiting.clear()
                    yield hedged
                continue
            quantity = around.place(text, base, reading, last)
            if quantity is None:
                waiting.clear()
                continue
            if waiting:
                if (reading.unit or reading.kind == "date") and _is_joined(text, waiting[-1], quantity.start):
                    yield from around.share(text, waiting[-MOST_SHARED:], quantity)
                waiting.clear()
            if quantity.kind == "ordinal":
                first = around.earlier(text, quantity)
                if first is not None:
                    yield first
            last = quantity.end
            yield quantity


def _is_joined(text: str, earlier: tuple[int, Reading], start: int) -> bool:
    end = earlier[0] + earlier[1].end
    return start - end == 1 and SHARING.match(text, end) is not None
