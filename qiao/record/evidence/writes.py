"""Files as evidence: received, put to a record, withdrawn from a draft, and swept up.

A file lies in its place before a row names it, and rows go before their file: a crash between the two leaves a file
that no row names, never a row without its file. `clean` removes such files, and only those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme.audit import note
from qiao.record import rights, writes
from qiao.record.content import Problem
from qiao.record.evidence import media, names, reads, store
from qiao.record.evidence.sandbox import REASONS
from qiao.record.models import Evidence, Record
from qiao.record.writes import Refused, Work

EDIT = "record.edit"
MEGABYTE = 2**20
SALT = "qiao.record.evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was received and may become evidence: `digest` is its SHA-256, `media` an id of media.yaml."""

    name: str
    digest: str
    media: str
    size: int


def token(file: File, *, by: User) -> str:
    """Return a word that stands for a received file in a form that is sent again; good for this user and a day."""
    return signing.dumps([file.name, file.digest, file.media, file.size, by.pk], salt=SALT)


def meant(word: str, *, by: User) -> File | None:
    """Return the file that a word stands for; None for a false or an old one, and where the file has gone."""
    try:
        name, digest, media_id, size, owner = signing.loads(word, salt=SALT, max_age=store.WAITING_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return File(name=name, digest=digest, media=media_id, size=size) if owner == by.pk and _is_there(digest) else None


def _is_there(digest: str) -> bool:
    return store.is_there(digest)


def receive(upload: UploadedFile) -> File | Problem:
    """Take in what was sent and look into it: the file, which now waits, or why it cannot be evidence."""
    store.sweep()
    sent = names.cleaned(upload.name or "")
    most = settings.QIAO_EVIDENCE_FILE_MB * MEGABYTE
    if (upload.size or 0) > most:
        why = _("it is larger than %(most)s: make it smaller, or send a part") % {"most": filesizeformat(most)}
        return Problem(field="files", written=sent, why=why)
    path, digest, size = store.receive(upload.chunks())
    try:
        seen = store.look_into(path, digest)
        if seen.why:
            return Problem(field="files", written=sent, why=str(REASONS[seen.why]))
        store.wait(path, digest)
    finally:
        path.unlink(missing_ok=True)
    named = names.cleaned(upload.name or "", media.known()[seen.media])
    return File(name=named, digest=digest, media=seen.media, size=size)


@transaction.atomic
def draft(work: Work, files: Sequence[File], *, by: User) -> Record:
    """Record a piece of work as a draft, with its files. Raises Refused."""
    record = writes.draft(work, by=by)
    attach(record, files, by=by)
    return record


@transaction.atomic
def revise(record: Record, work: Work, files: Sequence[File], *, by: User, seen: str = "") -> Record:
    """Change a draft, or a record that was sent back, and add files to it. Raises Refused."""
    revised = writes.revise(record, work, by=by, seen=seen)
    attach(revised, files, by=by)
    return revised


@transaction.atomic
def attach(record: Record, files: Iterable[File], *, by: User) -> list[Evidence]:
    """Let a record rest on files too; one that it has already is not added again. Raises NotAllowed, and Refused."""
    wanted = {each.digest: each for each in files}
    if not wanted:
        return []
    rights.demand(by, EDIT, record)
    current = Record.objects.select_for_update().get(pk=record.pk)
    if not current.is_editable:
        raise Refused(_problem("", _("files are added to a draft, or to a record that was sent back")))
    held = {each.digest: each for each in reads.files_of(current)}
    new = [each for digest, each in wanted.items() if digest not in held]
    _refuse_too_much(list(held.values()), new)
    added = Evidence.objects.bulk_create(
        Evidence(
            record=current,
            sort=Evidence.Sort.FILE,
            label=each.name,
            digest=each.digest,
            media=each.media,
            size=each.size,
            by=by,
            at=timezone.now(),
        )
        for each in new
    )
    for each in wanted.values():
        if not store.settle(each.digest):
            raise Refused(_problem(each.name, _("it has waited too long: choose it again")))
    for each in new:
        note("attach", str(current.uid), by=by, before=None, after=_said(each.name, each.digest, each.size))
    return added


def _said(name: str, digest: str, size: int | None) -> dict[str, object]:
    return {"file": name, "sha256": digest, "size": size}


def _problem(written: str, why: str) -> Problem:
    return Problem(field="files", written=written, why=why)


def _refuse_too_much(held: Sequence[Evidence], new: Sequence[File]) -> None:
    most = settings.QIAO_EVIDENCE_RECORD_MB * MEGABYTE
    count = settings.QIAO_EVIDENCE_FILES
    if len(held) + len(new) > count:
        raise Refused(_problem("", _("a record rests on at most %(count)s files") % {"count": count}))
    if sum(each.size or 0 for each in held) + sum(each.size for each in new) > most:
        why = _("the files of a record are at most %(most)s together") % {"most": filesizeformat(most)}
        raise Refused(_problem("", why))


@transaction.atomic
def withdraw(evidence: Evidence, *, by: User) -> None:
    """Take a file from a draft; the trail keeps its name and hash. Raises NotAllowed, and Refused."""
    record = Record.objects.select_for_update().get(pk=evidence.record_id)
    rights.demand(by, EDIT, record)
    if record.status != Record.Status.DRAFT or evidence.sort != Evidence.Sort.FILE:
        raise Refused(_problem(evidence.label, _("a file is withdrawn from a draft only")))
    said = _said(evidence.label, evidence.digest, evidence.size)
    note("withdraw", str(record.uid), by=by, before=said, after=None)
    evidence.delete()
    _release_afterwards([evidence.digest])


@transaction.atomic
def discard(record: Record, *, by: User) -> None:
    """Delete a draft for good, with the files that only it rested on. Raises NotAllowed, and Refused."""
    held = [each.digest for each in reads.files_of(record)]
    writes.discard(record, by=by)
    _release_afterwards(held)


def _release_afterwards(digests: Sequence[str]) -> None:
    """Remove the files that no record rests on any more, once it is sure that the rows have gone."""
    transaction.on_commit(lambda: release(digests))


@transaction.atomic
def release(digests: Iterable[str]) -> None:
    """Remove these files where no record rests on them. The lines about their rows tell of it."""
    _lock()
    named = reads.digests()
    for each in set(digests) - named:
        store.remove(each)


@transaction.atomic
def clean() -> list[str]:
    """Remove the files that no record rests on, with their pictures, and return their names. Nothing else is touched.

    What is withdrawn or discarded takes its file with it: here goes what a crash has left, or a hand has put there.
    """
    store.sweep()
    _lock()
    named = reads.digests()
    removed = []
    for path in [*store.files()]:
        if path.name not in named:
            path.unlink()
            removed.append(str(path.relative_to(store.home())))
    for path in [*store.pictures()]:
        digest = path.name.partition(".")[0]
        if digest not in named and not (store.DIGEST.fullmatch(digest) and store.is_there(digest)):
            path.unlink()
    if removed:
        note("clean evidence", "evidence", by=None, before=removed, after=None)
    return removed


def _lock() -> None:
    """See to it that nobody puts a file to a record until the transaction ends.

    With SQLite it is the only one that writes; with PostgreSQL it waits for the others, and locks the table.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Evidence._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001
