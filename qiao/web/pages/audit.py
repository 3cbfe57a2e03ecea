"""The audit trail as pages: who did what when, and what was before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.programme import trail
from qiao.programme.audit import values_of
from qiao.programme.models import AuditLine
from qiao.web import wording
from qiao.web.audit_words import action, key

PAGE_SIZE = 50
LONGEST = 2_000
"""Characters of one value that a page shows; the rest is in `qiao audit show --json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change in the list."""

    url: str
    number: int
    at: str
    who: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the trail, and what was asked."""

    lines: list[Line]
    total: str
    actions: list[tuple[str, str]]
    who: str
    what: str
    action: str
    start: str
    end: str
    previous: str
    next: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One line: what changed as (name, before, after), what else it says, and how it is chained."""

    title: str
    told: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    more: list[tuple[str, str]]
    proof: list[tuple[str, str]]


def listing(user: User, asked: Mapping[str, str]) -> Listing:
    """Return the page that was asked for: `who`, `what`, `action`, `start`, `end` (the last day), `page` from 1."""
    start, last = _day(asked.get("start", "")), _day(asked.get("end", ""))
    wanted = trail.Asked(
        who=asked.get("who", "").strip(),
        what=asked.get("what", "").strip(),
        action=asked.get("action", ""),
        start=start,
        end=last + wording.ONE_DAY if last else None,
    )
    pages = Paginator(trail.listed(trail.visible_to(user), wanted), PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    kept = {name: asked[name] for name in ("who", "what", "action", "start", "end") if asked.get(name)}
    return Listing(
        lines=[_line(each) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s change", "%(count)s changes", pages.count), pages.count),
        actions=[("", _("All")), *((each, capfirst(action(each))) for each in trail.actions())],
        who=wanted.who,
        what=wanted.what,
        action=wanted.action,
        start=start.isoformat() if start else "",
        end=last.isoformat() if last else "",
        previous=f"?{urlencode({**kept, 'page': page.number - 1})}" if page.has_previous() else "",
        next=f"?{urlencode({**kept, 'page': page.number + 1})}" if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _line(line: AuditLine) -> Line:
    return Line(
        url=reverse("audit-line", args=[line.number]),
        number=line.number,
        at=_moment(line),
        who=_who(line),
        action=capfirst(action(line.action)),
        subject=_subject(line),
    )


def _moment(line: AuditLine) -> str:
    return wording.moment(timezone.localtime(line.at))


def _who(line: AuditLine) -> str:
    return line.actor.get_username() if line.actor else _("command line")


def _subject(line: AuditLine) -> str:
    """Return what a line is about; an account by its name as it is now."""
    word, _blank, number = line.subject.partition(" ")
    if word != "account" or not number.isdecimal():
        return line.subject
    user = User.objects.filter(pk=int(number)).first()
    return _("account %(name)s") % {"name": user.get_username() if user else number}


def page(line: AuditLine) -> Page:
    """Return the page of one line."""
    is_forgotten = any(value is None for value in values_of(line).values())
    told = [
        (_("When"), f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"),
        (_("Done by"), _who(line)),
        (_("About what"), _subject(line)),
        (_("Number"), str(line.number)),
        (_("Forgotten"), _("values about a person were removed from this line") if is_forgotten else ""),
    ]
    return Page(
        title=capfirst(action(line.action)),
        told=[(label, text) for label, text in told if text],
        changes=[(key(each.name), _said(each.before), _said(each.after)) for each in trail.changes(line)],
        more=[(key(name), _said(value)) for name, value in trail.more(line).items() if value not in (None, "", [], {})],
        proof=[(_("Hash"), line.hash), (_("Hash of the line before"), line.previous_hash)],
    )


def _said(value: Any) -> str:
    """Return a value of the trail for people; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        text = "\n".join(f"{key(str(name))}: {_said(each)}" for name, each in value.items())
    elif isinstance(value, list):
        text = "\n".join(_said(each) for each in value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
