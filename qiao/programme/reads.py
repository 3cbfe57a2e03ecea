"""Everything that reads several rows of the programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from qiao.programme import naming, rights
from qiao.programme.models import Batch, FormerName, Organisation, Post, Region, Secondee, Secondment
from qiao.terms import Participant, Row, Scope

SEE, ADD = "figures.see", "record.add"


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
    if found := _named(Secondee.objects.all(), wanted) or _formerly(wanted):
        return found
    raise UnknownSubject(_("no person, batch or organisation is called %(name)s in the record") % {"name": wanted})


def _named(people: QuerySet[Secondee], name: str) -> Found | None:
    """Return the one of these people who has a name; None where nobody has it. Raises UnknownSubject for several."""
    return _only(people.filter(name=name), name)


def _only(people: QuerySet[Secondee], name: str) -> Found | None:
    """Return the only one of these people; None for nobody. Raises UnknownSubject for several."""
    found = list(people[:10])
    if len(found) > 1:
        codes = ", ".join(each.code for each in found)
        line = _("several people are called %(name)s: use a number instead (%(codes)s)")
        raise UnknownSubject(line % {"name": name, "codes": codes})
    return Found(person=found[0]) if found else None


def _formerly(wanted: str) -> Found | None:
    """Return what had a number or a name before and is called otherwise now; None for nothing."""
    for person in naming.formerly("person", wanted, by=FormerName.Sort.CODE):
        return Found(person=person)  # type: ignore[arg-type]  # it is of the sort that was asked for
    for batch in naming.formerly("batch", wanted):
        return Found(batch=batch)  # type: ignore[arg-type]
    for organisation in naming.formerly("organisation", wanted):
        return Found(organisation=organisation)  # type: ignore[arg-type]
    before = naming.formerly("person", wanted)
    return _only(Secondee.objects.filter(pk__in=[each.pk for each in before]), wanted) if before else None


def visible_to(user: User | AnonymousUser) -> QuerySet[Secondee]:
    """Return the people whose work a user may see: those within their roles, and their own person."""
    return rights.people(rights.actor(user), SEE)


def own_person(user: User | AnonymousUser) -> Secondee | None:
    """Return who a user is in the roster; None for an account that is not a secondee's."""
    return Secondee.objects.filter(user=user).first() if isinstance(user, User) else None


def only_person(user: User | AnonymousUser) -> Secondee | None:
    """Return a user's own person where they may see nobody else; else None."""
    return own_person(user) if rights.is_own_only(user, SEE) else None


def manages_roster(user: User | AnonymousUser) -> bool:
    """Return whether a user changes organisations, batches, regions and everybody's secondments."""
    return rights.may_whole(rights.actor(user), "roster.change")


def sees_roster(user: User | AnonymousUser) -> bool:
    """Return whether a user sees organisations, batches, regions and everybody's secondments."""
    return rights.may_whole(rights.actor(user), "roster.see")


def taken_out_by(user: User | AnonymousUser) -> QuerySet[Secondee]:
    """Return the people of whom a user may have all that is held: the office's, and their own person."""
    return rights.people(rights.actor(user), "person.take_out")


def to_take_out(user: User | AnonymousUser, code: str) -> Secondee:
    """Return the person with a number, of whom a user may have all that is held. Raises NotAllowed."""
    found = taken_out_by(user).filter(code=code).first()
    if found is None:
        raise rights.NotAllowed(is_seen=visible_to(user).filter(code=code).exists())
    return found


def colleagues_of(user: User | AnonymousUser) -> QuerySet[Secondee]:
    """Return the people whom a user may name in joint work: those within their roles, and those of their batches."""
    who = rights.actor(user)
    batches = Secondment.objects.filter(person=who.person).order_by().values("batch")
    mates = Secondee.objects.filter(pk__in=Secondment.objects.filter(batch__in=batches).order_by().values("person"))
    return mates | rights.people(who, ADD)


