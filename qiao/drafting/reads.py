"""From the record to a document, and from a text to its verdicts. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qiao import claim, document, verdict
from qiao.drafting.bindings import NONE, Bindings, apply
from qiao.drafting.slices import slices
from qiao.measure import take
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import (
    Claim,
    Condition,
    Document,
    Fact,
    Finding,
    Measure,
    Places,
    Reading,
    Row,
    Scope,
    Subject,
    Verdict,
)

# The findings that stand where a figure is missing or broken, and what is put before a sentence that follows another.
GAPS = frozenset({"blank", "corrupt_number"})
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
) -> Document:
    """Return the document that an outline makes of a subject's approved records, in a period where one is given.

    `on` is the date that the document bears, None for no date. Raises KeyError for an unknown outline.
    """
    outline = document.outlines()[outline_id]
    known = catalogue()
    scope = replace(found.scope, start=start, end=end)
    about, needed = subject(found, language), document.needed(outline, known)
    taking = Taking(scope, needed)
    taken = taking.all(scope, needed)
    return document.write(
        outline,
        about,
        tuple(taken.values()),
        known,
        language=language,
        on=on,
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
    taking = Taking(whole, verdict.needed(reading))
    ground = verdict.Ground(
        about=_about(found, whole, places),
        take=taking,
        catalogue=known,
        measures=(*verdict.needed(reading), *verdict.related(reading, known)),
    )
    ruled = [verdict.rule(each, ground) for each in reading.claims]
    return Check(
        reading=_filled(reading, ground),
        verdicts=_sourced(reading.claims, ruled, whole, taking),
        scope=whole,
        scopes={each.verdict.claim: each.scope or whole for each in ruled},
    )


class Taking:
    """Takes measures over scopes for one document or check: what is asked together is read together, and once.

    A person has a few rows: those of a kind are read once, and each fact names its sources. A batch, an organisation
    or everybody may have a hundred thousand: their figures are totals, and `sources` names the rows behind those that
    are said. `measures` are those that may be asked for of `own`, the subject; of a kind, they are taken at once.
    """

    def __init__(self, own: Scope, measures: Iterable[str]) -> None:
        self.own = own
        self.measures: dict[str, list[Measure]] = {}
        for each in dict.fromkeys(measures):
            measure = catalogue().measures[each]
            self.measures.setdefault(measure.kind, []).append(measure)
        self.rows: dict[tuple[Scope, str], list[Row]] = {}
        self.facts: dict[tuple[Scope, str, tuple[Condition, ...]], Fact] = {}

    def __call__(self, scope: Scope, measure: Measure) -> Fact:
        """Return the measure over the scope; with its sources where the scope is a person's."""
        key = (scope, measure.id, measure.where)
        if key not in self.facts:
            if scope.person:
                self.facts[key] = self._of_rows(scope, measure)
            else:
                self._add_totals(scope, measure)
        return self.facts[key]

    def all(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return each measure over the scope, by id, with its sources."""
        known = catalogue().measures
        figures = [(scope, known[each]) for each in dict.fromkeys(measures)]
        facts = [self(*each) for each in figures]
        return {
            fact.measure: replace(fact, sources=named) for fact, named in zip(facts, self.sources(figures), strict=True)
        }

    def sources(self, figures: Sequence[tuple[Scope, Measure]]) -> list[tuple[str, ...]]:
        """Return the ids of the rows behind each of the figures, in their order."""
        named = iter(record.sources([each for each in figures if not each[0].person]))
        return [self(*each).sources if each[0].person else next(named) for each in figures]

    def _of_rows(self, scope: Scope, measure: Measure) -> Fact:
        owner = replace(scope, start=None, end=None)
        kind = catalogue().kinds[measure.kind]
        if (owner, kind.id) not in self.rows:
            kinds = [kind, *(catalogue().kinds[each] for each in self.measures if (owner, each) not in self.rows)]
            self.rows.update({(owner, each): rows for each, rows in record.rows_by_kind(owner, kinds).items()})
        return take(measure, scope, self.rows[owner, kind.id], {each.id: each for each in kind.measures})

    def _add_totals(self, scope: Scope, measure: Measure) -> None:
        """Take a measure, and with it those of its kind that may be asked for too: one query finds them all.

        Another batch than the subject's serves to explain, by one measure at a time.
        """
        together = self.measures.get(measure.kind, ())
        is_other = scope.batch not in {"", self.own.batch}
        asked = (measure,) if is_other or measure not in together else together
        for (_scope, measure_id), value in record.totals([scope], asked).items():
            each = measure if measure_id == measure.id else catalogue().measures[measure_id]
            self.facts[scope, each.id, each.where] = Fact(
                measure=each.id, scope=scope, value=value, sources=(), unit=each.unit
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
