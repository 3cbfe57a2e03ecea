"""The rows of the roster of an import: organisations, batches and people, added or brought up to date."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import User

from qiao.exchange import reads
from qiao.exchange.planned import Plan, RosterEntry
from qiao.exchange.roster import partners
from qiao.programme.audit import Personal, note
from qiao.programme.models import Batch, Organisation, Region, Secondee, Secondment
from qiao.programme.writes import (
    NewBatch,
    NewOrganisation,
    NewSecondment,
    renamed,
    said_of_batch,
    said_of_organisation,
)

AT_ONCE = 2_000


def bring_in(plan: Plan, by: User | None) -> None:
    """Add the new rows of the roster, with one line of the trail, and change others, with one line for each."""
    new: dict[type, list[RosterEntry]] = defaultdict(list)
    changed: list[RosterEntry] = []
    for sheet in plan.roster:
        for entry in sheet.roster:
            (new[type(entry.new)] if entry.overwrites is None else changed).append(entry)
    organisations = [each.new for each in new[NewOrganisation] if isinstance(each.new, NewOrganisation)]
    batches = [each.new for each in new[NewBatch] if isinstance(each.new, NewBatch)]
    secondments = [each.new for each in new[NewSecondment] if isinstance(each.new, NewSecondment)]
    _add_organisations(organisations)
    Batch.objects.bulk_create(
        Batch(name=each.name, start=each.start, end=each.end, planned=each.planned) for each in batches
    )
    # What changes may name what is new, and the other way round for none of them.
    for entry in changed:
        _change(entry, by)
    _pair([*organisations, *(each.new for each in changed if isinstance(each.new, NewOrganisation))])
    names = _names(secondments)
    _add_secondments(secondments)
    if organisations or batches or secondments:
        note(
            "import roster",
            plan.book,
            by=by,
            personal={
                key: each for code, (before, name) in names.items() for key, each in _named(code, before, name).items()
            },
            before=None,
            organisations=[dataclasses.asdict(each) for each in organisations],
            batches=[dataclasses.asdict(each) for each in batches],
            secondments=[_nameless(each) for each in secondments],
        )


def _named(code: str, before: str | None, after: str) -> dict[str, Personal]:
    """Return what the trail says of a name, of one person among many."""
    return {f"{code} {key}": each for key, each in renamed(code, before, after).items()}


def _nameless(new: NewSecondment) -> dict[str, object]:
    """Return what the trail says of a secondment: the name of the person has its own place there."""
    return {key: value for key, value in dataclasses.asdict(new).items() if key != "name"}


def _regions(names: set[str]) -> dict[str, Region]:
    Region.objects.bulk_create((Region(name=each) for each in sorted(names - {""})), ignore_conflicts=True)
    return {each.name: each for each in Region.objects.filter(name__in=names)}


def _add_organisations(new: Sequence[NewOrganisation]) -> None:
    regions = _regions({each.region for each in new})
    Organisation.objects.bulk_create(
        Organisation(name=each.name, nature=each.nature, region=regions.get(each.region)) for each in new
    )


def _pair(named: Sequence[NewOrganisation]) -> None:
    pairs = [(each.name, partner) for each in named for partner in partners(each.partner)]
    known = Organisation.objects.in_bulk({name for pair in pairs for name in pair}, field_name="name")
    for name, partner in pairs:
        known[name].partners.add(known[partner])


def _names(new: Sequence[NewSecondment]) -> dict[str, tuple[str | None, str]]:
    """Return the name of each person before, None for somebody new, and after; by number."""
    after = {each.code: each.name for each in new}
    before = dict(Secondee.objects.order_by().values_list("code", "name"))
    return {code: (before.get(code), name) for code, name in after.items()}


def _add_secondments(new: Sequence[NewSecondment]) -> None:
    if not new:
        return
    names = {each.code: each.name for each in new}
    people = {each.code: each for each in Secondee.objects.all() if each.code in names}
    Secondee.objects.bulk_create(Secondee(code=code, name=name) for code, name in names.items() if code not in people)
    renamed = [each for each in people.values() if each.name != names[each.code]]
    for each in renamed:
        each.name = names[each.code]
    Secondee.objects.bulk_update(renamed, ["name"], batch_size=AT_ONCE)
    people = {each.code: each for each in Secondee.objects.all() if each.code in names}
    organisations = {each.name: each for each in Organisation.objects.all()}
    batches = {each.name: each for each in Batch.objects.all()}
    Secondment.objects.bulk_create(
        (
            Secondment(
                person=people[each.code],
                batch=batches[each.batch],
                category=each.category,
                sending_organisation=organisations[each.sending],
                host_organisation=organisations[each.host],
                host_post=each.post,
                start=each.start,
                end=each.end,
            )
            for each in new
        ),
        batch_size=AT_ONCE,
    )


def _change(entry: RosterEntry, by: User | None) -> None:
    """Bring a row of the roster up to date; the trail keeps what it said before."""
    if entry.overwrites is None:
        raise ValueError(f"row {entry.row} of the roster overwrites nothing")
    new = entry.new
    if isinstance(new, NewOrganisation):
        organisation = Organisation.objects.select_related("region").get(pk=entry.overwrites)
        before = said_of_organisation(organisation)
        organisation.nature = new.nature
        organisation.region = _regions({new.region}).get(new.region)
        organisation.save()
        note(
            "change organisation",
            new.name,
            by=by,
            before=before,
            after={"nature": new.nature, "region": new.region, "partners": partners(new.partner)},
        )
    elif isinstance(new, NewBatch):
        batch = Batch.objects.get(pk=entry.overwrites)
        was = said_of_batch(batch)
        batch.start, batch.end, batch.planned = new.start, new.end, new.planned
        batch.save()
        note("change batch", new.name, by=by, before=was, after=said_of_batch(batch))

    else:
        _change_secondment(entry.overwrites, new, by)


def _change_secondment(pk: int, new: NewSecondment, by: User | None) -> None:
    secondment = Secondment.objects.select_related("person", "batch", "sending_organisation", "host_organisation").get(
        pk=pk
    )
    before = reads.as_new(secondment)
    Secondee.objects.filter(pk=secondment.person_id).update(name=new.name)
    secondment.batch = Batch.objects.get(name=new.batch)
    secondment.category = new.category
    secondment.sending_organisation = Organisation.objects.get(name=new.sending)
    secondment.host_organisation = Organisation.objects.get(name=new.host)
    secondment.host_post = new.post
    secondment.start, secondment.end = new.start, new.end
    secondment.save()
    personal = renamed(new.code, before.name, new.name)
    note("change secondment", new.code, by=by, personal=personal, before=_nameless(before), after=_nameless(new))
