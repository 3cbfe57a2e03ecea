"""What an import would do, row by row, as files beside the workbook: a page of them is read without planning again.

One file for each sheet and outcome, a row a line; `preview.json` has the sheets with their counts, and the questions.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiao.exchange.cells import written
from qiao.exchange.planned import Entry, Plan, RosterEntry, SheetPlan
from qiao.exchange.survey import Question
from qiao.terms import Value

OUTCOMES = ("new", "changed", "same", "repeated", "rejected", "skipped")
SUMMARY = "preview.json"
LONGEST = 160
Line = tuple[int, str, Sequence[Sequence[str]]]
"""A row: its number, what it says in short, and for what is changed each field with before and after, for what is
rejected each column with what is written and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a preview: its name, the layout it is read as, rows by outcome, and columns that are not read."""

    name: str
    layout: str
    counts: dict[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was found in a workbook: its sheets, and what it leaves open. Without sheets it could not be planned."""

    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...]
    # How many records of an export take their old id and status, how many further entries of the roster it brings; and
    # whether a template was not filled in.
    kept: int = 0
    further: int = 0
    is_unfilled: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether something must be answered before anything can be imported."""
        return any(each.is_needed for each in self.questions)


def write(folder: Path, plan: Plan | None, questions: Sequence[Question]) -> None:
    """Write the preview of a plan, or only the questions where there is none, over an earlier one."""
    for old in folder.glob("*.jsonl"):
        old.unlink()
    sheets = []
    for at, sheet in enumerate(plan.sheets if plan else ()):
        counts = {name: _put(folder / f"{at}-{name}.jsonl", lines) for name, lines in _lines(sheet)}
        sheets.append(Sheet(name=sheet.name, layout=sheet.layout, counts=counts, unknown=sheet.unknown_columns))
    found: dict[str, object] = {
        "sheets": [*map(dataclasses.asdict, sheets)],
        "questions": [*map(dataclasses.asdict, questions)],
    }
    found |= {
        "kept": plan.kept if plan else 0,
        "further": plan.further if plan else 0,
        "is_unfilled": plan.is_unfilled if plan else False,
    }
    (folder / SUMMARY).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Preview | None:
    """Return the preview in a folder, None where there is none."""
    path = folder / SUMMARY
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return Preview(
        sheets=tuple(Sheet(**{**each, "unknown": tuple(each["unknown"])}) for each in found["sheets"]),
        questions=tuple(
            Question(
                **{
                    **each,
                    "examples": tuple(each["examples"]),
                    "suggestions": tuple(each["suggestions"]),
                    "missing": tuple(each["missing"]),
                }
            )
            for each in found["questions"]
        ),
        kept=found["kept"],
        further=found.get("further", 0),
        is_unfilled=found["is_unfilled"],
    )


def rows(folder: Path, sheet: int, outcome: str, *, start: int, count: int) -> list[Line]:
    """Return some rows of one sheet and outcome, `start` from 0."""
    path = folder / f"{sheet}-{outcome}.jsonl"
    if outcome not in OUTCOMES or not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return [(each[0], each[1], each[2]) for each in map(json.loads, islice(file, start, start + count))]


def _put(path: Path, lines: Iterable[Line]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _lines(sheet: SheetPlan) -> Iterator[tuple[str, Iterable[Line]]]:
    """Yield the rows of a sheet by what becomes of them."""
    changes = {each.row: each for each in sheet.changes}
    entries: list[Entry | RosterEntry] = [*sheet.entries, *sheet.roster]
    yield "new", ((each.row, _said(each), ()) for each in entries if each.overwrites is None)
    yield (
        "changed",
        ((row, each.subject if sheet.kind is None else "", each.differences) for row, each in changes.items()),
    )
    yield "same", ((row, "", ()) for row in sheet.same_rows)
    repeated = _("says what row %(row)s of %(sheet)s says")
    yield (
        "repeated",
        ((each.row, repeated % {"row": each.first_row, "sheet": each.first_sheet}, ()) for each in sheet.repeats),
    )
    yield (
        "rejected",
        (
            (row.row, row.label, [(each.column, each.written, each.why) for each in row.troubles])
            for row in sheet.rejected
        ),
    )
    yield "skipped", ((each.row, each.written[:LONGEST], ()) for each in sheet.skipped)


def _said(entry: Entry | RosterEntry) -> str:
    """Return what a new row says, in short."""
    if isinstance(entry, RosterEntry):
        values: Iterable[Any] = dataclasses.astuple(entry.new)
    else:
        values = [*entry.values, *(code for (code, _start), _role in entry.people)]
    return " \u00b7 ".join(_shown(each) for each in values if each not in (None, ""))[:LONGEST]


def _shown(value: Value | dt.date | int) -> str:
    return f"{value:f}" if hasattr(value, "quantize") else written(value)  # type: ignore[arg-type]
