"""The list of documents: drafts, and what was issued with whether the record has moved on since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.drafting import own as patterns
from qiao.drafting import reads, register
from qiao.drafting.models import Draft, IssuedDocument
from qiao.programme import rights
from qiao.web import wording
from qiao.web.pages import figures

PAGE_SIZE = 20
STATES = ("drafts", "issued", "discarded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One document in a list. `badges` are (id, words) of where it stands."""

    url: str
    title: str
    who: str
    sort: str
    day: str
    badges: list[tuple[str, str]]
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The documents of one state, a page of them; `all_url` leads to all where there are more."""

    id: str
    label: str
    lines: list[Line]
    count: str
    all_url: str = ""
    previous: str = ""
    next: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page: what was searched for, the states to choose from, and a shelf for each that has something."""

    wanted: str
    state: str
    states: list[tuple[str, str]]
    shelves: list[Shelf]
    is_empty: bool
    may_write: bool
    may_batch: bool
    may_change_outlines: bool


def listing(user: User, asked: Mapping[str, str]) -> Listing:
    """Return the list that was asked for: `q` in titles and names, `state` one of STATES, `page` from 1."""
    wanted, state = asked.get("q", "").strip(), asked.get("state", "")
    drafts = register.drafts_visible_to(user).defer("saved", "marks")
    issued = register.issued_visible_to(user).defer("style", "marks")
    found: dict[str, QuerySet[Draft] | QuerySet[IssuedDocument]] = {
        "drafts": register.about(drafts.filter(discarded_at=None), wanted),
        "issued": register.about(issued, wanted),
        "discarded": register.about(drafts.filter(discarded_at__isnull=False), wanted),
    }
    labels, who = _labels(), rights.actor(user)
    shown = [state] if state in STATES else ["drafts", "issued"]
    shelves = [_shelf(each, found[each], asked if state in STATES else {"q": wanted}) for each in shown]
    return Listing(
        wanted=wanted,
        state=state,
        states=[("", _("Drafts and issued")), *((each, labels[each]) for each in STATES)],
        shelves=[each for each in shelves if each.lines],
        is_empty=not wanted and state not in STATES,
        may_write=rights.may_somewhere(who, "document.write"),
        may_batch=rights.may_somewhere(who, "document.batch"),
        may_change_outlines=rights.may_whole(who, "outline.change"),
    )


def _labels() -> Mapping[str, str]:
    return {"drafts": _("Drafts"), "issued": _("Issued"), "discarded": _("Discarded")}


def _shelf(state: str, found: QuerySet[Draft] | QuerySet[IssuedDocument], asked: Mapping[str, str]) -> Shelf:
    pages: Paginator[Draft | IssuedDocument] = Paginator(found, PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    kept = {key: asked[key] for key in ("q", "state") if asked.get(key)}
    is_alone = "state" in kept
    return Shelf(
        id=state,
        label=_labels()[state],
        lines=_lines(page),
        count=wording.counted(ngettext("%(count)s document", "%(count)s documents", pages.count), pages.count),
        all_url="" if is_alone or pages.num_pages == 1 else f"?{urlencode({**kept, 'state': state})}",
        previous=f"?{urlencode({**kept, 'page': page.number - 1})}" if is_alone and page.has_previous() else "",
        next=f"?{urlencode({**kept, 'page': page.number + 1})}" if is_alone and page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
    )


def _lines(page: Slice[Draft | IssuedDocument]) -> list[Line]:
    issued = [each for each in page.object_list if isinstance(each, IssuedDocument)]
    moved = reads.moved_among(issued) if issued else frozenset()
    known = patterns.outlines()
    return [
        _issued(each, known, moved) if isinstance(each, IssuedDocument) else _draft(each, known)
        for each in page.object_list
    ]


def _draft(each: Draft, known: reads.Outlines) -> Line:
    return Line(
        url=reverse("document-draft", args=[each.uid]),
        title=each.title,
        who=figures.whose(each.found),
        sort=sort(each.outline, known),
        day=wording.day(timezone.localdate(each.saved_at)),
        badges=[("sent_back", _("discarded"))] if each.discarded_at else _waiting(each, known),
    )


def _waiting(each: Draft, known: reads.Outlines) -> list[tuple[str, str]]:
    if each.outline not in known:
        return [("sent_back", _("outline gone"))]
    count = len(reads.open_places(each, known))
    if not count:
        return [("approved", _("filled in"))]
    return [("draft", wording.counted(ngettext("%(count)s place open", "%(count)s places open", count), count))]


def _issued(each: IssuedDocument, known: reads.Outlines, moved: frozenset[int]) -> Line:
    return Line(
        url=reverse("document-issued", args=[each.serial]),
        title=each.title,
        who=figures.whose(each.found),
        sort=sort(each.outline, known),
        day=wording.day(timezone.localdate(each.at)),
        badges=badges(each, is_moved=each.pk in moved),
        serial=each.serial,
    )


def badges(each: IssuedDocument, *, is_moved: bool) -> list[tuple[str, str]]:
    """Return where an issued document stands: replaced, moved on, or as the record has it. Needs its successor."""
    after: Sequence[IssuedDocument] = [each.successor] if hasattr(each, "successor") else []
    found = [("draft", _("replaced by %(serial)s") % {"serial": one.serial}) for one in after]
    found.append(("sent_back", _("record moved on")) if is_moved else ("approved", _("as recorded")))
    return found


def sort(outline_id: str, known: reads.Outlines) -> str:
    """Return what sort of document an outline makes; its id where it is gone."""
    outline = known.get(outline_id)
    return wording.words(outline.label) if outline else outline_id
