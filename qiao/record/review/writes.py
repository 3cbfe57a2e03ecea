"""The steps of the review. Each is one transaction, one line of the audit trail, and one revision of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.programme.audit import note
from qiao.programme.rights import NotAllowed
from qiao.record import rights
from qiao.record.content import Problem, Refused
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Record, Revision
from qiao.record.periods import reads as periods
from qiao.record.periods.writes import refuse_closed
from qiao.record.review import reads
from qiao.record.review.rules import TRANSITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one record of several: `problems` says why it stayed as it was, () where it was moved."""

    record: Record
    problems: tuple[Problem, ...] = ()


def submit(record: Record, *, by: User) -> Record:
    """Hand a record in for review. Raises Refused, also for a day of a closed period: nobody could approve it."""
    return _move(record, "submit", by=by)


def withdraw(record: Record, *, by: User) -> Record:
    """Take a submitted record back, as a draft. Raises Refused."""
    return _move(record, "withdraw", by=by)


def approve(record: Record, *, by: User) -> Record:
    """Approve a record: when as many have as its kind asks for, it counts. No author approves it. Raises Refused."""
    return _move(record, "approve", by=by)


def send_back(record: Record, *, by: User, reason: str) -> Record:
    """Send a record back to its authors with a note that says what is missing. Raises Refused."""
    return _move(record, "send_back", by=by, reason=reason)


def reopen(record: Record, *, by: User, reason: str) -> Record:
    """Take an approved record out of the figures, and give it back to its authors with the reason. Raises Refused."""
    return _move(record, "reopen", by=by, reason=reason)


def undo(record: Record, *, by: User) -> Record:
    """Take one's own last decision back: the record waits for review again. Raises Refused."""
    return _move(record, "undo", by=by)


def decide_each(records: Iterable[Record], action: str, *, by: User, reason: str = "") -> list[Outcome]:
    """Take one step with each of several records, and tell of each what became of it: one refusal stops no other."""
    outcomes = []
    for each in records:
        try:
            outcomes.append(Outcome(record=_move(each, action, by=by, reason=reason)))
        except Refused as refused:
            outcomes.append(Outcome(record=each, problems=refused.problems))
        except NotAllowed as refused:
            outcomes.append(Outcome(record=each, problems=(Problem(field="", written="", why=str(refused)),)))
    return outcomes


@transaction.atomic
def share(record: Record, *, with_: User, by: User) -> Record:
    """Make somebody a co-author: they may change it and hand it in, and no longer approve it. Raises Refused."""
    current = locked(record, "share", by=by)
    if reads.is_author(with_, current):
        why = _("%(who)s is an author already") % {"who": with_.get_username()}
        raise Refused(Problem(field="author", written=with_.get_username(), why=why))
    before = authors(current)
    current.coauthors.add(with_)
    note("share", str(current.uid), by=by, before=before, after=authors(current))
    keep(current, "share", by=by, reason=with_.get_username())
    return current


@transaction.atomic
def unshare(record: Record, *, with_: User, by: User) -> Record:
    """Make a co-author none any more, unless they have had a hand in it. Raises Refused."""
    current = locked(record, "unshare", by=by)
    if current.revisions.filter(by=with_, action__in=("draft", "revise", "submit")).exists():
        # Otherwise whoever changed a figure could be taken off the list, and approve it.
        why = _("%(who)s has changed it or handed it in, and stays an author") % {"who": with_.get_username()}
        raise Refused(Problem(field="author", written=with_.get_username(), why=why))
    before = authors(current)
    current.coauthors.remove(with_)
    note("unshare", str(current.uid), by=by, before=before, after=authors(current))
    keep(current, "unshare", by=by, reason=with_.get_username())
    return current


def authors(record: Record) -> list[str]:
    """Return the account names of a record's authors, who entered it first."""
    shared = [each.get_username() for each in record.coauthors.order_by("pk")]
    return [record.author.get_username(), *shared] if record.author else shared


