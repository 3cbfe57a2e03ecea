"""The office's pages of organisations, batches, regions and people: their lists, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiao.programme import reads as programme
from qiao.programme.models import Batch, FormerName, Merge, Organisation, Pairing, Region, Secondee, Secondment
from qiao.programme.naming import MODELS
from qiao.terms import Scope
from qiao.upkeep import removing
from qiao.upkeep.held import people_of
from qiao.web import wording

PAGE_SIZE = 50
TITLES: Mapping[str, Any] = {
    "organisation": gettext_lazy("Organisations"),
    "batch": gettext_lazy("Batches"),
    "region": gettext_lazy("Regions"),
    "person": gettext_lazy("People"),
}
NEW: Mapping[str, Any] = {
    "organisation": gettext_lazy("Add an organisation"),
    "batch": gettext_lazy("Add a batch"),
    "region": gettext_lazy("Add a region"),
    "person": gettext_lazy("Add a person"),
}
Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing in a list: its name with its address, and what is told of it."""

    url: str
    name: str
    told: str
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of a list."""

    sort: str
    title: str
    tabs: list[tuple[str, str, bool]]
    new: Link | None
    lines: list[Line]
    total: str
    wanted: str
    previous: str = ""
    next: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a thing's page: lines (label, text), each with ways on; or what to say where there is none."""

    title: str
    lines: list[tuple[str, str, list[Link]]]
    empty: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One thing: what is told of it, its parts, and what can be done with it."""

    title: str
    subtitle: str
    back: Link
    told: list[tuple[str, str]]
    parts: list[Part]
    steps: list[Link]


def tabs(chosen: str) -> list[tuple[str, str, bool]]:
    """Return the ways between the lists, and which one is shown."""
    found = [(reverse("roster-list", args=[sort]), str(title), sort == chosen) for sort, title in TITLES.items()]
    return [*found, (reverse("roster-merges"), _("Merges"), chosen == "merges")]


def listing(sort: str, asked: Mapping[str, str], *, is_changed: bool) -> Listing:
    """Return the page of the list that was asked for: `q` in a name, present or former; `page` from 1."""
    wanted = asked.get("q", "").strip()
    found = MODELS[sort].objects.order_by("pk" if sort == "person" else "name", "pk")
    found = found.order_by("code") if sort == "person" else found
    if wanted:
        former = FormerName.objects.filter(name__icontains=wanted).exclude(**{f"{sort}_id": None}).values(sort)
        fits = Q(name__icontains=wanted) | Q(pk__in=former)
        found = found.filter(fits | Q(code__iexact=wanted) if sort == "person" else fits)
    pages = Paginator(found, PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    return Listing(
        sort=sort,
        title=str(TITLES[sort]),
        tabs=tabs(sort),
        new=(reverse("roster-new", args=[sort]), str(NEW[sort])) if is_changed else None,
        lines=[_line(each) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s entry", "%(count)s entries", pages.count), pages.count),
        wanted=wanted,
        previous=_turned(wanted, page.number - 1) if page.has_previous() else "",
        next=_turned(wanted, page.number + 1) if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
    )


def _turned(wanted: str, page: int) -> str:
    return "?" + urlencode({**({"q": wanted} if wanted else {}), "page": page})


def address(thing: Any) -> str:
    """Return where a thing's page is."""
    sort = next(sort for sort, model in MODELS.items() if isinstance(thing, model))
    return reverse("roster-thing", args=[sort, thing.pk])


def _line(each: Any) -> Line:
    name = f"{each.code} {each.name}" if isinstance(each, Secondee) else each.name
    return Line(url=address(each), name=name, told=_summary(each), state=_("retired") if each.retired_on else "")


def _summary(each: Any) -> str:
    if isinstance(each, Organisation):
        return wording.joined(
            part for part in (str(each.get_nature_display()), each.region and each.region.name) if part
        )
    if isinstance(each, Batch):
        return wording.posting(each.start, each.end)
    if isinstance(each, Region):
        return wording.joined(part for part in (each.get_level_display(), each.parent and each.parent.name) if part)
    terms = each.secondments.select_related("batch", "host_organisation").order_by("-start")
    return wording.joined(f"{one.batch.name} {one.host_organisation.name}" for one in terms[:2])


