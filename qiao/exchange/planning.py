"""A workbook -> what its import would do. Reads the database, writes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.catalogue import Catalogue, CatalogueError
from qiao.exchange import cells, marked, reads, rows, wider
from qiao.exchange.book import Book, open_book
from qiao.exchange.closed import keep_out
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.keeping import Aside, Keeping, aside, settle
from qiao.exchange.layout import ROSTER, Layout, by_id, for_sheet, known_sheets
from qiao.exchange.matching import match
from qiao.exchange.meanings import Meanings, stored
from qiao.exchange.people import Roster
from qiao.exchange.planned import Entry, Notice, Plan, Rejected, Repeated, SheetPlan, TermKey, Trouble
from qiao.exchange.roster import RosterPlanning
from qiao.exchange.sheets import Line, Skipped, Table, understand
from qiao.exchange.writing import plain, writing
from qiao.programme.models import Secondment
from qiao.record import content
from qiao.record.kinds import along_with, catalogue
from qiao.terms import Kind, Participant

Progress = Callable[[int, int], None]
"""Called with how many rows are done and how many there are."""

PROGRESS_EVERY = 500


def plan(path: Path | str, on_progress: Progress | None = None, meanings: Meanings | None = None) -> Plan:
    """Return what the import of a workbook would do, row by row; nothing is written.

    `meanings` are what the office has said of unknown words; where none are given, those that are remembered.
    Raises UnreadableBook, with one line for the user, for a file that cannot be imported at all.
    """
    book = open_book(Path(path))
    state, there = reads.state(), reads.stored_roster()
    marks = _marks(book)
    beside = aside(book, marks)
    layouts = _layouts(book, _known(book, beside), marks, stored() if meanings is None else meanings)
    roster = RosterPlanning(there)
    planned: dict[str, SheetPlan] = {}
    tables: dict[str, Table] = {}
    # The roster first, wherever it stands in the book: records name its people.
    for layout_id in ROSTER:
        for name, layout in layouts.items():
            if layout.id == layout_id and layout.kind is None and (table := _table(book, name, layout, marks)):
                planned[name] = roster.sheet(table)
    terms = list(roster.secondments())
    existing = reads.digests({each.id for each in layouts.values() if each.kind})
    records = _Records(Roster(terms, roster.former), existing, Keeping(terms, beside) if marks else None)
    for name, layout in layouts.items():
        if layout.kind is not None and (table := _table(book, name, layout, marks)):
            tables[name] = table
            planned[name] = records.sheet(table, layout.kind, on_progress, book.height)
    if on_progress is not None:
        on_progress(book.height, book.height)
    taken: set[int] = set()
    for name, each in planned.items():
        if each.kind is not None and each.entries and records.existing:
            planned[name] = _against_what_is_there(each, each.kind, records.said, taken)
    whole = Plan(
        path=Path(path),
        sheets=tuple(planned[name] for name in book.sheets if name in planned),
        state=state,
        roster_state=reads.roster_state(there),
        terms=records.terms,
        origin=beside.origin,
        wider=wider.missing(beside.wider) if beside.is_home else {},
    )
    return keep_out(whole, tables)


def _against_what_is_there(sheet: SheetPlan, kind: Kind, said: set[bytes], taken: set[int]) -> SheetPlan:
    """Return the plan of a sheet with the records that its rows overwrite: exported rows by id, others by likeness."""
    settled = settle(sheet.name, kind, [each for each in sheet.entries if each.kept])
    taken.update(each.overwrites for each in settled.entries if each.overwrites is not None)
    others = [each for each in sheet.entries if not each.kept]
    matched = match(sheet.name, kind, others, same=sheet.same, said=said, taken=taken)
    return dataclasses.replace(
        sheet,
        entries=tuple(sorted((*settled.entries, *matched.entries), key=lambda each: each.row)),
        same_rows=(*sheet.same_rows, *settled.same_rows),
        changes=(*settled.changes, *matched.changes),
    )


def _known(book: Book, beside: Aside) -> Catalogue:
    """Return the kinds that sheets may hold: with those of the programme's own that its export brings along."""
    further = wider.own_kinds(beside.wider) if beside.is_home else []
    try:
        return along_with(further) if further else catalogue()
    except CatalogueError as error:
        raise UnreadableBook(f"{book.name}: {error}") from error


