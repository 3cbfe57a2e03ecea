"""From the record to a document, from a text to its verdicts, and what became of the figures that were issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from django.contrib.auth.models import User

from qiao import claim, document, verdict
from qiao.drafting import own, register
from qiao.drafting.bindings import NONE, Bindings, apply
from qiao.drafting.models import Draft, IssuedDocument
from qiao.drafting.slices import slices
from qiao.drafting.spans import spans
from qiao.drafting.subjects import subject
from qiao.drafting.taking import Taking
from qiao.programme import reads as programme
from qiao.programme.naming import FormerNames, former_names, now
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import (
    Claim,
    Document,
    Fact,
    Finding,
    Measure,
    Places,
    Reading,
    Role,
    Scope,
    Subject,
    Verdict,
    Words,
)

# The findings that stand where a figure is missing or broken, and what is put before a sentence that follows another.
GAPS = frozenset({"blank", "corrupt_number"})
ROLES: tuple[Role | None, ...] = (None, "led")
JOINS = {"zh": "\uff1b", "en": "; "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A text that was read and, where somebody's record was named, ruled. Rulings follow the order of claims.

    `scopes` holds, by the index of the claim's quantity, the scope in which it was judged.
    """

    reading: Reading
    verdicts: tuple[Verdict, ...]
    scope: Scope | None
    scopes: Mapping[int, Scope] = field(default_factory=dict)


