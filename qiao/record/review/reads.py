"""Who may take which step with a record, what it has been through, and what has changed since review last saw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import reads as programme
from qiao.programme import rights as programme_rights
from qiao.record import content, rights
from qiao.record.content import Problem
from qiao.record.kinds import catalogue
from qiao.record.models import Record, Revision
from qiao.record.review.rules import DECISIONS, TRANSITIONS, Transition

__all__ = [
    "TRANSITIONS",
    "Difference",
    "approvals",
    "authored_by",
    "barred",
    "demands",
    "differences",
    "histories",
    "history",
    "is_author",
    "is_decided",
    "is_reviewer",
    "may",
    "possible_coauthors",
    "reviewable_by",
    "since_review",
]

UNDONE_WITHIN = dt.timedelta(days=1)
"""How long a decision can be undone by whoever took it; later, an approved record is reopened with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one part of a record said before and says now: `part` is data, people or evidence; None: nothing."""

    part: str
    key: str
    before: object
    after: object


def is_author(user: User | AnonymousUser, record: Record) -> bool:
    """Return whether a record is a user's own: entered by them, or with them as a co-author."""
    return record.author_id == user.pk or record.coauthors.filter(username=user.get_username()).exists()


def authored_by(user: User | AnonymousUser) -> Q:
    """Return the condition that a record is a user's own. A subquery, so that no record comes twice."""
    shared = Record.coauthors.through.objects.filter(user=user.pk).values("record")
    return Q(author=user.pk) | Q(pk__in=shared)


def is_reviewer(user: User | AnonymousUser) -> bool:
    """Return whether a user reviews records of others at all."""
    return programme_rights.may(user, "record.approve")


def reviewable_by(user: User | AnonymousUser) -> QuerySet[Record]:
    """Return the submitted records that wait for a user's approval: of other authors, not yet approved by them."""
    begun = Revision.objects.filter(Q(action="submit") | Q(action="undo", by=user.pk), record=OuterRef("record"))
    last = begun.order_by("-id").values("id")[:1]
    approved = Revision.objects.filter(record=OuterRef("pk"), action="approve", by=user.pk, id__gt=Subquery(last))
    return rights.allowed(user, "record.approve").exclude(Exists(approved))


def possible_coauthors(user: User, record: Record) -> QuerySet[User]:
    """Return the accounts that a user may make co-authors: of colleagues who are not among its authors."""
    colleagues = programme.colleagues_of(user).exclude(user=None).values("user")
    found = User.objects.filter(pk__in=colleagues, is_active=True)
    return found.exclude(record=record).exclude(coauthored=record).order_by("username")


def may(user: User, record: Record, action: str) -> bool:
    """Return whether a user may take a step with a record now, but for what approval asks of its content."""
    transition = TRANSITIONS[action]
    if record.status not in transition.statuses or barred(record, transition, user) is not None:
        return False
    if not rights.allowed(user, transition.right).filter(pk=record.pk).exists():
        return False
    if action == "discard":
        return not is_decided(record)
    return action != "approve" or user.pk not in {each.by_id for each in approvals(record)}


def barred(record: Record, transition: Transition, user: User) -> Problem | None:
    """Return why a step is not for whoever wrote the record, or did not decide on it; None where it may be theirs.

    For people who have the right as such: nobody else is told of a record that they may not see.
    """
    if not programme_rights.may(user, transition.right):
        return None
    why = ""
    if transition.is_of_others and is_author(user, record):
        why = _("nobody approves a record of their own")
    elif transition.is_of_decider and record.status in transition.statuses and not _is_decider(record, user):
        why = _("only whoever decided last can undo it, within a day, as long as nothing has happened since")
    return Problem(field="", written="", why=why) if why else None


def _is_decider(record: Record, user: User) -> bool:
    last = record.revisions.order_by("-id").first()
    is_theirs = last is not None and last.by_id == user.pk and last.action in DECISIONS
    return is_theirs and last is not None and last.at + UNDONE_WITHIN > timezone.now()


def approvals(record: Record) -> list[Revision]:
    """Return who has approved a record since it was last handed in, and has not undone it."""
    given: dict[int | None, Revision] = {}
    for step in record.revisions.select_related("by").order_by("id"):
        if step.action == "submit":
            given.clear()
        elif step.action == "approve":
            given[step.by_id] = step
        elif step.action == "undo":
            given.pop(step.by_id, None)
    return list(given.values())


def is_decided(record: Record) -> bool:
    """Return whether review has ever said what it thinks of a record: then it is not deleted any more."""
    return record.revisions.filter(action__in=(*DECISIONS, "import")).exists()


def demands(record: Record) -> list[Problem]:
    """Return what approval still asks of a record: fields, evidence, what its stages demand; [] where nothing."""
    kind = catalogue().kinds.get(record.kind)
    if kind is None:
        return [Problem(field="", written=record.kind, why=_("this installation has no such kind of record"))]
    data = content.values(kind, record.data)
    found = [
        Problem(field=each, written="", why=_("approval asks for this field"))
        for each in kind.needs
        if data.get(each) is None
    ]
    wanted, there = content.evidence_demanded(kind, data), record.evidence.count()
    if there < wanted:
        why = _("approval asks for evidence: %(wanted)s pieces, there are %(there)s") % {
            "wanted": wanted,
            "there": there,
        }
        found.append(Problem(field="evidence", written="", why=why))
    return found


def history(record: Record) -> list[Revision]:
    """Return all steps of a record, the last first."""
    return list(record.revisions.select_related("by").order_by("-id"))


def histories(records: Sequence[Record]) -> Mapping[int, Sequence[Revision]]:
    """Return all steps of each of these records by its key, the last first: one query for all of them."""
    found: dict[int, list[Revision]] = {each.pk: [] for each in records}
    for step in Revision.objects.filter(record__in=found).select_related("by").order_by("-id"):
        found[step.record_id].append(step)
    return found


def since_review(steps: Sequence[Revision]) -> list[Difference]:
    """Return what a record says otherwise than when review last decided on it; `steps` with the last first.

    [] where nothing has changed, and where review has never seen it.
    """
    # Of a record under review, what was decided before it was handed in: the first of two approvals is not "before".
    is_waiting = bool(steps) and steps[0].status == Record.Status.SUBMITTED
    handed_in = next((at for at, each in enumerate(steps) if each.action == "submit"), 0) if is_waiting else 0
    seen = next((each for each in steps[handed_in:] if each.action in (*DECISIONS, "reopen")), None)
    return differences(seen.said, steps[0].said) if seen is not None else []


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """Return what differs between two states of a record: field by field, person by person, evidence by evidence."""
    found: list[Difference] = []
    for part in ("data", "people", "evidence"):
        was, becomes = _by_key(before.get(part)), _by_key(after.get(part))
        found += (
            Difference(part=part, key=key, before=was.get(key), after=becomes.get(key))
            for key in dict.fromkeys((*was, *becomes))
            if was.get(key) != becomes.get(key)
        )
    return found


def _by_key(said: object) -> dict[str, object]:
    """Return a part of what was said by what it is known by: the field, the person, the evidence itself."""
    if isinstance(said, Mapping):
        return dict(said)
    found: dict[str, object] = {}
    for each in said if isinstance(said, list) else ():
        key, value = each if isinstance(each, list) else (each, each)
        found[str(key)] = value
    return found
