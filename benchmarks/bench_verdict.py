# ruff: noqa: INP001  # a script, not a package
"""What the checker finds in documents that were changed in one place, and what a document costs to read and to rule.

usage: python benchmarks/bench_verdict.py [--documents N] [--seed N]

Each document is written from a random record (tests/mutation.py), and is right; then one figure, size, unit, year or
stage of it is changed so that the record does not bear it out. A change is found when the figure at its place is ruled
contradicted, unsupported or ambiguous; a false alarm is a figure of an unchanged document that is not supported.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_read import machine, make
from qiao import text as prose
from qiao.claim.findings import find
from qiao.claim.reading import claims, read
from tests.mutation import CHANGES, SHIPPED, Trial, run, trial

CHARACTERS = 10_000


def best(step: Callable[[], object], repeat: int = 15) -> float:
    """Return the CPU milliseconds of a step, the best of the runs."""
    found = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        step()
        found = min(found, time.process_time() - start)
    return found * 1000


def report(seed: int) -> Trial:
    """Return a document of so many characters: what is written from a record, among the prose of a batch report."""
    rng = random.Random(seed)  # noqa: S311
    given = trial(rng)
    lines = [*given.text.split("\n")[:12], *make(CHARACTERS * 3, seed).split("\n")]
    rng.shuffle(lines)
    return Trial(text="\n".join(lines)[:CHARACTERS], ground=given.ground)


def cost(seed: int) -> list[tuple[str, float]]:
    """Return what each step costs on one document, in CPU milliseconds, after a first run that loads what is kept."""
    given = report(seed)
    text = given.text
    given.rulings(text)
    quantities = tuple(prose.read(text))
    return [
        ("figures read", best(lambda: prose.read(text))),
        ("figures bound", best(lambda: claims(text, quantities, SHIPPED))),
        ("findings", best(lambda: find(text, quantities))),
        ("all of it: claim.read", best(lambda: read(text, SHIPPED))),
        ("read and ruled, record in memory", best(lambda: given.rulings(text))),
    ]


def main() -> None:
    """Print two tables: what was found of what was changed, and what a document costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    score = run(options.documents, options.seed)
    sys.stdout.write(f"{machine()}, Python {platform.python_version()}, one process\n")
    sys.stdout.write(f"{score.documents:,} documents with {score.figures:,} figures, seed {options.seed}\n\n")
    sys.stdout.write("| change | made | found at its place |\n|---|---:|---:|\n")
    for kind in CHANGES:
        missed = sum(each[0] == kind for each in score.missed)
        sys.stdout.write(f"| {kind} | {score.made[kind]:,} | {score.made[kind] - missed:,} |\n")
    sys.stdout.write(f"\nfalse alarms on the unchanged documents: {len(score.false_alarms)}\n")
    for each in (*score.missed, *score.false_alarms):
        sys.stdout.write(f"  {each}\n")
    given = report(options.seed)
    figures = len(prose.read(given.text))
    sys.stdout.write(f"\none document of {len(given.text):,} characters with {figures} figures\n\n")
    sys.stdout.write("| step | CPU ms |\n|---|---:|\n")
    for name, spent in cost(options.seed):
        sys.stdout.write(f"| {name} | {spent:.1f} |\n")
    sys.exit(1 if score.missed or score.false_alarms else 0)


if __name__ == "__main__":
    main()
