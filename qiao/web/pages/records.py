"""The list of records, and the page of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.exchange import exports
from qiao.exchange.exports import Sheet
from qiao.programme import reads as programme
from qiao.record import content, reads
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Record
from qiao.record.review import reads as review
from qiao.terms import Kind
from qiao.web import wording

PAGE_SIZE = 50
SUGGESTIONS = 500
FILTERS = ("kind", "person", "batch", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record in a list."""

    url: str
    day: str
    kind: str
    text: str
    people: str
    status: str
    status_id: str
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One filter of a list: its options as (value, label), and the one chosen."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the list of records."""

    lines: list[Line]
    total: str
    filters: list[Choice]
    previous: str = ""
    next: str = ""
    position: str = ""
    is_filtered: bool = False
    may_add: bool = False
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One record: (label, text) of each field, who did it, what it rests on, and what the user may do with it."""

    record: Record
    title: str
    status: str
    fields: list[tuple[str, str]]
    people: list[tuple[str, str, str]] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    note: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    may: frozenset[str] = frozenset()
    may_edit: bool = False
    may_discard: bool = False
    is_evidence_missing: bool = False


def kind_of(record: Record) -> Kind | None:
    """Return a record's kind, or None where this installation has switched it off."""
    return catalogue().kinds.get(record.kind)


def line(record: Record, *, with_evidence: bool = False) -> Line:
    """Return a record as a line of a list. Needs its people, and where asked its evidence, loaded."""
    kind = kind_of(record)
    return Line(
        url=reverse("record", args=[record.uid]),
        day=wording.day(record.day),
        kind=wording.words(kind.label) if kind else record.kind,
        text=wording.summary(kind, content.values(kind, record.data)) if kind else "",
        people=wording.people(record),
        status=wording.status(record),
        status_id=record.status,
        note=record.review_note if record.status == Record.Status.SENT_BACK else "",
        evidence=_(", ").join(rests_on(each) for each in record.evidence.all()) if with_evidence else "",
    )


def rests_on(evidence: Evidence) -> str:
    """Return where a record can be looked up."""
    if evidence.sort == Evidence.Sort.WORKBOOK:
        place = {"book": evidence.label, "sheet": evidence.sheet, "row": evidence.row}
        return _("%(book)s, sheet %(sheet)s, row %(row)s") % place
    return evidence.label


def entered_kinds() -> list[Kind]:
    """Return the kinds that have a form: all but the roster, whose rows come from the programme."""
    return [kind for kind in catalogue().kinds.values() if not kind.is_roster]


def grouped_kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each field of work with its kinds as (address of the form, label), in the catalogue's order."""
    known = catalogue()
    found = []
    for group, label in known.groups.items():
        kinds = [kind for kind in known.in_group(group) if not kind.is_roster]
        links = [(reverse("record-new", args=[kind.id]), wording.words(kind.label)) for kind in kinds]
        if links:
            found.append((wording.words(label), links))
    return found


