"""A checked text: every claim marked by its ruling, every finding marked, and a list that says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.drafting import bindings, kept
from qiao.drafting.exports import title
from qiao.drafting.kept import Place
from qiao.drafting.reads import Check
from qiao.record.kinds import catalogue
from qiao.terms import Claim, Finding, Scope, Verdict
from qiao.text import HEDGES_VERSION
from qiao.web import wording
from qiao.web.pages import figures

# Readable without colour: a mark of its own for each ruling.
MARKS = {
    "supported": "\u2713",
    "contradicted": "\u2717",
    "unsupported": "?",
    "ambiguous": "\u2248",
    "unbound": "\u2013",
    "finding": "!",
    "read": "",
}
RULINGS = ("contradicted", "unsupported", "ambiguous", "supported", "unbound")
BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text that is marked in one way."""

    text: str
    ruling: str = ""
    mark: str = ""
    said: str = ""
    target: str = ""
    anchor: str = ""
    is_broken: bool = False
    is_meant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list beside the text: a ruling on a claim, or a finding.

    `noun` and `family` are the wording of a claim that can be bound by hand, to one of `measures` (id and label).
    """

    id: str
    place: str
    ruling: str
    label: str
    mark: str
    written: str
    reason: str
    measure: str = ""
    value: str = ""
    url: str = ""
    others: list[tuple[str, str, str]] = field(default_factory=list)
    suggestion: str = ""
    finding: Finding | None = None
    is_meant: bool = False
    noun: str = ""
    family: str = ""
    measures: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One button over the list."""

    id: str
    label: str
    mark: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A checked text."""

    whose: str
    file: str
    pieces: list[Piece]
    items: list[Item]
    filters: list[Filter]
    codes: list[tuple[str, str]]
    coverage: list[tuple[str, str]]
    summary: str


def labels() -> Mapping[str, str]:
    """Return each ruling in words; a finding is no ruling, but stands in the same list."""
    return {
        "supported": _("Supported"),
        "contradicted": _("Contradicted"),
        "unsupported": _("Nothing recorded"),
        "ambiguous": _("Ambiguous"),
        "unbound": _("Not recognised"),
        "finding": _("Finding"),
        "read": _("Number read"),
    }


def page(check: Check, whose: str, file: str, *, meant: frozenset[Place] = frozenset(), may_bind: bool = False) -> Page:
    """Return a check as a page.

    `meant` are the findings that are meant as they are written: they stay, muted. `may_bind` says that what is not
    recognised can be bound by hand here.
    """
    items = sorted(
        [*_ruled(check, may_bind=may_bind), *_broken(check.reading.findings, meant)], key=lambda pair: pair[0]
    )
    listed = [item for _start, item in items]
    return Page(
        whose=whose,
        file=file,
        pieces=_pieces(check, {item.place: item for item in listed}),
        items=listed,
        filters=_filters(listed),
        codes=_codes(listed),
        coverage=_coverage(check),
        summary=_summary(listed, whose),
    )


def _ruled(check: Check, *, may_bind: bool) -> list[tuple[int, Item]]:
    if check.scope is None:
        return []
    claims = {claim.index: claim for claim in check.reading.claims}
    return [
        (
            claims[each.claim].quantity.start,
            _verdict(each, claims[each.claim], check.scopes[each.claim], may_bind=may_bind),
        )
        for each in check.verdicts
    ]


def _verdict(each: Verdict, claim: Claim, scope: Scope, *, may_bind: bool) -> Item:
    known = catalogue()
    noun, family = (may_bind and bindings.is_open(claim, known) and bindings.key(claim.quantity, known)) or ("", "")
    measure = known.measures.get(each.measure)
    return Item(
        id=f"v{each.claim}",
        place=f"q{each.claim}",
        ruling=each.ruling,
        label=labels()[each.ruling],
        mark=MARKS[each.ruling],
        written=claim.quantity.text,
        reason=wording.words(each.reason),
        measure=wording.words(measure.label) if measure else "",
        value=wording.taken(measure, each.value) if measure and each.value is not None else "",
        url=figures.url(measure.id, scope) if measure and each.sources else "",
        others=[
            (
                wording.words(known.measures[other].label),
                wording.taken(known.measures[other], value),
                figures.url(other, scope),
            )
            for other, value in each.others
            if other in known.measures
        ],
        noun=noun,
        family=family,
        measures=[(one.id, wording.words(one.label)) for one in bindings.offered(family, known)] if noun else [],
    )


def _broken(findings: Sequence[Finding], meant: frozenset[Place]) -> list[tuple[int, Item]]:
    return [
        (
            each.start,
            Item(
                id=f"w{index}",
                place=f"f{index}",
                ruling="finding",
                label=wording.words(title(each)),
                mark=MARKS["finding"],
                written=_shortened(each.text),
                reason=wording.words(each.message),
                suggestion=each.suggestion,
                finding=each,
                is_meant=kept.place(each) in meant,
            ),
        )
        for index, each in enumerate(findings)
    ]


LONGEST = 60


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST]}\u2026"


def _filters(items: Sequence[Item]) -> list[Filter]:
    words = labels()
    found = [Filter(id="all", label=_("All"), mark="", count=wording.number(len(items)))]
    for each in (*RULINGS, "finding"):
        count = sum(item.ruling == each for item in items)
        if count:
            found.append(Filter(id=each, label=words[each], mark=MARKS[each], count=wording.number(count)))
    return found


def _codes(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return the findings that there are by code, each with its name and number."""
    counts: Counter[tuple[str, str]] = Counter((item.finding.code, item.label) for item in items if item.finding)
    return [(code, f"{label} {wording.number(count)}") for (code, label), count in counts.items()]


