"""A draft as a page: the text with the author's places in it, what changed since it was saved, and the ways on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import document
from qiao.drafting import drafts, reads, register, rights
from qiao.drafting import own as patterns
from qiao.drafting.drafts import Filled
from qiao.drafting.models import Draft
from qiao.record.kinds import catalogue
from qiao.terms import Block, Document, Fact, Table
from qiao.web import wording
from qiao.web.pages import documents, figures
from qiao.web.pages.documents import Form, Grid, NotWritten, Paragraph

WORDS, SEEN, EMPTY = "words-", "seen-", "empty"
DAY_FACTS = ("roster.start", "roster.end", "scope.start", "scope.end", "scope.year", "document.day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place for the author, with what stands in it. `day` is set for that of the document's day."""

    id: str
    hint: str
    text: str = ""
    version: str = ""
    day: str = ""
    is_day: bool = False
    is_left_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that changed: what it was, what it is, and on how many other records it rests."""

    label: str
    before: str
    now: str
    records: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What changed since the draft was last saved."""

    since: str
    figures: list[Change]
    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A draft with all that can be done with it. `record` is the digest of the record that the text was made of."""

    uid: str
    title: str
    about: str
    told: list[tuple[str, str]]
    lang: str
    parts: list[Paragraph | Grid | Form | Place]
    left: list[Place]
    others: list[Place]
    lost: list[Place]
    omitted: tuple[str, ...]
    downloads: list[tuple[str, str]]
    counted: str
    open: str
    record: str
    changed: Changed | None
    start: str
    end: str
    language: str
    styles: list[tuple[str, str]]
    style: str
    issued: list[tuple[str, str, str]] = field(default_factory=list)
    may_issue: bool = False
    is_discarded: bool = False
    is_gone: bool = False
    problem: str = ""


def filled(posted: Mapping[str, str], left_empty: list[str]) -> Filled:
    """Return what the form of a draft sends. Raises NotWritten for a day that is none."""
    try:
        day = dt.date.fromisoformat(posted["day"]) if posted.get("day") else None
    except ValueError as error:
        raise NotWritten("day", _("A day is written like 2024-05-31.")) from error
    return Filled(words=_named(posted, WORDS), seen=_named(posted, SEEN), left_empty=tuple(left_empty), day=day)


def _named(posted: Mapping[str, str], prefix: str) -> dict[str, str]:
    # A form sends line ends as CR LF.
    return {
        name.removeprefix(prefix): text.replace("\r\n", "\n")
        for name, text in posted.items()
        if name.startswith(prefix)
    }


def page(user: User, draft: Draft, refused: str = "", typed: Filled | None = None) -> Page:
    """Return a draft as a page; with `typed`, which was refused, in the places instead of what is saved."""
    if typed is not None:
        draft.words, draft.left_empty, draft.day = {**draft.words, **typed.words}, list(typed.left_empty), typed.day
    made, saved = reads.written(draft), register.document_of(draft)
    outline = patterns.outlines().get(draft.outline)
    is_gone = not reads.can_be_written(draft)
    places = _places(draft, typed)
    standing = {each.place for each in made.blocks if isinstance(each, Block)}
    elsewhere = [each for each in places.values() if each.id not in standing]
    waiting = reads.open_places(draft)
    label = wording.words(outline.label) if outline else draft.outline
    last = _day(draft.saved_at)
    return Page(
        uid=str(draft.uid),
        title=made.title,
        about=wording.joined((figures.whose(draft.found), label)),
        told=_told(draft, made),
        lang=documents.lang(made),
        parts=_parts(made, {} if is_gone or draft.discarded_at else places),
        left=[each for each in elsewhere if each.is_left_empty],
        others=[each for each in elsewhere if not each.is_left_empty],
        lost=[
            Place(id=each, hint=_("Without a place"), text=text, version=_version(each, text, typed))
            for each, text in reads.without_a_place(draft).items()
        ],
        omitted=made.omitted,
        downloads=[
            (reverse("document-draft-file", args=[draft.uid, ending[1:]]), ending) for ending in document.LAYOUTS
        ],
        counted=documents.counted(made),
        open=wording.counted(
            ngettext("%(count)s place is still open", "%(count)s places are still open", len(waiting)), len(waiting)
        )
        if waiting
        else "",
        record=document.record_digest(made),
        changed=None if is_gone else _changed(drafts.changes(saved, made), last),
        start=draft.start.isoformat() if draft.start else "",
        end=(draft.end - wording.ONE_DAY).isoformat() if draft.end else "",
        language=draft.language,
        styles=documents.styles(),
        style=draft.style,
        issued=[_issued(each.serial, _day(each.at)) for each in draft.issues.all()],
        may_issue=not is_gone and rights.drafts(user, rights.ISSUE).filter(pk=draft.pk).exists(),
        is_discarded=draft.discarded_at is not None,
        is_gone=is_gone,
        problem=refused,
    )


def _issued(serial: str, day: str) -> tuple[str, str, str]:
    return reverse("document-issued", args=[serial]), serial, day


def _told(draft: Draft, made: Document) -> list[tuple[str, str]]:
    languages = {"zh": _("Simplified Chinese"), "en": _("English")}
    return [
        (_("Period"), wording.term(draft.start, draft.end) or _("the whole term")),
        (_("Language"), languages[made.language]),
        (_("Started by"), str(draft.by)),
        (_("Last saved"), _day(draft.saved_at)),
    ]


def _places(draft: Draft, typed: Filled | None) -> dict[str, Place]:
    """Return the places of a draft's outline, each with what the author has filled in."""
    outline = patterns.outlines().get(draft.outline)
    found = {}
    for place, hint in outline.places.items() if outline else ():
        text = draft.words.get(place, "")
        found[place] = Place(
            id=place,
            hint=hint[draft.language],
            text=text,
            version=_version(place, text, typed),
            day=draft.day.isoformat() if draft.day else "",
            is_day=place == document.DAY,
            is_left_empty=place in draft.left_empty,
        )
    return found


