"""What a written document rests on, as data that a file can carry and a server can keep: the manifest.

It is JSON with short, stable keys. Whoever has it can say of each number in the file which measure it is, over which
scope, what was recorded then and by which records, without asking anybody.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from qiao.document.provenance import document_id, marks, record_digest, runs, value_of
from qiao.terms import Document, Fact, Scope

VERSION = 1


class ManifestError(ValueError):
    """What was given is no manifest. Its text is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where a fact is worded: the mark of its number (`provenance.marks`) and the words written there."""

    mark: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact of the document with every place that words it."""

    fact: Fact
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that a document rests on. `serial` is that of an issued document, "" for a draft."""

    document: str
    record: str
    outline: str
    title: str
    subject: str
    language: str
    catalogue: str
    stated: tuple[Stated, ...]
    serial: str = ""


def manifest(document: Document, *, catalogue: str = "", serial: str = "") -> Manifest:
    """Return the manifest of a document; `catalogue` is the version of the catalogue that its facts were taken with."""
    places: dict[int, list[Place]] = {index: [] for index in range(len(document.facts))}
    names = marks(document)
    for run in runs(document):
        if run.fact is not None:
            places[run.fact].append(Place(mark=next(names), written=run.text))
    return Manifest(
        document=document_id(document),
        record=record_digest(document),
        outline=document.outline,
        title=document.title,
        subject=document.subject,
        language=document.language,
        catalogue=catalogue,
        stated=tuple(
            Stated(fact=fact, places=tuple(places[index])) for index, fact in enumerate(document.facts) if places[index]
        ),
        serial=serial,
    )


def issued(given: Manifest, serial: str) -> Manifest:
    """Return the manifest as that of an issued document."""
    return replace(given, serial=serial)


def as_json(given: Manifest) -> str:
    """Return the manifest as one line of JSON, the same for the same manifest."""
    told = {
        "v": VERSION,
        "document": given.document,
        "record": given.record,
        "outline": given.outline,
        "title": given.title,
        "subject": given.subject,
        "language": given.language,
        "catalogue": given.catalogue,
        "serial": given.serial,
        "facts": [_told(each) for each in given.stated],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_json(written: str) -> Manifest:
    """Return the manifest that JSON tells. Raises ManifestError for anything else."""
    try:
        told = json.loads(written)
        if told["v"] != VERSION:
            raise ManifestError(f"a manifest of version {told['v']!r}, not {VERSION}")
        return Manifest(
            **{
                name: str(told[name])
                for name in ("document", "record", "outline", "title", "subject", "language", "catalogue", "serial")
            },
            stated=tuple(_stated(each) for each in told["facts"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(f"no manifest of a document: {error}") from error


def _told(each: Stated) -> dict[str, Any]:
    fact, scope = each.fact, each.fact.scope
    days = {name: day.isoformat() for name, day in (("start", scope.start), ("end", scope.end)) if day}
    whose = {name: getattr(scope, name) for name in ("person", "batch", "organisation") if getattr(scope, name)}
    return {
        "measure": fact.measure,
        "value": value_of(fact),
        "is_day": isinstance(fact.value, dt.date),
        "unit": fact.unit,
        "scope": {**whose, **days, "statuses": list(scope.statuses)},
        "sources": list(fact.sources),
        "at": [[place.mark, place.written] for place in each.places],
    }


def _stated(told: Mapping[str, Any]) -> Stated:
    whose = told["scope"]
    scope = Scope(
        person=whose.get("person", ""),
        batch=whose.get("batch", ""),
        organisation=whose.get("organisation", ""),
        start=_day(whose.get("start")),
        end=_day(whose.get("end")),
        statuses=tuple(whose["statuses"]),
    )
    value: Decimal | dt.date | None = None
    if told["value"]:
        value = dt.date.fromisoformat(told["value"]) if told["is_day"] else Decimal(told["value"])
    fact = Fact(
        measure=str(told["measure"]),
        scope=scope,
        value=value,
        sources=tuple(str(each) for each in told["sources"]),
        unit=str(told["unit"]),
    )
    return Stated(fact=fact, places=tuple(Place(mark=str(mark), written=str(words)) for mark, words in told["at"]))


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def every_place(given: Manifest) -> Iterator[tuple[Fact, Place]]:
    """Yield every place with its fact, fact by fact."""
    for each in given.stated:
        for place in each.places:
            yield each.fact, place
