"""The accounts as whoever manages them sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.accounts import reads
from qiao.programme import role_reads
from qiao.web import wording
from qiao.web.pages.account import said_of_factors

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One account in the list."""

    url: str
    name: str
    who: str
    role: str
    state: str
    state_id: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the list of accounts."""

    lines: list[Line]
    total: str
    wanted: str
    previous: str
    next: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One account; `link` is its new one-time link, which is shown once."""

    pk: int
    title: str
    told: list[tuple[str, str]]
    state: str
    state_id: str
    is_open: bool
    is_own: bool
    has_factors: bool
    link: str
    sent: str
    trail_url: str


def listing(user: User, asked: Mapping[str, str]) -> Listing:
    """Return the page that was asked for: `q` in a name or address, `page` from 1."""
    wanted = asked.get("q", "").strip()
    pages = Paginator(reads.listed(reads.managed_by(user), wanted), PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    kept = {"q": wanted} if wanted else {}
    return Listing(
        lines=[_line(each) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s account", "%(count)s accounts", pages.count), pages.count),
        wanted=wanted,
        previous=f"?{urlencode({**kept, 'page': page.number - 1})}" if page.has_previous() else "",
        next=f"?{urlencode({**kept, 'page': page.number + 1})}" if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
    )


def _line(user: User) -> Line:
    state_id, state = _state(user)
    return Line(
        url=reverse("account", args=[user.pk]),
        name=user.get_username(),
        who=_who(user),
        role=_role(user),
        state=state,
        state_id=state_id,
        last=wording.moment(timezone.localtime(user.last_login)) if user.last_login else "",
    )


def _who(user: User) -> str:
    person = reads.person_of(user)
    return f"{person.name} {person.code}" if person else ""


def _role(user: User) -> str:
    return wording.joined(str(each.get_role_display()) for each in role_reads.held_by(user))


def _state(user: User) -> tuple[str, str]:
    """Return the state of an account, as a class of the page and in words."""
    if not user.is_active:
        return "failed", _("closed")
    if not user.has_usable_password():
        return "running", _("invited")
    return "done", _("open")


def form(user: User, asked: Mapping[str, str], *, field: str = "", problem: str = "") -> dict[str, object]:
    """Return the form for a new account as it was filled in, with what is wrong and where."""
    return {
        "name": asked.get("name", ""),
        "email": asked.get("email", ""),
        "person": asked.get("person", ""),
        "is_office": "is_office" in asked,
        "may_be_office": reads.may_give_office(user),
        "field": field,
        "problem": problem,
    }


def page(user: User, one: User, *, link: str = "", sent: str = "") -> Page:
    """Return the page of one account."""
    state_id, state = _state(one)
    held = reads.protection(one)
    until = reads.link_until(getattr(one, "account", None))
    told = [
        (_("E-mail"), one.email),
        (_("Person"), _who(one)),
        (_("Role"), _role(one)),
        (_("Second factor"), said_of_factors(held)),
        (_("Last sign-in"), wording.moment(timezone.localtime(one.last_login)) if one.last_login else _("never")),
        (_("One-time link good until"), wording.moment(timezone.localtime(until)) if until else ""),
    ]
    return Page(
        pk=one.pk,
        title=one.get_username(),
        told=[(label, text) for label, text in told if text],
        state=state,
        state_id=state_id,
        is_open=one.is_active,
        is_own=one.pk == user.pk,
        has_factors=bool(held.factors),
        link=link,
        sent=sent,
        trail_url=f"{reverse('audit')}?{urlencode({'what': f'account {one.pk}'})}",
    )
