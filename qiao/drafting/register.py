"""What is kept of documents, drafts and issued ones: who may see which, and what was frozen in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, Q, QuerySet

from qiao import document
from qiao.drafting import rights
from qiao.drafting.models import Draft, IssuedDocument
from qiao.programme.reads import Found
from qiao.terms import Document, Fact

SERIAL = re.compile(r"([0-9]{4})-([0-9]{4,9})")
DIGITS = re.compile("[0-9a-f]{12}")
ASKED = 20
"""By how many marks of a file its document is looked for: all of them are compared, but not all searched."""

LOOKED_AT = 50
"""How many issued documents of one subject a check looks at, the newest ones."""

Kept = Draft | IssuedDocument
M = TypeVar("M", bound=Model)


def drafts_visible_to(user: User | AnonymousUser) -> QuerySet[Draft]:
    """Return the drafts that a user may see, discarded ones too: those within their roles, and their own.

    What the office writes about a person (an appraisal) is not the person's to read while it is written.
    """
    return rights.drafts(user, rights.SEE).select_related("person", "batch", "organisation", "by")


def issued_visible_to(user: User | AnonymousUser) -> QuerySet[IssuedDocument]:
    """Return the issued documents that a user may see: those within their roles, and those of drafts of their own."""
    # Of the draft and of those before and after, only the number is shown: not their text once more.
    others = [f"{other}__{name}" for other in ("predecessor", "successor") for name in ("document", "style", "marks")]
    issued = rights.issued(user, rights.SEE).select_related(
        "person", "batch", "organisation", "by", "draft", "predecessor", "successor"
    )
    return issued.defer(*others, "draft__saved", "draft__marks")


def with_serial(issued: QuerySet[IssuedDocument], serial: str) -> IssuedDocument | None:
    """Return the one of these documents that has a serial number; None where none has."""
    found = SERIAL.fullmatch(serial)
    return issued.filter(year=int(found[1]), number=int(found[2])).first() if found else None


def about(documents: QuerySet[M], wanted: str) -> QuerySet[M]:
    """Return those whose title, or the name of whom they are about, holds the words."""
    for word in wanted.split():
        documents = documents.filter(
            Q(title__icontains=word)
            | Q(person__name__icontains=word)
            | Q(person__code__iexact=word)
            | Q(batch__name__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return documents


def document_of(kept: Kept) -> Document:
    """Return a document as it was issued, or a draft as it was last saved."""
    return document.document_from_json(kept.document if isinstance(kept, IssuedDocument) else kept.saved)


def file_of(issued: IssuedDocument, ending: str) -> bytes:
    """Return an issued document as a file, the same bytes each time. Raises KeyError for an unknown ending.

    A .docx carries the manifest with the serial number, so that it can be traced anywhere.
    """
    made, style = document_of(issued), document.style_from_json(issued.style)
    if ending == ".docx":
        return document.docx(made, style, rests_on=manifest_of(issued))
    return document.LAYOUTS[ending](made, style)


def manifest_of(kept: Kept) -> document.Manifest:
    """Return what a kept document rests on."""
    serial = kept.serial if isinstance(kept, IssuedDocument) else ""
    return document.manifest(document_of(kept), catalogue=kept.catalogue_version, serial=serial)


def marks_of(made: Document) -> str:
    """Return the digits that tell each number of a document from all others, parted by blanks, to search in."""
    return " ".join(_digits(document.marks(made)))


def frozen(found: Found) -> Mapping[str, Sequence[Fact]]:
    """Return by measure the figures that the issued documents of a subject froze, the newest first."""
    known: dict[str, list[Fact]] = defaultdict(list)
    issued = IssuedDocument.objects.filter(person=found.person, batch=found.batch, organisation=found.organisation)
    for written in issued.values_list("document", flat=True)[:LOOKED_AT]:
        for fact in document.facts_from_json(written):
            known[fact.measure].append(fact)
    return known


def kept(seen_by: User | AnonymousUser | None = None) -> tuple[QuerySet[Any], ...]:
    """Return all that is kept of documents, issued ones first; only what a user may see where one is given."""
    if seen_by is None:
        return IssuedDocument.objects.all(), Draft.objects.all()
    return issued_visible_to(seen_by), drafts_visible_to(seen_by)


def with_id(document_id: str, among: Sequence[QuerySet[Any]]) -> Kept | None:
    """Return the issued document, else the saved draft, that has an id; None where nothing has."""
    found = (each.filter(document_id=document_id).first() for each in among if document_id)
    return next((each for each in found if each is not None), None)


def with_marks(marks: Iterable[str], among: Sequence[QuerySet[Any]]) -> Kept | None:
    """Return the kept document that shares most of the marks of a file; None where nothing shares any."""
    wanted = dict.fromkeys(_digits(marks))
    if not wanted:
        return None
    any_of = Q()
    for each in list(wanted)[:ASKED]:
        any_of |= Q(marks__contains=each)
    ranked: list[tuple[int, int, int, int]] = []
    for at, documents in enumerate(among):
        for key, held in documents.filter(any_of).values_list("pk", "marks"):
            own = set(held.split())
            shared = len(own & wanted.keys())
            # The fewer others the better; then what is issued, then what is newer.
            ranked.append((shared, shared - len(own), -at, key))
    if not ranked:
        return None
    _shared, _others, at, key = max(ranked)
    return among[-at].get(pk=key)


def _digits(marks: Iterable[str]) -> Iterable[str]:
    ends = (each.rpartition("_")[2] for each in marks)
    return (each for each in ends if DIGITS.fullmatch(each))
