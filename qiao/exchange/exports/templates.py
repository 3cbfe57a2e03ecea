"""Workbooks to be filled in: headings, drop-down lists, notes on what is expected, and an example that is not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qiao.exchange.exports import records
from qiao.exchange.exports.sheets import WIDE, Column, Out, Sheet, columns_of, language, option, said
from qiao.exchange.exports.workbook import TOP, Looks, Target, cells, head, looks, opened, title
from qiao.exchange.keeping import called
from qiao.exchange.layout import ROSTER as ROSTER_SHEETS
from qiao.exchange.layout import Layout, of_kind, roster_layouts
from qiao.exchange.marked import KEPT, LISTS, ROSTER
from qiao.exchange.writing import writing
from qiao.programme import reads as programme
from qiao.programme.models import Batch, Organisation, Secondment
from qiao.record.kinds import catalogue
from qiao.terms import Field, Kind

ROWS = 1_000
"""How many rows have their drop-downs and checks."""
FIRST_DAY, LAST_DAY = dt.date(1900, 3, 1), dt.date(2100, 12, 31)
EXAMPLE_LOOK = {"italic": True, "font_color": "#777777", "bg_color": "#EEF3F1"}
PROMPT = 255
BETWEEN = "\u3001"
NOTE_WIDTH = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that drop-downs offer."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()


def known(batch: Batch | None = None) -> Known:
    """Return the names of the roster: the people of a batch, or everybody."""
    terms = Secondment.objects.filter(batch=batch) if batch else Secondment.objects.all()
    people = {each.person.code: each.person for each in terms.select_related("person")}
    return Known(
        people=tuple(called(people[code]) for code in sorted(people)),
        organisations=tuple(Organisation.objects.order_by("name").values_list("name", flat=True)),
        batches=tuple(each.name for each in programme.batches()),
    )


def kinds() -> list[Kind]:
    """Return the kinds that a template can be had for: those that have records."""
    return [each for each in catalogue().kinds.values() if not each.is_roster]


def write(wanted: Sequence[Kind], target: Target, names: Known, *, with_roster: bool) -> None:
    """Write a template with a sheet for each kind, and those of the roster before them. Raises OSError."""
    layouts = [*(roster_layouts()[each] for each in ROSTER_SHEETS if with_roster), *map(of_kind, wanted)]
    lists = _Lists()
    with opened(target) as workbook:
        formats, taken = looks(workbook), set[str]()
        example = workbook.add_format(EXAMPLE_LOOK)
        day = workbook.add_format({**EXAMPLE_LOOK, "num_format": "yyyy-mm-dd"})
        marked = replace(formats, text=example, kept=example, number=example, day=day)
        pages = []
        for layout in layouts:
            sheet = _sheet(layout)
            page = workbook.add_worksheet(title(sheet.title, 1, taken))
            _write(page, sheet, layout, formats, marked)
            pages.append((page, sheet, layout))
        for page, sheet, layout in pages:
            for at, column in enumerate(sheet.columns):
                _validate(page, at, _rule(column, layout, names, lists), column)
        _write_lists(workbook, lists, formats, taken)


class _Lists:
    """The columns of the hidden sheet, each with the reference under which drop-downs know it."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, ...], str] = {}

    def reference(self, options: tuple[str, ...]) -> str:
        """Return the cells that will hold these options."""
        if options not in self.columns:
            letter = _letters(len(self.columns))
            self.columns[options] = f"='{LISTS_NAME}'!${letter}${TOP + 1}:${letter}${TOP + len(options)}"
        return self.columns[options]


LISTS_NAME = "_lists"


def _letters(at: int) -> str:
    letters = ""
    while at >= 0:
        letters = chr(ord("A") + at % 26) + letters
        at = at // 26 - 1
    return letters


def _write_lists(workbook: Any, lists: _Lists, formats: Looks, taken: set[str]) -> None:
    options = list(lists.columns)
    columns = [Column(id=f"list{at}", heading="", width=WIDE) for at in range(max(len(options), 2))]
    sheet = Sheet(
        name=LISTS,
        title=LISTS_NAME,
        columns=columns,
        rows=lambda: iter(()),
        holds=LISTS,
        sort="template",
        is_hidden=True,
    )
    page = workbook.add_worksheet(title(LISTS_NAME, 1, taken))
    head(page, sheet, formats)
    for at in range(max(map(len, options), default=0)):
        row = [each[at] if at < len(each) else None for each in options]
        cells(page, TOP + at, row, columns[: len(options)], formats)


def _sheet(layout: Layout) -> Sheet:
    name = layout.sheets[0] if language() == "zh" else said(layout.kind.label) if layout.kind else layout.id
    if layout.kind is None:
        columns = columns_of(layout.fields)
    else:
        kept = {f"{KEPT}label"}
        columns = [each for each in records.columns(layout.kind) if not each.id.startswith(KEPT) or each.id in kept]
    holds = layout.kind.id if layout.kind else ROSTER + layout.id
    return Sheet(name=layout.id, title=name, columns=columns, rows=lambda: iter(()), holds=holds, sort="template")


