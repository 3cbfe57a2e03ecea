"""Record and measure: rows, the scope in which they count, and the fact that is taken over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from qiao.terms.values import Role, Status, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who did it, and how: led (牵头) or took part (参与), as the glossary has it."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as the pure packages see it; `data` holds its fields, absent or None where nothing was recorded."""

    id: str
    kind: str
    day: dt.date
    data: Mapping[str, Value]
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose work, and when. Empty fields do not narrow. `start` is inside, `end` is not (DESIGN 4.6).

    `person`, `batch` and `organisation` are the ids that the programme gives them. `place` is what the names of places
    and host organisations begin with; a kind that records no place has it by who hosted the leader.
    `role` narrows to the records in which the person (or anybody, without one) had it; None does not narrow.
    """

    person: str = ""
    batch: str = ""
    organisation: str = ""
    place: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    statuses: tuple[Status, ...] = ("approved",)
    role: Role | None = None

    def covers(self, day: dt.date) -> bool:
        """Return whether a day lies in the period: the only place that compares dates."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A measure taken over a scope, with the records it rests on; None: nothing recorded. The roster has days too.

    `names` are what the record calls the things counted, each once, the first first; () where it keeps no names.
    """

    measure: str
    scope: Scope
    value: Decimal | dt.date | None
    sources: tuple[str, ...]
    unit: str = ""
    names: tuple[str, ...] = ()
