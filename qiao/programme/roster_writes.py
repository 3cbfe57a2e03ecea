"""Adding and changing regions, organisations, pairings, batches, sub-terms and people by hand, each with its rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.programme.audit import note
from qiao.programme.models import (
    Batch,
    FormerName,
    Organisation,
    Pairing,
    Region,
    Secondee,
    Secondment,
    SubTerm,
)
from qiao.programme.name_writes import refuse_name
from qiao.programme.refusal import NotDone
from qiao.programme.rights import demand_whole
from qiao.programme.writes import renamed, said_of_batch, said_of_organisation, said_of_secondment

CHANGE = "roster.change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when, half-open; and how many people were planned."""

    start: dt.date
    end: dt.date
    planned: int | None = None

    def refuse(self) -> None:
        """Raise NotDone for a term of no day."""
        if self.end <= self.start:
            raise NotDone(_("it ends before it starts"), "end")


@transaction.atomic
def save_region(region: Region, *, by: User | None) -> Region:
    """Add a region, or change its level and where it lies. Raises NotDone."""
    demand_whole(by, CHANGE)
    held = Region.objects.select_related("parent").filter(pk=region.pk).first()
    if held is None:
        refuse_name("region", region.name)
    above = region.parent
    while above is not None:
        if above.pk == region.pk:
            raise NotDone(_("a region does not lie in itself"), "parent")
        above = above.parent
    region.save()
    action = "change region" if held else "add region"
    note(action, region.name, by=by, before=_said_of_region(held), after=_said_of_region(region))
    return region


def _said_of_region(region: Region | None) -> dict[str, str] | None:
    return None if region is None else {"level": region.level, "parent": region.parent.name if region.parent else ""}


@transaction.atomic
def save_organisation(organisation: Organisation, *, by: User | None) -> Organisation:
    """Add an organisation, or change its nature and region. Raises NotDone."""
    demand_whole(by, CHANGE)
    held = Organisation.objects.select_related("region").filter(pk=organisation.pk).first()
    before = said_of_organisation(held)
    if held is None:
        refuse_name("organisation", organisation.name)
    organisation.save()
    action = "change organisation" if held else "add organisation"
    note(action, organisation.name, by=by, before=before, after=said_of_organisation(organisation))
    return organisation


@transaction.atomic
def save_batch(batch: Batch, *, by: User | None) -> Batch:
    """Add a batch, or change its days and its number of planned people. Raises NotDone."""
    demand_whole(by, CHANGE)
    Term(start=batch.start, end=batch.end).refuse()
    held = Batch.objects.filter(pk=batch.pk).first()
    if held is None:
        refuse_name("batch", batch.name)
    batch.save()
    note(
        "change batch" if held else "add batch",
        batch.name,
        by=by,
        before=said_of_batch(held),
        after=said_of_batch(batch),
    )
    return batch


@transaction.atomic
def save_sub_term(sub_term: SubTerm, *, by: User | None) -> SubTerm:
    """Add a part of a batch's term, or change it. Raises NotDone."""
    demand_whole(by, CHANGE)
    Term(start=sub_term.start, end=sub_term.end).refuse()
    if not sub_term.name.strip():
        raise NotDone(_("a name is needed"), "name")
    if sub_term.batch.sub_terms.filter(name=sub_term.name).exclude(pk=sub_term.pk).exists():
        raise NotDone(_("%(name)s is there already") % {"name": sub_term.name}, "name")
    if sub_term.start < sub_term.batch.start or sub_term.end > sub_term.batch.end:
        why = _("a sub-term lies inside its batch, %(start)s to %(end)s")
        raise NotDone(why % {"start": sub_term.batch.start, "end": sub_term.batch.end}, "start")
    held = SubTerm.objects.filter(pk=sub_term.pk).first()
    sub_term.save()
    action = "change sub-term" if held else "add sub-term"
    note(action, f"{sub_term.batch} {sub_term.name}", by=by, before=_said_of_term(held), after=_said_of_term(sub_term))
    return sub_term


def _said_of_term(term: SubTerm | None) -> dict[str, object] | None:
    return None if term is None else {"name": term.name, "start": term.start, "end": term.end, "planned": term.planned}


@transaction.atomic
def save_pairing(pairing: Pairing, *, by: User | None) -> Pairing:
    """Add who stands by whom, or change its days. Raises NotDone."""
    demand_whole(by, CHANGE)
    if pairing.sender is None or pairing.host is None:
        raise NotDone(_("name who supports and who is supported"), "partner")
    if pairing.sender == pairing.host:
        raise NotDone(_("nobody is paired with themselves"), "partner")
    if pairing.start and pairing.end and pairing.end <= pairing.start:
        raise NotDone(_("it ends before it starts"), "end")
    held = Pairing.objects.filter(pk=pairing.pk).first()
    pairing.save()
    action = "change pairing" if held else "add pairing"
    note(action, str(pairing), by=by, before=_said_of_pairing(held), after=_said_of_pairing(pairing))
    return pairing


def _said_of_pairing(pairing: Pairing | None) -> dict[str, object] | None:
    return None if pairing is None else {"start": pairing.start, "end": pairing.end}


@transaction.atomic
def add_person(code: str, name: str, *, by: User | None) -> Secondee:
    """Add a person under a number that nobody has or had. Raises NotDone."""
    demand_whole(by, CHANGE)
    code = "".join(code.split())
    most = Secondee._meta.get_field("code").max_length or 0  # noqa: SLF001  # Django's own name for what is public
    if not code or len(code) > most:
        raise NotDone(_("a number is needed, of %(most)s characters at most") % {"most": most}, "code")
    refuse_name("person", name.strip())
    held = Secondee.everything.filter(code=code).exists()
    if held or FormerName.objects.filter(sort=FormerName.Sort.CODE, name=code).exists():
        raise NotDone(_("%(code)s is the number of somebody already") % {"code": code}, "code")
    person = Secondee.objects.create(code=code, name=name.strip())
    note("add person", code, by=by, personal=renamed(code, None, person.name), before=None, after={"code": code})
    return person


@transaction.atomic
def add_term(secondment: Secondment, *, by: User | None) -> Secondment:
    """Add a secondment of a person. Raises NotDone where it has no day, or the person was seconded then already."""
    demand_whole(by, CHANGE)
    Term(start=secondment.start, end=secondment.end).refuse()
    others = secondment.person.secondments.filter(start__lt=secondment.end, end__gt=secondment.start)
    if (other := others.first()) is not None:
        why = _("the person was seconded at that time already, %(start)s to %(end)s")
        raise NotDone(why % {"start": other.start, "end": other.end}, "start")
    secondment.save()
    note("add secondment", secondment.person.code, by=by, before=None, after=said_of_secondment(secondment))
    return secondment