def _marks(book: Book) -> dict[str, marked.Marks]:
    """Return the marks of each sheet that Qiao wrote, by name; {} for a book of another's."""
    if not marked.is_marked(book.path):
        return {}
    return {name: found for name in book.sheets if (found := marked.marks(book.sheet(name)))}


def _table(book: Book, name: str, layout: Layout, marks: Mapping[str, marked.Marks]) -> Table | None:
    sheet = book.sheet(name)
    return marked.table(sheet, marks[name], layout) if name in marks else understand(sheet, layout)


def _layouts(book: Book, known: Catalogue, marks: Mapping[str, marked.Marks], meanings: Meanings) -> dict[str, Layout]:
    """Return the layout of each sheet that is to be read. Raises UnreadableBook for an unknown sheet."""
    layouts: dict[str, Layout] = {}
    every = by_id(known)
    for name in book.sheets:
        said = meanings.sheets.get(plain(name)) if name not in marks else None
        if said == "":
            continue
        found = every.get(said or "") or for_sheet(name, known)
        layout = marked.layout(marks[name], known) if name in marks else found
        if name in marks and layout is None:
            continue
        if layout is not None:
            layouts[name] = meanings.of(layout)
        elif plain(name) not in writing().sheets_of_notes and _holds_something(book, name):
            raise UnreadableBook(
                _("%(file)s has an unknown sheet %(sheet)s; known are: %(known)s. Rename the sheet or take it out")
                % {"file": book.name, "sheet": name, "known": "\u3001".join(known_sheets(known))}
            )
    if not layouts and not marks:
        raise UnreadableBook(_("%(file)s holds nothing: all its sheets are empty") % {"file": book.name})
    return layouts


def _holds_something(book: Book, name: str) -> bool:
    return any(not cells.is_blank(cell) for _number, row in book.sheet(name).rows() for cell in row)


@dataclass(slots=True)
class _People:
    """The people of one row: found with their secondments, and what is wrong or to be looked at."""

    found: list[tuple[TermKey, Secondment, Participant]]
    troubles: list[Trouble]
    notices: list[Notice]