def _version(place: str, text: str, typed: Filled | None) -> str:
    """Return the version of the words that the author has seen: not that of words which were refused."""
    return (typed.seen.get(place) if typed else None) or drafts.version(text)


def _parts(made: Document, places: Mapping[str, Place]) -> list[Paragraph | Grid | Form | Place]:
    """Return the text with each of the author's places, once, where it stands."""
    found: list[Paragraph | Grid | Form | Place] = []
    for each in made.blocks:
        place = None if isinstance(each, Table) else places.get(each.place)
        if place is None:
            found.append(documents.part(each, made))
        elif place not in found:
            found.append(place)
    return found


def _changed(found: drafts.Changes, since: str) -> Changed | None:
    if not found.is_any:
        return None
    return Changed(since=since, figures=[_change(each) for each in found.figures], came=found.came, went=found.went)


def _change(each: drafts.Figure) -> Change:
    records = []
    if each.more:
        records.append(
            wording.counted(ngettext("%(count)s record more", "%(count)s records more", each.more), each.more)
        )
    if each.fewer:
        records.append(
            wording.counted(ngettext("%(count)s record fewer", "%(count)s records fewer", each.fewer), each.fewer)
        )
    return Change(
        label=label(each.now or each.before),
        before=value(each.before),
        now=value(each.now),
        records=_(", ").join(records),
        url=documents.url(each.now) if each.now else "",
    )


def label(fact: Fact | None) -> str:
    """Return what a fact is called: a measure of the catalogue, a day of the roster, of a period or of a document."""
    measure = fact.measure if fact else ""
    known = catalogue().measures.get(measure)
    if known and fact:
        period = wording.term(fact.scope.start, fact.scope.end)
        return wording.joined(each for each in (wording.words(known.label), period) if each)
    days = (_("First day of the term"), _("End of the term"), _("First day of the period"), _("Last day of the period"))
    return dict(zip(DAY_FACTS, (*days, _("Year of the figures"), _("Day of the document")), strict=True)).get(
        measure, measure
    )


def value(fact: Fact | None) -> str:
    """Return what a fact amounts to in words, also where the catalogue counts it no longer."""
    if fact is None:
        return _("not stated")
    known = catalogue().measures.get(fact.measure)
    if known:
        return wording.taken(known, fact.value)
    return wording.day(fact.value) if isinstance(fact.value, dt.date) else document.value_of(fact)


def _day(moment: dt.datetime) -> str:
    return wording.moment(timezone.localtime(moment))
