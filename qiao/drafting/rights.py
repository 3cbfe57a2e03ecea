"""Which drafts, issued documents and kept checks lie within a role, and whose own they are."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qiao.drafting.models import CheckedText, Draft, IssuedDocument
from qiao.programme import rights
from qiao.programme.models import Batch, Organisation, Secondee
from qiao.programme.rights import STATELESS, Actor, Grant, Objects, Someone

SEE, EDIT, ISSUE, CHECK, WRITE = "document.see", "document.edit", "document.issue", "check.use", "document.write"
SUBJECT_SEEN = "figures.see"


def _within(each: Grant) -> Q:
    """Return the condition that something is about a person, a batch or an organisation within a grant."""
    if each.is_everywhere:
        return Q()
    people = Secondee.objects.filter(rights.PEOPLE.within(each)).order_by()
    batches = Batch.objects.filter(rights.BATCHES.within(each)).order_by()
    organisations = Organisation.objects.filter(rights.ORGANISATIONS.within(each)).order_by()
    return (
        Q(person__in=people.values("pk"))
        | Q(batch__in=batches.values("pk"))
        | Q(organisation__in=organisations.values("pk"))
    )


def _seen(who: Actor) -> Q:
    # What somebody wrote shows figures: whose record they may no longer see, that no longer shows either.
    return rights.about(who, SUBJECT_SEEN)


def _by(who: Actor) -> Q:
    return Q(by=who.user) if who.user else rights.NOTHING


DRAFTS = Objects(
    within=_within,
    own=lambda who: _by(who) & _seen(who),
    written=_by,
    states={"draft": Q(discarded_at=None), "discarded": Q(discarded_at__isnull=False)},
)
ISSUED = Objects(
    within=_within,
    own=lambda who: Q(draft__by=who.user) & _seen(who) if who.user else rights.NOTHING,
    written=lambda who: Q(draft__by=who.user) if who.user else rights.NOTHING,
    states={"issued": Q()},
)
CHECKS = Objects(
    within=_within,
    own=lambda who: _by(who) & (Q(person=None, batch=None, organisation=None) | _seen(who)),
    written=_by,
    states=STATELESS,
)


def drafts(user: Someone, action: str) -> QuerySet[Draft]:
    """Return the drafts to which a user may do this, each in the state that it is in."""
    return Draft.objects.filter(rights.condition(rights.actor(user), action, DRAFTS))


def issued(user: Someone, action: str) -> QuerySet[IssuedDocument]:
    """Return the issued documents to which a user may do this."""
    return IssuedDocument.objects.filter(rights.condition(rights.actor(user), action, ISSUED))


def checks(user: Someone) -> QuerySet[CheckedText]:
    """Return the kept checks that a user may see and work off."""
    return CheckedText.objects.filter(rights.condition(rights.actor(user), CHECK, CHECKS))


def demand(user: Someone, action: str, draft: Draft) -> None:
    """Raise NotAllowed unless a user may do this to a draft, or its state alone forbids it."""
    rights.demand(user, action, Draft.objects.filter(pk=draft.pk), DRAFTS, see=SEE)


def demand_check(user: Someone, checked: CheckedText) -> None:
    """Raise NotAllowed unless a user may work off a kept check."""
    rights.demand(user, CHECK, CheckedText.objects.filter(pk=checked.pk), CHECKS, see=CHECK)