def _write(page: Any, sheet: Sheet, layout: Layout, formats: Looks, marked: Looks) -> None:
    needed = [replace(each, heading=f"{each.heading} *") if _is_needed(each) else each for each in sheet.columns]
    head(page, replace(sheet, columns=needed), formats)
    # Before the rows below: XlsxWriter takes nothing for a row that it has left.
    for at, column in enumerate(sheet.columns):
        note = "\n".join(_told(column))
        page.write_comment(TOP - 1, at, note, {"width": NOTE_WIDTH, "font_size": 9})
    cells(page, TOP, _example(sheet, layout), sheet.columns, marked)


def _is_needed(column: Column) -> bool:
    return column.id == "led" or bool(column.holds and column.holds.required)


def _told(column: Column) -> Iterable[str]:
    """Yield what is expected in a column, line by line."""
    if column.id == f"{KEPT}label":
        yield _("The number in your ledger, if it has one.")
        return
    if column.holds is None:
        yield _("Names from the roster; where two people have the same, with the number in brackets.")
    yield _("This column must be filled in.") if _is_needed(column) else _("May be left empty: nothing recorded.")
    field = column.holds
    if field is None:
        if column.id == "took_part":
            yield _("Several in one cell are parted by a comma.")
        return
    if field.help:
        yield said(field.help)
    expected = {
        "date": _("A day, such as 2026-03-31."),
        "count": _("A whole number. 0 means that there was none; nothing recorded is an empty cell."),
        "yuan": _("An amount in yuan; another unit may be written behind the number."),
        "kilometres": _("A distance in kilometres."),
        "number": _("A number."),
        "choice": _("One of: %(options)s")
        % {"options": BETWEEN.join(option(field, each.id) for each in field.options)},
    }
    if field.type in expected:
        yield expected[field.type]


def _example(sheet: Sheet, layout: Layout) -> list[Out]:
    """Return the row that shows how it is done; its first cell says so, and an import passes it over."""
    sign = next(each for each in writing().examples[language()])
    data = dict(layout.kind.examples[0].records[0]) if layout.kind else {}
    people = [each for each in str(data.get("persons") or "").replace(BETWEEN, " ").split() if each] or [_("Name")]
    row: list[Out] = []
    for column in sheet.columns:
        field = column.holds
        if column.id == f"{KEPT}label":
            row.append(sign)
        elif field is None:
            row.append(people[0] if column.id == "led" else _(", ").join(people[1:]) or None)
        else:
            value = data.get(field.id)
            row.append(_invented(field) if value is None else _shown(field, value))
    if layout.kind is None:
        row[0] = f"{sign}: {sheet.columns[0].heading}"
    return row


def _shown(field: Field, value: Any) -> Out:
    return option(field, value) if field.type == "choice" else value


def _invented(field: Field) -> Out:
    if field.type == "choice":
        return option(field, field.options[0].id)
    if field.type == "date":
        return dt.date(2026, 3, 31)
    if field.is_numeric:
        return Decimal(1)
    return said(field.label)


def _rule(column: Column, layout: Layout, names: Known, lists: _Lists) -> dict[str, Any] | None:
    """Return what a spreadsheet is to check in a column, None for nothing."""
    field = column.holds
    if field is None:
        return _offered(names.people, lists) if column.id in {"led", "took_part"} else None
    if field.type == "choice":
        options = tuple(option(field, each.id) for each in field.options)
        return {"validate": "list", "source": lists.reference(options)}
    if field.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
    if field.is_numeric:
        # Another unit may be written behind a number, which makes it text: asked about, not refused.
        rule = {"validate": "integer" if field.type == "count" else "decimal", "criteria": ">=", "value": 0}
        return {**rule, "error_type": "warning"}
    if field.type == "organisation" and not (layout.kind is None and field.id in {"name", "region"}):
        return _offered(names.organisations, lists)
    return _offered(names.batches, lists) if layout.kind is None and field.id == "batch" else None


def _offered(options: tuple[str, ...], lists: _Lists) -> dict[str, Any] | None:
    """Return a drop-down beside which other things may be written."""
    if not options:
        return None
    return {"validate": "list", "source": lists.reference(options), "error_type": "information"}


def _validate(page: Any, at: int, rule: Mapping[str, Any] | None, column: Column) -> None:
    if rule is None:
        return
    told = [*_told(column)][-1][:PROMPT]
    page.data_validation(
        TOP + 1, at, TOP + ROWS, at, {**rule, "error_title": column.heading[:32], "error_message": told}
    )
