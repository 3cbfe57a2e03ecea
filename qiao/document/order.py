"""The order in which the kinds of one field of work are written. Data: order.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from qiao.catalogue import Catalogue
from qiao.catalogue.source import read
from qiao.document.outline import Groups
from qiao.terms import Kind

STAGES = Path(__file__).parent / "order.yaml"


@cache
def stages() -> tuple[str, ...]:
    """Return the stages of one undertaking, first to last. Raises CatalogueError for a faulty file."""
    return read(STAGES).texts()


def in_order(kinds: Iterable[Kind]) -> list[Kind]:
    """Return kinds as one undertaking goes: those without a stage first, else in the order given."""
    return sorted(kinds, key=_rank)


def kinds_of(groups: Groups, catalogue: Catalogue) -> list[Kind]:
    """Return the kinds of the fields of work that belong, as documents take them."""
    return [kind for group in catalogue.groups if groups.holds(group) for kind in in_order(catalogue.in_group(group))]


def _rank(kind: Kind) -> int:
    known = stages()
    return min((known.index(each.stage) + 1 for each in kind.measures if each.stage in known), default=0)
