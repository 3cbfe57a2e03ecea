"""Outlines and house styles: those that come with Qiao, and the programme's own. Every document is written by these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from qiao import document
from qiao.catalogue import CatalogueError
from qiao.document import Outline, Style
from qiao.drafting.models import OwnText

OUTLINE, STYLE = OwnText.Sort.OUTLINE.value, OwnText.Sort.STYLE.value
CACHED = 256
Described = TypeVar("Described", Outline, Style)


def outlines() -> Mapping[str, Outline]:
    """Return every outline by id: the shipped ones first, then the programme's own that are not retired."""
    return MappingProxyType({**document.outlines(), **_own(OUTLINE, _outline)})


def styles() -> Mapping[str, Style]:
    """Return every house style by id: the shipped ones first, then the programme's own that are not retired."""
    return MappingProxyType({**document.styles(), **_own(STYLE, _style)})


def shipped(sort: str) -> Mapping[str, Outline] | Mapping[str, Style]:
    """Return what comes with Qiao, by id. Nobody else may use these ids."""
    return document.outlines() if sort == OUTLINE else document.styles()


def source(sort: str, name: str) -> str | None:
    """Return the text of an outline or a style, shipped or own; None where there is none of this id."""
    if name in shipped(sort):
        return document.outline_source(name) if sort == OUTLINE else document.style_source(name)
    newest = OwnText.objects.filter(sort=sort, name=name).first()
    return newest.text if newest else None


def read(sort: str, name: str, text: str) -> Outline | Style:
    """Return what a text describes; errors name it. Raises CatalogueError, with the line."""
    return _outline(name, text) if sort == OUTLINE else _style(name, text)


def newest(sort: str) -> list[OwnText]:
    """Return the newest version of each of the programme's own, the retired ones too."""
    found: dict[str, OwnText] = {}
    for each in OwnText.objects.filter(sort=sort).select_related("by"):
        found.setdefault(each.name, each)
    return list(found.values())


def is_sound(each: OwnText) -> bool:
    """Return whether a text can still be used: a later version of Qiao may ask for more than it says."""
    try:
        read(each.sort, each.name, each.text)
    except CatalogueError:
        return False
    return True


def _own(sort: str, reader: Callable[[str, str], Described]) -> Mapping[str, Described]:
    taken = shipped(sort)
    return {
        each.name: reader(each.name, each.text)
        for each in newest(sort)
        if not each.is_retired and each.name not in taken and is_sound(each)
    }


@lru_cache(CACHED)
def _outline(name: str, text: str) -> Outline:
    return document.read_outline(name, text)


@lru_cache(CACHED)
def _style(name: str, text: str) -> Style:
    return document.read_style(name, text)
