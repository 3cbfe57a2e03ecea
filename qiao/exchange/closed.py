"""Rows that would move a figure of a closed period: they go back like any other row that cannot be taken."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.exchange import reads, rows
from qiao.exchange.planned import Entry, Plan, SheetPlan, TermKey, Trouble
from qiao.exchange.sheets import Line, Table
from qiao.programme.models import Batch, Organisation
from qiao.programme.writes import NewSecondment
from qiao.record.models import Closing, Record
from qiao.record.periods import reads as periods
from qiao.record.periods.reads import Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The keys of the rows of batches and organisations by name, and of both by secondment; None for a new one."""

    batches: Mapping[str, int]
    organisations: Mapping[str, int]
    terms: Mapping[TermKey, tuple[int | None, int | None]]


def keep_out(plan: Plan, tables: Mapping[str, Table]) -> Plan:
    """Return the plan with what a closed period forbids among the rejected rows; `tables` are its sheets by name."""
    closings = periods.in_force()
    if not closings or plan.is_empty:
        return plan
    places = _places(plan)
    sheets = (
        _sheet(each, tables[each.name], places, closings) if each.kind is not None else each for each in plan.sheets
    )
    return dataclasses.replace(plan, sheets=tuple(sheets))


def _places(plan: Plan) -> Places:
    batches = dict(Batch.objects.order_by().values_list("name", "pk"))
    organisations = dict(Organisation.objects.order_by().values_list("name", "pk"))
    known: dict[TermKey, tuple[int | None, int | None]] = {
        (each.person.code, each.start): (each.batch_id, each.host_organisation_id) for each in reads.all_secondments()
    }
    for new in (entry.new for sheet in plan.roster for entry in sheet.roster):
        if isinstance(new, NewSecondment):
            known[new.code, new.start] = (batches.get(new.batch), organisations.get(new.host))
    return Places(batches=batches, organisations=organisations, terms=known)


def _sheet(sheet: SheetPlan, table: Table, places: Places, closings: Sequence[Closing]) -> SheetPlan:
    refused = {
        entry.row: closing
        for entry in sheet.entries
        if (closing := periods.closed_to(_before(entry), _after(sheet, entry, places), closings))
    }
    if not refused:
        return sheet
    rejected = [
        rows.rejected(table, line, [_trouble(table, line, refused[line.row])])
        for line in table.lines()
        if isinstance(line, Line) and line.row in refused
    ]
    return dataclasses.replace(
        sheet,
        entries=tuple(each for each in sheet.entries if each.row not in refused),
        changes=tuple(each for each in sheet.changes if each.row not in refused),
        notices=tuple(each for each in sheet.notices if each.row not in refused),
        rejected=tuple(sorted((*sheet.rejected, *rejected), key=lambda each: each.row)),
    )


def _before(entry: Entry) -> Counted | None:
    if entry.overwrites is None:
        return None
    record = Record.objects.get(pk=entry.overwrites)
    return periods.of_record(record) if record.status == Record.Status.APPROVED else None


def _after(sheet: SheetPlan, entry: Entry, places: Places) -> Counted | None:
    if sheet.kind is None:
        raise ValueError(f"the sheet {sheet.name!r} holds no records")
    leader = next((key for key, role in entry.people if role == "led"), None)
    batch, organisation = places.terms.get(leader, (None, None)) if leader else (None, None)
    if entry.kept is not None:
        # What an export brings back stands where it stood.
        if entry.kept.status != Record.Status.APPROVED:
            return None
        batch, organisation = places.batches.get(entry.kept.batch), places.organisations.get(entry.kept.organisation)
    return Counted(
        kind=sheet.kind,
        data={field.id: value for field, value in zip(sheet.kind.fields, entry.values, strict=True)},
        people=tuple(sorted((key[0], str(role)) for key, role in entry.people)),
        batch_id=batch,
        organisation_id=organisation,
    )


def _trouble(table: Table, line: Line, closing: Closing) -> Trouble:
    """Return the trouble at the day of the row: that is what lies in the closed period."""
    day = next((each for each in table.columns if each.field.type == "date"), None)
    written = rows.written(line, day) if day else ""
    return Trouble(column=day.written if day else "", written=written, why=periods.problem(closing).why)
