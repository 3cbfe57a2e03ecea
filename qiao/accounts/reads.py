"""Everything that reads accounts: who may manage them, who needs a second factor, what there is of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils import timezone

from qiao.accounts.models import Account
from qiao.programme import rights
from qiao.programme.models import RoleAssignment, Secondee
from qiao.programme.role_writes import GIVE_OFFICE, HIGH

EVERYBODY, OFFICE, NOBODY = "everybody", "office", "nobody"
Factor = Authenticator.Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """How an account is protected. `password` is what the database keeps of it: to be compared, never to be shown."""

    password: str
    factors: tuple[str, ...]
    recovery_codes: int

    @property
    def said(self) -> dict[str, object]:
        """Return what the trail says of it."""
        return {"second_factors": list(self.factors), "recovery_codes": self.recovery_codes}


def may_manage(user: User | AnonymousUser) -> bool:
    """Return whether a user opens and closes accounts, and makes one-time links for them."""
    return rights.may_whole(rights.actor(user), "account.manage")


def may_give_office(user: User | AnonymousUser) -> bool:
    """Return whether a user may make somebody one of the office: the administrator."""
    return rights.may_whole(rights.actor(user), GIVE_OFFICE)


def managed_by(user: User | AnonymousUser) -> QuerySet[User]:
    """Return the accounts that a user may manage.

    Those of the office and of administrators are managed by whoever gives these roles: with a one-time link for
    somebody else's account one has their rights.
    """
    found = User.objects.order_by("username")
    if not may_manage(user):
        return found.none()
    if may_give_office(user):
        return found
    return found.exclude(pk__in=RoleAssignment.objects.filter(role__in=HIGH).exclude(user=user.pk).values("user"))


def listed(found: QuerySet[User], wanted: str) -> QuerySet[User]:
    """Return those accounts whose name, address or person has a text in it."""
    found = found.select_related("account", "secondee")
    if not wanted:
        return found
    return found.filter(
        Q(username__icontains=wanted)
        | Q(email__icontains=wanted)
        | Q(secondee__name__icontains=wanted)
        | Q(secondee__code__iexact=wanted)
    )


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Return whether a user has to set up a second factor before anything else, and has not."""
    if not isinstance(user, User) or not _must_have_second_factor(user):
        return False
    return not has_second_factor(user)


def _must_have_second_factor(user: User) -> bool:
    demanded = settings.QIAO_SECOND_FACTOR
    if demanded == NOBODY or (demanded == OFFICE and not HIGH & {each.role for each in rights.actor(user).grants}):
        return False
    return not Account.objects.filter(user=user, is_exempt=True).exists()


def has_second_factor(user: User) -> bool:
    """Return whether an account has an app for codes, or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=(Factor.TOTP, Factor.WEBAUTHN)).exists()


def protection(user: User) -> Protection:
    """Return how an account is protected now, read anew."""
    held = list(Authenticator.objects.filter(user=user).order_by("pk"))
    codes = next((each for each in held if each.type == Factor.RECOVERY_CODES), None)
    return Protection(
        password=User.objects.values_list("password", flat=True).get(pk=user.pk),
        factors=tuple(f"{each.type} {each.pk}" for each in held if each.type != Factor.RECOVERY_CODES),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def passkeys(user: User) -> QuerySet[Authenticator]:
    """Return a user's passkeys, the first first."""
    return Authenticator.objects.filter(user=user, type=Factor.WEBAUTHN).order_by("pk")


def sessions(user: User) -> list[UserSession]:
    """Return where a user is signed in, the last one first."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda each: each.created_at, reverse=True)


def link_until(account: Account | None) -> dt.datetime | None:
    """Return how long the last one-time link is good; None where there is none that is."""
    if account is None or account.linked_at is None or (account.used_at and account.used_at >= account.linked_at):
        return None
    until = account.linked_at + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return until if until > timezone.now() else None


def person_of(user: User) -> Secondee | None:
    """Return the person whose account this is."""
    return Secondee.objects.filter(user=user).first()
