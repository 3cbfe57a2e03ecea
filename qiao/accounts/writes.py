"""Everything that changes accounts. Each function is one transaction and one line of the audit trail.

What allauth changes by itself (a password, second factors) is changed inside `noting`, which compares before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.accounts import reads
from qiao.accounts.models import Account
from qiao.programme import role_writes
from qiao.programme.audit import Personal, account_key, note
from qiao.programme.models import RoleAssignment, Secondee
from qiao.programme.rights import NotAllowed, demand_whole

NAME_LENGTH = 150
MANAGE = "account.manage"


class Refused(Exception):  # noqa: N818  # it says what happened
    """A write that cannot be done. `field` says of which field its one line speaks, "" for none."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account that is to be opened; `person` is the number of the person whose it is, "" for nobody."""

    name: str
    email: str = ""
    person: str = ""
    is_office: bool = False


@transaction.atomic
def invite(new: NewAccount, *, by: User | None) -> User:
    """Open an account without a password; a one-time link sets it. Raises Refused, and NotAllowed."""
    demand_whole(by, MANAGE)
    name, email, person = new.name.strip(), new.email.strip(), _person(new.person)
    if not name or len(name) > NAME_LENGTH or name != "".join(name.split()):
        raise Refused(_("Give the account a name without blanks."), "name")
    if User.objects.filter(username__iexact=name).exists() or User.objects.filter(email__iexact=name).exists():
        raise Refused(_("There is an account of this name already: choose another one."), "name")
    if email:
        _refuse_address(email)
    user = User(username=name, email=email)
    user.set_unusable_password()
    user.save()
    Account.objects.create(user=user)
    if person is not None:
        person.user = user
        person.save(update_fields=["user"])
    if new.is_office:
        role_writes.give(user, RoleAssignment.Role.OFFICE, by=by)
    personal = {"after.name": name, "after.email": email}
    note("open account", account_key(user), by=by, personal=_about(user, personal), before=None, after=_said(user))
    return user


def _person(code: str) -> Secondee | None:
    """Return the person of a number who has no account yet. Raises Refused."""
    if not code.strip():
        return None
    person = Secondee.objects.filter(code=code.strip()).first()
    if person is None:
        raise Refused(_("Nobody in the roster has this number."), "person")
    if person.user_id is not None:
        raise Refused(_("This person has an account already."), "person")
    return person


def _refuse_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("This is no e-mail address."), "email") from error
    if User.objects.filter(email__iexact=email).exists() or User.objects.filter(username__iexact=email).exists():
        raise Refused(_("Another account has this e-mail address."), "email")


def _demand(by: User | None, user: User) -> None:
    """Raise NotAllowed unless somebody may manage an account; None, the command line, may."""
    if by is not None and not reads.managed_by(by).filter(pk=user.pk).exists():
        raise NotAllowed(is_seen=False)


@transaction.atomic
def make_link(user: User, *, by: User | None, is_factor_lost: bool = False) -> None:
    """Let the next one-time link of an account be good, and every earlier one no more. Raises Refused, and NotAllowed.

    `is_factor_lost` takes the second factors and recovery codes away as well, and ends the sessions. The password stays
    what it is until the link is used.
    """
    _demand(by, user)
    if not user.is_active:
        raise Refused(_("This account is closed: open it again first."))
    before = {**reads.protection(user).said, **_said(user)}
    account, _is_new = Account.objects.get_or_create(user=user)
    Account.objects.filter(pk=account.pk).update(links=F("links") + 1, linked_at=timezone.now())
    if is_factor_lost:
        Authenticator.objects.filter(user=user).delete()
        _end(UserSession.objects.filter(user=user))
    after = {**reads.protection(user).said, **_said(user)}
    note("make one-time link", account_key(user), by=by, before=before, after=after)


@transaction.atomic
def use_link(user: User, password: str) -> None:
    """Set the password by a one-time link, which is used up, and end every session. It must have been judged."""
    before = _said(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    account, _is_new = Account.objects.get_or_create(user=user)
    Account.objects.filter(pk=account.pk).update(used_at=timezone.now())
    _end(UserSession.objects.filter(user=user))
    note("use one-time link", account_key(user), by=user, before=before, after=_said(user))


@transaction.atomic
def close(user: User, *, by: User | None) -> None:
    """Close an account: nobody signs in to it any more, and its sessions end. What it has written stays. Twice is once.

    Raises Refused for one's own, and NotAllowed.
    """
    _demand(by, user)
    if by is not None and by.pk == user.pk:
        raise Refused(_("Nobody closes their own account: ask somebody else of the office."))
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        _end(UserSession.objects.filter(user=user))
        note("close account", account_key(user), by=by, before={"is_active": True}, after={"is_active": False})


@transaction.atomic
def reopen(user: User, *, by: User | None) -> None:
    """Open a closed account again. Twice is once. Raises NotAllowed."""
    _demand(by, user)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        note("open account again", account_key(user), by=by, before={"is_active": False}, after={"is_active": True})


@transaction.atomic
def exempt(user: User, *, by: User | None) -> None:
    """Let an account do without a second factor, whatever the settings demand: for demonstrations. Twice is once."""
    account, _is_new = Account.objects.get_or_create(user=user)
    if Account.objects.filter(pk=account.pk, is_exempt=False).update(is_exempt=True):
        note("exempt account", account_key(user), by=by, before={"is_exempt": False}, after={"is_exempt": True})


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """Sign a user out where a session says."""
    started = session.created_at
    said = {"browser": session.user_agent, "from": session.ip}
    _end(UserSession.objects.filter(pk=session.pk))
    personal = _about(session.user, said)
    note("end session", account_key(session.user), by=by, personal=personal, before={"started": started}, after=None)


@transaction.atomic
def end_other_sessions(user: User, kept: str | None) -> int:
    """Sign a user out everywhere but in the session with this key; return how many that were."""
    count = _end(UserSession.objects.filter(user=user).exclude(session_key=kept or ""))
    if count:
        note("end other sessions", account_key(user), by=user, before={"sessions": count + 1}, after={"sessions": 1})
    return count


def _end(sessions: Iterable[UserSession]) -> int:
    ended = list(sessions)
    for each in ended:
        each.end()
    return len(ended)


@contextmanager
def noting(user: User) -> Iterator[None]:
    """Let allauth change how an account is protected, in a transaction that notes what has changed."""
    with transaction.atomic():
        before = reads.protection(user)
        yield
        after = reads.protection(user)
        if after != before:
            is_new = after.password != before.password
            action = "change password" if is_new else "change second factors"
            note(action, account_key(user), by=user, before=before.said, after=after.said)


def note_sign_in(user: User, before: object, methods: list[str]) -> None:
    """Note that somebody has signed in; `before` is when they did last. The caller's transaction signs them in."""
    note("sign in", account_key(user), by=user, before=before, after=user.last_login, methods=methods)


@transaction.atomic
def note_sign_out(user: User) -> None:
    """Note that somebody signs out."""
    note("sign out", account_key(user), by=user, before="signed in", after="signed out")


def _about(user: User, values: Mapping[str, str]) -> dict[str, Personal]:
    return {key: Personal(about=account_key(user), value=value) for key, value in values.items() if value}


def _said(user: User) -> dict[str, object]:
    person = reads.person_of(user)
    return {
        "roles": list(RoleAssignment.objects.filter(user=user).values_list("role", flat=True)),
        "is_active": user.is_active,
        "person": person.code if person else "",
        "has_password": user.has_usable_password(),
    }
