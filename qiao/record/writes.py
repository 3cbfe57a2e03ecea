"""Everything that changes records. Each function is one transaction and one line of the audit trail.

The steps of the review are in `qiao.record.review.writes`; they are named here too, because they change records.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import rights as programme
from qiao.programme.audit import note
from qiao.programme.models import Secondment
from qiao.record import content, staging
from qiao.record.bulk import insert
from qiao.record.content import Problem, Refused
from qiao.record.models import Evidence, Participation, Record
from qiao.record.periods import reads as periods
from qiao.record.periods.reads import Counted
from qiao.record.periods.writes import refuse_closed
from qiao.record.review.reads import is_author, is_decided
from qiao.record.review.rules import TRANSITIONS
from qiao.record.review.writes import (
    Outcome,
    approve,
    decide_each,
    keep,
    keep_first,
    locked,
    reopen,
    send_back,
    share,
    submit,
    undo,
    unshare,
    withdraw,
)
from qiao.record.staging import IMPORTED
from qiao.record.standing import Standing
from qiao.terms import Kind, Participant, Value

__all__ = [
    "TRANSITIONS",
    "Outcome",
    "Refused",
    "Work",
    "approve",
    "bring_in",
    "decide_each",
    "discard",
    "draft",
    "overwrite",
    "reopen",
    "revise",
    "send_back",
    "share",
    "submit",
    "undo",
    "unshare",
    "withdraw",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be recorded: a kind, its data, and who did it in which secondment.

    `standing` is set where an export brings a record back, with the id and the status that it had.
    """

    kind: Kind
    data: Mapping[str, Value]
    people: tuple[tuple[Secondment, Participant], ...]
    evidence: tuple[Evidence, ...] = ()
    row_label: str = ""
    standing: Standing | None = None

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Return the participants without their secondments."""
        return tuple(participant for _secondment, participant in self.people)

    @property
    def day(self) -> dt.date:
        """Return the day of the work. Only of work whose content has been checked."""
        day = self.data[self.kind.day_field]
        if not isinstance(day, dt.date):
            raise TypeError(f"a record of {self.kind.id} has a day")
        return day

    @property
    def digest(self) -> str:
        """Return the digest of the content."""
        return content.digest(self.kind, self.data, self.participants)

    @property
    def counted(self) -> Counted | None:
        """Return what it would count: nothing where an export brings it back unapproved."""
        counted = periods.of_entry(self.kind, self.data, self.people)
        if self.standing is None:
            return counted
        if self.standing.status != Record.Status.APPROVED:
            return None
        return replace(counted, batch_id=self.standing.batch, organisation_id=self.standing.organisation)


def _columns(work: Work) -> dict[str, object]:
    """Return a record's columns for its content; who leads decides the batch and the organisation it counts for."""
    leader = next((secondment for secondment, each in work.people if each.role == "led"), None)
    batch, organisation = staging.place(leader, work.day)
    return {
        **staging.columns(work.kind, work.data, work.digest, work.row_label),
        "batch_id": batch,
        "organisation_id": organisation,
        **(work.standing.columns if work.standing else {}),
    }


def _filled(record: Record, work: Work) -> Record:
    """Return the record with its content set."""
    for column, value in _columns(work).items():
        setattr(record, column, value)
    return record


def _participations(record: Record, work: Work) -> list[Participation]:
    return [
        Participation(record=record, person_id=secondment.person_id, role=each.role) for secondment, each in work.people
    ]


def _refuse_problems(work: Work) -> None:
    problems = content.check(work.kind, work.data, work.people)
    if problems:
        raise Refused(*problems)


def _demand_to_add(work: Work, by: User) -> None:
    """Raise NotAllowed where a user may not record work of these people: of none within their roles, nor their own."""
    people = [secondment.person_id for secondment, _each in work.people]
    if not programme.people(programme.actor(by), "record.add").filter(pk__in=people).exists():
        raise programme.NotAllowed(is_seen=False)


@transaction.atomic
def draft(work: Work, *, by: User) -> Record:
    """Record a piece of work as a draft of its author. Raises Refused, also for a day of a closed period."""
    _demand_to_add(work, by)
    if work.kind.is_retired:
        raise Refused(Problem(field="", written=work.kind.id, why=_("this kind is retired and takes no new records")))
    _refuse_problems(work)
    refuse_closed(None, work.counted)
    record = _filled(Record(author=by, status=Record.Status.DRAFT), work)
    record.save()
    Participation.objects.bulk_create(_participations(record, work))
    for each in work.evidence:
        each.record = record
    Evidence.objects.bulk_create(work.evidence)
    note(
        "draft",
        str(record.uid),
        by=by,
        kind=record.kind,
        before=None,
        after=record.data,
        people=_said_of_people(record),
    )
    keep(record, "draft", by=by)
    return record


@transaction.atomic
def revise(record: Record, work: Work, *, by: User, seen: str = "") -> Record:
    """Change a draft, or a record that was sent back; whoever changes it is one of its authors from then on.

    `seen` is the digest of the content that was changed, where another author may have been at it since. Raises
    Refused.
    """
    current = locked(record, "revise", by=by)
    if current.digest != (seen or record.digest):
        why = _("another author has changed it in the meantime: open it again, and enter your changes there")
        raise Refused(Problem(field="", written="", why=why))
    _refuse_problems(work)
    refuse_closed(None, work.counted)
    if current.author_id is None:
        current.author = by
    elif not is_author(by, current):
        current.coauthors.add(by)
    return _replaced(current, work, "revise", by=by)