def page(thing: Any, *, is_changed: bool) -> Page:
    """Return the page of one thing, with what can be done to it where the user may change it."""
    sort = next(sort for sort, model in MODELS.items() if isinstance(thing, model))
    told, parts = _told(thing)
    former = [each.name for each in thing.former_names.all()]
    told = [(label, text) for label, text in [*told, (_("Former names"), _(", ").join(former))] if text]
    if thing.retired_on:
        told.append((_("Retired on"), wording.day(thing.retired_on)))
    return Page(
        title=thing.name,
        subtitle=thing.code if isinstance(thing, Secondee) else str(TITLES[sort]),
        back=(reverse("roster-list", args=[sort]), str(TITLES[sort])),
        told=told,
        parts=parts if is_changed else [_read_only(each) for each in parts],
        steps=_steps(sort, thing) if is_changed else [],
    )


def _read_only(part: Part) -> Part:
    return replace(part, lines=[(label, text, []) for label, text, _links in part.lines], links=())


def _told(thing: Any) -> tuple[list[tuple[str, str]], list[Part]]:
    if isinstance(thing, Organisation):
        return _organisation(thing)
    if isinstance(thing, Batch):
        return _batch(thing)
    return _region(thing) if isinstance(thing, Region) else _person(thing)


def _step(sort: str, thing: Any, step: str, label: str) -> Link:
    return reverse("roster-step", args=[sort, thing.pk, step]), label


def _steps(sort: str, thing: Any) -> list[Link]:
    if getattr(thing, "removed_on", None):
        return []
    found = [_step(sort, thing, "rename", _("Rename")), _step(sort, thing, "merge", _("Merge into another"))]
    if sort != "person":
        found.insert(0, _step(sort, thing, "change", _("Change")))
    retire = _("Offer again") if thing.retired_on else _("Retire")
    found += [_step(sort, thing, "retire", retire), _step(sort, thing, "delete", _("Delete"))]
    if sort == "person":
        found.insert(0, (reverse("person-data", args=[thing.code]), _("Everything held about them (.zip)")))
        since = removing.removable_from(thing)
        if since is not None and since <= timezone.localdate():
            found.append(_step(sort, thing, "remove", _("Remove personal data")))
    return found


def _organisation(one: Organisation) -> tuple[list[tuple[str, str]], list[Part]]:
    today = timezone.localdate()
    here, ever = programme.headcount(Scope(organisation=one.name), today), programme.ever(Scope(organisation=one.name))
    told = [
        (_("Nature"), str(one.get_nature_display())),
        (_("Region"), one.region.name if one.region else ""),
        (_("In post on %(day)s") % {"day": wording.day(today)}, wording.number(here) if here else ""),
        (_("People ever"), wording.number(ever) if ever else ""),
    ]
    return told, [_pairings("organisation", one)]


def _pairings(sort: str, one: Any) -> Part:
    lines: list[tuple[str, str, list[Link]]] = []
    found = Pairing.objects.filter(Q(**{f"sending_{sort}": one}) | Q(**{f"host_{sort}": one}))
    related = ("sending_region", "sending_organisation", "host_region", "host_organisation")
    for each in found.select_related(*related):
        other = each.host if each.sender == one else each.sender
        end = [] if each.end else [(reverse("roster-pairing", args=[each.pk]), _("End"))]
        lines.append((str(other), wording.term(each.start, each.end) or _("no days recorded"), end))
    if isinstance(one, Organisation):
        named = {label for label, _text, _links in lines}
        lines += [(each.name, _("no days recorded"), []) for each in one.partners.all() if each.name not in named]
    return Part(
        title=_("Paired with"),
        lines=lines,
        empty=_("No pairing is recorded yet."),
        links=(_step(sort, one, "pair", _("Add a pairing")),),
    )


def _batch(one: Batch) -> tuple[list[tuple[str, str]], list[Part]]:
    today, scope = timezone.localdate(), Scope(batch=one.name)
    here, ever = programme.headcount(scope, today), programme.ever(scope)
    told = [
        (_("Term"), wording.posting(one.start, one.end)),
        (_("People planned"), "" if one.planned is None else wording.number(one.planned)),
        (_("In post on %(day)s") % {"day": wording.day(today)}, wording.number(here) if here else ""),
        (_("People ever"), wording.number(ever) if ever else ""),
    ]
    lines: list[tuple[str, str, list[Link]]] = [
        (
            each.name,
            wording.joined(
                (
                    wording.posting(each.start, each.end),
                    wording.counted(_("%(count)s people"), each.secondments.values("person").distinct().count()),
                )
            ),
            [],
        )
        for each in one.sub_terms.all()
    ]
    part = Part(
        title=_("Sub-terms"),
        lines=lines,
        empty=_("This batch is not divided. Add a sub-term where some people come and go earlier than others."),
        links=(
            _step("batch", one, "sub-term", _("Add a sub-term")),
            (reverse("batch", args=[one.name]), _("Figures of the batch")),
        ),
    )
    return told, [part]


