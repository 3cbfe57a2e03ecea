# ruff: noqa: INP001  # a script, not a package
"""How much processor time and memory the import of a large workbook takes: `python benchmarks/bench_import.py`.

Makes a workbook with rows of every kind of the catalogue (seeded, so that it is the same each time), then plans and
imports it in a process of its own, into a new SQLite database, and prints what that process used. Options: --rows N
(100000), --people N (300), --book FILE to keep the workbook, and --most-cpu / --most-mb to fail above a limit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
import xlsxwriter

# The process that makes the workbook needs no database, but Qiao's packages want settings.
os.environ.setdefault("QIAO_SECRET_KEY", "only-for-a-benchmark-that-signs-nothing")
os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
django.setup()

from django.core.management import call_command  # noqa: E402

from qiao import exchange  # noqa: E402
from qiao.catalogue import load  # noqa: E402
from qiao.exchange.layout import roster_layouts  # noqa: E402
from qiao.terms import Field, Kind  # noqa: E402

SEED = 20031
ROWS = 100_000
PEOPLE = 300
MOST_CPU = 60.0
MOST_MB = 400
START = dt.date(2020, 8, 1)
DAYS = 1_095
END = START + dt.timedelta(days=DAYS)
CHARACTERS = range(0x4E00, 0x9FA0)


def word(dice: random.Random, length: int) -> str:
    """Return some Chinese characters."""
    return "".join(chr(dice.choice(CHARACTERS)) for _each in range(length))


class Maker:
    """Writes the workbook, sheet by sheet."""

    def __init__(self, path: Path, *, rows: int, people: int) -> None:
        self._dice = random.Random(SEED)  # noqa: S311  # nothing secret
        self._rows = rows
        self._names = list(dict.fromkeys(word(self._dice, 3) for _each in range(people)))
        self._words = [word(self._dice, 5) for _each in range(200)]
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})

    def make(self) -> None:
        """Write the roster and a sheet for each kind."""
        self._roster()
        kinds = [kind for kind in load().kinds.values() if not kind.is_roster]
        for at, kind in enumerate(kinds):
            # The first kinds take what does not divide evenly.
            self._kind(kind, self._rows // len(kinds) + (at < self._rows % len(kinds)))
        self._book.close()

    def _roster(self) -> None:
        layouts = roster_layouts()
        options = {field.id: [each.aliases[0] for each in field.options] for field in layouts["secondment"].fields}
        natures = {each.id: each.aliases[0] for each in layouts["organisation"].fields[1].options}
        organisations = [(each, natures["both"], word(self._dice, 3), "") for each in self._words[:40]]
        batch = self._words[41]
        people = [
            (f"P{at:04}", name, batch, options["category"][at % 2], organisations[at % 40][0], organisations[at % 7][0])
            for at, name in enumerate(self._names)
        ]
        rows = {
            "organisation": organisations,
            "batch": [(batch, START, END, len(people))],
            "secondment": [(*each, "", START, END) for each in people],
        }
        for name, layout in layouts.items():
            self._sheet(layout.sheets[0], [field.columns[0] for field in layout.fields], rows[name])

    def _kind(self, kind: Kind, rows: int) -> None:
        roles = [headings[0] for headings in kind.participants.values()]
        fields = [field for field in kind.fields if not field.extract]
        header = ["#", *roles, *(field.columns[0] for field in fields)]
        self._sheet(kind.sheets[0], header, (self._row(kind, fields, at) for at in range(1, rows + 1)))

    def _row(self, kind: Kind, fields: list[Field], at: int) -> list[Any]:
        people = self._dice.sample(self._names, 3)
        # Every third row names two more people, in one cell.
        took_part = "\u3001".join(people[1:]) if at % 3 == 0 else ""
        roles = [people[0], took_part][: len(kind.participants)]
        day = START + dt.timedelta(days=self._dice.randrange(DAYS))
        return [at, *roles, *(self._value(field, day, at) for field in fields)]

    def _value(self, field: Field, day: dt.date, at: int) -> object:
        if field.type == "date":
            # Two of three days are real dates, the third is typed.
            return day if at % 3 else f"{day.year}.{day.month}.{day.day}"
        if field.type == "choice":
            return self._dice.choice(field.options).label["zh"]
        if field.is_numeric:
            return self._dice.randrange(1, 90_000)
        return self._dice.choice(self._words) + (str(at) if field.type == "code" else "")

    def _sheet(self, name: str, header: list[str], rows: Any) -> None:
        sheet = self._book.add_worksheet(name)
        for number, row in enumerate([header, *rows] if isinstance(rows, list) else self._chain(header, rows)):
            for at, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, at, cell, self._day)
                elif cell != "":
                    sheet.write(number, at, cell)

    def _chain(self, header: list[str], rows: Any) -> Any:
        yield header
        yield from rows


def measure(book: Path) -> None:
    """Import a workbook into a new database and print what it took as JSON. Runs in a process of its own."""
    call_command("migrate", verbosity=0)
    steps: dict[str, float] = {"set-up": time.process_time()}
    plan = exchange.plan(book)
    steps["plan"] = time.process_time() - sum(steps.values())
    exchange.bring_in(plan)
    steps["import"] = time.process_time() - sum(steps.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = {what: plan.count(what) for what in ("new", "same", "changed", "repeated")}
    result = {"cpu": time.process_time(), "peak_mb": peak, "steps": steps, "rejected": len(plan.rejected), **counts}
    sys.stdout.write(json.dumps(result) + "\n")


def run(book: Path, home: Path) -> dict[str, Any]:
    """Return what `measure` printed."""
    environment = {**os.environ, "QIAO_HOME": str(home)}
    command = [sys.executable, __file__, "--measure", str(book)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """Make the workbook, measure its import, print a line for each figure; 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--most-cpu", type=float, default=MOST_CPU)
    parser.add_argument("--most-mb", type=int, default=MOST_MB)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        measure(chosen.measure)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        book = chosen.book or Path(folder) / "book.xlsx"
        Maker(book, rows=chosen.rows, people=chosen.people).make()
        found = run(book, home)
    for name, value in found.items():
        sys.stdout.write(f"{name:10} {value}\n")
    return int(found["cpu"] > chosen.most_cpu or found["peak_mb"] > chosen.most_mb)


if __name__ == "__main__":
    sys.exit(main())
