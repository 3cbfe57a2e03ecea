"""The menu: what the user may open, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from qiao.programme import rights
from qiao.programme.matrix import URL, entrances

FIRST = {"roster-list": ("organisation",)}
"""What an entry opens that has several pages of a sort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the menu."""

    url: str
    label: str
    is_here: bool


def entries(request: HttpRequest) -> list[Entry]:
    """Return the entries for whoever asks; none for nobody."""
    user = request.user
    if not user.is_authenticated:
        return []
    match = request.resolver_match
    here, who = (match.url_name or "") if match else "", rights.actor(user)
    people = _("My work") if rights.is_own_only(user, "figures.see") else _("People")
    # The names of the pages behind each entry begin so.
    listed = (
        ("home", _("Home"), ("home",)),
        ("records", _("Records"), ("record",)),
        ("review", _("Review"), ("review", "period")),
        ("projects", _("Projects"), ("project",)),
        ("people", people, ("people", "person", "batch", "fact")),
        ("roster-list", _("Roster"), ("roster",)),
        ("documents", _("Documents"), ("document", "trace")),
        ("check", _("Check"), ("check",)),
        ("import", _("Import"), ("import",)),
        ("roles", _("Roles"), ("role",)),
    )
    return [
        Entry(url=reverse(name, args=FIRST.get(name, ())), label=label, is_here=here.startswith(begins))
        for name, label, begins in listed
        if rights.may_open(who, entrances()[URL, name])
    ]


def shown(request: HttpRequest) -> dict[str, object]:
    """Return what every page gets: the menu, made where a page has one."""
    return {"menu": SimpleLazyObject(lambda: entries(request))}
