"""What ledgers do not say and an export keeps: own kinds; of the roster levels, pairings, sub-terms, posts, old names.

One table: a sheet is a model, its columns are paths of fields from it, and `key` names those by which a row is known.
A further model is a further entry.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from qiao.catalogue import KindText
from qiao.exchange import cells
from qiao.exchange.cells import Cell, Unreadable
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.writing import plain
from qiao.programme.audit import note
from qiao.programme.models import (
    Batch,
    EndChange,
    FormerName,
    Organisation,
    Pairing,
    Post,
    Region,
    Secondee,
    Secondment,
    SubTerm,
)
from qiao.record import kinds
from qiao.record.models import OwnKind

Row = tuple[Any, ...]
"""The values of one row, in the order of the columns of its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: `columns` are paths from the model, `key` those by which a row is known (all where none is named).

    `only` narrows to the rows that say more than the sheets of ledgers do; what is not `is_beyond_ledgers` they say
    too, as far as a cell can tell one name from two.
    """

    id: str
    model: Any
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    only: models.Q = models.Q()  # noqa: RUF009  # never changed
    is_beyond_ledgers: bool = True

    def field(self, path: str) -> models.Field[Any, Any]:
        """Return the column of the database at the end of a path."""
        *way, last = path.split("__")
        model = self.model
        for each in way:
            model = _column(model, each).related_model
        found: models.Field[Any, Any] = _column(model, last)
        return found


def _column(model: Any, name: str) -> Any:
    return model._meta.get_field(name)  # noqa: SLF001  # Django's own name for what is public


def _stored(model: Any) -> Any:
    return model._default_manager  # noqa: SLF001


OWN_KIND = "own_kind"
TERM = ("secondment__person__code", "secondment__start")
# In the order in which they are brought back: each names what those before hold.
TABLES: tuple[Table, ...] = (
    Table(
        id=OWN_KIND,
        model=OwnKind,
        columns=("name", "version", "text", "is_retired"),
        key=("name", "version"),
        order=("name", "version"),
    ),
    Table(
        id="region",
        model=Region,
        columns=("name", "level", "parent__name", "retired_on"),
        key=("name",),
        order=("name",),
    ),
    Table(
        id="partner",
        model=Organisation.partners.through,
        columns=("from_organisation__name", "to_organisation__name"),
        order=("from_organisation__name", "to_organisation__name"),
        is_beyond_ledgers=False,
    ),
    Table(
        id="retired_organisation",
        model=Organisation,
        columns=("name", "retired_on"),
        key=("name",),
        only=models.Q(retired_on__isnull=False),
    ),
    Table(
        id="retired_batch",
        model=Batch,
        columns=("name", "retired_on"),
        key=("name",),
        only=models.Q(retired_on__isnull=False),
    ),
    Table(
        id="person",
        model=Secondee,
        columns=("code", "name", "retired_on", "removed_on"),
        key=("code",),
        only=models.Q(secondments=None) | models.Q(retired_on__isnull=False) | models.Q(removed_on__isnull=False),
    ),
    Table(
        id="pairing",
        model=Pairing,
        columns=(
            "sending_region__name",
            "sending_organisation__name",
            "host_region__name",
            "host_organisation__name",
            "start",
            "end",
        ),
    ),
    Table(
        id="sub_term",
        model=SubTerm,
        columns=("batch__name", "name", "start", "end", "planned"),
        key=("batch__name", "name"),
    ),
    Table(
        id="term",
        model=Secondment,
        columns=("person__code", "start", "sub_term__batch__name", "sub_term__name"),
        key=("person__code", "start"),
        only=models.Q(sub_term__isnull=False),
    ),
    Table(id="post", model=Post, columns=(*TERM, "side", "organisation__name", "title", "start", "end")),
    Table(
        id="end_change",
        model=EndChange,
        columns=(*TERM, "sort", "previous_end", "end", "reason", "agreed_on", "agreed_by", "at"),
    ),
    Table(
        id="former_name",
        model=FormerName,
        columns=("sort", "name", "until", "region__name", "organisation__name", "batch__name", "person__code"),
    ),
)
BY_ID: Mapping[str, Table] = {each.id: each for each in TABLES}


def rows(table: Table) -> Iterator[Row]:
    """Yield what is there, in an order that an import keeps."""
    found = _stored(table.model).filter(table.only).order_by(*table.order)
    yield from found.values_list(*table.columns)


def shown(table: Table, row: Row) -> list[Any]:
    """Return a row as cells: choices in words, moments as text, nothing as nothing."""
    found: list[Any] = []
    for path, value in zip(table.columns, row, strict=True):
        if isinstance(value, bool):
            found.append(int(value))
        elif isinstance(value, dt.datetime):
            found.append(value.astimezone(dt.UTC).isoformat())
        else:
            labels = {each: str(label) for each, label in table.field(path).flatchoices}
            found.append(labels.get(value, value) if value != "" else None)
    return found


def heading(table: Table, path: str) -> str:
    """Return what a column is called: its field, with what it is reached by."""
    *way, _last = path.split("__")
    names = [str(table.field("__".join(path.split("__")[: at + 1])).verbose_name) for at in range(len(way) + 1)]
    return " / ".join(names)


def read(table: Table, row: Mapping[str, Cell], place: str) -> Row:
    """Return a row of a sheet, typed. Raises UnreadableBook, with the place, for a cell that cannot be read."""
    return tuple(_read(table.field(path), row.get(path, ""), place) for path in table.columns)


def _read(field: models.Field[Any, Any], cell: Cell, place: str) -> Any:
    text = "" if cell == "" else cells.written(cell)
    if isinstance(field, models.BooleanField):
        return text == "1"
    if isinstance(field, models.DateTimeField):
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            raise UnreadableBook(f"{place}: {_('not a date; write it as 2003-05-12')}") from None
    if isinstance(field, models.DateField):
        day = cells.day(cell)
        if isinstance(day, Unreadable):
            raise UnreadableBook(f"{place}: {day.why}")
        return day
    if isinstance(field, models.IntegerField):
        if text and not (text.isascii() and text.isdecimal()):
            raise UnreadableBook(f"{place}: {_('%(column)s is not a number') % {'column': field.verbose_name}}")
        return int(text) if text else None
    if text and field.flatchoices:
        return _words(tuple(each for each, _label in field.flatchoices), field).get(plain(text), text)
    return text if text or not _may_be_nothing(field) else None


def _may_be_nothing(field: models.Field[Any, Any]) -> bool:
    # Names are never empty: an empty cell says that there is nothing to name. Other texts are "" in the database.
    return not field.blank


@cache
def _words(ids: Sequence[str], field: models.Field[Any, Any]) -> Mapping[str, str]:
    """Return the options of a choice by id and by what they are called in every language of the interface."""
    found = {each: each for each in ids}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain(str(label)): each for each, label in field.flatchoices}
    return found


def own_kinds(said: Mapping[str, Sequence[Row]]) -> list[KindText]:
    """Return the programme's own kinds that a book brings along."""
    found = (dict(zip(BY_ID[OWN_KIND].columns, row, strict=True)) for row in said.get(OWN_KIND, ()))
    return [KindText(**each) for each in found]


