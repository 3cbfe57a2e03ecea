"""Everything that reads several rows of the programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from qiao.programme.models import Batch, Organisation, Secondee, Secondment
from qiao.terms import Participant, Row, Scope


class UnknownSubject(Exception):  # noqa: N818  # it says what happened, and is shown as it is
    """Nobody and nothing has this id or name, or several people share it. Its text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a WHO of the command line or of a form means; exactly one of the three is set."""

    person: Secondee | None = None
    batch: Batch | None = None
    organisation: Organisation | None = None

    @property
    def scope(self) -> Scope:
        """Return the scope of all the work of this person, batch or organisation."""
        return Scope(
            person=self.person.code if self.person else "",
            batch=self.batch.name if self.batch else "",
            organisation=self.organisation.name if self.organisation else "",
        )


def find(who: str) -> Found:
    """Return whom a text names: a person's number or unique name, a batch or an organisation.

    Raises UnknownSubject, with a line that says what to do.
    """
    wanted = "".join(who.split())
    person = Secondee.objects.filter(code=wanted).first()
    if person:
        return Found(person=person)
    if batch := Batch.objects.filter(name=wanted).first():
        return Found(batch=batch)
    if organisation := Organisation.objects.filter(name=wanted).first():
        return Found(organisation=organisation)
    people = list(Secondee.objects.filter(name=wanted)[:10])
    if len(people) == 1:
        return Found(person=people[0])
    if people:
        codes = ", ".join(each.code for each in people)
        line = _("several people are called %(name)s: use a number instead (%(codes)s)")
        raise UnknownSubject(line % {"name": wanted, "codes": codes})
    raise UnknownSubject(_("no person, batch or organisation is called %(name)s in the record") % {"name": wanted})


def visible_to(user: User | AnonymousUser) -> QuerySet[Secondee]:
    """Return the people whose work a user may see: everybody for the programme office, else the user's own person."""
    if user.is_staff:
        return Secondee.objects.all()
    return Secondee.objects.filter(user=user) if isinstance(user, User) else Secondee.objects.none()


def colleagues_of(user: User | AnonymousUser) -> QuerySet[Secondee]:
    """Return the people whom a user may name in joint work: everybody for the office, else those of their batches."""
    if user.is_staff:
        return Secondee.objects.all()
    batches = Secondment.objects.filter(person__in=visible_to(user)).values("batch")
    return Secondee.objects.filter(pk__in=Secondment.objects.filter(batch__in=batches).values("person"))


def batches_visible_to(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Return the batches whose figures a user may see: those of the programme office, which sees all."""
    return Batch.objects.all() if user.is_staff else Batch.objects.none()


def found_by(user: User | AnonymousUser, who: str) -> Found:
    """Return whom a user means, of those whose record the user may see.

    Raises UnknownSubject; whoever exists but may not be seen is as unknown as nobody.
    """
    if user.is_staff:
        return find(who)
    wanted = "".join(who.split())
    for person in visible_to(user):
        if wanted in {person.code, "".join(person.name.split())}:
            return Found(person=person)
    raise UnknownSubject(_("no person, batch or organisation is called %(name)s in the record") % {"name": wanted})


ROSTER_COLUMNS: Mapping[str, str] = {
    "day": "start",
    "end": "end",
    "category": "category",
    "sending": "sending_organisation__name",
    "host": "host_organisation__name",
    "post": "host_post",
}
"""Which column holds each field of the roster's kind."""


def of_scope(scope: Scope) -> Q:
    """Return the condition that a secondment belongs to a scope's person, batch or organisation."""
    narrow = Q()
    if scope.person:
        narrow &= Q(person__code=scope.person)
    if scope.batch:
        narrow &= Q(batch__name=scope.batch)
    if scope.organisation:
        narrow &= Q(host_organisation__name=scope.organisation) | Q(sending_organisation__name=scope.organisation)
    if scope.place:
        narrow &= in_place(scope.place, "host_organisation")
    return narrow


def hosts() -> dict[str, str]:
    """Return the name of every host organisation with that of its region, "" for none."""
    found = Organisation.objects.exclude(nature=Organisation.Nature.SENDING).select_related("region")
    return {each.name: each.region.name if each.region else "" for each in found}


def in_place(place: str, path: str) -> Q:
    """Return the condition that a host organisation, reached by a path of fields, lies in a place or is called so."""
    return Q(**{f"{path}__name__startswith": place}) | Q(**{f"{path}__region__name": place})


def batches() -> QuerySet[Batch]:
    """Return every batch of the programme, the first first."""
    return Batch.objects.order_by("start")


def secondments(scope: Scope) -> QuerySet[Secondment]:
    """Return the secondments of a scope, whatever its period."""
    found = Secondment.objects.filter(of_scope(scope))
    return found.select_related("person", "batch", "sending_organisation", "host_organisation")


def last_secondments(people: Iterable[Secondee]) -> Mapping[str, Secondment]:
    """Return the last secondment of each of these people, by number."""
    found = Secondment.objects.filter(person__in=list(people)).select_related("person").order_by("start")
    return {each.person.code: each for each in found}


def roster_rows(scope: Scope, kind: str) -> list[Row]:
    """Return the secondments of a scope as rows; their ids are the person's number and first day."""
    return [
        Row(
            id=f"{each.person.code}@{each.start.isoformat()}",
            kind=kind,
            day=each.start,
            data={
                "day": each.start,
                "end": each.end,
                "category": each.category,
                "sending": each.sending_organisation.name,
                "host": each.host_organisation.name,
                "post": each.host_post or None,
            },
            participants=(Participant(person=each.person.code, role="led"),),
        )
        for each in secondments(scope)
    ]


def in_post(day: dt.date) -> QuerySet[Secondment]:
    """Return the secondments that run on a day: a headcount as of that day, which "ever in the batch" is not."""
    return Secondment.objects.filter(start__lte=day, end__gt=day)


def by_name() -> Mapping[str, Sequence[Secondment]]:
    """Return all secondments by the person's name without blanks, for telling participants apart."""
    names: dict[str, list[Secondment]] = defaultdict(list)
    for each in Secondment.objects.select_related("person", "batch", "host_organisation"):
        names["".join(each.person.name.split())].append(each)
    return names
