"""The roster as sheets: for each sheet that an import reads, where its rows come from.

A further sheet of the roster is its lines in `roster.yaml`, and one line of `ROWS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from qiao.exchange import reads, wider
from qiao.exchange.exports.sheets import WIDE, Column, Out, Sheet, columns_of, option, said
from qiao.exchange.layout import Layout, roster_layouts
from qiao.exchange.marked import ROSTER, WIDER
from qiao.exchange.roster import partners as partners_in
from qiao.programme.reads import Members

Row = Mapping[str, Out]
BETWEEN = "\u3001"


def _organisations(members: Members) -> Iterator[Row]:
    stored = reads.stored_roster()
    partners = sorted(stored.partners)
    for name, (_pk, each) in stored.organisations.items():
        if members.has_organisation(name):
            # A name that a cell could not tell from two is in the sheet of partners only.
            paired = [other for one, other in partners if one == name and members.has_organisation(other)]
            paired = [other for other in paired if partners_in(other) == [other]]
            yield {
                "name": name,
                "nature": each.nature,
                "region": each.region or None,
                "partner": BETWEEN.join(paired) or None,
            }


def _batches(members: Members) -> Iterator[Row]:
    for name, (_pk, each) in reads.stored_roster().batches.items():
        if members.has_batch(name):
            yield {"name": name, "start": each.start, "end": each.end, "planned": each.planned}


def _secondments(members: Members) -> Iterator[Row]:
    for each in reads.all_secondments():
        if members.has_person(each.person.code):
            new = reads.as_new(each)
            yield {
                "code": new.code,
                "name": new.name,
                "batch": new.batch,
                "category": new.category,
                "sending": new.sending,
                "host": new.host,
                "post": new.post or None,
                "start": new.start,
                "end": new.end,
            }


ROWS: Mapping[str, Callable[[Members], Iterator[Row]]] = {
    "organisation": _organisations,
    "batch": _batches,
    "secondment": _secondments,
}


def sheets(members: Members) -> list[Sheet]:
    """Return the sheets of the roster, in the order in which they are read, for the members of an export."""
    return [_sheet(layout, members) for layout in roster_layouts().values()]


def further(members: Members) -> list[Sheet]:
    """Return the sheets of what ledgers do not say of the roster; one that would be empty is left out."""
    return [_further(each, found) for each in wider.TABLES if (found := _of(each, members))]


def _of(table: wider.Table, members: Members) -> list[wider.Row]:
    """Return the rows of a table that name nobody and nothing but members."""
    belongs = {"code": members.has_person, "organisation": members.has_organisation, "batch": members.has_batch}
    found = []
    for row in wider.rows(table):
        for path, value in zip(table.columns, row, strict=True):
            holds = next((each for each in belongs if path.removesuffix("__name").endswith(each)), "")
            if holds and value is not None and not belongs[holds](value):
                break
        else:
            found.append(row)
    return found


def _further(table: wider.Table, found: list[wider.Row]) -> Sheet:
    titles = {
        "own_kind": _("Own kinds of record"),
        "region": _("Regions"),
        "partner": _("Paired organisations"),
        "retired_organisation": _("Retired organisations"),
        "retired_batch": _("Retired batches"),
        "person": _("People without a term"),
        "pairing": _("Pairings"),
        "sub_term": _("Sub-terms"),
        "term": _("Sub-term of each person"),
        "post": _("Posts"),
        "end_change": _("Changed ends"),
        "former_name": _("Former names"),
    }
    return Sheet(
        name=table.id,
        title=titles.get(table.id, table.id),
        columns=[Column(id=path, heading=wider.heading(table, path), width=WIDE) for path in table.columns],
        rows=lambda: (wider.shown(table, row) for row in found),
        holds=WIDER + table.id,
    )


def _sheet(layout: Layout, members: Members) -> Sheet:
    titles = {"organisation": _("Organisations"), "batch": _("Batches"), "secondment": _("People")}
    fields = layout.fields
    choices = {each.id: each for each in fields if each.type == "choice"}

    def rows() -> Iterator[list[Out]]:
        for row in ROWS[layout.id](members):
            yield [
                option(choices[each.id], str(row[each.id])) if each.id in choices else row[each.id] for each in fields
            ]

    return Sheet(
        name=layout.id,
        title=said({"zh": layout.sheets[0], "en": titles.get(layout.id, layout.id)}),
        columns=columns_of(fields),
        rows=rows,
        holds=ROSTER + layout.id,
    )
