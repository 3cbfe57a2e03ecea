"""A document and a house style as JSON, and back: what an issued document keeps, so that its files never change.

The form follows the types: an object for each frozen dataclass, by the names of its fields. A field that is not there
takes its default, so that what an older version of Qiao kept is still read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import sys
import types
import typing
from collections.abc import Hashable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from qiao.document.style import Style
from qiao.terms import Document, Fact

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
T = TypeVar("T")


def as_json(made: Document | Style) -> str:
    """Return a document or a style as one line of JSON, the same for the same one."""
    return json.dumps(_told(made), ensure_ascii=False, separators=(",", ":"))


def document_from_json(written: str) -> Document:
    """Return the document that `as_json` told. Raises ValueError, KeyError or TypeError for anything else."""
    return _object(Document, json.loads(written))


def style_from_json(written: str) -> Style:
    """Return the style that `as_json` told. Raises as `document_from_json` does."""
    return _object(Style, json.loads(written))


def facts_from_json(written: str) -> tuple[Fact, ...]:
    """Return the facts of the document that `as_json` told, without the rest of it."""
    return tuple(_object(Fact, each) for each in json.loads(written)["facts"])


def _told(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _told(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _told(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def _hints(kind: Hashable) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _object(kind: type[T], told: Mapping[str, Any]) -> T:
    hints = _hints(typing.cast(Hashable, kind))
    return kind(**{name: _read(hints[name], each) for name, each in told.items()})


def _read(hint: Any, told: Any) -> Any:
    """Return what JSON tells, as the type that a field is declared with."""
    if told is None:
        return None
    if dataclasses.is_dataclass(hint):
        return _object(typing.cast(type[Any], hint), told)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return tuple(_read(inner[0], each) for each in told)
    if origin is not None and origin not in {typing.Union, types.UnionType, typing.Literal}:
        return MappingProxyType({key: _read(inner[1], each) for key, each in told.items()})
    if origin in {typing.Union, types.UnionType}:
        return _read(_one_of(inner, told), told)
    if hint is Decimal:
        return Decimal(told)
    return dt.date.fromisoformat(told) if hint is dt.date else told


@cache
def _forms(kind: Hashable) -> tuple[type[Any], ...]:
    """Return a type and those of its module that are more than it: their objects have names that it does not know."""
    base = typing.cast(type[Any], kind)
    known = vars(sys.modules[base.__module__]).values()
    return (base, *(each for each in known if isinstance(each, type) and issubclass(each, base) and each is not base))


def _one_of(kinds: tuple[Any, ...], told: Any) -> Any:
    """Return which of several types is told: an object by its names, a day by its form, else a number or a word."""
    for kind in kinds:
        if isinstance(told, dict) and dataclasses.is_dataclass(kind):
            for each in _forms(typing.cast(Hashable, kind)):
                if told.keys() <= {field.name for field in dataclasses.fields(each)}:
                    return each
        elif kind is dt.date and isinstance(told, str) and ISO_DAY.fullmatch(told):
            return kind
    return next(kind for kind in kinds if kind not in {dt.date, type(None)})
