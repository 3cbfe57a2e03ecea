# ruff: noqa: INP001, T201  # a script that prints, not a package
"""How surely the numbers of a written file are found again.

usage: python benchmarks/bench_trace.py [--documents N] [--changed N]

Documents of random records, of every outline, style and language, are written and traced (tests/written.py): every
number must be the same, and none without a source; every number that the checker reads in a Chinese one must be
supported. Then one number of each is changed in the XML in every way that tests/written.py knows: none of these may be
told as the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_read import machine
from tests.written import CHANGES, changed, every, traced, untrue

FIRST_CHANGED = 1_000_000
"""The seed of the first document that is changed: none of those that were traced unchanged."""


def main() -> int:
    """Print what was found; return 1 where a number was not told as it is."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=5_000)
    options.add_argument("--changed", type=int, default=200)
    asked = options.parse_args()
    print(machine())
    is_right = unchanged(asked.documents)
    for how in CHANGES:
        is_right &= told(how, asked.changed)
    return 0 if is_right else 1


def unchanged(count: int) -> bool:
    """Trace so many documents as they were written; return whether every number is the same."""
    states: Counter[str] = Counter()
    unsourced = spent = 0.0
    wrong: list[tuple[str, str]] = []
    for _, made in every(count):
        if made.made.language == "zh":
            wrong += untrue(made)
        start = time.process_time()
        found = traced(made.data)
        spent += time.process_time() - start
        states.update(each.state for each in found.places)
        unsourced += len(found.unsourced)
    print(f"{count} documents, {sum(states.values())} numbers: {dict(states)}, {unsourced:.0f} without source")
    print(f"tracing: {1000 * spent / count:.1f} CPU ms a document")
    print(f"read back: {len(wrong)} not supported")
    for each in wrong[:20]:
        print("  ", *each)
    return set(states) == {"same"} and not unsourced and not wrong


def told(how: str, count: int) -> bool:
    """Change a number in each of so many documents; return whether none was told as the same."""
    states: Counter[str] = Counter()
    for rng, made in every(count, seed=FIRST_CHANGED):
        if done := changed(rng, made.data, how):
            data, mark = done
            states.update(each.state for each in traced(data).places if each.place.mark == mark)
    print(f"changed: {how:10} {dict(states)}")
    return not states["same"]


if __name__ == "__main__":
    sys.exit(main())
