"""Headings are numbered when all is written: empty sections vanish, a lone subsection needs no heading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qiao.document.language import Language
from qiao.terms import Block, Run, Table


@dataclass(frozen=True, slots=True)
class Headed:
    """A section before it is numbered."""

    heading: str
    items: tuple[Item, ...]


Item = Block | Table | Headed


def numbered(items: Iterable[Item], language: Language, level: int = 1) -> list[Block | Table]:
    """Return the blocks in order, each section's heading before its own."""
    kept = [item for item in items if not isinstance(item, Headed) or _is_written(item)]
    count = sum(isinstance(item, Headed) for item in kept)
    blocks: list[Block | Table] = []
    number = 0
    for item in kept:
        if not isinstance(item, Headed):
            blocks.append(item)
            continue
        number += 1
        if count > 1:
            runs = (Run(text=language.enumerator(level, number)), Run(text=item.heading))
            blocks.append(Block(role=f"heading{level}", runs=runs))
        elif level == 1:
            blocks.append(Block(role="heading1", runs=(Run(text=item.heading),)))
        blocks.extend(numbered(item.items, language, level + 1))
    return blocks


def _is_written(section: Headed) -> bool:
    return any(not isinstance(item, Headed) or _is_written(item) for item in section.items)
