"""Figures of a scope by field of work, and the page of one figure: its value and every record behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.drafting import reads as drafting
from qiao.programme import reads as programme
from qiao.programme.models import Secondment
from qiao.programme.reads import Found
from qiao.record import content, reads
from qiao.record.kinds import catalogue
from qiao.terms import Fact, Kind, Measure, Role, Scope
from qiao.web import wording
from qiao.web.pages import records
from qiao.web.pages.records import Line

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure on a page: what is counted, how much, and where its records are."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A record behind a figure, and what it gives to it."""

    line: Line
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A figure with the records behind it."""

    title: str
    text: str
    of: str
    how: str
    sources: list[Source]
    count: str
    address: str
    previous: str = ""
    next: str = ""
    position: str = ""


def url(measure: str, scope: Scope) -> str:
    """Return the address of a figure's page."""
    asked = {
        "person": scope.person,
        "role": scope.role or "",
        "batch": scope.batch,
        "organisation": scope.organisation,
        "start": scope.start.isoformat() if scope.start else "",
        "end": scope.end.isoformat() if scope.end else "",
    }
    return f"{reverse('fact', args=[measure])}?{urlencode({key: value for key, value in asked.items() if value})}"


def by_group(scope: Scope) -> list[tuple[str, list[Figure]]]:
    """Return every figure that is recorded for a scope, by field of work; what is not recorded is left out."""
    known = catalogue()
    measures = [each for each in known.measures.values() if not each.is_retired]
    totals = reads.totals([scope], measures)
    found = []
    for group, label in known.groups.items():
        figures = [
            Figure(label=wording.words(each.label), text=wording.taken(each, value), url=url(each.id, scope))
            for kind in known.in_group(group)
            for each in kind.measures
            if not each.is_retired and (value := totals[scope, each.id]) is not None
        ]
        # That a single person is one person is no news.
        if figures and not (scope.person and all(kind.is_roster for kind in known.in_group(group))):
            found.append((wording.words(label), figures))
    return found


def scope_asked(user: User, asked: Mapping[str, str]) -> Scope | None:
    """Return the scope that an address names, or None where it names nobody whom the user may see, or no days."""
    who = [asked[name] for name in ("person", "batch", "organisation") if asked.get(name)]
    # Nobody named means everybody, which is for whoever sees the whole programme.
    if len(who) > 1 or not (who or programme.may_see_everything(user)):
        return None
    try:
        found = programme.found_by(user, who[0]) if who else None
        start, end = (dt.date.fromisoformat(asked[name]) if asked.get(name) else None for name in ("start", "end"))
    except (programme.UnknownSubject, ValueError):
        return None
    role: Role | None = "led" if asked.get("role") == "led" else None
    return replace(found.scope if found else Scope(), start=start, end=end, role=role)


def page(user: User, measure: Measure, scope: Scope, asked: Mapping[str, str]) -> Page:
    """Return a figure with one page of the records behind it."""
    fact = drafting.facts(scope, [measure.id])[measure.id]
    return page_of(user, fact, measure, url(measure.id, scope), asked)


def page_of(user: User, fact: Fact, measure: Measure, address: str, asked: Mapping[str, str]) -> Page:
    """Return a fact that was taken, now or when a document was issued, with one page of its records."""
    kind, scope = catalogue().kinds[measure.kind], fact.scope
    and_page = f"{address}{'&' if '?' in address else '?'}page="
    pages = Paginator(fact.sources, PAGE_SIZE)
    at = pages.get_page(asked.get("page"))
    return Page(
        title=wording.words(measure.label),
        text=wording.taken(measure, fact.value),
        of=wording.joined(part for part in (_whose(scope), wording.term(scope.start, scope.end)) if part),
        how=_how(measure, kind),
        sources=_sources(user, fact, measure, kind, list(at.object_list)),
        count=wording.counted(
            ngettext("Rests on %(count)s record", "Rests on %(count)s records", pages.count), pages.count
        ),
        address=address,
        previous=f"{and_page}{at.number - 1}" if at.has_previous() else "",
        next=f"{and_page}{at.number + 1}" if at.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": at.number, "pages": pages.num_pages},
    )


def _whose(scope: Scope) -> str:
    if scope.person:
        name = programme.find(scope.person).person.name  # type: ignore[union-attr]  # the scope was found by it
        return _("%(name)s, work led") % {"name": name} if scope.role else name
    return scope.batch or scope.organisation or _("The whole programme")


def whose(found: Found) -> str:
    """Return the name of whoever was found."""
    return str(found.person or found.batch or found.organisation)


def _how(measure: Measure, kind: Kind) -> str:
    field = wording.words(kind.field_named(measure.field).label) if measure.field else ""
    return {
        "events": _("Each record counts one"),
        "sum": _("Sum of: %(field)s") % {"field": field},
        "distinct": _("Different values of: %(field)s") % {"field": field},
        "persons": _("Different people"),
        "ratio": _("A share: its two parts are added up and divided last"),
    }[measure.counts]


def _sources(user: User, fact: Fact, measure: Measure, kind: Kind, uids: list[str]) -> list[Source]:
    if kind.is_roster:
        return [Source(line=_roster_line(each), share="") for each in _secondments(fact.scope, uids)]
    field = kind.field_named(measure.field) if measure.field else None
    found = []
    for record in reads.by_uids(uids).filter(pk__in=reads.visible_to(user).values("pk")):
        value = content.values(kind, record.data).get(field.id) if field else None
        share = wording.taken(measure, value) if measure.counts == "sum" and isinstance(value, Decimal) else ""
        found.append(Source(line=records.line(record, with_evidence=True), share=share))
    return found


def _secondments(scope: Scope, uids: list[str]) -> list[Secondment]:
    wanted = set(uids)
    return [each for each in programme.secondments(scope) if f"{each.person.code}@{each.start.isoformat()}" in wanted]


def _roster_line(secondment: Secondment) -> Line:
    return Line(
        url=reverse("person", args=[secondment.person.code]),
        day=wording.posting(secondment.start, secondment.end),
        kind=str(secondment.get_category_display()),
        text=wording.joined(part for part in (secondment.host_organisation.name, secondment.host_post) if part),
        people=f"{secondment.person.code} {secondment.person.name}",
        status="",
        status_id="",
    )
