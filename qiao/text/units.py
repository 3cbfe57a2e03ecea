"""Units and classifiers: their kinds, families and factors, and the pattern that finds them behind a numeral."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from qiao.text.vocabulary import UNITS


class Unit(NamedTuple):
    """What a unit means: its kind, the canonical unit of its family, the base unit it is given in, and the factor."""

    kind: str
    family: str
    base: str
    factor: Decimal


def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for group in UNITS["groups"]:
        for family_ in group["families"]:
            for unit in family_:
                base = group.get("base", "")
                factor = Decimal(group.get("factor", 1))
                table[unit] = Unit(
                    group["kind"], base or family_[0], base or _plain(group["kind"], family_, unit), factor
                )
    return table


def _plain(kind: str, family_: list[str], unit: str) -> str:
    """Money and percents are given in their base unit; every other unit as written."""
    return family_[0] if kind in {"money", "percent"} else unit


TABLE = _table()
NOUN_UNITS: tuple[str, ...] = tuple(UNITS["noun_units"])
TABLE.update({unit: Unit("count", unit, unit, Decimal(1)) for unit in NOUN_UNITS if unit not in TABLE})
BAN: dict[str, list[str]] = {**UNITS["ban"], **dict.fromkeys(NOUN_UNITS, UNITS["noun_unit_ban"])}
ARABIC_ONLY = frozenset(UNITS["arabic_only"])


def family(unit: str) -> str:
    """Return the canonical unit of a unit's family: 人 -> 名, 台 -> 台, 场次 -> 场. An unknown unit is its own."""
    known = TABLE.get(unit)
    return known.family if known else unit


def alternatives(units: Iterable[str]) -> str:
    """Return a pattern for any of the units, longest first, each refused where it opens another word."""
    by_letter: dict[str, list[str]] = {}
    for unit in units:
        by_letter.setdefault(unit[0], []).append(unit)
    branches = []
    for letter, members in by_letter.items():
        tails = [re.escape(unit[1:]) + _ban(unit) for unit in sorted(members, key=len, reverse=True)]
        branches.append(re.escape(letter) + (tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"))
    return "|".join(branches)


def _ban(unit: str) -> str:
    words = BAN.get(unit)
    if not words:
        return ""
    single = "".join(re.escape(word) for word in words if len(word) == 1)
    longer = [re.escape(word) for word in words if len(word) > 1]
    return f"(?!{'|'.join([*([f'[{single}]'] if single else []), *longer])})"


def letters(units: Iterable[str]) -> str:
    """Return the first characters of the units, for a character class."""
    return "".join(re.escape(letter) for letter in sorted({unit[0] for unit in units}))


CHINESE_UNITS = tuple(unit for unit in TABLE if unit not in ARABIC_ONLY and unit not in NOUN_UNITS)
ALL_UNITS = tuple(TABLE)
