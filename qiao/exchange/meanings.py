"""What words of workbooks that no kind declares are taken for: said once by the office, used by every later import."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.catalogue import CatalogueError
from qiao.catalogue.source import Place, read
from qiao.exchange.layout import Layout, by_id
from qiao.exchange.writing import plain
from qiao.programme.audit import note
from qiao.programme.rights import demand_whole
from qiao.record.kinds import catalogue
from qiao.record.models import Meaning
from qiao.terms import Option

IMPORT = "import.run"
IGNORE = "ignore"
"""How a file, a form and a page say that a sheet or a column is not to be read."""

Sort = Meaning.Sort


class Refused(Exception):  # noqa: N818  # it says what happened
    """A meaning that cannot be. Its text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer: a word, where it stands, and what it means; `means` is "" for what is not to be read."""

    sort: str
    layout: str = ""
    field: str = ""
    written: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """All that is remembered, by the word in the form in which words are compared."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def of(self, layout: Layout) -> Layout:
        """Return a layout that knows its columns and options by these words too."""
        fields = tuple(
            dataclasses.replace(each, options=tuple(_called(option, meant) for option in each.options))
            if (meant := self.options.get((layout.id, each.id)))
            else each
            for each in layout.fields
        )
        return dataclasses.replace(layout, fields=fields, meant=self.columns.get(layout.id, {}))


def _called(option: Option, meant: Mapping[str, str]) -> Option:
    more = tuple(written for written, means in meant.items() if means == option.id)
    return dataclasses.replace(option, aliases=(*option.aliases, *more))


def collected(answers: Iterable[Said]) -> Meanings:
    """Return answers as they are looked up; of two for one word the later counts."""
    sheets: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    options: dict[tuple[str, str], dict[str, str]] = {}
    for each in answers:
        if each.sort == Sort.SHEET:
            sheets[plain(each.written)] = each.means
        elif each.sort == Sort.COLUMN:
            columns.setdefault(each.layout, {})[plain(each.written)] = each.means
        else:
            options.setdefault((each.layout, each.field), {})[plain(each.written)] = each.means
    return Meanings(sheets=sheets, columns=columns, options=options)


def stored(more: Iterable[Said] = ()) -> Meanings:
    """Return what is remembered, and `more` that counts before it."""
    return collected([*map(as_said, Meaning.objects.all()), *more])


def as_said(meaning: Meaning) -> Said:
    """Return a stored meaning as a value."""
    return Said(
        sort=meaning.sort,
        layout=meaning.layout,
        field=meaning.field,
        written=meaning.written,
        means="" if meaning.means == IGNORE else meaning.means,
    )


def refuse_unknown(said: Said) -> None:
    """Raise Refused where an answer names a kind, a field or an option that there is not."""
    layouts = by_id(catalogue())
    shown = {"written": said.written, "means": said.means}
    if not plain(said.written):
        raise Refused(_("a word is missing"))
    if said.sort == Sort.SHEET:
        if said.means and said.means not in layouts:
            raise Refused(_("%(written)s: there is no kind %(means)s") % shown)
        return
    layout = layouts.get(said.layout)
    if layout is None:
        raise Refused(_("%(written)s: there is no kind %(layout)s") % {**shown, "layout": said.layout})
    if said.sort == Sort.COLUMN:
        if said.means and said.means not in {*layout.participants, *(each.id for each in layout.fields)}:
            raise Refused(
                _("%(written)s: the kind %(layout)s has no field %(means)s") % {**shown, "layout": said.layout}
            )
        return
    options = next((each.options for each in layout.fields if each.id == said.field), ())
    if said.means not in {each.id for each in options}:
        raise Refused(_("%(written)s: the field %(field)s has no option %(means)s") % {**shown, "field": said.field})


@transaction.atomic
def remember(answers: Iterable[Said], *, by: User | None) -> int:
    """Keep answers for later imports, with a line of the trail for each that is new or another. Raises Refused.

    Returns how many that were.
    """
    demand_whole(by, IMPORT)
    count = 0
    for each in answers:
        refuse_unknown(each)
        key = {"sort": each.sort, "layout": each.layout, "field": each.field, "written": plain(each.written)}
        known = Meaning.objects.filter(**key).first()
        means, before = each.means or IGNORE, known.means if known else ""
        if before == means:
            continue
        meaning = known or Meaning(**key)
        meaning.means, meaning.by = means, by
        meaning.save()
        note("say meaning", plain(each.written), by=by, **_told(each), before=before or None, after=means)
        count += 1
    return count


@transaction.atomic
def forget(meaning: Meaning, *, by: User) -> None:
    """Remove a meaning; what was imported by it stays."""
    demand_whole(by, IMPORT)
    said = as_said(meaning)
    note("forget meaning", meaning.written, by=by, **_told(said), before=meaning.means, after=None)
    meaning.delete()


def _told(said: Said) -> dict[str, Any]:
    return {"sort": said.sort, "layout": said.layout, "field": said.field}


def from_file(path: Path) -> list[Said]:
    """Return the answers of a YAML file: `sheets`, then by kind `columns`, then by kind and field `options`.

    Raises Refused, with file and line, for a file that is no such table or names what there is not.
    """
    try:
        top = read(path).mapping(known=("sheets", "columns", "options"), required=())
        found = [
            *_sheets(top.get("sheets")),
            *_columns(top.get("columns")),
            *_options(top.get("options")),
        ]
    except CatalogueError as error:
        raise Refused(str(error)) from error
    for each in found:
        try:
            refuse_unknown(each)
        except Refused as error:
            raise Refused(f"{path.name}: {error}") from error
    return found


def _sheets(place: Place | None) -> list[Said]:
    found = dict(place.items()) if place is not None else {}
    return [Said(sort=Sort.SHEET, written=written, means=_means(each)) for written, each in found.items()]


def _columns(place: Place | None) -> list[Said]:
    found = dict(place.items()) if place is not None else {}
    return [
        Said(sort=Sort.COLUMN, layout=layout, written=written, means=_means(each))
        for layout, part in found.items()
        for written, each in part.items()
    ]


def _options(place: Place | None) -> list[Said]:
    found = dict(place.items()) if place is not None else {}
    return [
        Said(sort=Sort.OPTION, layout=layout, field=field_id, written=written, means=each.text())
        for layout, fields in found.items()
        for field_id, part in fields.items()
        for written, each in part.items()
    ]


def _means(place: Place) -> str:
    text = place.text()
    return "" if text == IGNORE else text
