"""The list of people, a person's page and a batch's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.drafting import own as patterns
from qiao.drafting.jobs import reads as jobs
from qiao.drafting.rights import WRITE
from qiao.programme import reads as programme
from qiao.programme.models import Batch, Secondee, Secondment
from qiao.programme.reads import Found
from qiao.record import reads
from qiao.record.models import Record
from qiao.terms import Scope
from qiao.web import wording
from qiao.web.pages import figures
from qiao.web.pages.figures import Figure

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One secondment in a list of people."""

    url: str
    code: str
    name: str
    batch: str
    batch_url: str
    host: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the list of people."""

    lines: list[Line]
    total: str
    batches: list[tuple[str, str]]
    batch: str
    wanted: str
    previous: str = ""
    next: str = ""
    position: str = ""
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A person or a batch: facts of the roster, the figures of the work, and the ways on from here."""

    title: str
    subtitle: str
    told: list[list[tuple[str, str]]]
    groups: list[tuple[str, list[Figure]]]
    documents: list[tuple[str, str]]
    records_url: str
    waiting: str
    people_url: str = ""
    more: tuple[tuple[str, str], ...] = ()


def found(user: User, asked: Mapping[str, str]) -> QuerySet[Secondment]:
    """Return the secondments that were asked for, of those that the user may see: `batch` by name, `q` in a name."""
    batch, wanted = asked.get("batch", ""), asked.get("q", "").strip()
    terms = programme.secondments_visible_to(user)
    if batch:
        terms = terms.filter(batch__name=batch)
    if wanted:
        terms = terms.filter(Q(person__name__icontains=wanted) | Q(person__code__iexact=wanted))
    return terms.select_related("person", "batch", "host_organisation").order_by("-start", "person__code")


def listing(user: User, asked: Mapping[str, str]) -> Listing:
    """Return the page of the list that was asked for: `batch` by name, `q` in a name or number, `page` from 1."""
    batch, wanted = asked.get("batch", ""), asked.get("q", "").strip()
    pages = Paginator(found(user, asked), PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    batches = [each.name for each in programme.batches_visible_to(user)]
    kept = {key: value for key, value in {"batch": batch, "q": wanted}.items() if value}
    return Listing(
        lines=[_line(each, batches) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s secondment", "%(count)s secondments", pages.count), pages.count),
        batches=[("", _("All")), *((each, each) for each in batches)] if batches else [],
        batch=batch,
        wanted=wanted,
        previous=f"?{urlencode({**kept, 'page': page.number - 1})}" if page.has_previous() else "",
        next=f"?{urlencode({**kept, 'page': page.number + 1})}" if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
        files=wording.files("people-list", kept),
    )


def _line(each: Secondment, batches: Sequence[str]) -> Line:
    return Line(
        url=reverse("person", args=[each.person.code]),
        code=each.person.code,
        name=each.person.name,
        batch=each.batch.name,
        batch_url=reverse("batch", args=[each.batch.name]) if each.batch.name in batches else "",
        host=wording.joined(part for part in (each.host_organisation.name, each.host_post) if part),
        term=wording.posting(each.start, each.end),
    )


def person(user: User, one: Secondee) -> Page:
    """Return the page of a person whom the user may see."""
    scope = Scope(person=one.code)
    terms = list(programme.secondments(scope).order_by("-start"))
    return Page(
        title=one.name,
        subtitle=wording.joined((one.code, *(each.batch.name for each in terms))),
        told=[_told(each) for each in terms],
        groups=figures.by_group(scope),
        documents=_documents(user, "person", Found(person=one)),
        records_url=_records_url("person", one.code),
        waiting=_waiting(user, person=one.code),
        more=_more(user, one),
    )


def _more(user: User, one: Secondee) -> tuple[tuple[str, str], ...]:
    """Return the ways to what the roster has on a person, and to the file of everything held about them."""
    found = _of_roster(user, "person", one.pk)
    if programme.taken_out_by(user).filter(pk=one.pk).exists():
        found = (*found, (reverse("person-data", args=[one.code]), _("Everything held about them (.zip)")))
    return found


def _of_roster(user: User, sort: str, pk: int) -> tuple[tuple[str, str], ...]:
    is_seen = programme.sees_roster(user)
    return ((reverse("roster-thing", args=[sort, pk]), _("In the roster")),) if is_seen else ()


def _told(each: Secondment) -> list[tuple[str, str]]:
    found = [
        (_("Batch"), each.batch.name),
        (_("Term"), wording.posting(each.start, each.end)),
        (_("Category"), str(each.get_category_display())),
        (_("Sent by"), each.sending_organisation.name),
        (_("Host organisation"), each.host_organisation.name),
        (_("Post"), each.host_post),
    ]
    return [(label, text) for label, text in found if text]


def batch(user: User, one: Batch) -> Page:
    """Return the page of a batch."""
    today = timezone.localdate()
    here = programme.in_post(today).filter(batch=one).count()
    told = [
        (_("Term"), wording.posting(one.start, one.end)),
        (_("People planned"), "" if one.planned is None else wording.number(one.planned)),
        (_("In post on %(day)s") % {"day": wording.day(today)}, wording.number(here) if here else ""),
    ]
    return Page(
        title=one.name,
        subtitle=_("Batch"),
        told=[[(label, text) for label, text in told if text]],
        groups=figures.by_group(Scope(batch=one.name)),
        documents=[
            *_documents(user, "batch", Found(batch=one)),
            *_documents_of_all(user, one),
        ],
        records_url=_records_url("batch", one.name),
        waiting=_waiting(user, batch=one.name),
        more=_of_roster(user, "batch", one.pk),
        people_url=f"{reverse('people')}?{urlencode({'batch': one.name})}",
    )


def _documents_of_all(user: User, one: Batch) -> list[tuple[str, str]]:
    if not jobs.batches(user).filter(pk=one.pk).exists():
        return []
    return [(f"{reverse('document-job-new')}?{urlencode({'batch': one.name})}", _("for everybody in the batch"))]


def _documents(user: User, subject: str, whom: Found) -> list[tuple[str, str]]:
    if not programme.may_be_about(user, WRITE, whom):
        return []
    query = urlencode({"who": whom.person.code if whom.person else str(whom.batch)})
    return [
        (f"{reverse('document', args=[each.id])}?{query}", wording.words(each.label))
        for each in patterns.outlines().values()
        if subject in each.subjects
    ]


def _records_url(name: str, value: str) -> str:
    return f"{reverse('records')}?{urlencode({name: value})}"


def _waiting(user: User, *, person: str = "", batch: str = "") -> str:
    """Return how many records do not count yet, in words; "" for none."""
    found = reads.listed(reads.visible_to(user), person=person, batch=batch).exclude(status=Record.Status.APPROVED)
    count = found.count()
    waiting = ngettext(
        "%(count)s record is not approved yet and does not count.",
        "%(count)s records are not approved yet and do not count.",
        count,
    )
    return wording.counted(waiting, count) if count else ""
