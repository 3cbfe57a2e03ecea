"""Rows as tests write them: the records of a catalogue's example, or of a line of a .case file."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from qiao.catalogue import Catalogue
from qiao.measure import take
from qiao.terms import Fact, Kind, Participant, Row, Scope, Value

EVERYTHING = Scope()


def row(kind: Kind, record: Mapping[str, Value], number: int) -> Row:
    """A record as the pure packages see it; `persons` names its participants, the first of whom led."""
    day = record[kind.day_field]
    assert isinstance(day, dt.date)
    named = [name for name in re.split("[、，, ]", str(record.get("persons") or "")) if name]
    return Row(
        id=f"{kind.id}-{number}",
        kind=kind.id,
        day=day,
        data={name: value for name, value in record.items() if name != "persons"},
        participants=tuple(
            Participant(person=name, role="took_part" if place else "led") for place, name in enumerate(named)
        ),
    )


def facts(catalogue: Catalogue, rows: Iterable[Row], scope: Scope = EVERYTHING) -> dict[str, Fact]:
    """Every measure of the catalogue over these rows: None for those of kinds without any."""
    found = list(rows)
    return {
        measure.id: take(
            measure,
            scope,
            [each for each in found if each.kind == kind.id],
            {each.id: each for each in kind.measures},
        )
        for kind in catalogue.kinds.values()
        for measure in kind.measures
    }
