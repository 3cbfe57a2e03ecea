"""What a written document rests on, as data that a file can carry and a server can keep: the manifest.

It is JSON with short, stable keys. Whoever has it can say of each number in the file which measure it is, over which
scope, what was recorded then and by which records, without asking anybody.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, cast, get_args

from qiao.document.provenance import digest_of, document_id, lines, marks, record_digest, runs, value_of
from qiao.terms import Document, Fact, Role, Scope, Status
from qiao.text import read

VERSION = 1
MOST_IDS = 1_000
"""Ids of records that a file names in all; of more, `condensed` keeps those of small facts only."""
FEW_IDS = 20
MOST_PLACES = 5_000
# A file may hold anything: a number of a billion digits would take a machine down where it is written out.
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,40})?")


class ManifestError(ValueError):
    """What was given is no manifest. Its text is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where a fact is worded: the mark of its number (`provenance.marks`) and the words written there."""

    mark: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact of the document with every place that words it.

    `count` and `digest` are those of the fact's sources where it does not name them (`condensed`), else None and "".
    """

    fact: Fact
    places: tuple[Place, ...]
    count: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that a document rests on. `serial` is that of an issued document, "" for a draft.

    `carried` are the figures that the document says without a fact, as written: those of names and of the outline.
    """

    document: str
    record: str
    outline: str
    title: str
    subject: str
    language: str
    catalogue: str
    stated: tuple[Stated, ...]
    serial: str = ""
    carried: tuple[str, ...] = ()


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
        carried=tuple(_carried(document)),
    )


def issued(given: Manifest, serial: str) -> Manifest:
    """Return the manifest as that of an issued document."""
    return replace(given, serial=serial)


def condensed(given: Manifest) -> Manifest:
    """Return the manifest as a file holds it, which must not grow with the record.

    Up to 1,000 ids of records are kept whole. In a larger one each fact of more than 20 keeps their count and digest
    only: the server that wrote the document has the ids.
    """
    if len({each for stated in given.stated for each in stated.fact.sources}) <= MOST_IDS:
        return given
    return replace(given, stated=tuple(_condensed(each) for each in given.stated))


def _condensed(each: Stated) -> Stated:
    sources = each.fact.sources
    if len(sources) <= FEW_IDS:
        return each
    return replace(each, fact=replace(each.fact, sources=()), count=len(sources), digest=digest_of(sources))


def _carried(document: Document) -> Iterator[str]:
    """Yield the figures that rest on no fact, in reading order."""
    for line in lines(document):
        text = "".join(run.text for run in line)
        if not any(each.isnumeric() for each in text):
            continue
        taken, at = [], 0
        for run in line:
            if run.fact is not None:
                taken.append((at, at + len(run.text)))
            at += len(run.text)
        for each in read(text, measured=False):
            if not any(start < each.end and each.start < end for start, end in taken):
                yield each.text


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
        "carried": list(given.carried),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_json(written: str) -> Manifest:
    """Return the manifest that JSON tells. Raises ManifestError for anything else."""
    try:
        told = json.loads(written)
        if told["v"] != VERSION:
            raise ManifestError(f"a manifest of version {told['v']!r}, not {VERSION}")
        if sum(len(each["at"]) for each in told["facts"]) > MOST_PLACES:
            raise ManifestError(f"a manifest of more than {MOST_PLACES} numbers")
        return Manifest(
            **{
                name: _words(told[name])
                for name in ("document", "record", "outline", "title", "subject", "language", "catalogue", "serial")
            },
            stated=tuple(_stated(each) for each in told["facts"]),
            carried=tuple(_words(each) for each in told.get("carried", ())),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation, RecursionError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(f"no manifest of a document: {error}") from error


def _told(each: Stated) -> dict[str, Any]:
    fact, scope = each.fact, each.fact.scope
    days = {name: day.isoformat() for name, day in (("start", scope.start), ("end", scope.end)) if day}
    whose = {name: getattr(scope, name) for name in ("person", "role", "batch", "organisation") if getattr(scope, name)}
    return {
        "measure": fact.measure,
        "value": value_of(fact),
        "is_day": isinstance(fact.value, dt.date),
        "unit": fact.unit,
        "scope": {**whose, **days, "statuses": list(scope.statuses)},
        "sources": list(fact.sources) if each.count is None else {"count": each.count, "digest": each.digest},
        "at": [[place.mark, place.written] for place in each.places],
    }


def _stated(told: Mapping[str, Any]) -> Stated:
    whose = told["scope"]
    scope = Scope(
        person=_words(whose.get("person", "")),
        batch=_words(whose.get("batch", "")),
        organisation=_words(whose.get("organisation", "")),
        start=_day(whose.get("start")),
        end=_day(whose.get("end")),
        statuses=tuple(_status(each) for each in whose["statuses"]),
        role=_role(whose.get("role")),
    )
    value: Decimal | dt.date | None = None
    if told["value"]:
        value = dt.date.fromisoformat(told["value"]) if told["is_day"] else _number(told["value"])
    left = told["sources"] if isinstance(told["sources"], dict) else None
    fact = Fact(
        measure=_words(told["measure"]),
        scope=scope,
        value=value,
        sources=() if left is not None else tuple(_words(each) for each in told["sources"]),
        unit=_words(told["unit"]),
    )
    return Stated(
        fact=fact,
        places=tuple(Place(mark=_words(mark), written=_words(words)) for mark, words in told["at"]),
        count=None if left is None else int(left["count"]),
        digest="" if left is None else _words(left["digest"]),
    )


def _words(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{type(told).__name__} where words should be")
    # A file may hold anything: what no page and no terminal can show is dropped.
    return "".join(each for each in told if unicodedata.category(each) not in {"Cc", "Cs"})


def _status(told: object) -> Status:
    if told not in get_args(Status):
        raise ValueError("a status that no record has")
    return cast("Status", told)


def _role(told: object) -> Role | None:
    if told is not None and told not in get_args(Role):
        raise ValueError("a role that nobody has")
    return cast("Role | None", told)


def _number(written: str) -> Decimal:
    if not PLAIN_NUMBER.fullmatch(written):
        raise ValueError("a number that no record holds")
    return Decimal(written)


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def every_place(given: Manifest) -> Iterator[tuple[Fact, Place]]:
    """Yield every place with its fact, fact by fact."""
    for each in given.stated:
        for place in each.places:
            yield each.fact, place
