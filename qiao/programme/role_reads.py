"""Everything that reads several roles, and how one is said."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme.models import Batch, Organisation, Region, RoleAssignment
from qiao.programme.role_writes import Extent


class NotFound(Exception):  # noqa: N818  # it says what happened
    """No account, or nothing that a role can be for, has this name. Its text is one line for the user."""


def everybody() -> QuerySet[RoleAssignment]:
    """Return every role that is held, by account."""
    found = RoleAssignment.objects.select_related("user", "batch", "organisation", "region")
    return found.order_by("user__username", "id")


def held_by(user: User) -> QuerySet[RoleAssignment]:
    """Return the roles of an account, those of other days too."""
    return everybody().filter(user=user)


def holding(user: User) -> list[RoleAssignment]:
    """Return the roles of an account that hold today."""
    today = timezone.localdate()
    return [each for each in held_by(user) if each.holds(today)]


def accounts() -> list[str]:
    """Return the names of all accounts that can sign in."""
    return list(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True))


def account(name: str) -> User:
    """Return the account with a name. Raises NotFound."""
    found = User.objects.filter(username=name.strip()).first()
    if found is None:
        raise NotFound(_("there is no account %(name)s") % {"name": name.strip()})
    return found


def scope(name: str) -> Extent:
    """Return what a name means as that for which a role holds; "" is everything. Raises NotFound."""
    wanted = name.strip()
    if not wanted:
        return Extent()
    if batch := Batch.objects.filter(name=wanted).first():
        return Extent(batch=batch)
    if organisation := Organisation.objects.filter(name=wanted).first():
        return Extent(organisation=organisation)
    if region := Region.objects.filter(name=wanted).first():
        return Extent(region=region)
    raise NotFound(_("no batch, organisation or region is called %(name)s") % {"name": wanted})


def for_what(held: RoleAssignment) -> str:
    """Return for what a role holds, in words."""
    return str(held.batch or held.organisation or held.region or _("the whole programme"))


def line(held: RoleAssignment) -> str:
    """Return a role in one line: the account, the role, for what, over which days (the last one inside)."""
    days = f"{held.start or ''}..{held.end or ''}" if held.start or held.end else ""
    parts = (held.user.get_username(), held.role, str(held.get_role_display()), for_what(held), days)
    return "  ".join(part for part in parts if part)
