"""How offices type: the table `writing.yaml`, read once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from qiao.catalogue.source import Place, read

HERE = Path(__file__).parent


def plain(text: str) -> str:
    """Return a text in NFKC without blanks: the form in which words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The words and patterns of `writing.yaml`; words are in the form of `plain`."""

    sheets_of_notes: frozenset[str]
    sheet_prefix: re.Pattern[str]
    sheet_suffix: re.Pattern[str]
    columns: Mapping[str, tuple[str, ...]]
    returned: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    required_marks: str
    unit_line: re.Pattern[str]
    totals: re.Pattern[str]
    notes: re.Pattern[str]
    nothing: frozenset[str]
    dates: tuple[re.Pattern[str], ...]
    after_date: re.Pattern[str]
    currency_marks: tuple[str, ...]
    counted: frozenset[str]
    scales: Mapping[str, Decimal]
    units: Mapping[str, Mapping[str, Decimal]]
    numerals: Mapping[str, Decimal]
    separators: re.Pattern[str]
    connectors: frozenset[str]
    remark: re.Pattern[str]

    def factor(self, unit: str, type_: str) -> Decimal | None:
        """Return by how much a number with this unit is multiplied for a field of a type; None: no such unit.

        Fields whose type has no units of its own (counts, numbers) take what is counted, and do not mind which.
        """
        known = self.units.get(type_)
        if not unit or (known and unit in known):
            return known[unit] if known and unit else Decimal(1)
        # The longest scale first: a hundred thousand begins with the sign for ten.
        for length in range(len(unit), -1, -1):
            scale = self.scales.get(unit[:length]) if length else Decimal(1)
            rest = unit[length:]
            if scale is None:
                continue
            if not rest:
                return scale
            if known is None:
                return scale if rest in self.counted else None
            if rest in known:
                return scale * known[rest]
        return None


def _numbers(place: Place) -> dict[str, Decimal]:
    return {key: Decimal(str(each.plain())) for key, each in place.items()}


def _plain_texts(place: Place) -> tuple[str, ...]:
    return tuple(plain(each) for each in place.texts())


@cache
def writing() -> Writing:
    """Return the table, read once. Raises CatalogueError for a table that cannot be read."""
    part = read(HERE / "writing.yaml").mapping(
        known=tuple(Writing.__dataclass_fields__), required=tuple(Writing.__dataclass_fields__)
    )
    return Writing(
        sheets_of_notes=frozenset(_plain_texts(part["sheets_of_notes"])),
        columns={key: _plain_texts(each) for key, each in part["columns"].items()},
        returned=part["returned"].texts(),
        examples={key: each.texts() for key, each in part["examples"].items()},
        required_marks=part["required_marks"].text(),
        nothing=frozenset(_plain_texts(part["nothing"])),
        dates=tuple(re.compile(each) for each in part["dates"].texts()),
        currency_marks=tuple(dict.fromkeys(_plain_texts(part["currency_marks"]))),
        counted=frozenset(_plain_texts(part["counted"])),
        scales=_numbers(part["scales"]),
        units={key: _numbers(each) for key, each in part["units"].items()},
        numerals=_numbers(part["numerals"]),
        connectors=frozenset(part["connectors"].texts()),
        **{key: re.compile(part[key].text()) for key in _PATTERNS},
    )


_PATTERNS = ("sheet_prefix", "sheet_suffix", "unit_line", "totals", "notes", "after_date", "separators", "remark")
