"""The first page after signing in: what waits for the user, and where things stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count
from django.urls import reverse

from qiao.drafting import own as patterns
from qiao.programme import reads as programme
from qiao.programme import rights
from qiao.record import reads
from qiao.record.models import Record
from qiao.web import wording
from qiao.web.pages import records, roles
from qiao.web.pages.records import Line

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many records stand at one point of the review."""

    label: str
    text: str
    url: str
    status_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the first page shows."""

    greeting: str
    sent_back: list[Line]
    to_review: list[Line]
    to_review_url: str
    drafts: list[Line]
    counts: list[Standing]
    documents: list[tuple[str, str]] = field(default_factory=list)
    batches: list[tuple[str, str, str]] = field(default_factory=list)
    own_url: str = ""
    may_import: bool = False
    may_add: bool = False
    may_write: bool = False
    may_check: bool = False
    may_see_people: bool = False
    roles: list[str] = field(default_factory=list)
    is_nobody: bool = False


def page(user: User) -> Page:
    """Return the first page of a user."""
    own = programme.own_person(user)
    mine = reads.listed(reads.visible_to(user).filter(reads.authored_by(user)))
    return Page(
        greeting=own.name if own else user.get_full_name() or user.get_username(),
        sent_back=[records.line(each) for each in mine.filter(status=Record.Status.SENT_BACK)[:SHOWN]],
        to_review=[records.line(each) for each in reads.listed(reads.reviewable_by(user))[:SHOWN]],
        to_review_url=reverse("review"),
        drafts=[records.line(each) for each in mine.filter(status=Record.Status.DRAFT)[:SHOWN]],
        counts=_counts(user),
        documents=_documents("person", own.code) if own else [],
        batches=_batches(user),
        own_url=reverse("person", args=[own.code]) if own else "",
        may_import=rights.may(user, "import.run"),
        may_add=rights.may(user, "record.add"),
        may_write=rights.may(user, "document.write"),
        may_check=rights.may(user, "check.use"),
        may_see_people=rights.may(user, "figures.see"),
        roles=roles.told(user),
        is_nobody=not rights.actor(user).grants,
    )


def _counts(user: User) -> list[Standing]:
    counted = reads.visible_to(user).order_by().values_list("status").annotate(count=Count("pk"))
    found = dict(counted)
    return [
        Standing(label=str(label), text=wording.number(found[value]), url=_listed(value), status_id=value)
        for value, label in Record.Status.choices
        if value in found
    ]


def _batches(user: User) -> list[tuple[str, str, str]]:
    """Return each batch as (address, name, term), the last one first."""
    return [
        (reverse("batch", args=[each.name]), each.name, wording.posting(each.start, each.end))
        for each in programme.batches_visible_to(user).order_by("-start")
    ]


def _listed(status: str) -> str:
    return f"{reverse('records')}?{urlencode({'status': status})}"


def _documents(subject: str, who: str) -> list[tuple[str, str]]:
    return [
        (f"{reverse('document', args=[each.id])}?{urlencode({'who': who})}", wording.words(each.label))
        for each in patterns.outlines().values()
        if subject in each.subjects
    ]