def _summary(items: Sequence[Item], whose: str) -> str:
    wrong = sum(item.ruling == "contradicted" for item in items)
    broken = sum(item.ruling == "finding" and not item.is_meant for item in items)
    places = wording.counted(
        ngettext("%(count)s place in the text is broken.", "%(count)s places in the text are broken.", broken), broken
    )
    if wrong:
        said = ngettext("%(count)s number contradicts the record.", "%(count)s numbers contradict the record.", wrong)
        return wording.sentences((wording.counted(said, wrong), *((places,) if broken else ())))
    if broken:
        return wording.sentences((*((_("No number contradicts the record."),) if whose else ()), places))
    return (
        _("No number contradicts the record, and nothing is broken.") if whose else _("Nothing is broken in this text.")
    )


def _coverage(check: Check) -> list[tuple[str, str]]:
    reading = check.reading
    bound = sum(bool(claim.candidates) for claim in reading.claims)
    blank = sum(each.code == BLANK for each in reading.findings)
    return [
        (_("Numbers found"), wording.number(len(reading.quantities))),
        (_("counted by a measure"), wording.number(bound)),
        (_("counted by none"), wording.number(len(reading.claims) - bound)),
        (
            _("dates and other numbers that claim nothing"),
            wording.number(len(reading.quantities) - len(reading.claims)),
        ),
        (_("blanks"), wording.number(blank)),
        (_("catalogue"), catalogue().version),
        (_("hedge table"), HEDGES_VERSION),
    ]


def _pieces(check: Check, items: Mapping[str, Item]) -> list[Piece]:
    """Return the text cut wherever a mark starts or ends: marks may overlap, and HTML's elements may not."""
    text = check.reading.text
    marked = [(claim.quantity.start, claim.quantity.end, f"q{claim.index}") for claim in check.reading.claims]
    broken = [(each.start, each.end, f"f{index}") for index, each in enumerate(check.reading.findings)]
    edges = sorted({0, len(text), *(edge for start, end, _id in (*marked, *broken) for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        claim = next((each for each in marked if each[0] <= start and end <= each[1]), None)
        # The shortest finding is the most telling one.
        finding = min(
            (each for each in broken if each[0] <= start and end <= each[1]),
            key=lambda each: each[1] - each[0],
            default=None,
        )
        pieces.append(_piece(text[start:end], (start, end), claim, finding, items))
    return pieces


Mark = tuple[int, int, str]


def _piece(
    text: str, at: tuple[int, int], claim: Mark | None, finding: Mark | None, items: Mapping[str, Item]
) -> Piece:
    chosen = claim if claim is not None and claim[2] in items else finding
    if chosen is None:
        return Piece(text=text, ruling="read" if claim else "")
    item = items[chosen[2]]
    return Piece(
        text=text,
        ruling=item.ruling,
        mark=item.mark if at[1] == chosen[1] else "",
        said=item.label,
        target=item.id,
        anchor=item.place if at[0] == chosen[0] else "",
        is_broken=finding is not None and not items[finding[2]].is_meant,
        is_meant=item.is_meant,
    )
