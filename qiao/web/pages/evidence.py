"""Files as evidence on the site: those sent with a form, and those that a record rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.record.content import Problem
from qiao.record.evidence import media, reads, store, writes
from qiao.record.evidence.writes import MEGABYTE, File
from qiao.record.models import Evidence, Record
from qiao.web import wording

FIELD = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came with a form: the files that can be taken, and what is wrong with the others, each by its name."""

    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The part of a form that asks for files. `kept` are (word, name, size) of those that were sent already."""

    accept: str
    hint: str
    kept: list[tuple[str, str, str]]
    problems: list[tuple[str, str]]
    held: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A file in the gallery of a record. `small` and `view` are addresses of its pictures, "" where it has none."""

    name: str
    told: str
    by: str
    ending: str
    url: str
    small: str = ""
    view: str = ""
    withdraw: str = ""


def sent(uploads: Sequence[UploadedFile], words: Sequence[str], user: User) -> Sent:
    """Return what came with a form: new files, looked into, and the words for those that were sent before."""
    files: dict[str, File] = {}
    problems: list[Problem] = []
    for word in words:
        meant = writes.meant(word, by=user)
        if meant is None:
            why = _("a file that you sent before has gone: choose it again")
            problems.append(Problem(field=FIELD, written="", why=why))
        else:
            files[meant.digest] = meant
    for each in uploads:
        found = writes.receive(each)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            files.setdefault(found.digest, found)
    return Sent(files=tuple(files.values()), problems=tuple(problems))


def asked(user: User, sent: Sent, record: Record | None = None) -> Asked:
    """Return the part of a form that asks for files, with those that were sent already."""
    held = [each.label for each in reads.files_of(record)] if record else []
    endings = [f".{ending}" for each in media.known().values() for ending in each.endings]
    limits = {
        "kinds": _("photos, .pdf, Office documents, text, short videos and recordings"),
        "one": filesizeformat(settings.QIAO_EVIDENCE_FILE_MB * MEGABYTE),
        "all": filesizeformat(settings.QIAO_EVIDENCE_RECORD_MB * MEGABYTE),
    }
    return Asked(
        accept=",".join(endings),
        hint=_("Allowed: %(kinds)s; each up to %(one)s, all files of a record up to %(all)s.") % limits,
        kept=[(writes.token(each, by=user), each.name, filesizeformat(each.size)) for each in sent.files],
        problems=[(each.written, each.why) for each in sent.problems],
        held=held,
    )


def gallery(user: User, record: Record) -> list[Shown]:
    """Return the files of a record that the user may see."""
    may_withdraw = reads.may_withdraw(user, record)
    return [_shown(record, each, may_withdraw=may_withdraw) for each in reads.files_of(record)]


def _shown(record: Record, each: Evidence, *, may_withdraw: bool) -> Shown:
    at = [record.uid, each.pk]
    drawn = {
        size: reverse("record-evidence-picture", args=[*at, size]) if store.picture(each.digest, size).exists() else ""
        for size in ("small", "view")
    }
    day = wording.day(timezone.localdate(each.at)) if each.at else ""
    return Shown(
        name=each.label,
        told=filesizeformat(each.size or 0),
        by=wording.joined(text for text in (each.by.get_username() if each.by else "", day) if text),
        ending=each.label.rpartition(".")[2].upper(),
        url=reverse("record-evidence-file", args=at),
        withdraw=reverse("record-evidence-withdraw", args=at) if may_withdraw else "",
        **drawn,
    )
