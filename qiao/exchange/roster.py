"""The sheets of the roster: organisations, batches and people, against what is there."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from qiao.exchange import cells, rows
from qiao.exchange.planned import Change, Rejected, Repeated, RosterEntry, SheetPlan, TermKey, Trouble
from qiao.exchange.reads import StoredRoster
from qiao.exchange.renamed import renew
from qiao.exchange.rows import Typed
from qiao.exchange.sheets import Line, Skipped, Table
from qiao.exchange.writing import writing
from qiao.programme.models import Batch, Organisation, Region, Secondee, Secondment
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.terms import Scope

MOST_PLANNED = 1_000_000
New = NewOrganisation | NewBatch | NewSecondment


@dataclass(slots=True)
class _Found:
    """What has been found in one sheet so far."""

    roster: list[RosterEntry] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    repeats: list[Repeated] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class RosterPlanning:
    """The reading of the roster's sheets; each sheet names what the one before holds."""

    def __init__(self, stored: StoredRoster) -> None:
        self._stored = stored
        self._first: dict[tuple[str, object], tuple[str, int, New]] = {}
        self._organisations = set(stored.organisations)
        self._batches = {name: new for name, (_pk, new) in stored.batches.items()}
        self._codes = {new.code: new.name for _pk, new in stored.secondments.values()}
        self._terms: dict[TermKey, NewSecondment] = {key: new for key, (_pk, new) in stored.secondments.items()}
        self._said: set[TermKey] = set()

    def sheet(self, table: Table) -> SheetPlan:
        """Return what becomes of the rows of one sheet of the roster."""
        found = _Found()
        lines: list[tuple[Line, Typed]] = []
        for line in table.lines():
            if isinstance(line, Skipped):
                found.skipped.append(line)
            else:
                row = rows.typed(table, line)
                if renew(table.layout.id, row.values, self._stored):
                    found.same.append(line.row)
                    continue
                row.troubles += rows.missing(table, row)
                lines.append((line, row))
        if table.layout.id == "organisation":
            # Partners may be named before their own row.
            self._organisations |= {str(row.values["name"]) for _line, row in lines if not row.troubles}
        if table.layout.id == "secondment":
            self._said |= {(row.values["code"], row.values["start"]) for _line, row in lines if not row.troubles}  # type: ignore[misc]
        for line, row in lines:
            if not row.troubles:
                row.troubles += self._refused(table, row.values)
            if row.troubles:
                found.rejected.append(rows.rejected(table, line, row.troubles))
            else:
                self._sort(table, line, found, self._new(table.layout.id, row.values))
        return SheetPlan(
            name=table.sheet.name,
            layout=table.layout.id,
            kind=None,
            heads=table.heads,
            roster=tuple(found.roster),
            same_rows=tuple(found.same),
            changes=tuple(found.changes),
            repeats=tuple(found.repeats),
            rejected=tuple(found.rejected),
            skipped=tuple(found.skipped),
            unknown_columns=table.unknown_columns,
        )

    @property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """Return what people were called before, names and numbers, by the number of today."""
        known = self._stored.former
        found = {code: list(names) for code, names in known.people.items()}
        for old, code in known.codes.items():
            found.setdefault(code, []).append(old)
        return {code: tuple(names) for code, names in found.items()}

    def secondments(self) -> Iterator[Secondment]:
        """Yield the secondments as they will be after the import; for telling people apart, not for saving."""
        people = {code: Secondee(code=code, name=name) for code, name in self._codes.items()}
        batches = {name: Batch(name=name, start=new.start, end=new.end) for name, new in self._batches.items()}
        for (code, start), new in self._terms.items():
            yield Secondment(person=people[code], batch=batches[new.batch], start=start, end=new.end)

    def _refused(self, table: Table, values: Mapping[str, Any]) -> list[Trouble]:
        """Return what contradicts the rest of the roster in a row that could be read."""
        found = [*_too_long(table.layout.id, values), *_REFUSALS[table.layout.id](self, values)]
        return [
            Trouble(column=table.heading(field_id), written=str(values[field_id] or ""), why=why)
            for field_id, why in found
        ]

    def refused_organisation(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the field and the reason for each partner that is unknown."""
        for partner in partners(values["partner"]):
            if partner not in self._organisations:
                yield "partner", _("unknown organisation: %(name)s") % {"name": partner}

    def refused_batch(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the field and the reason where a batch ends before it starts."""
        if not _is_term(values):
            yield "end", _("it ends before it starts")
        planned = values["planned"]
        if planned is not None and (planned < 0 or planned != planned // 1 or planned >= MOST_PLANNED):
            yield "planned", _("a number of people is a whole number")

    def refused_secondment(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the field and the reason for each thing that a person's row contradicts."""
        if values["batch"] not in self._batches:
            yield "batch", _("unknown batch: %(name)s") % {"name": values["batch"]}
        for side in ("sending", "host"):
            if values[side] not in self._organisations:
                yield side, _("unknown organisation: %(name)s") % {"name": values[side]}
        if not _is_term(values):
            yield "end", _("it ends before it starts")
        first = self._first.get(("code", values["code"]))
        if first is not None and isinstance(first[2], NewSecondment) and first[2].name != values["name"]:
            yield "code", _("row %(row)s gives this number to %(name)s") % {"row": first[1], "name": first[2].name}

    def _new(self, layout: str, values: Mapping[str, Any]) -> New:
        if layout == "organisation":
            region = values["region"] or ""
            return NewOrganisation(
                name=values["name"], nature=values["nature"], region=region, partner=values["partner"] or ""
            )
        if layout == "batch":
            planned = values["planned"]
            return NewBatch(
                name=values["name"],
                start=values["start"],
                end=values["end"],
                planned=None if planned is None else int(planned),
            )
        return NewSecondment(**{**values, "post": values["post"] or ""})

    def _sort(self, table: Table, line: Line, found: _Found, new: New) -> None:
        key: object = (new.code, new.start) if isinstance(new, NewSecondment) else new.name
        earlier = self._first.get((table.layout.id, key))
        if earlier is not None and earlier[2] == new:
            found.repeats.append(Repeated(row=line.row, first_sheet=earlier[0], first_row=earlier[1]))
            return
        if earlier is not None:
            why = _("row %(row)s says something else of the same") % {"row": earlier[1]}
            found.rejected.append(rows.rejected(table, line, [Trouble(column="", written=str(key), why=why)]))
            return
        self._first[table.layout.id, key] = (table.sheet.name, line.row, new)
        self._remember(new, table, line)
        pk, before = self._there(new)
        if before is None:
            found.roster.append(RosterEntry(row=line.row, new=new))
        elif self._is_same(before, new):
            found.same.append(line.row)
        else:
            found.roster.append(RosterEntry(row=line.row, new=new, overwrites=pk))
            found.changes.append(
                Change(sheet=table.sheet.name, row=line.row, subject=str(key), differences=_differences(before, new))
            )

    def _remember(self, new: New, table: Table, line: Line) -> None:
        if isinstance(new, NewBatch):
            self._batches[new.name] = new
        elif isinstance(new, NewSecondment):
            self._first.setdefault(("code", new.code), (table.sheet.name, line.row, new))
            self._codes[new.code] = new.name
            self._terms[new.code, new.start] = new

    def _there(self, new: New) -> tuple[int | None, New | None]:
        """Return what the programme has under the same name or number, with its key."""
        if isinstance(new, NewOrganisation):
            return self._stored.organisations.get(new.name, (None, None))
        if isinstance(new, NewBatch):
            return self._stored.batches.get(new.name, (None, None))
        key = (new.code, new.start)
        if key in self._stored.secondments:
            return self._stored.secondments[key]
        # A first day that was put right: the same person in the same batch, under a day that this book has no more.
        for old, (pk, before) in self._stored.secondments.items():
            if old[0] == new.code and before.batch == new.batch and old not in self._said and old in self._terms:
                del self._terms[old]
                return pk, before
        return None, None

    def _is_same(self, before: New, new: New) -> bool:
        if isinstance(new, NewOrganisation):
            is_paired = all((new.name, partner) in self._stored.partners for partner in partners(new.partner))
            return is_paired and before == dataclasses.replace(new, partner="")
        return before == new


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    found = model._meta.get_field(name)  # noqa: SLF001  # Django's own name for what is public
    if not isinstance(found, Field):
        raise TypeError(f"{name!r} is no column of {model.__name__}")
    return found


_REFUSALS: Mapping[str, Callable[[RosterPlanning, Mapping[str, Any]], Iterator[tuple[str, str]]]] = {
    "organisation": RosterPlanning.refused_organisation,
    "batch": RosterPlanning.refused_batch,
    "secondment": RosterPlanning.refused_secondment,
}


def _too_long(layout: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the field and the reason for each text that the table has no room for."""
    for field_id, column in _ROOM[layout].items():
        value = values[field_id]
        if isinstance(value, str) and column.max_length is not None and len(value) > column.max_length:
            yield field_id, _("it is longer than %(most)s characters") % {"most": column.max_length}


def _is_term(values: Mapping[str, dt.date]) -> bool:
    # The end is the first day outside: a term of no day is none.
    return Scope(end=values["end"]).covers(values["start"])


# Where each text of the roster's sheets is kept.
_ROOM: Mapping[str, Mapping[str, Field[Any, Any]]] = {
    "organisation": {"name": _column(Organisation, "name"), "region": _column(Region, "name")},
    "batch": {"name": _column(Batch, "name")},
    "secondment": {
        "code": _column(Secondee, "code"),
        "name": _column(Secondee, "name"),
        "post": _column(Secondment, "host_post"),
    },
}


def partners(cell: str | None) -> list[str]:
    """Return the names of the organisations in a cell."""
    return [name for each in writing().separators.split(cell or "") if (name := cells.key(each))]


def _differences(before: New, new: New) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (each.name, str(getattr(before, each.name) or ""), str(getattr(new, each.name) or ""))
        for each in dataclasses.fields(new)
        if getattr(before, each.name) != getattr(new, each.name)
    )
