"""Which records lie within a role, and whose own they are."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from qiao.programme import rights
from qiao.programme.rights import Actor, Grant, Objects, Someone
from qiao.record.models import Participation, Record

SEE = "record.see"


def within(each: Grant) -> Q:
    """Return the condition that a record lies within a grant.

    It counts for a batch and for the organisation that hosted its leader; who sends people has the records of those
    whom they sent on that day.
    """
    if each.is_everywhere:
        return Q()
    if each.batch is not None:
        return Q(batch=each.batch)
    found = Q(pk__in=())
    for side in each.sides:
        if side == "host_organisation":
            found |= Q(organisation=each.organisation) if each.organisation else Q(organisation__region=each.region)
        else:
            found |= Q(pk__in=_sent(each))
    return found


def _sent(each: Grant) -> QuerySet[Participation, Any]:
    term = "person__secondments"
    sender = f"{term}__sending_organisation"
    whose = {sender: each.organisation} if each.organisation else {f"{sender}__region": each.region}
    days = {f"{term}__start__lte": F("record__day"), f"{term}__end__gt": F("record__day")}
    return Participation.objects.filter(**whose, **days).order_by().values("record")


def _written(who: Actor) -> Q:
    if not who.user:
        return rights.NOTHING
    shared = Record.coauthors.through.objects.filter(user=who.user).order_by().values("record")
    return Q(author=who.user) | Q(pk__in=shared)


def _own(who: Actor) -> Q:
    # A subquery and no join: a record must not come twice, nor lose its other participants.
    taken_part = Participation.objects.filter(person=who.person).order_by().values("record")
    return _written(who) | Q(pk__in=taken_part)


_STATES = {each.value: Q(status=each.value) for each in Record.Status}
SEEN = Objects(within=within, own=_own, written=_written, states=_STATES)
CHANGED = Objects(within=within, own=_written, written=_written, states=_STATES)
"""To see a record of joint work is for all who did it; to change it is for who wrote it."""


def allowed(user: Someone, action: str) -> QuerySet[Record]:
    """Return the records to which a user may do this, each in the state that it is in."""
    objects = SEEN if action == SEE else CHANGED
    return Record.objects.filter(rights.condition(rights.actor(user), action, objects))


def demand(user: Someone, action: str, record: Record) -> None:
    """Raise NotAllowed unless a user may do this to a record, or its state alone forbids it."""
    rights.demand(user, action, Record.objects.filter(pk=record.pk), CHANGED, see=SEE, seen=SEEN)
