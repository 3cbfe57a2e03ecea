"""What a workbook leaves open: sheets and columns that no kind declares, with what they may mean, likeliest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from qiao.exchange import cells, marked, reads, sheets
from qiao.exchange.book import Sheet, open_book
from qiao.exchange.cells import Cell, Unreadable
from qiao.exchange.layout import Layout, by_id, for_sheet
from qiao.exchange.meanings import Meanings, stored
from qiao.exchange.people import Roster
from qiao.exchange.planned import Plan
from qiao.exchange.writing import plain, writing
from qiao.record.kinds import catalogue
from qiao.record.models import Meaning

SAMPLE = 50
"""Rows under the header whose values are looked at."""
MOST_EXAMPLES = 3
MOST_SUGGESTED = 3
LEAST_LIKELY = 0.35
BY_VALUES = 0.5
"""How much values count beside names: as much as half of a name that is the same."""
LEAST_TEXTS = 2
OF_A_TEXT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A word that no kind declares: where it stands, values below it, and what it may mean, likeliest first.

    `is_needed`: without an answer nothing of the sheet can be read; `missing` are the columns that it has not.
    """

    sort: str
    sheet: str
    layout: str = ""
    field: str = ""
    written: str
    examples: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    is_needed: bool = False
    missing: tuple[str, ...] = ()


def survey(path: Path, meanings: Meanings | None = None) -> tuple[Question, ...]:
    """Return what a workbook leaves open, in its order. Raises UnreadableBook for a file that cannot be read at all."""
    book = open_book(path)
    if marked.is_marked(path):
        # Written by Qiao: each column says itself what it is.
        return ()
    known = meanings or stored()
    roster = Roster(reads.all_secondments())
    found: list[Question] = []
    layouts = by_id(catalogue())
    for name in book.sheets:
        if plain(name) in writing().sheets_of_notes or known.sheets.get(plain(name)) == "":
            continue
        sheet = book.sheet(name)
        layout = layouts.get(known.sheets.get(plain(name), "")) or for_sheet(name, catalogue())
        if layout is None:
            rows = _top(sheet)
            if rows:
                found.append(_of_sheet(name, rows, layouts, known))
        else:
            found += _of_columns(sheet, known.of(layout), roster)
    return tuple(found)


def wordings(plan: Plan) -> tuple[Question, ...]:
    """Return the wordings that are no option of their field, each once, from the rows that a plan rejects for them."""
    found: dict[tuple[str, str, str], Question] = {}
    for sheet in plan.sheets:
        for row in sheet.rejected:
            for each in row.troubles:
                key = (sheet.layout, each.option_of, each.written)
                if each.option_of and key not in found:
                    field = next(
                        field for field in by_id(catalogue())[sheet.layout].fields if field.id == each.option_of
                    )
                    scores = {
                        option.id: max(_alike(each.written, name) for name in (*option.label.values(), *option.aliases))
                        for option in field.options
                    }
                    found[key] = Question(
                        sort=Meaning.Sort.OPTION,
                        sheet=sheet.name,
                        layout=sheet.layout,
                        field=field.id,
                        written=each.written,
                        suggestions=_likeliest(scores),
                    )
    return tuple(found.values())


def _top(sheet: Sheet) -> list[Sequence[Cell]]:
    rows = (row for _number, row in sheet.rows())
    return list(islice((row for row in rows if any(not cells.is_blank(cell) for cell in row)), SAMPLE))


def _of_sheet(name: str, rows: Sequence[Sequence[Cell]], layouts: Mapping[str, Layout], known: Meanings) -> Question:
    scores: dict[str, float] = {}
    for layout_id, layout in layouts.items():
        meant = known.of(layout)
        bound = max(len(sheets.bound(row, meant)) for row in rows[: sheets.HEADER_WITHIN])
        by_columns = bound / (len(layout.fields) + len(layout.participants))
        scores[layout_id] = max(_alike(name, each) for each in layout.sheets) + by_columns
    examples = tuple(cells.written(cell).strip() for cell in rows[0] if not cells.is_blank(cell))[:MOST_EXAMPLES]
    return Question(
        sort=Meaning.Sort.SHEET,
        sheet=name,
        written=name,
        examples=examples,
        suggestions=_likeliest(scores),
        is_needed=True,
    )


def _of_columns(sheet: Sheet, layout: Layout, roster: Roster) -> list[Question]:
    rows = _top(sheet)
    if not rows:
        return []
    at = max(
        range(min(len(rows), sheets.HEADER_WITHIN)), key=lambda each: (len(sheets.bound(rows[each], layout)), -each)
    )
    if len(sheets.bound(rows[at], layout)) < sheets.LEAST_MATCHES:
        # Nothing is recognised: the first row of several texts is taken for the headings.
        at = next((each for each, row in enumerate(rows) if sum(map(_is_words, row)) > LEAST_TEXTS), at)
    targets = sheets.bound(rows[at], layout)
    missing = tuple(sheets.missing(layout, targets))
    open_targets = [each for each in _targets(layout) if each not in targets]
    return [
        Question(
            sort=Meaning.Sort.COLUMN,
            sheet=sheet.name,
            layout=layout.id,
            written=heading.written,
            examples=tuple(dict.fromkeys(cells.written(each).strip() for each in values))[:MOST_EXAMPLES],
            suggestions=_likeliest(
                {target: _fit(heading.words, values, target, layout, roster) for target in open_targets}
            ),
            is_needed=bool(missing),
            missing=missing,
        )
        for heading in sheets.unknown(rows[at], layout)
        for values in [[row[heading.index] for row in rows[at + 1 :] if not cells.is_blank(row[heading.index])]]
    ]


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and not cells.is_blank(cell)


def _targets(layout: Layout) -> list[str]:
    return [*layout.participants, *(each.id for each in layout.fields)]


def _fit(words: str, values: Sequence[Cell], target: str, layout: Layout, roster: Roster) -> float:
    """Return how likely a column means a field or a role: by its name, and by what stands below it."""
    if target in layout.participants:
        names, share = layout.participants[target], _share(values, lambda cell: bool(roster.told_apart(cell).names))
    else:
        field = next(each for each in layout.fields if each.id == target)
        names = (*field.columns, *field.label.values())
        read = cells.reader(field, heading=words)
        # Anything can be read as text, which speaks for no text in particular.
        is_telling = field.is_numeric or field.type in {"date", "choice"}
        share = _share(values, lambda cell: not isinstance(read(cell), Unreadable | None)) if is_telling else OF_A_TEXT
        if field.is_numeric and any(isinstance(each, dt.date) for each in values):
            share = 0.0
    return max(_alike(words, each) for each in names) + BY_VALUES * share


def _share(values: Sequence[Cell], holds: Callable[[Cell], bool]) -> float:
    return sum(map(holds, values)) / len(values) if values else 0.0


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, plain(one).casefold(), plain(other).casefold()).ratio()


def _likeliest(scores: Mapping[str, float]) -> tuple[str, ...]:
    ranked: Iterable[str] = sorted(scores, key=lambda each: -scores[each])
    return tuple(each for each in ranked if scores[each] >= LEAST_LIKELY)[:MOST_SUGGESTED]
