"""Projects as pages: the list with its rates, and one project with its stages, payments, progress and what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.measure import take
from qiao.programme import reads as programme
from qiao.record import content, projects
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.projects import Project
from qiao.terms import Fact, Kind, Measure, Rate, Row, Scope, Stage
from qiao.web import wording
from qiao.web.pages import records
from qiao.web.pages.records import Choice, Line

PAGE_SIZE = 50
PERCENT = Decimal(100)
PLACES = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A rate with its two parts, as they were taken now; `behind` says how many records each part rests on."""

    label: str
    percent: str
    part: str
    whole: str
    behind: str
    left: str = ""
    is_outstanding: bool = False
    part_url: str = ""
    whole_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The rates of the projects of one option: what is within the plan is never added to what is not."""

    label: str
    counted: str
    shares: list[Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One project in the list."""

    url: str
    code: str
    name: str
    stage: str
    shares: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The projects of one kind."""

    title: str
    kinds: list[tuple[str, str, bool]]
    filters: list[Choice]
    columns: list[Column]
    items: list[Item]
    total: str
    previous: str = ""
    next: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage of a project: its day where it is reached; what it demands where it is not."""

    label: str
    day: str
    demands: str
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A record that hangs on a project, with the sum of its figure so far."""

    url: str
    day: str
    text: str
    amount: str
    so_far: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The records of one kind that hang on a project."""

    id: str
    title: str
    figures: list[tuple[str, str]]
    label: str
    lines: list[Dated]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One project."""

    title: str
    code: str
    kind: str
    kind_id: str
    steps: list[Step]
    shares: list[Share]
    own: list[Line]
    sections: list[Section]
    open: list[str] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)


def address(kind: Kind, code: str) -> str:
    """Return the address of a project."""
    return reverse("project", args=[kind.id, code])


def of_record(record: Record) -> list[tuple[str, str]]:
    """Return the projects that a record is or belongs to, as (address, label)."""
    kind = records.kind_of(record)
    owners = projects.owners_of(kind, content.values(kind, record.data)) if kind else []
    return [(address(owner, code), _("Project %(code)s") % {"code": code}) for owner, code in owners]


def listing(user: User, asked: Mapping[str, str]) -> Listing | None:
    """Return the page of the list that was asked for: `kind`, `batch`, `page`; None where no kind has stages."""
    kinds = projects.kinds()
    kind = next((each for each in kinds if each.id == asked.get("kind", "")), kinds[0] if kinds else None)
    if kind is None:
        return None
    batch = asked.get("batch", "").strip()
    found = projects.listed(user, kind, batch=batch)
    pages = Paginator(found, PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    told = {"kind": kind.id, **({"batch": batch} if batch else {})}
    return Listing(
        title=wording.words(kind.label),
        kinds=[
            (f"?{urlencode({'kind': each.id})}", wording.words(each.label), each.id == kind.id)
            for each in kinds
            if len(kinds) > 1
        ],
        filters=_filters(user, batch),
        columns=[
            Column(label=label, counted=_counted(len(some)), shares=_shares(kind, some))
            for label, some in _apart(kind, found)
        ],
        items=[_item(each) for each in page.object_list],
        total=_counted(len(found)),
        previous="?" + urlencode({**told, "page": page.number - 1}) if page.has_previous() else "",
        next="?" + urlencode({**told, "page": page.number + 1}) if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
    )


def _counted(count: int) -> str:
    return wording.counted(ngettext("%(count)s project", "%(count)s projects", count), count)


def _filters(user: User, batch: str) -> list[Choice]:
    names = [each.name for each in programme.batches_visible_to(user)]
    options = (("", _("All")), *((each, each) for each in names))
    return [Choice(name="batch", label=_("Batch"), chosen=batch, options=options)] if names else []


def _apart(kind: Kind, found: Sequence[Project]) -> list[tuple[str, list[Project]]]:
    """Return the projects by the option that the kind tells apart; those without it by themselves."""
    if not kind.apart:
        return [(wording.words(kind.label), list(found))] if found else []
    apart = kind.field_named(kind.apart)
    options = [*((each.id, wording.words(each.label)) for each in apart.options), ("", _("Not recorded"))]
    sorted_ = [(label, [each for each in found if _option(each) == option]) for option, label in options]
    return [(label, some) for label, some in sorted_ if some]


def _option(project: Project) -> str:
    return next((str(row.data[project.kind.apart]) for row in project.rows if row.data.get(project.kind.apart)), "")


def _item(project: Project) -> Item:
    reached = project.reached
    return Item(
        url=address(project.kind, project.code),
        code=project.code,
        name=_name(project),
        stage=wording.words(reached[-1].label) if reached else "",
        shares=[(each.label, each.percent) for each in _shares(project.kind, [project]) if each.left],
    )


def _name(project: Project) -> str:
    """Return what a project is called: the first text that is recorded of it, else its code."""
    texts = [each.id for each in project.kind.fields if each.type == "text"]
    found = (str(row.data[each]) for row in project.rows for each in texts if row.data.get(each))
    return next(found, project.code)


def _shares(kind: Kind, some: Sequence[Project]) -> list[Share]:
    return [each for each in (_share(kind, rate, some) for rate in kind.rates) if each is not None]


def _share(kind: Kind, rate: Rate, some: Sequence[Project]) -> Share | None:
    """Return a rate over projects, divided now; None where a kind that it needs is off."""
    known = catalogue().measures
    if rate.part not in known:
        return None
    part, whole = (_taken(known[each], some) for each in (rate.part, rate.whole))
    percent, left, rest = "", "", Decimal(0)
    if isinstance(whole.value, Decimal) and whole.value and isinstance(part.value, Decimal):
        percent = f"{(part.value / whole.value * PERCENT).quantize(PLACES):f}%"
    if known[rate.whole].counts == "sum" and isinstance(whole.value, Decimal):
        rest = whole.value - (part.value if isinstance(part.value, Decimal) else Decimal(0))
        left = wording.taken(known[rate.whole], rest) if rest > 0 else _("nothing")
    return Share(
        label=wording.words(rate.label),
        percent=percent or _("nothing recorded"),
        part=_figure(part),
        whole=_figure(whole),
        behind=_behind(part, whole),
        left=left,
        is_outstanding=rest > 0,
        part_url=f"#{known[rate.part].kind}",
        whole_url=f"#{kind.id}",
    )


def _taken(measure: Measure, some: Sequence[Project]) -> Fact:
    return take(measure, Scope(), projects.rows_of(some, measure.kind))


def _figure(fact: Fact) -> str:
    measure = catalogue().measures[fact.measure]
    return f"{wording.words(measure.label)} {wording.taken(measure, fact.value)}"


def _behind(part: Fact, whole: Fact) -> str:
    return _("from %(part)s and %(whole)s records") % {"part": len(part.sources), "whole": len(whole.sources)}


def page(user: User, kind: Kind, code: str) -> Page | None:
    """Return the page of one project; None where the user may see none of this code."""
    project = projects.one(user, kind, code)
    if project is None:
        return None
    behind = {each.id: records_of(user, project.hanging[each.id]) for each in catalogue().hanging_on(kind)}
    return Page(
        title=_name(project),
        code=code,
        kind=wording.words(kind.label),
        kind_id=kind.id,
        steps=_steps(project),
        shares=_shares(kind, [project]),
        own=records.lines_behind((each.id for each in project.rows), user),
        sections=[_section(each, project.hanging[each.id], behind[each.id]) for each in catalogue().hanging_on(kind)],
        open=_open(project),
        waiting=[records.line(each) for each in project.waiting],
    )


def records_of(user: User, rows: Sequence[Row]) -> Mapping[str, Line]:
    """Return the records behind rows that the user may open, by their address."""
    return {each.url: each for each in records.lines_behind((row.id for row in rows), user)}


def _steps(project: Project) -> list[Step]:
    reached = {each.id for each in project.reached}
    first = next((each.id for each in project.kind.stages if each.id not in reached), "")
    return [
        Step(
            label=wording.words(stage.label),
            day=wording.joined(dict.fromkeys(wording.day(each) for each in _days(project, stage))),
            demands=_demanded(project.kind, stage) if stage.id not in reached else "",
            is_next=stage.id == first,
        )
        for stage in project.kind.stages
    ]


def _days(project: Project, stage: Stage) -> list[dt.date]:
    days = (row.data.get(stage.day) for row in project.rows)
    return [each for each in days if isinstance(each, dt.date)]


def _demanded(kind: Kind, stage: Stage) -> str:
    """Return what a stage asks for that is not there by itself: its day, fields, evidence."""
    fields = [stage.day, *stage.needs]
    labels = [wording.words(kind.field_named(each).label) for each in fields]
    if stage.is_evidence_demanded:
        labels.append(_("evidence"))
    return _("needs: %(what)s") % {"what": _(", ").join(labels)}


def _section(kind: Kind, rows: Sequence[Row], lines: Mapping[str, Line]) -> Section:
    """Return the records of a kind by their day, with the sum so far of its first figure."""
    summed = next((each for each in kind.measures if each.counts == "sum" and not each.is_retired), None)
    so_far: list[Row] = []
    dated = []
    for row in sorted(rows, key=lambda each: (each.day, each.id)):
        so_far.append(row)
        url = reverse("record", args=[row.id])
        dated.append(
            Dated(
                url=url if url in lines else "",
                day=wording.day(row.day),
                text=wording.summary(kind, dict(row.data)),
                amount=_said(summed, [row]),
                so_far=_said(summed, so_far),
                evidence=lines[url].evidence if url in lines else "",
            )
        )
    figures = [
        (wording.words(each.label), wording.taken(each, take(each, Scope(), rows).value))
        for each in kind.measures
        if each.counts != "ratio" and not each.is_retired
    ]
    label = wording.words(summed.label) if summed else ""
    return Section(id=kind.id, title=wording.words(kind.label), figures=figures, label=label, lines=dated)


def _said(measure: Measure | None, rows: Sequence[Row]) -> str:
    value = take(measure, Scope(), rows).value if measure else None
    return wording.taken(measure, value) if measure and value is not None else ""


def _open(project: Project) -> list[str]:
    """Return what is still open: stages, what they demand and is missing, money, and codes that two records bear."""
    found = []
    if len(project.rows) > 1:
        found.append(_("%(count)s records bear this code: one project is one record") % {"count": len(project.rows)})
    found += [_("%(stage)s is not reached yet") % {"stage": each.label} for each in _steps(project) if each.is_next]
    labels = {each.id: wording.words(each.label) for each in project.kind.fields}
    # Nobody is named here: whose it is was checked when it was recorded.
    missing = [problem for row in project.rows for problem in content.check(project.kind, row.data, ())]
    found += [f"{labels[each.field]}{_(': ')}{each.why}" for each in missing if each.field in labels]
    found += [
        _("%(label)s: %(left)s is outstanding") % {"label": each.label, "left": each.left}
        for each in _shares(project.kind, [project])
        if each.is_outstanding
    ]
    return found
