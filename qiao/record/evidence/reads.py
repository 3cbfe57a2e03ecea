"""What there is in the way of files: those of a record, who may do what with them, and whether all are still whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from qiao.record import reads
from qiao.record.evidence import store
from qiao.record.models import Evidence, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not as the record says: its name or place, its hash, and the records that rest on it."""

    state: Literal["missing", "changed", "orphan"]
    name: str
    digest: str = ""
    records: tuple[str, ...] = ()


def files_of(record: Record) -> QuerySet[Evidence]:
    """Return the files that a record rests on, in the order in which they were added."""
    return Evidence.objects.filter(record=record, sort=Evidence.Sort.FILE).select_related("by")


def visible_to(user: User | AnonymousUser) -> QuerySet[Evidence]:
    """Return the files that a user may see: those of the records that they may see."""
    return Evidence.objects.filter(sort=Evidence.Sort.FILE, record__in=reads.visible_to(user).values("pk"))


def one(user: User | AnonymousUser, record: uuid.UUID, pk: int) -> Evidence | None:
    """Return a file of a record that the user may see, or None."""
    return visible_to(user).filter(record__uid=record, pk=pk).select_related("record").first()


def may_attach(user: User | AnonymousUser, record: Record) -> bool:
    """Return whether a user may add files to a record: whoever may still change it."""
    return reads.editable_by(user).filter(pk=record.pk).exists()


def may_withdraw(user: User | AnonymousUser, record: Record) -> bool:
    """Return whether a user may take files from a record: whoever may change it, before review has seen it."""
    return record.status == Record.Status.DRAFT and may_attach(user, record)


def digests() -> frozenset[str]:
    """Return the hash of every file that some record rests on."""
    return frozenset(Evidence.objects.exclude(digest="").order_by().values_list("digest", flat=True).distinct())


def verify() -> Iterator[Fault]:
    """Yield what is missing or changed, then what no record rests on. Every file is read and its hash taken."""
    named = digests()
    for digest in sorted(named):
        path = store.place(digest)
        state = "missing" if not path.exists() else "changed" if store.hash_of(path) != digest else ""
        if state:
            rows = Evidence.objects.filter(digest=digest).select_related("record").order_by("id")
            label = rows[0].label if rows else ""
            uids = tuple(dict.fromkeys(str(each.record.uid) for each in rows))
            yield Fault(state="missing" if state == "missing" else "changed", name=label, digest=digest, records=uids)
    for path in store.files():
        if path.name not in named:
            yield Fault(state="orphan", name=str(path.relative_to(store.home())), digest=path.name)


def checked() -> int:
    """Return how many different files the records rest on."""
    return len(digests())
