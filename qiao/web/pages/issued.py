"""An issued document as a page: what was frozen, when and by whom, and what the record says of it now."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import document
from qiao.drafting import own, reads, register
from qiao.drafting.models import IssuedDocument
from qiao.drafting.reads import Retaken
from qiao.record.kinds import catalogue
from qiao.terms import Document
from qiao.web import wording
from qiao.web.pages import documents, drafts, figures, shelf
from qiao.web.pages.documents import Form, Grid, Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A frozen figure beside the record of now; `state_id` is moved, same or gone."""

    label: str
    frozen: str
    now: str
    records: str
    url: str
    now_url: str
    is_moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An issued document."""

    serial: str
    title: str
    about: str
    badges: list[tuple[str, str]]
    told: list[tuple[str, str]]
    proof: list[tuple[str, str]]
    lang: str
    parts: list[Paragraph | Grid | Form]
    moved: list[Figure]
    figures: list[Figure]
    downloads: list[tuple[str, str]]
    counted: str
    draft: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None


def page(issued: IssuedDocument) -> Page:
    """Return an issued document as a page."""
    made = register.document_of(issued)
    found = [_figure(issued, at, each) for at, each in enumerate(reads.retaken(issued))]
    moved = [each for each in found if each.is_moved]
    return Page(
        serial=issued.serial,
        title=made.title,
        about=wording.joined((figures.whose(issued.found), shelf.sort(issued.outline, own.outlines()))),
        badges=shelf.badges(issued, is_moved=bool(moved)),
        told=_told(issued, made),
        proof=[
            (_("Catalogue"), issued.catalogue_version),
            (_("Document"), issued.document_id),
            (_("Digest of the record"), issued.record_digest),
        ],
        lang=documents.lang(made),
        parts=[documents.part(each, made, [each.url for each in found]) for each in made.blocks],
        moved=moved,
        figures=found,
        downloads=[
            (reverse("document-issued-file", args=[issued.serial, ending[1:]]), ending) for ending in document.LAYOUTS
        ],
        counted=documents.counted(made),
        draft=reverse("document-draft", args=[issued.draft.uid]),
        before=_other(issued.predecessor),
        after=_other(issued.successor) if hasattr(issued, "successor") else None,
    )


def _told(issued: IssuedDocument, made: Document) -> list[tuple[str, str]]:
    return [
        (_("Number"), issued.serial),
        (_("Issued by"), str(issued.by)),
        (_("Issued on"), wording.moment(timezone.localtime(issued.at))),
        (_("Period"), wording.term(made.scope.start, made.scope.end) or _("the whole term")),
    ]


def _other(issued: IssuedDocument | None) -> tuple[str, str] | None:
    return (reverse("document-issued", args=[issued.serial]), issued.serial) if issued else None


def _figure(issued: IssuedDocument, at: int, each: Retaken) -> Figure:
    count, is_counted = len(each.frozen.sources), each.frozen.measure in catalogue().measures
    return Figure(
        label=drafts.label(each.frozen),
        frozen=drafts.value(each.frozen),
        now=drafts.value(each.now) if each.now else _("no longer counted"),
        records=wording.counted(ngettext("%(count)s record", "%(count)s records", count), count) if is_counted else "",
        url=reverse("document-issued-figure", args=[issued.serial, at]) if is_counted else documents.url(each.frozen),
        now_url=documents.url(each.now) if each.now else "",
        is_moved=each.is_moved_on,
    )
