"""Who may do what: how far somebody's roles carry for an action, as a decision and as a condition of the database.

The table says it (`rights.csv`), `reach` reads it for one user, and `condition` turns that into SQL for the objects
of one model. Lists, pages, files and changes all ask here; nobody else looks at a role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme.matrix import (
    ALL,
    ANY,
    NARROWED,
    OPEN,
    OTHERS,
    OWN,
    PROGRAMME,
    SCOPE,
    SECONDEE,
    SIGNED_IN,
    Entrance,
    Matrix,
    matrix,
)
from qiao.programme.models import Batch, Organisation, RoleAssignment, Secondee, Secondment

SENDING = RoleAssignment.Role.SENDING_ORGANISATION.value
HOSTING = RoleAssignment.Role.HOST_REVIEWER.value

Someone = User | AnonymousUser | None
"""A user of the site; None is whoever runs commands on the server, who has the database in their hands."""


class NotAllowed(Exception):  # noqa: N818  # it says what happened
    """A right that is missing. `is_seen` says whether the user may know that there is such a thing at all."""

    def __init__(self, *, is_seen: bool) -> None:
        super().__init__(_("Your roles do not allow this. Ask the programme office if you should be able to do it."))
        self.is_seen = is_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, and for what it holds: a batch, an organisation, a region (by key), or everything where none is set."""

    role: str
    batch: int | None = None
    organisation: int | None = None
    region: int | None = None

    @property
    def is_everywhere(self) -> bool:
        """Return whether it holds for the whole programme."""
        return self.batch is None and self.organisation is None and self.region is None

    @property
    def sides(self) -> tuple[str, ...]:
        """Return which organisations of a secondment an organisation or region means."""
        if self.role == SENDING:
            return ("sending_organisation",)
        return ("host_organisation",) if self.role == HOSTING else ("host_organisation", "sending_organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks: the keys of their account and of their person, and their roles that hold today."""

    user: int | None = None
    person: int | None = None
    grants: tuple[Grant, ...] = ()
    is_operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far somebody's roles carry: to all, to their own, to what is within `grants`, to others' within `others`."""

    is_all: bool = False
    is_own: bool = False
    grants: tuple[Grant, ...] = ()
    others: tuple[Grant, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Return whether they carry nowhere."""
        return not (self.is_all or self.is_own or self.grants or self.others)

    @property
    def is_whole(self) -> bool:
        """Return whether they carry over the whole programme."""
        return self.is_all or any(each.is_everywhere for each in self.grants)


OPERATOR = Actor(is_operator=True)


def actor(user: Someone) -> Actor:
    """Return who asks, with the roles that hold today: two queries."""
    if user is None:
        return OPERATOR
    if not isinstance(user, User) or not user.is_active:
        return Actor()
    today = timezone.localdate()
    held = [each for each in RoleAssignment.objects.filter(user=user) if each.holds(today)]
    grants = [
        Grant(role=each.role, batch=each.batch_id, organisation=each.organisation_id, region=each.region_id)
        for each in held
    ]
    person = Secondee.objects.filter(user=user).values_list("pk", flat=True).first()
    if person is not None:
        grants.append(Grant(role=SECONDEE))
    return Actor(user=user.pk, person=person, grants=tuple(dict.fromkeys(grants)))


def reach(who: Actor, action: str, state: str = ANY, table: Matrix | None = None) -> Reach:
    """Return how far somebody's roles carry for an action on what is in a state. Raises KeyError for unknown ones."""
    row = (table or matrix()).row(action, state)
    if who.is_operator:
        return Reach(is_all=True)
    cells = [(each, row.cells[each.role]) for each in who.grants]
    return Reach(
        is_all=any(ALL in cell for _each, cell in cells),
        is_own=any(OWN in cell for _each, cell in cells),
        grants=tuple(each for each, cell in cells if SCOPE in cell),
        others=tuple(each for each, cell in cells if OTHERS in cell),
    )


def may(user: Someone, action: str) -> bool:
    """Return whether a user may do this to anything at all: whether its page and its button are for them."""
    who = actor(user)
    return may_somewhere(who, action)


def may_somewhere(who: Actor, action: str) -> bool:
    """Return whether somebody may do this to anything at all."""
    return any(not reach(who, action, row.states[0]).is_nothing for row in matrix().of(action))


def is_own_only(user: Someone, action: str) -> bool:
    """Return whether a user may do this to nothing but their own."""
    return all(
        far.is_own and not (far.is_all or far.grants or far.others)
        for far in (reach(actor(user), action, row.states[0]) for row in matrix().of(action))
    )


def may_whole(who: Actor, action: str) -> bool:
    """Return whether somebody may do this to what belongs to the whole programme."""
    return any(reach(who, action, row.states[0]).is_whole for row in matrix().of(action))


def may_open(who: Actor, rule: Entrance) -> bool:
    """Return whether an address is for somebody who is signed in, whatever object it is asked about.

    What an address with an object may do is asked of the object: it may be seen without being changed.
    """
    if OPEN in rule.actions or SIGNED_IN in rule.actions:
        return True
    if rule.object == PROGRAMME:
        return any(may_whole(who, action) for action in rule.actions)
    return rule.object not in NARROWED or any(may_somewhere(who, action) for action in rule.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """The objects of one model, as conditions: in which state, within a grant, somebody's own, written by somebody."""

    within: Callable[[Grant], Q]
    own: Callable[[Actor], Q]
    written: Callable[[Actor], Q]
    states: Mapping[str, Q]


STATELESS: Mapping[str, Q] = {ANY: Q()}
NOTHING = Q(pk__in=())


def condition(who: Actor, action: str, objects: Objects) -> Q:
    """Return which of the objects somebody may do this to, in whatever state they are. `Q()` means all of them."""
    reached = {state: reach(who, action, state) for state in objects.states}
    if len(set(reached.values())) == 1:
        return _reached(who, next(iter(reached.values())), objects)
    found = [
        objects.states[state] & _reached(who, each, objects) for state, each in reached.items() if not each.is_nothing
    ]
    return reduce(or_, found)


def _reached(who: Actor, far: Reach, objects: Objects) -> Q:
    if far.is_whole:
        return Q()
    found = [objects.within(each) for each in far.grants]
    if far.is_own:
        found.append(objects.own(who))
    if far.others:
        is_everywhere = any(each.is_everywhere for each in far.others)
        there = Q() if is_everywhere else reduce(or_, (objects.within(each) for each in far.others))
        found.append(there & ~objects.written(who))
    return reduce(or_, found) if found else NOTHING


def demand(
    user: Someone, action: str, found: QuerySet[Any], objects: Objects, *, see: str, seen: Objects | None = None
) -> None:
    """Raise NotAllowed unless a user may do this to the one object that `found` holds.

    `see` is the action of seeing it, and `seen` its objects where one sees more as one's own than one may change.
    Where nobody at all may do it in this state, whoever may do it in another passes: they hear from the rule of the
    work why it cannot be done, and not from their roles.
    """
    if user is None:
        return
    who = actor(user)
    if found.filter(condition(who, action, objects)).exists():
        return
    if any(row.is_closed for row in matrix().of(action)) and _is_closed(who, action, found, objects):
        return
    raise NotAllowed(is_seen=found.filter(condition(who, see, seen or objects)).exists())


def _is_closed(who: Actor, action: str, found: QuerySet[Any], objects: Objects) -> bool:
    """Return whether an object is in a state in which nobody may do this, and somebody may in another state."""
    closed = [objects.states[each] for each in objects.states if matrix().row(action, each).is_closed]
    reached = [_reached(who, reach(who, action, each), objects) for each in objects.states]
    return any(found.filter(reduce(or_, closed)).filter(each).exists() for each in reached)


def demand_whole(user: Someone, action: str, *, is_seen: bool = False) -> None:
    """Raise NotAllowed unless a user may do this to what belongs to the whole programme.

    `is_seen`: whether they were asking it from a page that they may see.
    """
    if not may_whole(actor(user), action):
        raise NotAllowed(is_seen=is_seen)


def terms_within(each: Grant) -> Q:
    """Return the condition that a secondment lies within a grant that is not for everything."""
    if each.batch is not None:
        return Q(batch=each.batch)
    if each.organisation is not None:
        return reduce(or_, (Q(**{side: each.organisation}) for side in each.sides))
    if each.region is not None:
        return reduce(or_, (Q(**{f"{side}__region": each.region}) for side in each.sides))
    return Q()


def people_within(each: Grant) -> Q:
    """Return the condition that a person was ever sent within a grant."""
    if each.is_everywhere:
        return Q()
    return Q(pk__in=Secondment.objects.filter(terms_within(each)).order_by().values("person"))


def _batches_within(each: Grant) -> Q:
    # A batch has people of many organisations: its figures are not for whoever holds a role for one of them.
    if each.is_everywhere:
        return Q()
    return Q(pk=each.batch) if each.batch is not None else NOTHING


def _organisations_within(each: Grant) -> Q:
    # Nor are the figures of an organisation, of all its years, for whoever holds a role for one batch.
    if each.is_everywhere:
        return Q()
    if each.organisation is not None:
        return Q(pk=each.organisation)
    return Q(region=each.region) if each.region is not None else NOTHING


def _nobodys(_who: Actor) -> Q:
    return NOTHING


PEOPLE = Objects(
    within=people_within, own=lambda who: Q(pk=who.person), written=lambda who: Q(pk=who.person), states=STATELESS
)
TERMS = Objects(
    within=terms_within,
    own=lambda who: Q(person=who.person),
    written=lambda who: Q(person=who.person),
    states=STATELESS,
)
BATCHES = Objects(within=_batches_within, own=_nobodys, written=_nobodys, states=STATELESS)
ORGANISATIONS = Objects(within=_organisations_within, own=_nobodys, written=_nobodys, states=STATELESS)


def people(who: Actor, action: str) -> QuerySet[Secondee]:
    """Return the people whom an action of somebody's may be about."""
    return Secondee.objects.filter(condition(who, action, PEOPLE))


def batches(who: Actor, action: str) -> QuerySet[Batch]:
    """Return the batches that an action of somebody's may be about."""
    return Batch.objects.filter(condition(who, action, BATCHES))


def organisations(who: Actor, action: str) -> QuerySet[Organisation]:
    """Return the organisations that an action of somebody's may be about."""
    return Organisation.objects.filter(condition(who, action, ORGANISATIONS))


def about(who: Actor, action: str) -> Q:
    """Return the condition that something with a person, a batch and an organisation is about one of these."""
    return (
        Q(person__in=people(who, action).values("pk"))
        | Q(batch__in=batches(who, action).values("pk"))
        | Q(organisation__in=organisations(who, action).values("pk"))
    )