class Source(Protocol):
    """Where a document's facts and subject come from, when many are written out of rows that were read once."""

    def facts(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return what `facts` of this module returns."""

    def subject(self, found: Found, language: str) -> Subject:
        """Return what `subject` of this module returns."""


def facts(scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
    """Return each measure taken over a scope, with its sources."""
    wanted = tuple(measures)
    return Taking(scope, wanted).all(scope, wanted)


def write(
    outline_id: str,
    found: Found,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    language: str = "zh",
    on: dt.date | None = None,
    words: Mapping[str, str] = document.NO_WORDS,
    without: Collection[str] = (),
    source: Source | None = None,
) -> Document:
    """Return the document that an outline makes of a subject's approved records, in a period where one is given.

    `on` is the date that the document bears, None for no date; `words` and `without` are the author's, as in
    `document.write`; `source` is where its facts come from instead of the record itself. Raises KeyError for an
    unknown outline.
    """
    outline = own.outlines()[outline_id]
    return write_by(
        outline,
        found,
        start=start,
        end=end,
        language=language,
        on=on,
        words=words,
        without=without,
        source=source,
    )


def write_by(
    outline: document.Outline,
    found: Found,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    language: str = "zh",
    on: dt.date | None = None,
    words: Mapping[str, str] = document.NO_WORDS,
    without: Collection[str] = (),
    source: Source | None = None,
) -> Document:
    """Return the document as `write` does, by an outline that may not be kept anywhere yet."""
    known = catalogue()
    scope = replace(found.scope, start=start, end=end)
    asked = spans(found, scope, outline.spans())
    needed = {span: document.needed(outline, known, span) for span in asked}
    every = [each for measures in needed.values() for each in measures]
    take_all, tell = (source.facts, source.subject) if source else (Taking(scope, every).all, subject)
    about = tell(found, language)
    taken = [
        fact
        for span, each in asked.items()
        for role in ROLES[: 2 if scope.person else 1]
        for fact in take_all(replace(each, role=role), needed[span]).values()
    ]
    return document.write(
        outline,
        about,
        taken,
        known,
        language=language,
        on=on,
        spans=asked,
        words=words,
        without=without,
        slices=slices(outline, about, scope, take_all),
    )


def with_sources(made: Document) -> Document:
    """Return a document with the annex that says for each number which records and which evidence are behind it."""
    uids = dict.fromkeys(source for fact in made.facts for source in fact.sources)
    evidence = {
        uid: [document.Evidenced(name=each.label, sheet=each.sheet, row=each.row) for each in places]
        for uid, places in record.evidence_of(uids).items()
    }
    return document.with_sources(made, evidence, catalogue())


Outlines = Mapping[str, document.Outline]


def _outline_of(draft: Draft, known: Outlines | None = None) -> document.Outline | None:
    """Return a draft's outline, where it is still there and still for this kind of subject, else None."""
    outline = (own.outlines() if known is None else known).get(draft.outline)
    return outline if outline is not None and draft.subject in outline.subjects else None


def can_be_written(draft: Draft) -> bool:
    """Return whether a draft's outline is still there, and still for this kind of subject."""
    return _outline_of(draft) is not None


def written(draft: Draft) -> Document:
    """Return a draft as the record of now makes it, or as it was last saved where it cannot be written anew."""
    if not can_be_written(draft):
        return document.document_from_json(draft.saved)
    return write(
        draft.outline,
        draft.found,
        start=draft.start,
        end=draft.end,
        language=draft.language,
        on=draft.day,
        words=draft.words,
        without=draft.left_empty,
    )


def open_places(draft: Draft, known: Outlines | None = None) -> Mapping[str, Words]:
    """Return the places that still wait for the author, in the order of the outline, each with its hint.

    `known` are all outlines, for those who ask of many drafts.
    """
    outline = _outline_of(draft, known)
    places = outline.places if outline else {}
    done = {*draft.words, *draft.left_empty, *((document.DAY,) if draft.day else ())}
    return {place: hint for place, hint in places.items() if place not in done}


def without_a_place(draft: Draft) -> Mapping[str, str]:
    """Return the author's words for which the draft's outline has no place, or no longer."""
    outline = _outline_of(draft)
    places = outline.places if outline else {}
    return {place: text for place, text in draft.words.items() if place not in places}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retaken:
    """A figure of an issued document: as it was frozen, and as the record has it now.

    `now` is None where the catalogue counts it no longer: nothing can be said then.
    """

    frozen: Fact
    now: Fact | None

    @property
    def is_moved_on(self) -> bool:
        """Return whether the record says something else now."""
        return self.now is not None and self.now.value != self.frozen.value


def retaken(issued: IssuedDocument) -> tuple[Retaken, ...]:
    """Return every figure of an issued document beside the record of now, taken over the same scope."""
    known, about = catalogue().measures, subject(issued.found)
    made = register.document_of(issued)
    stated = [each for each in made.facts if each.measure in known]
    former = former_names()
    figures = [(_scope_now(issued, each.scope, former), known[each.measure]) for each in stated]
    taking = Taking(issued.found.scope, [each.measure for each in stated])
    taken = {
        (each.measure, each.scope): replace(taking(*figure), sources=sources)
        for each, figure, sources in zip(stated, figures, taking.sources(figures), strict=True)
    }
    days = {"roster.start": about.start, "roster.end": about.end}
    return tuple(Retaken(frozen=each, now=_now(each, taken, days)) for each in made.facts)


def moved_on(issued: IssuedDocument) -> tuple[Retaken, ...]:
    """Return the figures of an issued document of which the record says something else now."""
    return tuple(each for each in retaken(issued) if each.is_moved_on)


def moved_among(many: Sequence[IssuedDocument]) -> frozenset[int]:
    """Return the keys of the documents with a figure of which the record says something else now.

    The same as `moved_on` of each, by totals: as many queries for one document as for a page of them.
    """
    facts_of = {each.pk: document.facts_from_json(each.document) for each in many}
    former = former_names()
    totals = _totals_now(many, facts_of, former)
    last = programme.last_secondments(each.person for each in many if each.person)
    moved = set()
    for each in many:
        term = last.get(each.person.code) if each.person else each.batch
        days = {"roster.start": term.start if term else None, "roster.end": term.end if term else None}
        taken = {
            (fact.measure, fact.scope): replace(fact, value=totals[scope, fact.measure])
            for fact in facts_of[each.pk]
            if ((scope := _scope_now(each, fact.scope, former)), fact.measure) in totals
        }
        if any(Retaken(frozen=fact, now=_now(fact, taken, days)).is_moved_on for fact in facts_of[each.pk]):
            moved.add(each.pk)
    return frozenset(moved)


def _totals_now(
    many: Sequence[IssuedDocument], facts_of: Mapping[int, Sequence[Fact]], former: FormerNames
) -> record.Totals:
    """Return the total of every measure that these documents state over every scope of theirs, as it is now."""
    known = catalogue().measures
    stated = [(each, fact) for each in many for fact in facts_of[each.pk] if fact.measure in known]
    scopes = list(dict.fromkeys(_scope_now(each, fact.scope, former) for each, fact in stated))
    measures = [known[each] for each in dict.fromkeys(fact.measure for _each, fact in stated)]
    return record.totals(scopes, measures)


Now = Mapping[tuple[str, Scope], Fact]


def _scope_now(issued: IssuedDocument, scope: Scope, former: FormerNames) -> Scope:
    """Return the scope of a frozen figure, by the name that the document's subject has now.

    A part of the subject's figure, such as that of one organisation in a batch, keeps what makes it a part.
    """
    own, called = issued.found.scope, now(scope, former)
    return replace(
        scope,
        person=(own.person or called.person) if scope.person else "",
        batch=(own.batch or called.batch) if scope.batch else "",
        organisation=(own.organisation or called.organisation) if scope.organisation else "",
    )


def _now(frozen: Fact, taken: Now, days: Mapping[str, dt.date | None]) -> Fact | None:
    """Return a frozen figure as it is now. The days of a period and of the document itself cannot move."""
    if frozen.measure in days:
        return replace(frozen, value=days[frozen.measure])
    return taken.get((frozen.measure, frozen.scope)) if isinstance(frozen.value, Decimal) else frozen


def manifest_for(document_id: str, marks: Iterable[str], *, seen_by: User | None = None) -> document.Manifest | None:
    """Return the manifest of an issued document or saved draft: by its id, else by the marks of its numbers.

    Several documents share marks where they share figures: the one with most of them is meant, of equals an issued
    one, then the newest. None where nothing fits, or nothing that `seen_by` may see where a user is given.
    """
    among = register.kept(seen_by)
    found = register.with_id(document_id, among) or register.with_marks(marks, among)
    return register.manifest_of(found) if found else None


def check(
    text: str,
    found: Found | None,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    bindings: Bindings = NONE,
) -> Check:
    """Return what a text claims, and with somebody's record in hand the ruling on each claim.

    A claim is judged in the period and for the batch that it states; the rest of the record serves to explain a
    contradiction. A figure that is missing or broken is offered the record's, as the suggestion of its finding.
    `bindings` are the wordings that were bound by hand.
    """
    known = catalogue()
    places = Places() if found is None else claim.known_places(programme.hosts())
    reading = apply(claim.read(text, known, places), bindings, known)
    if found is None:
        return Check(reading=reading, verdicts=(), scope=None)
    whole = replace(found.scope, start=start, end=end)
    taking = Taking(whole, verdict.needed(reading))
    ground = verdict.Ground(
        about=_about(found, whole, places),
        take=taking,
        catalogue=known,
        measures=(*verdict.needed(reading), *verdict.related(reading, known)),
        issued=register.frozen(found),
    )
    ruled = [verdict.rule(each, ground) for each in reading.claims]
    return Check(
        reading=_filled(reading, ground),
        verdicts=_sourced(reading.claims, ruled, whole, taking),
        scope=whole,
        scopes={each.verdict.claim: each.scope or whole for each in ruled},
    )


def _sourced(
    claims: Sequence[Claim], ruled: Sequence[verdict.Ruled], whole: Scope, taking: Taking
) -> tuple[Verdict, ...]:
    """Return the verdicts on claims with the records behind the values that they name."""
    known = catalogue()
    figures: dict[int, tuple[Scope, Measure]] = {}
    for claim_, each in zip(claims, ruled, strict=True):
        if each.verdict.value is not None:
            where = next((one.where for one in claim_.candidates if one.measure == each.verdict.measure), ())
            figures[each.verdict.claim] = (each.scope or whole, known.narrowed(each.verdict.measure, where))
    sources = dict(zip(figures, taking.sources(list(figures.values())), strict=True))
    return tuple(replace(each.verdict, sources=sources.get(each.verdict.claim, ())) for each in ruled)


def _filled(reading: Reading, ground: verdict.Ground) -> Reading:
    """Return the reading with what the record has for each missing figure in the finding that stands there."""
    offers = {each.start: each for gap in reading.gaps if (each := verdict.fill(gap, ground))}
    return replace(reading, findings=tuple(_offered(each, offers) for each in reading.findings))


def _offered(finding: Finding, offers: Mapping[int, verdict.Offer]) -> Finding:
    offer = offers.get(finding.start) if finding.code in GAPS else None
    if offer is None:
        return finding
    message = {language: f"{said}{JOINS[language]}{offer.why[language]}" for language, said in finding.message.items()}
    return replace(finding, suggestion=offer.written, message=message)


def _about(found: Found, whole: Scope, places: Places) -> verdict.About:
    """Return what the roster says of a subject, as far as scopes go: its term, and the batches that a text may name.

    A person's document may name the person's own batches; that of a batch, which is the office's, any.
    """
    about = subject(found)
    if found.person:
        own = [each.batch.name for each in programme.secondments(found.scope)]
    else:
        own = [each.name for each in programme.batches()] if found.batch else []
    scopes = {name: Scope(batch=name) for name in dict.fromkeys(own)}
    return verdict.About(
        scope=whole,
        start=about.start,
        end=about.end,
        places=frozenset(places.names),
        batches={number: scope for name, scope in scopes.items() if (number := claim.batch_number(name))},
        teams=tuple(scopes.values()) if found.person else (),
    )