def batches_visible_to(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Return the batches whose figures a user may see."""
    return rights.batches(rights.actor(user), SEE)


def organisations_visible_to(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Return the organisations whose figures a user may see."""
    return rights.organisations(rights.actor(user), SEE)


def secondments_visible_to(user: User | AnonymousUser) -> QuerySet[Secondment]:
    """Return the secondments within a user's roles, and their own."""
    return Secondment.objects.filter(rights.condition(rights.actor(user), SEE, rights.TERMS))


def may(user: User | AnonymousUser, action: str) -> bool:
    """Return whether a user may do this to anything at all: whether its button is for them."""
    return rights.may(user, action)


def may_see_everything(user: User | AnonymousUser) -> bool:
    """Return whether a user may see the figures of the whole programme."""
    return rights.may_whole(rights.actor(user), SEE)


def may_be_about(user: User | AnonymousUser, action: str, whom: Found) -> bool:
    """Return whether an action of a user's may be about a person, a batch or an organisation."""
    who = rights.actor(user)
    if whom.person:
        return rights.people(who, action).filter(pk=whom.person.pk).exists()
    if whom.batch:
        return rights.batches(who, action).filter(pk=whom.batch.pk).exists()
    return bool(whom.organisation and rights.organisations(who, action).filter(pk=whom.organisation.pk).exists())


def found_by(user: User | AnonymousUser, who: str, action: str = SEE) -> Found:
    """Return whom a user means, of those whom an action of theirs may be about.

    Raises UnknownSubject; whoever exists but may not be seen is as unknown as nobody.
    """
    actor, wanted = rights.actor(user), "".join(who.split())
    people = rights.people(actor, action)
    if person := people.filter(code=wanted).first():
        return Found(person=person)
    if batch := rights.batches(actor, action).filter(name=wanted).first():
        return Found(batch=batch)
    if organisation := rights.organisations(actor, action).filter(name=wanted).first():
        return Found(organisation=organisation)
    if found := _named(people, wanted):
        return found
    raise UnknownSubject(_("no person, batch or organisation is called %(name)s in the record") % {"name": wanted})


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Which part of the roster is meant, by names and numbers; None for all of it."""

    people: frozenset[str] | None = None
    batches: frozenset[str] | None = None
    organisations: frozenset[str] | None = None

    @classmethod
    def everybody(cls) -> Members:
        """Return the whole roster."""
        return cls()

    def has_person(self, code: str) -> bool:
        """Return whether a person belongs to it."""
        return self.people is None or code in self.people

    def has_batch(self, name: str) -> bool:
        """Return whether a batch belongs to it."""
        return self.batches is None or name in self.batches

    def has_organisation(self, name: str) -> bool:
        """Return whether an organisation belongs to it."""
        return self.organisations is None or name in self.organisations


def members_of(found: Found, participants: QuerySet[Secondee], organisations: Iterable[str]) -> Members:
    """Return the roster of a person, a batch or an organisation, with further people and organisations.

    `participants` are further people; whoever is in it comes with all their terms, and those with their
    batches and organisations.
    """
    theirs = Secondment.objects.filter(of_scope(found.scope))
    people = Secondee.objects.filter(Q(pk__in=theirs.values("person")) | Q(pk__in=participants.values("pk")))
    terms = Secondment.objects.filter(person__in=people).order_by()
    named = terms.values_list("person__code", "batch__name", "sending_organisation__name", "host_organisation__name")
    codes: set[str] = set()
    batches: set[str] = {found.batch.name} if found.batch else set()
    places: set[str] = {*organisations, *([found.organisation.name] if found.organisation else [])}
    for code, batch, sending, host in named:
        codes.add(code)
        batches.add(batch)
        places |= {sending, host}
    return Members(people=frozenset(codes), batches=frozenset(batches), organisations=frozenset(places))


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
        # Whoever changed to a host is one of its people too; a subquery, so that nobody comes twice.
        posted = Post.objects.filter(side=Post.Side.HOST, organisation__name=scope.organisation)
        narrow &= (
            Q(host_organisation__name=scope.organisation)
            | Q(sending_organisation__name=scope.organisation)
            | Q(pk__in=posted.values("secondment"))
        )
    if scope.place:
        narrow &= in_place(scope.place, "host_organisation")
    return narrow


def hosts() -> dict[str, str]:
    """Return the name of every host organisation, former names too, with that of its region, "" for none."""
    found = Organisation.objects.exclude(nature=Organisation.Nature.SENDING).select_related("region")
    regions = {each.name: each.region.name if each.region else "" for each in found}
    former = naming.former_names().organisations
    return {**{name: regions[present] for name, present in former.items() if present in regions}, **regions}


def in_place(place: str, path: str) -> Q:
    """Return the condition that an organisation, reached by a path of fields, lies in a place or is called so.

    Names of before count like those of today: what was in a place stays there when it is renamed.
    """
    names = naming.called(place)
    regions = Region.everything.filter(name__in=names).values("pk")
    here = Q(name__startswith=place) | Q(name__in=names) | Q(region__in=regions)
    former = FormerName.objects.filter(name__startswith=place).exclude(organisation=None)
    inside = Organisation.objects.filter(here | Q(pk__in=former.values("organisation")))
    return Q(**{f"{path}__in": inside.order_by().values("pk")})


def names_of_place(place: str) -> tuple[str, ...]:
    """Return all names of a region or organisation, former ones too: a record may have been typed with any of them."""
    return naming.called(place)


def batches() -> QuerySet[Batch]:
    """Return every batch of the programme, the first first."""
    return Batch.objects.order_by("start")


def secondments(scope: Scope) -> QuerySet[Secondment]:
    """Return the secondments of a scope, whatever its period."""
    found = Secondment.objects.filter(of_scope(scope))
    return found.select_related("person", "batch", "sending_organisation", "host_organisation")


def last_secondments(people: Iterable[Secondee]) -> Mapping[str, Secondment]:
    """Return the last secondment of each of these people, by number."""
    found = Secondment.objects.filter(person__in=list(people)).order_by("start")
    related = found.select_related("person", "batch", "sending_organisation", "host_organisation")
    return {each.person.code: each for each in related.prefetch_related("posts__organisation")}


def roster_id(code: str, start: dt.date) -> str:
    """Return what a row of the roster is called by: the person's number and first day."""
    return f"{code}@{start.isoformat()}"


def roster_rows(scope: Scope, kind: str) -> list[Row]:
    """Return the secondments of a scope as rows; their ids are the person's number and first day."""
    return [roster_row(each, kind) for each in secondments(scope)]


def roster_row(each: Secondment, kind: str) -> Row:
    """Return a secondment as a row. Needs its person and organisations loaded."""
    return Row(
        id=roster_id(each.person.code, each.start),
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


def people_of(batch: Batch) -> list[Secondee]:
    """Return everybody who was ever in a batch, by number."""
    return list(Secondee.objects.filter(secondments__batch=batch).distinct().order_by("code"))


def careers(people: Iterable[Secondee]) -> Mapping[str, Sequence[Secondment]]:
    """Return all secondments of each of these people, by number, the last first, with their posts: three queries."""
    found: dict[str, list[Secondment]] = defaultdict(list)
    terms = Secondment.objects.filter(person__in=list(people)).order_by("-start")
    related = terms.select_related("person", "batch", "sending_organisation", "host_organisation")
    for each in related.prefetch_related("posts__organisation"):
        found[each.person.code].append(each)
    return found


def in_post(day: dt.date) -> QuerySet[Secondment]:
    """Return the secondments that run on a day: a headcount as of that day, which "ever in the batch" is not."""
    return Secondment.objects.filter(start__lte=day, end__gt=day)


def headcount(scope: Scope, day: dt.date) -> int | None:
    """Return how many people of a scope are in post on a day, each once however many posts they hold; None for nobody.

    Of a scope with an organisation: those whom it hosts on that day, or has sent.
    """
    running = in_post(day).filter(of_scope(scope))
    if not scope.organisation:
        return running.values("person").distinct().count() or None
    people = {
        each.person_id
        for each in running.select_related("host_organisation", "sending_organisation").prefetch_related("posts")
        if scope.organisation == each.sending_organisation.name or _hosts_on(each, scope.organisation, day)
    }
    return len(people) or None


def _hosts_on(each: Secondment, name: str, day: dt.date) -> bool:
    held = [post for post in each.posts.all() if post.side == Post.Side.HOST and post.covers(day)]
    return name in {post.organisation.name for post in held} if held else each.host_organisation.name == name


def ever(scope: Scope) -> int | None:
    """Return how many people were ever seconded in a scope, whoever left early too; None for nobody."""
    return Secondment.objects.filter(of_scope(scope)).values("person").distinct().count() or None


def by_name() -> Mapping[str, Sequence[Secondment]]:
    """Return all secondments by the person's name without blanks, for telling participants apart."""
    names: dict[str, list[Secondment]] = defaultdict(list)
    for each in Secondment.objects.select_related("person", "batch", "host_organisation"):
        names["".join(each.person.name.split())].append(each)
    return names
