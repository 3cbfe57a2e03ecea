"""Everything that changes records. Each function is one transaction and one line of the audit trail."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme.audit import note
from qiao.programme.models import Secondment
from qiao.record import content, staging
from qiao.record.content import Problem
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Participation, Record
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
    """What is to be recorded: a kind, its data, and who did it in which secondment."""

    kind: Kind
    data: Mapping[str, Value]
    people: tuple[tuple[Secondment, Participant], ...]
    evidence: tuple[Evidence, ...] = ()
    row_label: str = ""

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Return the participants without their secondments."""
        return tuple(participant for _secondment, participant in self.people)

    @property
    def digest(self) -> str:
        """Return the digest of the content."""
        return content.digest(self.kind, self.data, self.participants)


def _filled(record: Record, work: Work) -> Record:
    """Return the record with its content set."""
    for column, value in staging.columns(work.kind, work.data, work.digest, work.row_label).items():
        setattr(record, column, value)
    leader = next((secondment for secondment, each in work.people if each.role == "led"), None)
    record.batch_id, record.organisation_id = staging.place(leader)
    return record


def _participations(record: Record, work: Work) -> list[Participation]:
    return [
        Participation(record=record, person_id=secondment.person_id, role=each.role) for secondment, each in work.people
    ]


def _refuse_problems(work: Work) -> None:
    problems = content.check(work.kind, work.data, work.people)
    if problems:
        raise Refused(*problems)


@transaction.atomic
def draft(work: Work, *, by: User) -> Record:
    """Record a piece of work as a draft of its author. Raises Refused."""
    _refuse_problems(work)
    record = _filled(Record(author=by, status=Record.Status.DRAFT), work)
    record.save()
    Participation.objects.bulk_create(_participations(record, work))
    for each in work.evidence:
        each.record = record
    Evidence.objects.bulk_create(work.evidence)
    note("draft", str(record.uid), by=by, kind=record.kind, after=record.data)
    return record


@transaction.atomic
def revise(record: Record, work: Work, *, by: User) -> Record:
    """Change a draft, or a record that was sent back. Raises Refused."""
    if not record.is_editable:
        raise Refused(
            Problem(field="", written=record.status, why=_("a record under review or approved cannot be changed"))
        )
    _refuse_problems(work)
    return _replaced(record, work, "revise", by=by)


def _replaced(record: Record, work: Work, action: str, *, by: User | None) -> Record:
    """Put new content into a record, with its people and further evidence; the trail keeps what it said before."""
    before = record.data
    _filled(record, work).save()
    record.participations.all().delete()
    Participation.objects.bulk_create(_participations(record, work))
    for each in work.evidence:
        each.record = record
    Evidence.objects.bulk_create(work.evidence)
    note(action, str(record.uid), by=by, before=before, after=record.data)
    return record


@transaction.atomic
def discard(record: Record, *, by: User) -> None:
    """Delete a draft for good. Raises Refused for a record that review has seen."""
    if record.status != Record.Status.DRAFT:
        raise Refused(Problem(field="", written=record.status, why=_("only a draft can be deleted")))
    note("discard", str(record.uid), by=by, kind=record.kind, before=record.data)
    record.delete()


def submit(record: Record, *, by: User) -> Record:
    """Hand a record in for review. Raises Refused."""
    return _move(record, "submit", by=by)


def approve(record: Record, *, by: User) -> Record:
    """Approve a record: from now on it counts. Nobody approves their own. Raises Refused."""
    kind = catalogue().kinds[record.kind]
    if record.author_id is not None and record.author_id == by.pk:
        raise Refused(Problem(field="", written="", why=_("nobody approves a record of their own")))
    if kind.is_evidence_demanded and not record.evidence.exists():
        raise Refused(Problem(field="evidence", written="", why=_("this kind demands evidence before approval")))
    return _move(record, "approve", by=by)


def send_back(record: Record, *, by: User, reason: str) -> Record:
    """Send a record back to its author with a note that says what is missing. Raises Refused."""
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
    before = current.status
    current.status = status
    current.review_note = reason
    current.save(update_fields=("status", "review_note", "updated_at"))
    note(action, str(current.uid), by=by, before=before, after=status, reason=reason)
    return current


@transaction.atomic
def bring_in(works: Sequence[Work], *, by: User | None) -> QuerySet[Record]:
    """Add records as approved, as an import does. Their content must have been checked, and no two may be the same.

    Ids follow from the content. What is returned reads the new records when it is asked.
    """
    load = uuid.uuid4()
    terms = list(dict.fromkeys(secondment for work in works for secondment, _participant in work.people))
    numbers = {each: at for at, each in enumerate(terms)}
    rows = [
        staging.Row(
            kind=work.kind,
            data=work.data,
            digest=work.digest,
            people=tuple((numbers[secondment], each.role) for secondment, each in work.people),
            row_label=work.row_label,
        )
        for work in works
    ]
    staging.stage(load, rows)
    staging.publish(load, terms, book="", by=by, at=timezone.now())
    keys = list(staging.published(load).values_list("pk", flat=True))
    staging.clear(load)
    return Record.objects.filter(pk__in=keys)
