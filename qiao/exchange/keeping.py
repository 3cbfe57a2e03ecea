"""The rows of an export, coming back: the same records under the same ids, standing where they stood.

An id and a status are taken over in three cases only: nothing has been recorded here yet; the workbook is an export of
this very programme; or the record is here under this id. Elsewhere a row is one of a ledger like any other, and a
draft of another programme does not come in.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from qiao.exchange import cells, marked, reads, rows, wider
from qiao.exchange.book import Book
from qiao.exchange.cells import Cell
from qiao.exchange.matching import differences
from qiao.exchange.planned import Change, Entry, Kept, Reference, Rejected, TermKey, Trouble
from qiao.exchange.sheets import Line, Table
from qiao.exchange.writing import plain
from qiao.programme.models import Secondee, Secondment
from qiao.record import content
from qiao.record.models import Evidence, Record
from qiao.terms import Kind, Participant, Role


@dataclass(slots=True)
class Aside:
    """What a book holds beside its records: where it came from, what records rest on, the rest of long texts."""

    origin: str = ""
    evidence: dict[str, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    continued: dict[tuple[str, str], str] = field(default_factory=lambda: defaultdict(str))
    wider: dict[str, list[wider.Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_home(self) -> bool:
        """Return whether the book is an export of this programme, or comes to one in which nothing is recorded."""
        return bool(self.origin) and (reads.is_empty() or self.origin == reads.origin())


def aside(book: Book, found: Mapping[str, marked.Marks]) -> Aside:
    """Return what the sheets beside the records hold; `found` are the marks of the book's sheets by name."""
    result = Aside()
    for name, marks in found.items():
        if marks.sort != "export":
            continue
        table = wider.BY_ID.get(marks.holds.removeprefix(marked.WIDER))
        if table is not None and marks.holds.startswith(marked.WIDER):
            result.wider[table.id] += [wider.read(table, row, name) for row in marked.listed(book.sheet(name), marks)]
        if marks.holds not in marked.ASIDE:
            continue
        for row in marked.listed(book.sheet(name), marks):
            said = {column: marked.as_it_is(cell) or "" for column, cell in row.items()}
            if marks.holds == marked.EVIDENCE and said.get("sort") in Evidence.Sort.values:
                result.evidence[said["uid"]].append(
                    Reference(
                        sort=said["sort"],
                        label=said["label"],
                        sheet=said["sheet"],
                        row=_whole(row.get("row", "")),
                        digest=said.get("digest", ""),
                        media=said.get("media", ""),
                        size=_whole(row.get("size", "")),
                    )
                )
            elif marks.holds == marked.CONTINUED:
                result.continued[said["uid"], said["field"]] += said["text"]
            elif marks.holds == marked.ABOUT and said.get("key") == "origin":
                result.origin = said["value"]
    return result