def _region(one: Region) -> tuple[list[tuple[str, str]], list[Part]]:
    told = [
        (_("Level"), str(one.get_level_display())),
        (_("Lies in"), one.parent.name if one.parent else ""),
        (_("Organisations"), _(", ").join(each.name for each in Organisation.objects.filter(region=one)[:PAGE_SIZE])),
    ]
    inside = Part(
        title=_("Regions in it"),
        lines=[(each.name, str(each.get_level_display()), [(address(each), _("Open"))]) for each in one.parts.all()],
        empty=_("No region lies in it yet."),
    )
    return told, [_pairings("region", one), inside]


def _person(one: Secondee) -> tuple[list[tuple[str, str]], list[Part]]:
    told = [
        (_("Account"), one.user.get_username() if one.user else ""),
        (_("Merged"), _(", ").join(each.code for each in people_of(one)[1:])),
        (_("Personal data removed on"), wording.day(one.removed_on) if one.removed_on else ""),
    ]
    terms = programme.secondments(Scope(person=one.code)).prefetch_related("posts__organisation", "end_changes")
    parts = [_term(each) for each in terms.order_by("-start")]
    own = reverse("person", args=[one.code])
    more = Part(
        title=_("Secondments"),
        lines=[],
        empty="" if parts else _("No secondment yet: add one, so that work can be recorded for this person."),
        links=(_step("person", one, "second", _("Add a secondment")), (own, _("Figures of the work"))),
    )
    return told, [more, *parts]


def _term(each: Secondment) -> Part:
    def way(step: str, label: str) -> Link:
        return reverse("roster-term", args=[each.pk, step]), label

    first = wording.joined(part for part in (each.host_organisation.name, each.host_post) if part)
    lines: list[tuple[str, str, list[Link]]] = [
        (_("Category"), str(each.get_category_display()), []),
        (_("Sent by"), each.sending_organisation.name, []),
        (_("Sub-term"), each.sub_term.name if each.sub_term else "", []),
        (_("Host organisation and post"), "" if any(post.side == "host" for post in each.posts.all()) else first, []),
        *_posts(each),
        *_changes(each),
    ]
    return Part(
        title=f"{each.batch.name}{wording.BETWEEN}{wording.posting(each.start, each.end)}",
        lines=[(label, text, links) for label, text, links in lines if text],
        links=(
            way("post", _("Another post")),
            way("extend", _("Extend")),
            way("end", _("End early")),
            way("sub-term", _("Sub-term")),
            way("delete", _("Delete")),
        ),
    )


def _posts(term: Secondment) -> list[tuple[str, str, list[Link]]]:
    return [
        (
            str(each.get_side_display()),
            wording.joined(
                part
                for part in (each.organisation.name, each.title, wording.posting(each.start, each.end or term.end))
                if part
            ),
            [] if each.end else [(reverse("roster-post", args=[each.pk]), _("End"))],
        )
        for each in term.posts.all()
    ]


def _changes(term: Secondment) -> list[tuple[str, str, list[Link]]]:
    found: list[tuple[str, str, list[Link]]] = []
    for each in term.end_changes.all():
        moved = f"{wording.day(each.previous_end)} \u2192 {wording.day(each.end)}"
        agreed = wording.day(each.agreed_on) if each.agreed_on else ""
        said = (moved, each.reason, each.agreed_by, agreed)
        found.append((str(each.get_sort_display()), wording.joined(part for part in said if part), []))
    return found


def merges() -> list[tuple[Merge, str, str, str]]:
    """Return every merge, the newest first: what went into what, when, and whether it still holds."""
    found = []
    for each in Merge.objects.all():
        names = [MODELS[each.sort].everything.filter(pk=key).first() for key in (each.source, each.target)]
        shown = [f"{one.code} {one.name}" if isinstance(one, Secondee) else getattr(one, "name", "") for one in names]
        at = wording.moment(timezone.localtime(each.at))
        found.append((each, " \u2192 ".join(shown), at, _("taken back") if each.undone_at else ""))
    return found
