"""The catalogue that this installation uses: the shipped kinds of its preset, its folders of YAML, and its own kinds.

Own kinds are made on the site. They are rows, which another process may add to. So a request, a job and a command begin
with `forget`, and the first that asks for the catalogue then looks for the newest row: one query on the key, and where
nothing is new the catalogue of before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from qiao.catalogue import SHIPPED, Catalogue, CatalogueError, KindText, extended, load
from qiao.record.models import OwnKind
from qiao.terms import Words

# Each is a catalogue of its own, to which caches of readings are tied: the current one, and that of a moment ago.
CACHED = 4
NONE: tuple[KindText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The texts of the rows up to the newest one, which is known by its key and its time."""

    newest: tuple[int, dt.datetime] | None
    texts: tuple[KindText, ...]


# What this request, job or command has seen; a request sees one catalogue from its beginning to its end.
_SEEN: ContextVar[tuple[KindText, ...] | None] = ContextVar("own kinds seen", default=None)
# What this process has read last; replaced as a whole, so that threads see the one or the other.
_LAST = [_Kept(newest=None, texts=NONE)]


def catalogue() -> Catalogue:
    """Return the catalogue: those of the preset (`QIAO_PRESET`) and folders (`QIAO_KINDS`), and the programme's own."""
    return _with(_folders(), settings.QIAO_PRESET, _texts())[0]


def shipped() -> Catalogue:
    """Return the catalogue without the programme's own kinds."""
    return load(_folders(), settings.QIAO_PRESET)


def without(name: str) -> Catalogue:
    """Return the catalogue without one of the programme's own kinds, against which a new version of it is checked."""
    return _with(_folders(), settings.QIAO_PRESET, tuple(each for each in _texts() if each.name != name))[0]


def along_with(further: Iterable[KindText]) -> Catalogue:
    """Return the catalogue with further kinds, which an export brings; of a kind that is there the newest version.

    Raises CatalogueError for one that cannot be used.
    """
    found = {each.name: each for each in _texts()}
    for each in further:
        if each.name not in found or found[each.name].version < each.version:
            found[each.name] = each
    return extended(load(_folders(), settings.QIAO_PRESET), found.values())


def faults() -> dict[str, CatalogueError]:
    """Return why some of the programme's own kinds cannot be used, by their ids.

    A later version of Qiao may ask for more, or bring a kind with the same words. Their records stay, and are shown.
    """
    return _with(_folders(), settings.QIAO_PRESET, _texts())[1]


def forget() -> None:
    """Look for new kinds when the catalogue is asked for next: at the beginning of a request, a job or a command."""
    _SEEN.set(None)


def _folders() -> tuple[Path, ...]:
    return (SHIPPED, *(Path(folder) for folder in settings.QIAO_KINDS))


def _texts() -> tuple[KindText, ...]:
    seen = _SEEN.get()
    if seen is None:
        last, newest = _LAST[0], OwnKind.objects.order_by("-pk").values_list("pk", "at").first()
        if newest != last.newest:
            last = _Kept(newest=newest, texts=_read())
            _LAST[0] = last
        seen = last.texts
        _SEEN.set(seen)
    return seen


def _read() -> tuple[KindText, ...]:
    found: dict[str, KindText] = {}
    for each in OwnKind.objects.order_by("name", "-version"):
        text = KindText(name=each.name, text=each.text, version=each.version, is_retired=each.is_retired)
        found.setdefault(each.name, text)
    return tuple(found.values())


@lru_cache(CACHED)
def _with(
    folders: tuple[Path, ...], preset: str, texts: tuple[KindText, ...]
) -> tuple[Catalogue, dict[str, CatalogueError]]:
    """Return the catalogue with these kinds, and why some were left out. One at fault must not switch off the rest."""
    known = load(folders, preset)
    if not texts:
        return known, {}
    try:
        return extended(known, texts), {}
    except CatalogueError:
        pass
    kept: list[KindText] = []
    left: dict[str, CatalogueError] = {}
    for each in texts:
        try:
            extended(known, [*kept, each])
        except CatalogueError as error:
            left[each.name] = error
        else:
            kept.append(each)
    return extended(known, kept), left


def in_words(words: Words) -> str:
    """Return a text of the catalogue in the language that is spoken, or in Chinese where it has no other."""
    language = "zh" if (translation.get_language() or "zh").startswith("zh") else "en"
    return words.get(language) or words["zh"]