@dataclass(slots=True)
class _Found:
    """What has been found in one sheet so far."""

    entries: list[Entry] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    repeats: list[Repeated] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class _Records:
    """The reading of the sheets of records: what the book has said so far, against what is there."""

    def __init__(self, roster: Roster, existing: set[bytes], keeping: Keeping | None) -> None:
        self.roster = roster
        self.keeping = keeping
        self.existing = existing
        self.said: set[bytes] = set()
        self.terms: dict[TermKey, dt.date] = {}
        self._first: dict[bytes, tuple[str, int]] = {}
        self._done = 0

    def sheet(self, table: Table, kind: Kind, on_progress: Progress | None, total: int) -> SheetPlan:
        """Return what becomes of one sheet's rows; which of the new ones overwrite is found later."""
        found = _Found()
        for line in table.lines():
            if isinstance(line, Skipped):
                found.skipped.append(line)
            else:
                self._row(table, kind, line, found)
            self._done += 1
            if on_progress is not None and self._done % PROGRESS_EVERY == 0:
                on_progress(min(self._done, total), total)
        return SheetPlan(
            name=table.sheet.name,
            layout=kind.id,
            kind=kind,
            heads=table.heads,
            entries=tuple(found.entries),
            same_rows=tuple(found.same),
            repeats=tuple(found.repeats),
            rejected=tuple(found.rejected),
            notices=tuple(found.notices),
            skipped=tuple(found.skipped),
            unknown_columns=table.unknown_columns,
        )

    def _row(self, table: Table, kind: Kind, line: Line, found: _Found) -> None:
        kept = self.keeping.entry(table, kind, line) if self.keeping else None
        if isinstance(kept, Entry):
            self.said.add(bytes.fromhex(kept.digest))
            found.entries.append(kept)
            return
        if kept is not None:
            found.rejected.append(kept)
            return
        row = rows.typed(table, line)
        day = row.values.get(kind.day_field)
        people = self._people(table, line, day if isinstance(day, dt.date) else None)
        troubles = [*row.troubles, *people.troubles]
        participants = [(secondment, participant) for _key, secondment, participant in people.found]
        unread = {each.column for each in troubles}
        for problem in content.check(kind, row.values, participants, is_imported=True):
            heading = table.heading(problem.field)
            # What could not be read is missing too; once is enough.
            if heading not in unread:
                troubles.append(Trouble(column=heading, written=problem.written, why=problem.why))
        if troubles:
            found.rejected.append(rows.rejected(table, line, troubles))
            return
        found.notices += people.notices
        entry = Entry(
            row=line.row,
            label=rows.label(table, line),
            digest=content.digest(kind, row.values, (participant for _secondment, participant in participants)),
            values=tuple(row.values.values()),
            people=tuple((key, participant.role) for key, _secondment, participant in people.found),
        )
        self._sort(table.sheet.name, entry, found)

    def _sort(self, sheet: str, entry: Entry, found: _Found) -> None:
        """Put an entry where it belongs: said before in this book, already there, or to be brought in."""
        digest = bytes.fromhex(entry.digest)
        if digest in self.said:
            first_sheet, first_row = self._first[digest]
            found.repeats.append(Repeated(row=entry.row, first_sheet=first_sheet, first_row=first_row))
            return
        self.said.add(digest)
        self._first[digest] = (sheet, entry.row)
        if digest in self.existing:
            found.same.append(entry.row)
        else:
            found.entries.append(entry)

    def _people(self, table: Table, line: Line, day: dt.date | None) -> _People:
        """Return who took part, each once, with the secondment; who could not be found; and what to look at."""
        people: dict[str, tuple[TermKey, Secondment, Participant]] = {}
        troubles: list[Trouble] = []
        notices: list[Notice] = []
        for role, index in ((role, index) for role, indexes in table.people.items() for index in indexes):
            cell = line.cells[index]
            told = self.roster.told_apart(cell)
            if not told.names and not told.unknown:
                continue
            shown = {"column": table.heading(role), "written": cells.written(cell).strip()}
            for name in told.unknown:
                why = _("unknown person: %(name)s is not in the roster") % {"name": name}
                troubles.append(Trouble(**shown, why=why))
            for name in told.names if day is not None else ():
                there, notice = self._there(name, day, role, people.values())  # type: ignore[arg-type]  # not None here
                if isinstance(there, str):
                    troubles.append(Trouble(**shown, why=there))
                    continue
                if notice:
                    notices.append(Notice(row=line.row, **shown, why=notice))
                code = there.person.code
                # Who leads it also takes part: the first role counts.
                self.terms[code, there.start] = there.end
                people.setdefault(code, ((code, there.start), there, Participant(person=code, role=role)))  # type: ignore[arg-type]
        return _People(list(people.values()), troubles, notices)

    def _there(
        self, name: str, day: dt.date, role: str, found: Iterable[tuple[TermKey, Secondment, Participant]]
    ) -> tuple[Secondment | str, str]:
        """Return the secondment of a person on a day, or why there is none; and what should be looked at."""
        if role != "took_part":
            return self.roster.on_day(name, day), ""
        leaders = {secondment.batch.name for _key, secondment, each in found if each.role == "led"}
        return self.roster.beside(name, day, leaders)
