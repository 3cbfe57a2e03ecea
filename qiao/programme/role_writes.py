"""What changes who may do what: each one transaction and one line of the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme.audit import note
from qiao.programme.models import Batch, Organisation, Region, RoleAssignment
from qiao.programme.rights import demand_whole

Role = RoleAssignment.Role
GIVE, GIVE_OFFICE = "role.give", "role.give_office"
HIGH = frozenset({Role.OFFICE.value, Role.ADMINISTRATOR.value})
"""The roles that only an administrator gives and takes."""


class Refused(Exception):  # noqa: N818  # it says what happened
    """A role that cannot be given or taken. Its text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """For what a role holds, one thing at most and else everything, and over which half-open days."""

    batch: Batch | None = None
    organisation: Organisation | None = None
    region: Region | None = None
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def what(self) -> Mapping[str, Batch | Organisation | Region]:
        """Return what it is for, by the name of the column; empty for everything."""
        found = {"batch": self.batch, "organisation": self.organisation, "region": self.region}
        return {name: each for name, each in found.items() if each is not None}


# For what a role makes sense. One that is named here for nothing is for the whole programme; one that is not named may
# be for anything.
FOR: Mapping[str, tuple[str, ...]] = {
    Role.TEAM_LEAD: ("batch", "organisation", "region"),
    Role.HOST_REVIEWER: ("organisation", "region"),
    Role.SENDING_ORGANISATION: ("organisation", "region"),
    Role.ADMINISTRATOR: (),
}


def action_for(role: str) -> str:
    """Return the action of giving and taking a role."""
    return GIVE_OFFICE if role in HIGH else GIVE


@transaction.atomic
def give(user: User, role: str, extent: Extent | None = None, *, by: User | None) -> RoleAssignment:
    """Give a user a role. Twice is once. Raises NotAllowed, and Refused for what makes no sense."""
    demand_whole(by, action_for(role), is_seen=True)
    extent = extent or Extent()
    if why := problem(role, extent):
        raise Refused(why)
    asked = {
        "role": role,
        "batch": extent.batch,
        "organisation": extent.organisation,
        "region": extent.region,
        "start": extent.start,
        "end": extent.end,
    }
    held = RoleAssignment.objects.filter(user=user, **asked).first()
    if held is not None:
        return held
    given = RoleAssignment.objects.create(user=user, **asked)
    note("give role", user.get_username(), by=by, before=None, after=told(given))
    return given


def problem(role: str, extent: Extent) -> str:
    """Return why a role cannot be given so, or ""."""
    if role not in Role.values:
        return _("There is no role %(role)s.") % {"role": role}
    if len(extent.what) > 1:
        return _("A role is for one batch, one organisation or one region: give it twice for two.")
    allowed = FOR.get(role)
    if allowed is not None and not allowed and extent.what:
        return _("This role is always for the whole programme.")
    if allowed and not set(extent.what) & set(allowed):
        names = {"batch": _("a batch"), "organisation": _("an organisation"), "region": _("a region")}
        return _("Say for what: this role is for %(what)s.") % {"what": _(" or ").join(names[each] for each in allowed)}
    if extent.start and extent.end and extent.end <= extent.start:
        return _("The role ends before it starts.")
    return ""


@transaction.atomic
def take(held: RoleAssignment, *, by: User | None) -> None:
    """Take a role away. Raises NotAllowed, and Refused for the last administrator."""
    demand_whole(by, action_for(held.role), is_seen=True)
    if held.role == Role.ADMINISTRATOR and not _other_administrators(held):
        raise Refused(_("This is the last administrator: make somebody else an administrator first."))
    note("take role", held.user.get_username(), by=by, before=told(held), after=None)
    held.delete()


def _other_administrators(held: RoleAssignment) -> bool:
    """Return whether somebody else stays an administrator, today and without an end. Locks them against each other."""
    today = timezone.localdate()
    # The one that is taken is locked too: of two who take each other's role at once, one waits and is then refused.
    every = RoleAssignment.objects.select_for_update().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    staying = every.filter(Q(start=None) | Q(start__lte=today), end=None)
    return any(each.user_id != held.user_id for each in staying)


def told(held: RoleAssignment) -> dict[str, str | None]:
    """Return a role as the trail of changes keeps it."""
    return {
        "role": held.role,
        "batch": str(held.batch) if held.batch else None,
        "organisation": str(held.organisation) if held.organisation else None,
        "region": str(held.region) if held.region else None,
        "start": held.start.isoformat() if held.start else None,
        "end": held.end.isoformat() if held.end else None,
    }