def _replaced(record: Record, work: Work, action: str, *, by: User | None) -> Record:
    """Put new content into a record, with its people and further evidence; the trail keeps what it said before."""
    before, people, digest, was = record.data, _said_of_people(record), record.digest, record.status
    _filled(record, work).save()
    record.participations.all().delete()
    Participation.objects.bulk_create(_participations(record, work))
    for each in work.evidence:
        each.record = record
    Evidence.objects.bulk_create(work.evidence)
    moved: dict[str, Any] = {} if record.status == was else {"status": {"before": was, "after": record.status}}
    note(
        action,
        str(record.uid),
        by=by,
        before=before,
        after=record.data,
        people={"before": people, "after": _said_of_people(record)},
        digests={"before": digest, "after": record.digest},
        **moved,
    )
    keep(record, action, by=by)
    return record


def _said_of_people(record: Record) -> dict[str, str]:
    """Return the role of each participant by number."""
    return dict(record.participations.order_by("person__code").values_list("person__code", "role"))


@transaction.atomic
def discard(record: Record, *, by: User) -> None:
    """Delete a draft for good. Raises Refused for a record that review has decided on."""
    current = locked(record, "discard", by=by)
    if is_decided(current):
        why = _("review has decided on this record: it stays, as a draft that does not count")
        raise Refused(Problem(field="", written=current.status, why=why))
    people = _said_of_people(current)
    note("discard", str(current.uid), by=by, kind=current.kind, before=current.data, after=None, people=people)
    current.delete()


def _free_uids(digests: Sequence[str]) -> list[uuid.UUID]:
    """Return an id for each content, always the same one unless a record holds it that has been overwritten since."""
    uids = [uuid.uuid5(IMPORTED, each) for each in digests]
    while taken := set(Record.objects.filter(uid__in=uids).values_list("uid", flat=True)):
        uids = [uuid.uuid5(IMPORTED, str(each)) if each in taken else each for each in uids]
    return uids


def _ids(works: Sequence[Work], digests: Sequence[str]) -> list[uuid.UUID]:
    """Return the id of each new record: the one that an export kept, else one that follows from the content."""
    free = iter(_free_uids([digest for work, digest in zip(works, digests, strict=True) if work.standing is None]))
    return [work.standing.uid if work.standing else next(free) for work in works]


def _referring(key: int, each: Evidence) -> tuple[object, ...]:
    return (key, str(each.sort), each.label, each.sheet, each.row, each.digest, each.media, each.size)


@transaction.atomic
def bring_in(works: Sequence[Work], *, by: User | None) -> QuerySet[Record]:
    """Add imported records as approved, each with its evidence: whole or nothing, and one line of the trail for all.

    What an export brings back stands where it stood: `Work.standing` says with which id and in which status.

    Their content must have been checked, and no two may be the same. Ids follow from the content, so that an import
    can be repeated. What is returned reads the new records when it is asked. Raises Refused for a closed period.
    """
    closings = periods.in_force()
    for work in works if closings else ():
        if closing := periods.closed_to(None, work.counted, closings):
            raise Refused(periods.problem(closing))
    columns = [_columns(work) for work in works]
    uids = _ids(works, [str(each["digest"]) for each in columns])
    new: dict[str, object] = {
        "status": Record.Status.APPROVED.value,
        "author_id": by.pk if by else None,
        "review_note": "",
        "created_at": (now := timezone.now()),
        "updated_at": now,
    }
    if columns:
        # Later keys replace earlier ones in place: all rows have theirs in one order.
        rows = [
            {"uid": uid, **new, **each, "created_at": (work.standing and work.standing.recorded) or now}
            for uid, work, each in zip(uids, works, columns, strict=True)
        ]
        insert(Record, tuple(rows[0]), (tuple(each.values()) for each in rows))
    added = Record.objects.filter(uid__in=uids)
    keys = dict(added.order_by().values_list("uid", "pk"))
    pairs = [(keys[uid], work) for uid, work in zip(uids, works, strict=True)]
    insert(
        Participation,
        ("record_id", "person_id", "role"),
        ((key, secondment.person_id, each.role) for key, work in pairs for secondment, each in work.people),
    )
    insert(
        Evidence,
        ("record_id", "sort", "label", "sheet", "row", "digest", "media", "size"),
        (_referring(key, each) for key, work in pairs for each in work.evidence),
    )
    if columns:
        label = next((each.label for work in works for each in work.evidence), "")
        said = {str(uid): each["digest"] for uid, each in zip(uids, columns, strict=True)}
        stood = {str(work.standing.uid): work.standing.status for work in works if work.standing}
        further: dict[str, Any] = {"statuses": stood} if stood else {}
        note("add records", label, by=by, records=said, **further)
    return added


def overwrite(record: Record, work: Work, *, by: User | None) -> Record:
    """Replace the content of an imported record by what its ledger says now; what it said before is kept.

    The caller's transaction makes it whole or nothing. Raises Refused where a closed period holds what would change.
    """
    counts = record.status == Record.Status.APPROVED
    refuse_closed(periods.of_record(record) if counts else None, work.counted)
    keep_first(record)
    return _replaced(record, work, "overwrite", by=by)
