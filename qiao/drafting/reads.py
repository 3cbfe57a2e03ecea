"""From the record to a document, and from a text to its verdicts. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from qiao import claim, document, verdict
from qiao.measure import take
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Claim, Document, Fact, Measure, Reading, Scope, Subject, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A text that was read and, where somebody's record was named, ruled. Rulings follow the order of claims.

    `scopes` holds, by the index of the claim's quantity, the scope in which it was judged.
    """

    reading: Reading
    verdicts: tuple[Verdict, ...]
    scope: Scope | None
    scopes: Mapping[int, Scope] = field(default_factory=dict)


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
    """Return each measure taken over a scope, with its sources."""
    return {measure: fact for (_scope, measure), fact in facts_in([scope], measures).items()}


def facts_in(scopes: Iterable[Scope], measures: Iterable[str]) -> dict[tuple[Scope, str], Fact]:
    """Return each measure over each scope, with its sources; scopes that differ in period alone share their rows."""
    known = catalogue()
    wanted: dict[str, list[Measure]] = {}
    for measure_id in dict.fromkeys(measures):
        wanted.setdefault(known.measures[measure_id].kind, []).append(known.measures[measure_id])
    owners: dict[Scope, list[Scope]] = {}
    for scope in dict.fromkeys(scopes):
        owners.setdefault(replace(scope, start=None, end=None), []).append(scope)
    result: dict[tuple[Scope, str], Fact] = {}
    for kind_id, of_kind in wanted.items():
        parts = {each.id: each for each in known.kinds[kind_id].measures}
        for owner, periods in owners.items():
            rows = record.rows(owner, known.kinds[kind_id])
            result.update({(scope, each.id): take(each, scope, rows, parts) for scope in periods for each in of_kind})
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
    """Return what a text claims, and with somebody's record in hand the ruling on each claim.

    A claim that states a period of its own is judged in that period; the rest of the record serves to explain a
    contradiction: the whole term, each year of it, and the batch's figure for a person.
    """
    known = catalogue()
    reading = claim.read(text, known)
    if found is None:
        return Check(reading=reading, verdicts=(), scope=None)
    whole = replace(found.scope, start=start, end=end)
    about = subject(found)
    own = {each.index: _own(whole, each, about) for each in reading.claims}
    others = [whole, *_years(whole, about), *_team(found)]
    measures = (*verdict.needed(reading), *verdict.related(reading, known))
    table = facts_in([*own.values(), *others], measures)
    verdicts = []
    for each in reading.claims:
        scopes = dict.fromkeys([own[each.index], *others])
        taken = {measure: [table[scope, measure] for scope in scopes] for measure in measures}
        verdicts.append(verdict.judge(each, taken, known))
    return Check(reading=reading, verdicts=tuple(verdicts), scope=whole, scopes=own)


def _own(scope: Scope, stated: Claim, about: Subject) -> Scope:
    """Return the scope in which a claim is judged: narrowed to the period that it states.

    A batch's document that counts from before the batch began counts all batches up to its own (cumulative figures).
    """
    if scope.batch and stated.start and about.start and about.end and not Scope(start=about.start).covers(stated.start):
        return _narrowed(Scope(), stated.start, stated.end or about.end)
    return _narrowed(scope, stated.start, stated.end)


def _narrowed(scope: Scope, start: dt.date | None, end: dt.date | None) -> Scope:
    """Return the scope within a stated period; a period of its own never widens what was asked for."""
    starts = [day for day in (scope.start, start) if day is not None]
    ends = [day for day in (scope.end, end) if day is not None]
    return replace(scope, start=max(starts, default=None), end=min(ends, default=None))


def _years(scope: Scope, about: Subject) -> list[Scope]:
    """Return the calendar years of a subject's term, each as a scope: last year's figure is often copied on."""
    if about.start is None or about.end is None:
        return []
    years = range(about.start.year, about.end.year + 1)
    return [_narrowed(scope, dt.date(year, 1, 1), dt.date(year + 1, 1, 1)) for year in years]


def _team(found: Found) -> list[Scope]:
    """Return the batches of a person: their figures are the ones most often taken for one's own."""
    if found.person is None:
        return []
    return [Scope(batch=each.batch.name) for each in programme.secondments(found.scope)]


def as_json(check_: Check, file: str, language: str = "zh") -> str:
    """Return one line of JSON as DESIGN 7 has it."""
    body = {"file": file, **claim.as_json(check_.reading, language)}
    if check_.scope is not None:
        body["verdicts"] = [verdict.as_json(each, language) for each in check_.verdicts]
    return json.dumps(body, ensure_ascii=False)
