"""Everything that changes the programme. Each function is one transaction and one line of the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from qiao.programme import role_writes
from qiao.programme.audit import note
from qiao.programme.models import Batch, Organisation, Region, RoleAssignment, Secondee, Secondment


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """An organisation as a workbook names it."""

    name: str
    nature: str
    region: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch as a workbook names it."""

    name: str
    start: dt.date
    end: dt.date
    planned: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecondment:
    """A person with their secondment as a workbook names them; organisations and batch by name."""

    code: str
    name: str
    batch: str
    category: str
    sending: str
    host: str
    post: str
    start: dt.date
    end: dt.date


@transaction.atomic
def add_organisation(new: NewOrganisation, *, by: User | None) -> Organisation:
    """Add an organisation with its region, or bring the one of that name up to date."""
    region = Region.objects.get_or_create(name=new.region)[0] if new.region else None
    organisation, is_new = Organisation.objects.update_or_create(
        name=new.name, defaults={"nature": new.nature, "region": region}
    )
    partner = Organisation.objects.filter(name=new.partner).first() if new.partner else None
    if partner:
        organisation.partners.add(partner)
    note("add organisation" if is_new else "change organisation", new.name, by=by, nature=new.nature, region=new.region)
    return organisation


@transaction.atomic
def add_batch(new: NewBatch, *, by: User | None) -> Batch:
    """Add a batch, or bring the one of that name up to date."""
    batch, is_new = Batch.objects.update_or_create(
        name=new.name, defaults={"start": new.start, "end": new.end, "planned": new.planned}
    )
    note("add batch" if is_new else "change batch", new.name, by=by, start=new.start, end=new.end, planned=new.planned)
    return batch


@transaction.atomic
def add_secondment(new: NewSecondment, *, by: User | None) -> Secondment:
    """Add a person and their secondment, or bring both up to date. The batch and both organisations must exist."""
    person, _is_new = Secondee.objects.update_or_create(code=new.code, defaults={"name": new.name})
    secondment, is_new = Secondment.objects.update_or_create(
        person=person,
        start=new.start,
        defaults={
            "batch": Batch.objects.get(name=new.batch),
            "category": new.category,
            "sending_organisation": Organisation.objects.get(name=new.sending),
            "host_organisation": Organisation.objects.get(name=new.host),
            "host_post": new.post,
            "end": new.end,
        },
    )
    note(
        "add secondment" if is_new else "change secondment",
        new.code,
        by=by,
        batch=new.batch,
        host=new.host,
        end=new.end,
    )
    return secondment


@transaction.atomic
def open_account(name: str, password: str, *, person: str = "", is_office: bool = False, by: User | None) -> User:
    """Open an account of the office, or of the person with this number; one of that name gets the password."""
    account, is_new = User.objects.get_or_create(username=name)
    account.set_password(password)
    account.save(update_fields=["password"])
    if person:
        Secondee.objects.filter(user=account).exclude(code=person).update(user=None)
        Secondee.objects.filter(code=person).update(user=account)
    if is_office:
        role_writes.give(account, RoleAssignment.Role.OFFICE, by=by)
    note("open account" if is_new else "change account", name, by=by, person=person, is_office=is_office)
    return account
