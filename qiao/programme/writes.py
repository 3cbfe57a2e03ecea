"""Everything that changes the programme. Each function is one transaction and one line of the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from qiao.programme import role_writes
from qiao.programme.audit import Personal, note
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
    held = Organisation.objects.select_related("region").filter(name=new.name).first()
    before = said_of_organisation(held)
    region = Region.objects.get_or_create(name=new.region)[0] if new.region else None
    organisation, is_new = Organisation.objects.update_or_create(
        name=new.name, defaults={"nature": new.nature, "region": region}
    )
    partner = Organisation.objects.filter(name=new.partner).first() if new.partner else None
    if partner:
        organisation.partners.add(partner)
    action = "add organisation" if is_new else "change organisation"
    note(action, new.name, by=by, before=before, after=said_of_organisation(organisation))
    return organisation


def said_of_organisation(organisation: Organisation | None) -> dict[str, object] | None:
    """Return what the trail says of an organisation; None where there is none."""
    if organisation is None:
        return None
    return {
        "nature": organisation.nature,
        "region": organisation.region.name if organisation.region else "",
        "partners": [each.name for each in organisation.partners.all()],
    }


@transaction.atomic
def add_batch(new: NewBatch, *, by: User | None) -> Batch:
    """Add a batch, or bring the one of that name up to date."""
    before = said_of_batch(Batch.objects.filter(name=new.name).first())
    batch, is_new = Batch.objects.update_or_create(
        name=new.name, defaults={"start": new.start, "end": new.end, "planned": new.planned}
    )
    note("add batch" if is_new else "change batch", new.name, by=by, before=before, after=said_of_batch(batch))
    return batch


def said_of_batch(batch: Batch | None) -> dict[str, object] | None:
    """Return what the trail says of a batch; None where there is none."""
    return None if batch is None else {"start": batch.start, "end": batch.end, "planned": batch.planned}


@transaction.atomic
def add_secondment(new: NewSecondment, *, by: User | None) -> Secondment:
    """Add a person and their secondment, or bring both up to date. The batch and both organisations must exist."""
    held = Secondment.objects.select_related("person", "batch", "sending_organisation", "host_organisation").filter(
        person__code=new.code, start=new.start
    )
    before = said_of_secondment(held.first())
    known = Secondee.objects.filter(code=new.code).values_list("name", flat=True).first()
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
        personal=renamed(new.code, known, new.name),
        before=before,
        after=said_of_secondment(secondment),
    )
    return secondment


def said_of_secondment(secondment: Secondment | None) -> dict[str, object] | None:
    """Return what the trail says of a secondment but the person's name; None where there is none."""
    if secondment is None:
        return None
    return {
        "batch": secondment.batch.name,
        "category": secondment.category,
        "sending": secondment.sending_organisation.name,
        "host": secondment.host_organisation.name,
        "post": secondment.host_post,
        "start": secondment.start,
        "end": secondment.end,
    }


def renamed(code: str, before: str | None, after: str) -> dict[str, Personal]:
    """Return what the trail says of a person's name: nothing where it stays the same."""
    if before == after:
        return {}
    names = {"before.name": before, "after.name": after}
    return {key: Personal(about=code, value=name) for key, name in names.items() if name is not None}


@transaction.atomic
def open_account(name: str, password: str, *, person: str = "", is_office: bool = False, by: User | None) -> User:
    """Open an account of the office, or of the person with this number; one of that name gets the password."""
    before = said_of_account(User.objects.filter(username=name).first())
    account, is_new = User.objects.get_or_create(username=name)
    account.set_password(password)
    account.save(update_fields=["password"])
    if person:
        Secondee.objects.filter(user=account).exclude(code=person).update(user=None)
        Secondee.objects.filter(code=person).update(user=account)
    if is_office:
        role_writes.give(account, RoleAssignment.Role.OFFICE, by=by)
    note(
        "open account" if is_new else "change account",
        account_key(account),
        by=by,
        personal={"after.name": Personal(about=account_key(account), value=name)},
        before=before,
        after=said_of_account(account),
        password="set",  # noqa: S106  # that it was, never which
    )
    return account


def account_key(account: User) -> str:
    """Return what the trail calls an account: never by its name, which may be the person's."""
    return f"account {account.pk}"


def said_of_account(account: User | None) -> dict[str, object] | None:
    """Return what the trail says of an account but its name; None where there is none."""
    if account is None:
        return None
    person = Secondee.objects.filter(user=account).values_list("code", flat=True).first()
    roles = list(RoleAssignment.objects.filter(user=account).values_list("role", flat=True))
    return {"roles": roles, "is_active": account.is_active, "person": person or ""}