def listing(user: User, asked: Mapping[str, str]) -> Listing:
    """Return the page of the list that was asked for: filters by name, and `page` from 1."""
    chosen = _chosen(asked)
    pages = Paginator(_found(user, chosen), PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    return Listing(
        lines=[line(each) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s record", "%(count)s records", pages.count), pages.count),
        filters=_filters(user, chosen),
        previous=_turned(chosen, page.number - 1) if page.has_previous() else "",
        next=_turned(chosen, page.number + 1) if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
        is_filtered=any(chosen.values()),
        may_add=programme.may(user, programme.ADD),
        files=wording.files("record-list", {key: value for key, value in chosen.items() if value}),
    )


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked.get(name, "").strip() for name in FILTERS}


def _found(user: User, chosen: Mapping[str, str]) -> QuerySet[Record]:
    # A suggestion reads "P031 name": its first word is the number.
    narrowed = {**chosen, "person": "".join(chosen["person"].split()[:1])}
    return reads.listed(reads.visible_to(user), **narrowed)


def download(user: User, asked: Mapping[str, str]) -> Sheet:
    """Return the list that was asked for as a sheet: of one kind with all its columns, else as the page shows it."""
    chosen = _chosen(asked)
    found = _found(user, chosen)
    kind = catalogue().kinds.get(chosen["kind"])
    if kind is not None and not kind.is_roster:
        return exports.kind_sheet(kind, found)
    return exports.listed(
        "records",
        _("Records"),
        (_("Day"), _("Kind"), _("What was done"), _("Who"), _("Status"), _("Batch"), _("Host organisation"), _("Id")),
        lambda: map(_row, found.iterator(chunk_size=PAGE_SIZE * 10)),
    )


def _row(record: Record) -> list[str | dt.date | None]:
    shown = line(record)
    places = [each.name if each else None for each in (record.batch, record.organisation)]
    return [record.day, shown.kind, shown.text, shown.people, shown.status, *places, str(record.uid)]


def label(kind: Kind) -> str:
    """Return what a kind is called on this page."""
    return wording.words(kind.label)


def _turned(chosen: Mapping[str, str], page: int) -> str:
    return "?" + urlencode({**{key: value for key, value in chosen.items() if value}, "page": page})


def filters(user: User, chosen: Mapping[str, str], *names: str) -> list[Choice]:
    """Return some of the filters of a list of records, each with what is chosen."""
    return [each for each in _filters(user, {name: chosen.get(name, "") for name in FILTERS}) if each.name in names]


def _filters(user: User, chosen: Mapping[str, str]) -> list[Choice]:
    kinds = tuple((kind.id, wording.words(kind.label)) for kind in entered_kinds())
    statuses = tuple((value, str(label)) for value, label in Record.Status.choices)
    found = [_select("kind", _("Kind"), kinds, chosen), _select("status", _("Status"), statuses, chosen)]
    if not programme.only_person(user):
        batches = tuple((each.name, each.name) for each in programme.batches_visible_to(user))
        people = programme.visible_to(user).order_by("code")[:SUGGESTIONS]
        suggestions = tuple(f"{each.code} {each.name}" for each in people)
        found += [
            _select("batch", _("Batch"), batches, chosen),
            Choice(name="person", label=_("Person"), chosen=chosen["person"], suggestions=suggestions),
        ]
    return found


def _select(name: str, label: str, options: tuple[tuple[str, str], ...], chosen: Mapping[str, str]) -> Choice:
    return Choice(name=name, label=label, options=(("", _("All")), *options), chosen=chosen[name])


def lines_behind(uids: Iterable[str], user: User) -> list[Line]:
    """Return the records with these ids that a user may see, newest first, with their evidence."""
    visible = reads.visible_to(user).values("pk")
    return [line(each, with_evidence=True) for each in reads.by_uids(uids).filter(pk__in=visible)]


def page(user: User, record: Record) -> Page:
    """Return the page of one record that the user may see."""
    kind = kind_of(record)
    values = content.values(kind, record.data) if kind else {}
    evidence = list(record.evidence.all())
    is_editable = reads.editable_by(user).filter(pk=record.pk).exists()
    return Page(
        record=record,
        title=wording.words(kind.label) if kind else record.kind,
        status=wording.status(record),
        fields=[
            (wording.words(each.label), wording.content(each, values.get(each.id)))
            for each in (kind.fields if kind else ())
            if values.get(each.id) is not None
        ],
        people=_people(user, record),
        evidence=[rests_on(each) for each in evidence],
        note=record.review_note if record.is_editable else "",
        told=_told(record),
        may=frozenset(each for each in review.TRANSITIONS if review.may(user, record, each)),
        may_edit=is_editable and kind is not None,
        may_discard=is_editable and review.may(user, record, "discard"),
        is_evidence_missing=bool(kind and kind.is_evidence_demanded and not evidence),
    )


def _people(user: User, record: Record) -> list[tuple[str, str, str]]:
    codes = [each.person.code for each in record.participations.all()]
    visible = set(programme.visible_to(user).filter(code__in=codes).values_list("code", flat=True))
    return [
        (
            str(each.get_role_display()),
            f"{each.person.code} {each.person.name}",
            reverse("person", args=[each.person.code]) if each.person.code in visible else "",
        )
        for each in record.participations.all()
    ]


def _told(record: Record) -> list[tuple[str, str]]:
    """Return what the office asks of every record: whose it is, when it came, and under which rules it was read."""
    found = [
        (_("Counts for"), wording.joined(str(each) for each in (record.batch, record.organisation) if each)),
        (_("Entered by"), record.author.get_username() if record.author else ""),
        (_("Co-authors"), _(", ").join(each.get_username() for each in record.coauthors.all())),
        (_("Recorded"), wording.day(timezone.localdate(record.created_at))),
        (_("Number in its ledger"), record.row_label),
        (_("Id"), str(record.uid)),
    ]
    return [(label, text) for label, text in found if text]


def one(user: User, uid: uuid.UUID) -> Record | None:
    """Return a record that the user may see, with its people and evidence, or None."""
    found = reads.with_people(reads.visible_to(user)).select_related("batch", "organisation", "author")
    return found.prefetch_related("evidence").filter(uid=uid).first()
