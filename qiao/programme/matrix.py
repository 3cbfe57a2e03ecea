"""Who may do what, as two tables say it. A table with a hole or an unknown word is refused, with its line.

`rights.csv`: what each role may do in each state. `entrances.csv`: which of these each address and each command is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

SECONDEE = "secondee"
ROLES = (
    SECONDEE,
    "team_lead",
    "host_reviewer",
    "office",
    "sending_organisation",
    "clerk",
    "leader",
    "administrator",
)
GIVEN = ROLES[1:]
"""The roles that are given to an account. Who is a secondee, the roster says."""

NO, OWN, SCOPE, OTHERS, ALL = "no", "own", "scope", "others", "all"
EXTENTS = (NO, OWN, SCOPE, OTHERS, ALL)
"""What a cell may say: never; one's own; within the scope of the role; there, but not one's own; everywhere."""

ANY = "any"
STATES: Mapping[str, tuple[str, ...]] = {
    "record": ("draft", "submitted", "sent_back", "approved"),
    "document": ("draft", "discarded", "issued"),
}
"""Which states the objects of an action have, by the first part of its name; an action without has the state `any`."""

OPEN, SIGNED_IN = "open", "signed-in"
PROGRAMME = "programme"
OBJECTS = ("-", PROGRAMME, "record", "project", "person", "batch", "fact", "draft", "issued", "subject", "job", "check")
"""What an address is about. `-`: a list or a form, narrowed by whoever reads; `programme`: all of it, so that a role
that holds for a part only does not suffice."""

NARROWED = frozenset({"-", "fact", "subject"})
"""Objects that are asked for in a form or a query: one that may not be seen is as unknown as none, for every role."""

URL, COMMAND = "url", "command"


class TableError(Exception):
    """A table of rights that cannot be used. Its text is one line with file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the matrix: an action in some states, its names, and what each role's cell says."""

    action: str
    states: tuple[str, ...]
    label: Mapping[str, str] = field(hash=False)
    cells: Mapping[str, frozenset[str]] = field(hash=False)

    @property
    def is_closed(self) -> bool:
        """Return whether nobody may ever do this: it is a rule of the work, and not a matter of roles."""
        return all(cell == {NO} for cell in self.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A named address or a command: its methods, what it is about, and any one of the actions that suffices."""

    sort: str
    name: str
    methods: tuple[str, ...]
    object: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All rights, by action and state."""

    rows: tuple[Row, ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """Return every action, in the order of the table."""
        return tuple(dict.fromkeys(row.action for row in self.rows))

    def of(self, action: str) -> tuple[Row, ...]:
        """Return the rows of an action. Raises KeyError for an action that the table does not know."""
        found = tuple(row for row in self.rows if row.action == action)
        if not found:
            raise KeyError(action)
        return found

    def row(self, action: str, state: str) -> Row:
        """Return the row of an action in a state. Raises KeyError where there is none."""
        for row in self.of(action):
            if state in row.states or row.states == (ANY,):
                return row
        raise KeyError(f"{action} {state}")

    def cell(self, action: str, state: str, role: str) -> frozenset[str]:
        """Return what a role's cell says."""
        return self.row(action, state).cells[role]


def read_matrix(text: str, name: str = "rights.csv") -> Matrix:
    """Return the matrix that a table holds. Raises TableError."""
    rows = tuple(_row(given, place) for given, place in _lines(text, name, ("action", "state", "zh", "en", *ROLES)))
    for action in dict.fromkeys(row.action for row in rows):
        said = sorted(state for row in rows if row.action == action for state in row.states)
        if said not in ([ANY], sorted(STATES.get(action.partition(".")[0], (ANY,)))):
            raise TableError(f"{name}: {action} must say each of its states once, and says {', '.join(said)}")
    return Matrix(rows=rows)


def _row(given: Mapping[str, str], place: str) -> Row:
    action, states = given["action"], tuple(given["state"].split())
    known = {*STATES.get(action.partition(".")[0], ()), ANY}
    if unknown := [each for each in states if each not in known]:
        raise TableError(f"{place}: {action} has no state {unknown[0]!r}; allowed: {', '.join(sorted(known))}")
    cells = {role: frozenset(given[role].split()) for role in ROLES}
    for role, cell in cells.items():
        if not cell <= set(EXTENTS) or (len(cell) > 1 and not cell <= {OWN, SCOPE}):
            raise TableError(
                f"{place}: {role} is {given[role]!r}; allowed: one of {', '.join(EXTENTS)}, or {OWN} {SCOPE}"
            )
    if not cells[SECONDEE] <= {NO, OWN}:
        raise TableError(f"{place}: a secondee has no scope; allowed: {NO} or {OWN}")
    return Row(action=action, states=states, label={"zh": given["zh"], "en": given["en"]}, cells=cells)


def read_entrances(text: str, known: Matrix, name: str = "entrances.csv") -> tuple[Entrance, ...]:
    """Return the addresses and commands that a table holds. Raises TableError."""
    found: dict[tuple[str, str], Entrance] = {}
    for given, place in _lines(text, name, ("sort", "name", "methods", "object", "action")):
        each = Entrance(
            sort=given["sort"],
            name=given["name"],
            methods=tuple(given["methods"].split()),
            object=given["object"],
            actions=tuple(given["action"].split()),
        )
        if each.sort not in {URL, COMMAND}:
            raise TableError(f"{place}: {each.sort!r} is neither {URL} nor {COMMAND}")
        if each.object not in OBJECTS:
            raise TableError(f"{place}: nothing is called {each.object!r}; allowed: {', '.join(OBJECTS)}")
        for action in each.actions:
            if action not in {*known.actions, OPEN, SIGNED_IN}:
                raise TableError(f"{place}: rights.csv knows no action {action!r}")
        if (each.sort, each.name) in found:
            raise TableError(f"{place}: {each.name} has a rule already")
        found[each.sort, each.name] = each
    return tuple(found.values())


def _lines(text: str, name: str, columns: Sequence[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield each line by column, with its place. Raises TableError for other columns, and for an empty cell."""
    lines = csv.reader(text.splitlines(), strict=True)
    if next(lines, []) != list(columns):
        raise TableError(f"{name}, line 1: the columns must be {', '.join(columns)}")
    for line in lines:
        place = f"{name}, line {lines.line_num}"
        if len(line) != len(columns):
            raise TableError(f"{place}: {len(line)} cells instead of {len(columns)}")
        if not all(cell.strip() for cell in line):
            empty = next(column for column, cell in zip(columns, line, strict=True) if not cell.strip())
            raise TableError(f"{place}: the cell {empty} is empty")
        yield {column: cell.strip() for column, cell in zip(columns, line, strict=True)}, place


@cache
def matrix() -> Matrix:
    """Return the rights of this version of Qiao."""
    return read_matrix((HERE / "rights.csv").read_text(encoding="utf-8"))


@cache
def entrances() -> Mapping[tuple[str, str], Entrance]:
    """Return every address and command that has a rule, by sort and name."""
    text = (HERE / "entrances.csv").read_text(encoding="utf-8")
    return {(each.sort, each.name): each for each in read_entrances(text, matrix())}
