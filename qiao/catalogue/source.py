"""YAML with places: every mapping and value knows the file and line it was written on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

OPENS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
DEEPEST = 30
# libyaml's where this machine has it: fifty kinds are read four times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Plain = str | int | float | bool | dt.date | None | list["Plain"] | dict[str, "Plain"]


class CatalogueError(Exception):
    """A catalogue file that could mislead, with the place and what to do. Its text is one line."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}:{line}: {why}")
        self.file = file
        self.line = line
        self.why = why


@dataclass(frozen=True, slots=True)
class Place:
    """A YAML node with its file: reading it refuses what is missing, unknown or of the wrong type."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """Return the 1-based line on which the node starts."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, why: str) -> CatalogueError:
        """Return the error that names this place; the caller raises it."""
        return CatalogueError(self.file, self.line, why)

    def items(self) -> Iterator[tuple[str, Place]]:
        """Yield the keys of a mapping with their values. Raises CatalogueError for other nodes and doubled keys."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.refuse("a mapping (key: value) is expected here")
        seen: set[str] = set()
        for key, value in self.node.value:
            # YAML 1.1 reads a bare `on:` or `no:` as a boolean: such a key would silently vanish.
            if key.tag != "tag:yaml.org,2002:str":
                raise Place(self.file, key).refuse(f"the key {key.value!r} is not a string in YAML: quote or rename it")
            if key.value in seen:
                raise Place(self.file, key).refuse(f"the key {key.value!r} is written twice")
            seen.add(key.value)
            yield key.value, Place(self.file, value)

    def mapping(self, *, known: tuple[str, ...], required: tuple[str, ...] = ()) -> dict[str, Place]:
        """Return the mapping's values by key. Raises CatalogueError for unknown and missing keys."""
        found = dict(self.items())
        for key, place in found.items():
            if key not in known:
                raise place.refuse(f"unknown key {key!r}; known here: {', '.join(known)}")
        for key in required:
            if key not in found:
                raise self.refuse(f"{key!r} is missing")
        return found

    def sequence(self) -> list[Place]:
        """Return the entries of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.refuse("a list is expected here")
        return [Place(self.file, each) for each in self.node.value]

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        if isinstance(self.node, yaml.ScalarNode):
            return (self.text(),)
        return tuple(each.text() for each in self.sequence())

    def text(self) -> str:
        """Return a non-empty text."""
        value = self.plain()
        if not isinstance(value, str) or not value.strip():
            raise self.refuse("a text is expected here")
        return value

    def choice(self, *allowed: str) -> str:
        """Return a text that is one of those allowed."""
        value = self.text()
        if value not in allowed:
            raise self.refuse(f"{value!r} is not one of: {', '.join(allowed)}")
        return value

    def integer(self) -> int:
        """Return a whole number."""
        value = self.plain()
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse("a whole number is expected here")
        return value

    def flag(self) -> bool:
        """Return true or false."""
        value = self.plain()
        if not isinstance(value, bool):
            raise self.refuse("true or false is expected here")
        return value

    def scalar(self) -> str | Decimal | dt.date | None:
        """Return a recorded value: text, an exact number, a day or nothing."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.refuse("a single value is expected here")
        if self.node.tag in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}:
            try:
                number = Decimal(self.node.value.replace("_", ""))
            except InvalidOperation as error:
                raise self.refuse(f"{self.node.value!r} is not a plain number") from error
            if not number.is_finite():
                raise self.refuse(f"{self.node.value!r} is not a plain number")
            return number
        value = self.plain()
        return value if isinstance(value, str | dt.date) or value is None else str(value)

    def plain(self) -> Plain:
        """Return the node as plain Python data."""
        try:
            # Of a constructor alone: a loader brings a reader and a scanner that a node has no use for.
            value: Plain = yaml.constructor.SafeConstructor().construct_document(self.node)
        except (yaml.YAMLError, ValueError) as error:
            raise self.refuse("a plain text, number or day is expected here") from error
        return value

    @property
    def is_mapping(self) -> bool:
        """Return whether the node is a mapping."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_sequence(self) -> bool:
        """Return whether the node is a list."""
        return isinstance(self.node, yaml.SequenceNode)


def at(top: Place, *keys: str) -> Place:
    """Return the place of a nested key, or as near to it as there is: an error names its line."""
    place = top
    for key in keys:
        place = dict(place.items()).get(key, place) if place.is_mapping else place
    return place


def read(path: Path) -> Place:
    """Return the top node of a YAML file. Raises CatalogueError for a file that is not YAML, or empty."""
    try:
        written = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(path.name, 1, "not a UTF-8 text") from error
    return parse(path.name, written)


def parse(name: str, written: str) -> Place:
    """Return the top node of a text in YAML; errors name it. Raises CatalogueError for what is not YAML, or empty.

    Aliases are refused, and so is what is nested beyond reason: a short text could stand for more than memory holds.
    """
    try:
        _refuse_traps(name, written)
        node = yaml.compose(written, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(name, line, f"not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = written.count("\n", 0, error.position) + 1
        raise CatalogueError(name, line, f"not YAML: {error.reason}") from error
    if node is None:
        raise CatalogueError(name, 1, "the file is empty")
    return Place(name, node)


def _refuse_traps(name: str, written: str) -> None:
    depth = 0
    for token in yaml.scan(written, Loader=LOADER):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken):
            raise CatalogueError(name, line, "write it out: an alias (*) is not read here")
        depth += isinstance(token, OPENS) - isinstance(token, CLOSES)
        if depth > DEEPEST:
            raise CatalogueError(name, line, f"nested more than {DEEPEST} deep")
