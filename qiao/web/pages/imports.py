"""The preview of an import: per sheet what would happen, and every row that comes back with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.exchange import Plan, SheetPlan
from qiao.exchange.exports import templates
from qiao.web import wording

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What becomes of the rows of one sheet."""

    name: str
    means: str
    new: str
    same: str
    changed: str
    repeated: str
    rejected: str
    is_rejecting: bool
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One cell that keeps a row out."""

    sheet: str
    row: str
    column: str
    written: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an import would do."""

    book: str
    sheets: list[Sheet]
    returned: list[Returned]
    more: str
    changes: list[str]
    is_empty: bool
    is_unfilled: bool
    kept: str
    further: str


def offered() -> dict[str, object]:
    """Return what can be taken along from the page of imports: templates by kind, and lists as files."""
    return {
        "kinds": [(each.id, wording.words(each.label)) for each in templates.kinds()],
        "lists": [
            (_("Imports so far"), wording.files("import-list", {})),
            (_("Organisations"), wording.files("organisation-list", {})),
        ],
    }


def page(plan: Plan) -> Page:
    """Return the preview of a plan."""
    returned = [
        Returned(sheet=row.sheet, row=wording.number(row.row), column=each.column, written=each.written, why=each.why)
        for row in plan.rejected
        for each in row.troubles
    ]
    changes = [
        _("%(sheet)s, row %(row)s: %(what)s")
        % {
            "sheet": each.sheet,
            "row": each.row,
            "what": wording.joined(f"{f}: {a} \u2192 {b}" for f, a, b in each.differences),
        }
        for sheet in plan.sheets
        for each in sheet.changes
    ]
    more = len(returned) - SHOWN
    return Page(
        book=plan.book,
        sheets=[_sheet(each) for each in plan.sheets],
        returned=returned[:SHOWN],
        more=_("and %(count)s more; all of them are in the workbook that comes back") % {"count": more}
        if more > 0
        else "",
        changes=changes[:SHOWN],
        is_empty=plan.is_empty,
        is_unfilled=plan.is_unfilled,
        kept=wording.number(plan.kept) if plan.kept else "",
        further=wording.number(plan.further) if plan.further else "",
    )


def _sheet(each: SheetPlan) -> Sheet:
    means = wording.words(each.kind.label) if each.kind else _("roster")
    return Sheet(
        name=each.name,
        means="" if means == each.name else means,
        new=_count(each.new),
        same=_count(each.same),
        changed=_count(each.changed),
        repeated=_count(each.repeated),
        rejected=_count(len(each.rejected)),
        is_rejecting=bool(each.rejected),
        unknown=_(", ").join(each.unknown_columns),
    )


def _count(value: int) -> str:
    # A table full of noughts hides the few figures that matter.
    return wording.number(value) if value else "\u2013"