def locked(record: Record, action: str, *, by: User) -> Record:
    """Return a record as it is now, held for this transaction. Raises NotAllowed, and Refused where it cannot be."""
    transition = TRANSITIONS[action]
    # Read again under the lock of the transaction: two reviewers may press their buttons at once.
    current = Record.objects.select_for_update().filter(pk=record.pk).first()
    if current is None:
        raise Refused(Problem(field="", written="", why=_("it has been deleted in the meantime")))
    problem = reads.barred(current, transition, by)
    if problem is not None:
        raise Refused(problem)
    # Passes in a status in which nobody takes this step: the next line says so.
    rights.demand(by, transition.right, current)
    if current.status not in transition.statuses:
        raise Refused(_moved_on(current))
    return current


def _moved_on(record: Record) -> Problem:
    status = str(Record.Status(record.status).label)
    last = record.revisions.select_related("by").order_by("-id").first()
    if last is None or last.by is None:
        why = _("it has been moved on in the meantime, and is now: %(status)s") % {"status": status}
    else:
        told = {"who": last.by.get_full_name() or last.by.get_username(), "status": status}
        why = _("%(who)s has moved it on in the meantime, and it is now: %(status)s") % told
    return Problem(field="", written=record.status, why=why)


@transaction.atomic
def _move(record: Record, action: str, *, by: User, reason: str = "") -> Record:
    transition = TRANSITIONS[action]
    current = locked(record, action, by=by)
    if transition.is_reasoned and not reason.strip():
        raise Refused(Problem(field="reason", written="", why=_("say what is to be mended")))
    becomes = transition.status
    if action == "approve":
        becomes = _approved(current, by)
    _refuse_closed(current, action, becomes)
    before, earlier = current.status, current.review_note
    if before == Record.Status.APPROVED:
        keep_first(current)
    current.status = becomes
    current.review_note = reason.strip()
    current.save(update_fields=("status", "review_note", "updated_at"))
    note(action, str(current.uid), by=by, before=before, after=becomes, reason=current.review_note, earlier=earlier)
    keep(current, action, by=by, reason=reason.strip())
    return current


def _approved(record: Record, by: User) -> str:
    """Return the status after one more approval. Raises Refused where the kind's conditions are not met."""
    demands = reads.demands(record)
    if demands:
        raise Refused(*demands)
    given = reads.approvals(record)
    if by.pk in {each.by_id for each in given}:
        why = _("you have approved it already: another reviewer must approve it too")
        raise Refused(Problem(field="", written="", why=why))
    is_last = len(given) + 1 >= catalogue().kinds[record.kind].approvers
    return Record.Status.APPROVED if is_last else Record.Status.SUBMITTED


def _refuse_closed(record: Record, action: str, becomes: str) -> None:
    """Raise Refused where a step would move a closed figure; handing in would be in vain."""
    counted = periods.of_record(record)
    is_in, gets_in = record.status == Record.Status.APPROVED, becomes == Record.Status.APPROVED
    if action == "submit":
        refuse_closed(None, counted)
    elif is_in != gets_in:
        refuse_closed(counted if is_in else None, counted if gets_in else None)


def said(record: Record) -> Mapping[str, object]:
    """Return all that a record says now, as a revision keeps it."""
    people = record.participations.order_by("id").values_list("person__code", "role")
    return {
        "data": record.data,
        "people": [list(each) for each in people],
        "evidence": [_rests_on(each) for each in record.evidence.order_by("id")],
    }


def _rests_on(evidence: Evidence) -> str:
    place = f" {evidence.sheet} {evidence.row}" if evidence.sheet else ""
    return f"{evidence.label}{place}"


def keep(record: Record, action: str, *, by: User | None, reason: str = "") -> None:
    """Keep what a record says after a step."""
    Revision.objects.create(
        record=record, action=action, status=record.status, by=by, note=reason, said=dict(said(record))
    )


def keep_first(record: Record) -> None:
    """Keep what an imported record has said so far, before anything changes it."""
    if not record.revisions.exists():
        Revision.objects.create(
            record=record,
            action="import",
            status=record.status,
            by=record.author,
            at=record.created_at,
            said=dict(said(record)),
        )