def missing(said: Mapping[str, Sequence[Row]]) -> dict[str, tuple[Row, ...]]:
    """Return the rows of a book, by table, that are not there."""
    found = {}
    for table in TABLES:
        here = set(rows(table)) if said.get(table.id) else set()
        lacking = tuple(each for each in said.get(table.id, ()) if each not in here)
        if lacking:
            found[table.id] = lacking
    return found


def bring_back(lacking: Mapping[str, Sequence[Row]], book: str, by: User | None) -> None:
    """Write the rows that are not there, in the caller's transaction; one line of the trail says how many."""
    for table in TABLES:
        found = lacking.get(table.id, ())
        # A region may lie in one that stands below it.
        for row in (*found, *found) if table.model is Region else found:
            _write(table, row)
    if lacking.get(OWN_KIND):
        kinds.forget()
    if lacking:
        note("import roster", book, by=by, after={each: len(found) for each, found in lacking.items()})


def _write(table: Table, row: Row) -> None:
    values = dict(zip(table.columns, row, strict=True))
    columns = _resolved(table, values.items())
    known = {each.partition("__")[0] for each in table.key or table.columns}
    key = {each: value for each, value in columns.items() if each in known}
    found, _is_new = _stored(table.model).update_or_create(
        **key, defaults={each: value for each, value in columns.items() if each not in known}
    )
    # A moment that the database sets itself is the one that it was.
    _stored(table.model).filter(pk=found.pk).update(**columns)


def _resolved(table: Table, values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the columns of a row with what its paths lead to; None for what is not there."""
    columns: dict[str, Any] = {}
    ways: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, value in values:
        head, _sign, rest = path.partition("__")
        if rest:
            ways[head][rest] = value
        else:
            columns[head] = value
    for head, way in ways.items():
        related = _column(table.model, head).related_model
        is_named = all(value is not None for value in way.values())
        columns[head] = _stored(related).filter(**way).first() if is_named else None
    return columns
