"""Everything that changes records. Each function is one transaction and one line of the audit trail."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import rights as programme
from qiao.programme.audit import note
from qiao.programme.models import Secondment
from qiao.record import content, rights, staging
from qiao.record.bulk import insert
from qiao.record.content import Problem
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Participation, Record
from qiao.record.staging import IMPORTED
from qiao.record.standing import Standing
from qiao.terms import Kind, Participant, Value

# From which statuses an action leads to which: the whole of the review, as a table.
TRANSITIONS: Mapping[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({Record.Status.DRAFT, Record.Status.SENT_BACK}), Record.Status.SUBMITTED),
    "approve": (frozenset({Record.Status.SUBMITTED}), Record.Status.APPROVED),
    "send_back": (frozenset({Record.Status.SUBMITTED}), Record.Status.SENT_BACK),
}


class Refused(Exception):  # noqa: N818  # it says what happened
    """A write that a rule forbids. `problems` says why, each with its field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{each.field}: {each.why}" if each.field else each.why for each in problems))
        self.problems = problems


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
    """Record a piece of work as a draft of its author. Raises Refused."""
    _demand_to_add(work, by)
    _refuse_problems(work)
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
    return record


@transaction.atomic
def revise(record: Record, work: Work, *, by: User) -> Record:
    """Change a draft, or a record that was sent back. Raises Refused."""
    rights.demand(by, "record.edit", record)
    if not record.is_editable:
        raise Refused(
            Problem(field="", written=record.status, why=_("a record under review or approved cannot be changed"))
        )
    _refuse_problems(work)
    return _replaced(record, work, "revise", by=by)


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
    return record


def _said_of_people(record: Record) -> dict[str, str]:
    """Return the role of each participant by number."""
    return dict(record.participations.order_by("person__code").values_list("person__code", "role"))


@transaction.atomic
def discard(record: Record, *, by: User) -> None:
    """Delete a draft for good. Raises Refused for a record that review has seen."""
    rights.demand(by, "record.discard", record)
    if record.status != Record.Status.DRAFT:
        raise Refused(Problem(field="", written=record.status, why=_("only a draft can be deleted")))
    people = _said_of_people(record)
    note("discard", str(record.uid), by=by, kind=record.kind, before=record.data, after=None, people=people)
    record.delete()


def submit(record: Record, *, by: User) -> Record:
    """Hand a record in for review. Raises NotAllowed, and Refused."""
    rights.demand(by, "record.submit", record)
    return _move(record, "submit", by=by)


def approve(record: Record, *, by: User) -> Record:
    """Approve a record: from now on it counts. Nobody approves their own. Raises NotAllowed, and Refused."""
    kind = catalogue().kinds[record.kind]
    if record.author_id is not None and record.author_id == by.pk and programme.may(by, "record.approve"):
        raise Refused(Problem(field="", written="", why=_("nobody approves a record of their own")))
    rights.demand(by, "record.approve", record)
    if kind.is_evidence_demanded and not record.evidence.exists():
        raise Refused(Problem(field="evidence", written="", why=_("this kind demands evidence before approval")))
    return _move(record, "approve", by=by)


def send_back(record: Record, *, by: User, reason: str) -> Record:
    """Send a record back to its author with a note that says what is missing. Raises NotAllowed, and Refused."""
    rights.demand(by, "record.send_back", record)
    if not reason.strip():
        raise Refused(Problem(field="reason", written="", why=_("say what is to be mended")))
    return _move(record, "send_back", by=by, reason=reason.strip())


@transaction.atomic
def _move(record: Record, action: str, *, by: User, reason: str = "") -> Record:
    allowed, status = TRANSITIONS[action]
    # Read again under the lock of the transaction: two reviewers may press their buttons at once.
    current = Record.objects.select_for_update().get(pk=record.pk)
    if current.status not in allowed:
        raise Refused(Problem(field="", written=current.status, why=_("it has been moved on in the meantime")))
    before, earlier = current.status, current.review_note
    current.status = status
    current.review_note = reason
    current.save(update_fields=("status", "review_note", "updated_at"))
    note(action, str(current.uid), by=by, before=before, after=status, reason=reason, earlier=earlier)
    return current


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


@transaction.atomic
def bring_in(works: Sequence[Work], *, by: User | None) -> QuerySet[Record]:
    """Add imported records as approved, each with its evidence: whole or nothing, and one line of the trail for all.

    What an export brings back stands where it stood: `Work.standing` says with which id and in which status.

    Their content must have been checked, and no two may be the same. Ids follow from the content, so that an import
    can be repeated. What is returned reads the new records when it is asked.
    """
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
        ("record_id", "sort", "label", "sheet", "row"),
        ((key, str(each.sort), each.label, each.sheet, each.row) for key, work in pairs for each in work.evidence),
    )
    if columns:
        label = next((each.label for work in works for each in work.evidence), "")
        said = {str(uid): each["digest"] for uid, each in zip(uids, columns, strict=True)}
        stood = {str(work.standing.uid): work.standing.status for work in works if work.standing}
        further: dict[str, Any] = {"statuses": stood} if stood else {}
        note("add records", label, by=by, records=said, **further)
    return added


def overwrite(record: Record, work: Work, *, by: User | None) -> Record:
    """Replace the content of an imported record by what its ledger says now; the trail keeps what it said before."""
    return _replaced(record, work, "overwrite", by=by)
