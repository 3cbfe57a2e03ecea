"""From the record to a document, and from a text to its verdicts. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from qiao import claim, document, verdict
from qiao.drafting import own
from qiao.drafting.bindings import NONE, Bindings, apply
from qiao.drafting.slices import slices
from qiao.drafting.spans import spans
from qiao.measure import take
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Condition, Document, Fact, Finding, Measure, Places, Reading, Role, Row, Scope, Subject, Verdict

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
    return Taking().all(scope, measures)


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
    outline = own.outlines()[outline_id]
    return write_by(outline, found, start=start, end=end, language=language, on=on)


def write_by(
    outline: document.Outline,
    found: Found,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    language: str = "zh",
    on: dt.date | None = None,
) -> Document:
    """Return the document as `write` does, by an outline that may not be kept anywhere yet."""
    known = catalogue()
    scope = replace(found.scope, start=start, end=end)
    about, taking = subject(found, language), Taking()
    asked = {span: each for span, each in spans(found, scope).items() if span in outline.spans()}
    taken = [
        fact
        for span, each in asked.items()
        for role in ROLES[: 2 if scope.person else 1]
        for fact in taking.all(replace(each, role=role), document.needed(outline, known, span)).values()
    ]
    return document.write(
        outline,
        about,
        taken,
        known,
        language=language,
        on=on,
        spans=asked,
        slices=slices(outline, about, scope, taking.all),
    )


def with_sources(made: Document) -> Document:
    """Return a document with the annex that says for each number which records and which evidence are behind it."""
    uids = dict.fromkeys(source for fact in made.facts for source in fact.sources)
    evidence = {
        uid: [document.Evidenced(name=each.label, sheet=each.sheet, row=each.row) for each in places]
        for uid, places in record.evidence_of(uids).items()
    }
    return document.with_sources(made, evidence, catalogue())


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
    taking = Taking(own=whole)
    ground = verdict.Ground(
        about=_about(found, whole, places),
        take=taking,
        catalogue=known,
        measures=(*verdict.needed(reading), *verdict.related(reading, known)),
    )
    ruled = {each.index: verdict.rule(each, ground) for each in reading.claims}
    return Check(
        reading=_filled(reading, ground),
        verdicts=tuple(taking.sourced(each.verdict, each.scope or whole) for each in ruled.values()),
        scope=whole,
        scopes={index: each.scope or whole for index, each in ruled.items()},
    )


class Taking:
    """Takes measures over scopes for one check, and reads the rows of a kind once for each owner.

    Where `own` is given, the measures of every other owner (the batch of a person) come from totals, without sources:
    most only explain, and a large batch has a hundred thousand rows. `with_sources` gives those that a verdict names.
    """

    def __init__(self, own: Scope | None = None) -> None:
        self.own = None if own is None else replace(own, start=None, end=None)
        self.rows: dict[tuple[Scope, str], list[Row]] = {}
        self.facts: dict[tuple[Scope, str, tuple[Condition, ...]], Fact] = {}

    def __call__(self, scope: Scope, measure: Measure) -> Fact:
        """Return the measure over the scope, with its sources where the scope is the owner's."""
        key = (scope, measure.id, measure.where)
        if key not in self.facts:
            is_own = self.own is None or replace(scope, start=None, end=None) == self.own
            self.facts[key] = self._with_sources(scope, measure) if is_own else _total(scope, measure)
        return self.facts[key]

    def all(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return each measure over the scope, by id."""
        known = catalogue()
        return {each: self(scope, known.measures[each]) for each in dict.fromkeys(measures)}

    def sourced(self, given: Verdict, scope: Scope) -> Verdict:
        """Return a verdict with the records behind its value, which totals do not tell."""
        if given.value is None or given.sources:
            return given
        for (taken, measure_id, where), fact in list(self.facts.items()):
            if (taken, measure_id, fact.value) == (scope, given.measure, given.value):
                measure = replace(catalogue().measures[measure_id], where=where)
                return replace(given, sources=self._with_sources(scope, measure).sources)
        return given

    def _with_sources(self, scope: Scope, measure: Measure) -> Fact:
        # `take` looks at the days and at roles.
        owner = replace(scope, start=None, end=None, role=None)
        kind = catalogue().kinds[measure.kind]
        if (owner, kind.id) not in self.rows:
            self.rows[owner, kind.id] = record.rows(owner, kind)
        return take(measure, scope, self.rows[owner, kind.id], {each.id: each for each in kind.measures})


def _total(scope: Scope, measure: Measure) -> Fact:
    value = record.totals([scope], [measure])[scope, measure.id]
    return Fact(measure=measure.id, scope=scope, value=value, sources=(), unit=measure.unit)


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