def _whole(cell: Cell) -> int | None:
    return int(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def called(person: Secondee) -> str:
    """Return how an export names a person: the name, and the number in brackets."""
    return f"{' '.join(person.name.split())}({' '.join(person.code.split())})"


class Keeping:
    """The reading of exported rows against what is there."""

    def __init__(self, terms: Iterable[Secondment], found: Aside) -> None:
        self._terms: dict[str, list[Secondment]] = defaultdict(list)
        for each in terms:
            self._terms[called(each.person)].append(each)
        self._aside = found
        self._is_home = reads.is_empty() or found.is_home
        self._here = reads.kinds_by_id()
        self._said: dict[uuid.UUID, tuple[str, int]] = {}

    def entry(self, table: Table, kind: Kind, line: Line) -> Entry | Rejected | None:
        """Return what an exported row brings in, or why it comes back; None for a row like any other."""
        if not table.kept or not table.is_exact(line.cells):
            return None
        said = {column: marked.as_it_is(line.cells[at]) or "" for column, at in table.kept.items()}
        kept = _kept(said)
        if isinstance(kept, str):
            heading = cells.written(table.heads[-1][table.kept[kept]])
            return rows.rejected(table, line, [Trouble(column=heading, written=said[kept], why=_unkept(kept))])
        here = self._here.get(kept.uid.bytes)
        first = self._said.setdefault(kept.uid, (table.sheet.name, line.row))
        if here not in {None, kind.id} or first != (table.sheet.name, line.row):
            why = _("another record has this id; empty the cell to bring the row in as a new record")
            heading = cells.written(table.heads[-1][table.kept["uid"]])
            return rows.rejected(table, line, [Trouble(column=heading, written=said["uid"], why=why)])
        if here is None and not self._is_home:
            if kept.status == Record.Status.APPROVED:
                return None
            why = _("it was not approved in the programme it comes from; empty the column of the id to bring it in")
            return rows.rejected(table, line, [Trouble(column="", written=said["status"], why=why)])
        return self._entry(table, kind, line, kept, said.get("digest", ""))

    def _entry(self, table: Table, kind: Kind, line: Line, kept: Kept, digest: str) -> Entry | Rejected:
        row = rows.typed(table, line)
        for each in kind.fields:
            rest = self._aside.continued.get((str(kept.uid), each.id))
            if rest:
                row.values[each.id] = f"{row.values[each.id] or ''}{rest}"
        day = row.values.get(kind.day_field)
        people, troubles = self._people(table, line, day if isinstance(day, dt.date) else None)
        troubles = [*row.troubles, *troubles]
        participants = [(secondment, participant) for _key, secondment, participant in people]
        now = content.digest(kind, row.values, (each for _secondment, each in participants))
        # A row that is as it was exported has been accepted once, perhaps by the rules of an earlier version.
        if not troubles and not (digest and now.startswith(digest)):
            troubles += [
                Trouble(column=table.heading(each.field), written=each.written, why=each.why)
                for each in content.check(kind, row.values, participants)
            ]
        if troubles:
            return rows.rejected(table, line, troubles)
        return Entry(
            row=line.row,
            label=rows.kept_label(table, line),
            digest=now,
            values=tuple(row.values.values()),
            people=tuple((key, participant.role) for key, _secondment, participant in people),
            kept=kept,
            evidence=tuple(self._aside.evidence.get(str(kept.uid), ())),
        )

    def _people(
        self, table: Table, line: Line, day: dt.date | None
    ) -> tuple[list[tuple[TermKey, Secondment, Participant]], list[Trouble]]:
        """Return who took part, by name and number as the export writes them, and who is in no roster."""
        found: dict[str, tuple[TermKey, Secondment, Participant]] = {}
        troubles: list[Trouble] = []
        for role, indexes in table.people.items():
            for index in indexes:
                for name in (each for each in cells.written(line.cells[index]).split("\n") if each.strip()):
                    terms = self._terms.get(name)
                    if not terms:
                        why = _("unknown person: %(name)s is not in the roster") % {"name": name}
                        troubles.append(Trouble(column=table.heading(role), written=name, why=why))
                        continue
                    # For whom the record counts is kept; the term is a way to the person.
                    term = max(terms, key=lambda each: (day is not None and each.covers(day), each.start))
                    code = term.person.code
                    participant = Participant(person=code, role=_role(role))
                    found.setdefault(code, ((code, term.start), term, participant))
        return [*found.values()], troubles


def _role(role: str) -> Role:
    return "led" if role == "led" else "took_part"


def _kept(said: Mapping[str, str]) -> Kept | str:
    """Return what a row keeps, or the id of the column that cannot be read."""
    try:
        uid = uuid.UUID(said["uid"].strip())
    except ValueError:
        return "uid"
    status = statuses().get(plain(said.get("status", "")))
    if status is None:
        return "status"
    try:
        recorded = dt.datetime.fromisoformat(said["recorded"]) if said.get("recorded") else None
    except ValueError:
        return "recorded"
    if recorded is not None and recorded.tzinfo is None:
        return "recorded"
    version = said.get("version", "1")
    return Kept(
        uid=uid,
        status=status,
        note=said.get("note", ""),
        author=said.get("author", ""),
        recorded=recorded,
        batch=said.get("batch", ""),
        organisation=said.get("organisation", ""),
        version=int(version) if version.isascii() and version.isdecimal() else 1,
        catalogue=said.get("catalogue", "")[:CATALOGUE_LENGTH],
    )


CATALOGUE_LENGTH = 12


def _unkept(column: str) -> str:
    return {
        "uid": _("this is no id of a record; leave the cell empty for a new record"),
        "status": _("not one of: %(known)s") % {"known": "\u3001".join(map(str, Record.Status.labels))},
    }.get(column, _("not a date; write it as 2003-05-12"))


@cache
def statuses() -> Mapping[str, str]:
    """Return the statuses by their ids and by their names in every language of the interface."""
    found = {each: each for each in Record.Status.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain(str(label)): each for each, label in Record.Status.choices}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Exported rows against what is there: those that go in, those that are there already, what each changes."""

    entries: tuple[Entry, ...]
    same_rows: tuple[int, ...]
    changes: tuple[Change, ...]


def settle(sheet: str, kind: Kind, entries: Sequence[Entry]) -> Settled:
    """Return what becomes of the exported rows of a sheet; a record is known by its id and by nothing else."""
    # Most rows of an export say what is there: these are told by a few columns, without reading the records.
    known = reads.said(kind, [each.kept.uid for each in entries if each.kept])
    moved = [each for each in entries if each.kept and known.get(each.kept.uid) not in {None, _said(each)}]
    here = reads.standing(kind, [each.kept.uid for each in moved if each.kept])
    going: list[Entry] = []
    changes: list[Change] = []
    for entry in entries:
        if entry.kept is None or entry.kept.uid not in known:
            going.append(entry)
            continue
        stored = here.get(entry.kept.uid)
        if stored is None:
            continue
        told = (*differences(kind, entry, stored), *_moved(stored.kept, entry.kept), *_added(stored, entry))
        if told:
            going.append(dataclasses.replace(entry, overwrites=stored.pk, expected=stored.digest))
            changes.append(Change(sheet=sheet, row=entry.row, subject=stored.uid, differences=told))
    gone = {each.row for each in going}
    same_rows = tuple(each.row for each in entries if each.row not in gone)
    return Settled(entries=tuple(going), same_rows=same_rows, changes=tuple(changes))


def _said(entry: Entry) -> reads.Said | None:
    """Return what a row says, as `reads.said` has it of a record."""
    kept = entry.kept
    if kept is None:
        return None
    return (entry.digest, kept.status, kept.note, kept.batch, kept.organisation), frozenset(entry.evidence)


def _moved(before: Kept | None, after: Kept) -> list[tuple[str, str, str]]:
    """Return what stands differently: its status, the note from the review, for whom it counts."""
    if before is None:
        return []
    labels: dict[str, str] = {each: str(label) for each, label in Record.Status.choices}
    pairs = [
        (_("Status"), labels[before.status], labels[after.status]),
        (_("note from the review"), before.note, after.note),
        (_("batch"), before.batch, after.batch),
        (_("organisation"), before.organisation, after.organisation),
    ]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _added(stored: reads.Stored, entry: Entry) -> list[tuple[str, str, str]]:
    return [(_("Evidence"), "", each.label) for each in entry.evidence if each not in stored.evidence]
