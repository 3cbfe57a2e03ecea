"""The rows of the sample workbook, made from recipes by a seeded generator: the same seed makes the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from qiao.terms import Scope

Cell = str | int | dt.date
Cells = tuple[Cell, ...]
Recipe = Mapping[str, Any]

SEED = 20220801
EARLIEST, LATEST = 60, 300
"""Days from a row's day to what follows from it: an adoption, a landing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the roster, with the half-open term in which they can have done anything."""

    code: str
    name: str
    start: dt.date
    end: dt.date

    def is_there(self, day: dt.date) -> bool:
        """Return whether the person was seconded on a day."""
        return Scope(start=self.start, end=self.end).covers(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it is written: a title or "", the header, the rows, and what stands under them."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The sheets, and the truth about them: good records, rows to be sent back, rows that say the same twice."""

    sheets: tuple[Sheet, ...]
    people: int
    records: Mapping[str, int]
    rejected: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the cells of one made row share. `parent` holds the cells of the row that it follows, by column."""

    number: int
    leader: Person
    day: dt.date
    parent: Mapping[str, Any]


def load(folder: Path, name: str) -> Any:
    """Return one YAML file of the sample."""
    return yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))


def make(folder: Path, seed: int = SEED) -> Book:
    """Return the whole book. The same folder and seed return the same cells."""
    programme, ledgers = load(folder, "programme"), load(folder, "ledgers")
    generator = Generator(programme, Random(seed))
    sheets = [_given(programme[each]) for each in ("organisations", "batches", "people")]
    records: dict[str, int] = {}
    rejected: list[tuple[str, str]] = []
    repeated: list[tuple[str, str]] = []
    for recipe in load(folder, "sheets"):
        name = recipe["name"]
        rows = generator.rows(recipe, ledgers["own"].get(name, []))
        records[name] = len(rows)
        for each in ledgers["rejected"].get(name, []):
            label = programme["late_label"].format(len(rejected) + 1)
            rows.insert(generator.random.randrange(1, len(rows)), (label, *each))
            rejected.append((name, label))
        for each in generator.random.sample(rows, recipe.get("repeats", 0)):
            rows.append(each)
            repeated.append((name, str(each[0])))
        ends = tuple(programme[f"{each}_row"] for each in recipe.get("ends", ()))
        title = programme["title"] if recipe.get("is_titled") else ""
        sheets.append(Sheet(name=name, title=title, columns=tuple(recipe["columns"]), rows=tuple(rows), ends=ends))
    return Book(
        sheets=tuple(sheets),
        people=len(programme["people"]["rows"]),
        records=records,
        rejected=tuple(rejected),
        repeated=tuple(repeated),
    )


def _given(sheet: Mapping[str, Any]) -> Sheet:
    return Sheet(name=sheet["name"], title="", columns=tuple(sheet["columns"]), rows=tuple(map(tuple, sheet["rows"])))


class Generator:
    """Makes rows after recipes, in the spellings that ledgers have."""

    def __init__(self, programme: Mapping[str, Any], random: Random) -> None:
        self.random = random
        self.programme = programme
        self.people = [
            Person(code=row[0], name=row[1], start=row[-2], end=row[-1]) for row in programme["people"]["rows"]
        ]
        self.made: dict[str, list[Mapping[str, Any]]] = {}
        self.makers: Mapping[str, Callable[[Recipe, Occasion], Cell]] = {
            "number": lambda _recipe, occasion: occasion.number,
            "day": lambda _recipe, occasion: self._spelled_day(occasion.day),
            "leader": lambda _recipe, occasion: self._spelled_name(occasion.leader.name),
            "companions": self._companions,
            "word": lambda recipe, _occasion: recipe.get("form", "{0}").format(
                self.random.choice(self.programme["words"][recipe["of"]])
            ),
            "one_of": self._one_of,
            "whole": lambda recipe, _occasion: self.random.randint(recipe["low"], recipe["high"]),
            "code": lambda recipe, occasion: recipe["form"].format(occasion.number, year=occasion.day.year),
            "later": self._later,
            "part": lambda recipe, occasion: round(occasion.parent[recipe["of"]] * self.random.randint(8, 22) / 100),
        }

    def rows(self, recipe: Recipe, own: Sequence[Sequence[Cell]]) -> list[Cells]:
        """Return the made rows and those written by hand, mixed and numbered."""
        rows: list[Cells] = []
        seen: set[tuple[str, dt.date]] = set()
        while len(rows) < recipe["rows"]:
            occasion = self._occasion(recipe, len(rows) + 1)
            # Two rows of one leader on one day could say the same, and an import would call that a repetition.
            if (occasion.leader.code, occasion.day) not in seen:
                seen.add((occasion.leader.code, occasion.day))
                rows.append(self._row(recipe, occasion))
        mixed = [row[1:] for row in rows] + [tuple(row) for row in own]
        self.random.shuffle(mixed)
        return [(number, *row) for number, row in enumerate(mixed, 1)]

    def _occasion(self, recipe: Recipe, number: int) -> Occasion:
        hero = self.programme["hero"]
        if "of" in recipe:
            parent = self.random.choice([each for each in self.made[recipe["of"]] if each[recipe["after"]]])
            leader, earliest = parent["leader"], parent[recipe["after"]]
            return Occasion(number=number, leader=leader, day=self._between(earliest, leader.end), parent=parent)
        able = [each for each in self.people if each.code != hero and each.code in recipe.get("led_by", [each.code])]
        leader = self.random.choice(able)
        day_recipe = next(each for each in recipe["columns"].values() if each["make"] == "day")
        last = leader.end - dt.timedelta(days=day_recipe.get("before_end", 0))
        return Occasion(number=number, leader=leader, day=self._between(leader.start, last), parent={})

    def _row(self, recipe: Recipe, occasion: Occasion) -> Cells:
        cells: dict[str, Cell] = {
            column: occasion.parent[column] if each["make"] == "same" else self.makers[each["make"]](each, occasion)
            for column, each in recipe["columns"].items()
        }
        self.made.setdefault(recipe["name"], []).append({**cells, "leader": occasion.leader})
        return tuple(cells.values())

    def _between(self, first: dt.date, end: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.random.randrange((end - first).days))

    def _one_of(self, recipe: Recipe, _occasion: Occasion) -> Cell:
        cell: Cell = self.random.choice(recipe["of"])
        return cell

    def _later(self, recipe: Recipe, occasion: Occasion) -> Cell:
        if self.random.random() >= recipe["share"]:
            return ""
        days = self.random.randint(recipe.get("least", EARLIEST), recipe.get("most", LATEST))
        return occasion.day + dt.timedelta(days=days)

    def _companions(self, recipe: Recipe, occasion: Occasion) -> Cell:
        others = [
            each.name
            for each in self.people
            if each.is_there(occasion.day) and each.code not in {occasion.leader.code, self.programme["hero"]}
        ]
        names = self.random.sample(others, self.random.choice([0, 0, *range(1, recipe["most"] + 1)]))
        separator: str = self.random.choice(self.programme["separators"])
        return separator.join(names)

    def _spelled_day(self, day: dt.date) -> Cell:
        if self.random.random() < 0.6:
            return day
        style: str = self.random.choice(self.programme["date_styles"])
        return style.format(year=day.year, month=day.month, day=day.day)

    def _spelled_name(self, name: str) -> str:
        return f"{name[0]} {name[1:]}" if self.random.random() < 0.1 else name
