"""What a sheet may hold: the kinds of the catalogue, and the three sheets of the roster, as one type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from qiao.catalogue import Catalogue
from qiao.catalogue.source import Place, read
from qiao.exchange.writing import plain, writing
from qiao.terms import Field, Kind, Option

HERE = Path(__file__).parent
ROSTER = ("organisation", "batch", "secondment")
"""The sheets of the roster, in the order in which they are read: each names what the one before holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet's fields and who takes part. `kind` is None for a sheet of the roster.

    `meant` is what the office has said of other headings: the field or role that each means, "" for none.
    """

    id: str
    fields: tuple[Field, ...]
    participants: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    kind: Kind | None = None
    meant: Mapping[str, str] = field(default_factory=dict)


@cache
def roster_layouts() -> Mapping[str, Layout]:
    """Return the layouts of the roster's sheets by id. Raises CatalogueError for a table that cannot be read."""
    top = read(HERE / "roster.yaml").mapping(known=ROSTER, required=ROSTER)
    return {name: _roster_layout(name, top[name]) for name in ROSTER}


def _roster_layout(name: str, place: Place) -> Layout:
    part = place.mapping(known=("sheets", "fields"), required=("sheets", "fields"))
    fields = tuple(_field(field_id, each) for field_id, each in part["fields"].items())
    return Layout(id=name, fields=fields, participants={}, sheets=part["sheets"].texts())


def _field(field_id: str, place: Place) -> Field:
    part = place.mapping(known=("type", "required", "columns", "options"), required=("type", "columns"))
    type_ = part["type"].choice("organisation", "choice", "text", "date", "code", "count")
    columns = part["columns"].texts()
    return Field(
        id=field_id,
        type=type_,  # type: ignore[arg-type]  # choice() has refused everything else
        label={"zh": columns[0], "en": field_id.replace("_", " ")},
        columns=columns,
        required="required" in part and part["required"].flag(),
        options=_options(part["options"]) if "options" in part else (),
        # Names and codes are compared: the slot of a record's key says so to `cells.reader`.
        slot="k1" if type_ in {"organisation", "code"} else "",
    )


def _options(place: Place) -> tuple[Option, ...]:
    return tuple(
        Option(id=option_id, label={"zh": each.texts()[0], "en": option_id.replace("_", " ")}, aliases=each.texts())
        for option_id, each in place.items()
    )


def of_kind(kind: Kind) -> Layout:
    """Return the layout of a sheet that holds records of a kind."""
    # A heading may repeat what the sheet is about: its kind's name before the column's.
    prefixes = tuple(dict.fromkeys((*kind.sheets, kind.label["zh"])))
    return Layout(
        id=kind.id, fields=kind.fields, participants=kind.participants, sheets=kind.sheets, prefixes=prefixes, kind=kind
    )


def for_sheet(name: str, catalogue: Catalogue) -> Layout | None:
    """Return what a sheet of this name holds, or None for an unknown name.

    The name as it is goes first; then without a number before it and words like "ledger" or a year behind it.
    """
    bare = plain(name)
    names = [bare, writing().sheet_prefix.sub("", bare)]
    while (shorter := writing().sheet_suffix.sub("", names[-1])) not in {"", names[-1]}:
        names.append(shorter)
    for each in names:
        for layout in roster_layouts().values():
            if each in layout.sheets:
                return layout
        kind = catalogue.kind_for_sheet(each)
        if kind is not None:
            return roster_layouts()["secondment"] if kind.is_roster else of_kind(kind)
    return None


def by_id(catalogue: Catalogue) -> dict[str, Layout]:
    """Return every layout there is, the roster's first."""
    kinds = (kind for kind in catalogue.kinds.values() if not kind.is_roster)
    return {**roster_layouts(), **{kind.id: of_kind(kind) for kind in kinds}}


def known_sheets(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of sheets that can be imported, one for each layout."""
    kinds = (kind for kind in catalogue.kinds.values() if not kind.is_roster)
    return (*(each.sheets[0] for each in roster_layouts().values()), *(kind.sheets[0] for kind in kinds))
