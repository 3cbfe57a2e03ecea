"""Elements put between runs, and a run cut in several where they stand within it; each keeps its properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from qiao.claim.docx.elements import SPACE
from qiao.drafting.originals.spots import Original, Point, Spot


class Insertion(NamedTuple):
    """Elements to be put at a point."""

    point: Point
    elements: tuple[etree._Element, ...]


def insert(original: Original, insertions: Sequence[Insertion]) -> None:
    """Put elements into the tree; those of one point in the order given."""
    by_unit: dict[etree._Element, list[Insertion]] = {}
    for each in insertions:
        by_unit.setdefault(each.point.unit, []).append(each)
    for unit, listed in by_unit.items():
        if original.local(unit) == "r":
            _cut(unit, listed)
        else:
            for each in listed:
                if not each.point.piece:
                    _before(unit, each.elements)
            for each in reversed(listed):
                if each.point.piece:
                    _behind(unit, each.elements)


def _before(unit: etree._Element, elements: Sequence[etree._Element]) -> None:
    for element in elements:
        unit.addprevious(element)


def _behind(unit: etree._Element, elements: Sequence[etree._Element]) -> None:
    for element in reversed(elements):
        unit.addnext(element)


def _cut(run: etree._Element, insertions: Sequence[Insertion]) -> None:
    """Put what belongs into a run between its pieces, in as many runs as that takes."""
    ordered = sorted(insertions, key=lambda each: each.point[1:])
    at = {index: list(listed) for index, listed in groupby(ordered, key=lambda each: each.point.piece)}
    pieces = list(run)
    look = next((each for each in pieces if etree.QName(each).localname == "rPr"), None)
    bare = 0 if look is None else 1
    current = _like(run, look)
    for index in range(len(pieces) + 1):
        piece = pieces[index] if index < len(pieces) else None
        for content in _content(run, piece, at.get(index, [])):
            if isinstance(content, Insertion):
                if len(current) > bare:
                    run.addprevious(current)
                    current = _like(run, look)
                _before(run, content.elements)
            elif content is not look:
                current.append(content)
    if len(current) > bare:
        run.addprevious(current)
    parent = run.getparent()
    if parent is not None:
        parent.remove(run)


def _content(
    run: etree._Element, piece: etree._Element | None, listed: Sequence[Insertion]
) -> Iterator[etree._Element | Insertion]:
    """Yield a piece of a run, whole or cut, with what stands before it and in it."""
    letters = Spot(run, piece).letters
    done = 0
    for each in listed:
        if piece is not None and each.point.letters > done:
            yield _text(piece, letters[done : each.point.letters])
            done = each.point.letters
        yield each
    if piece is not None and not done:
        yield piece
    elif piece is not None and done < len(letters):
        yield _text(piece, letters[done:])


def _like(run: etree._Element, look: etree._Element | None) -> etree._Element:
    """Return an empty run with the attributes and the properties of another."""
    made = run.makeelement(run.tag, {str(name): str(said) for name, said in run.attrib.items()})
    if look is not None:
        made.append(deepcopy(look))
    return made


def _text(piece: etree._Element, letters: str) -> etree._Element:
    made = piece.makeelement(piece.tag, {str(name): str(said) for name, said in piece.attrib.items()})
    made.set(SPACE, "preserve")
    made.text = letters
    return made
