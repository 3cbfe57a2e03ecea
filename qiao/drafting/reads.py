"""From the record to a document, and from a text to its verdicts. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qiao import claim, document, verdict
from qiao.measure import take
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Document, Fact, Measure, Reading, Scope, Subject, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A text that was read and, where somebody's record was named, ruled. Rulings follow the order of claims."""

    reading: Reading
    verdicts: tuple[Verdict, ...]
    scope: Scope | None


def subject(found: Found, language: str = "zh") -> Subject:
    """Return what a document says of a person, batch or organisation in words and days."""
    if found.person:
        last = programme.secondments(found.scope).order_by("-start").first()
        return Subject(
            kind="person",
            id=found.person.code,
            name=found.person.name,
            batch=last.batch.name if last else "",
            sending_organisation=last.sending_organisation.name if last else "",
            host_organisation=last.host_organisation.name if last else "",
            host_post=last.host_post if last else "",
            category=_category(last.category, language) if last else "",
            start=last.start if last else None,
            end=last.end if last else None,
            sources=(f"{found.person.code}@{last.start.isoformat()}",) if last else (),
        )
    if found.batch:
        batch = found.batch
        return Subject(
            kind="batch",
            id=batch.name,
            name=batch.name,
            batch=batch.name,
            start=batch.start,
            end=batch.end,
        )
    if found.organisation:
        return Subject(
            kind="organisation",
            id=found.organisation.name,
            name=found.organisation.name,
        )
    raise ValueError("a document is about a person, a batch or an organisation")


def _category(option_id: str, language: str) -> str:
    roster = next(kind for kind in catalogue().kinds.values() if kind.is_roster)
    return next(each.label[language] for each in roster.field_named("category").options if each.id == option_id)


def facts(scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
    """Return each measure taken over a scope, with its sources; the records of a kind are read once."""
    known = catalogue()
    wanted: dict[str, list[Measure]] = {}
    for measure_id in dict.fromkeys(measures):
        wanted.setdefault(known.measures[measure_id].kind, []).append(known.measures[measure_id])
    result: dict[str, Fact] = {}
    for kind_id, of_kind in wanted.items():
        kind = known.kinds[kind_id]
        found = record.rows(scope, kind)
        parts = {each.id: each for each in kind.measures}
        result.update({each.id: take(each, scope, found, parts) for each in of_kind})
    return result


def write(
    outline_id: str,
    found: Found,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    language: str = "zh",
    on: dt.date | None = None,
) -> Document:
    """Return the document that an outline makes of a subject's approved records, in a period where one is given.

    `on` is the date that the document bears, None for no date. Raises KeyError for an unknown outline.
    """
    outline = document.outlines()[outline_id]
    known = catalogue()
    scope = replace(found.scope, start=start, end=end)
    taken = facts(scope, document.needed(outline, known))
    return document.write(outline, subject(found, language), tuple(taken.values()), known, language=language, on=on)


def check(text: str, found: Found | None, *, start: dt.date | None = None, end: dt.date | None = None) -> Check:
    """Return what a text claims, and with somebody's record in hand the ruling on each claim."""
    reading = claim.read(text, catalogue())
    if found is None:
        return Check(reading=reading, verdicts=(), scope=None)
    scope = replace(found.scope, start=start, end=end)
    known = catalogue()
    facts = facts(scope, verdict.needed(reading))
    verdicts = (
        verdict.judge(each, _narrowed(each.start, each.end, scope, facts, each), known) for each in reading.claims
    )
    return Check(reading=reading, verdicts=tuple(each for each in verdicts if each is not None), scope=scope)


def as_json(check_: Check, file: str, language: str = "zh") -> str:
    """Return one line of JSON as DESIGN 7 has it."""
    body = {"file": file, **claim.as_json(check_.reading, language)}
    if check_.scope is not None:
        body["verdicts"] = [verdict.as_json(each, language) for each in check_.verdicts]
    return json.dumps(body, ensure_ascii=False)
