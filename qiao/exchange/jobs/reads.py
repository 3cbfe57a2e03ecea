"""Which imports there are, and where their workbooks lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qiao.programme import rights
from qiao.record.models import Evidence, Import, ImportedRecord, Meaning, Record

REJECTED = "rejected.xlsx"
IMPORT = "import.run"


def may_import(user: User | AnonymousUser) -> bool:
    """Return whether a user may import workbooks, see past imports, withdraw them, and say what words mean."""
    return rights.may_whole(rights.actor(user), IMPORT)


def visible_to(user: User | AnonymousUser) -> QuerySet[Import]:
    """Return the imports that a user may see."""
    found = Import.objects.select_related("by", "withdrawn_by")
    return found if may_import(user) else found.none()


def meanings_visible_to(user: User | AnonymousUser) -> QuerySet[Meaning]:
    """Return what is remembered of unknown words, for who may change it."""
    found = Meaning.objects.select_related("by")
    return found if may_import(user) else found.none()


def folder(job: Import) -> Path:
    """Return the folder of what belongs to an import: its workbook, its preview, the rows that came back."""
    return Path(settings.QIAO_HOME) / "imports" / str(job.uid)


def book(job: Import) -> Path | None:
    """Return the workbook of an import, None where it is no longer kept."""
    place = folder(job) / "book"
    return next(place.iterdir(), None) if place.is_dir() else None


def rejected(job: Import) -> Path:
    """Return where the rows of an import that came back are, or will be."""
    return folder(job) / REJECTED


def untouched(job: Import) -> QuerySet[ImportedRecord]:
    """Return what an import has added or overwritten and nobody has changed since: only that can be withdrawn.

    Touched is what was written again, moved on in review, or given further evidence.
    """
    more = Evidence.objects.filter(record=OuterRef("record")).exclude(sort=Evidence.Sort.WORKBOOK)
    later = ImportedRecord.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    return job.records.filter(
        ~Exists(more),
        ~Exists(later),
        Q(record__updated_at=F("load__published_at")),
        record__status=Record.Status.APPROVED,
    )
