"""One's own account, and what is wrong with a password."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.accounts import reads
from qiao.programme import trail
from qiao.web import wording

# What a browser says of itself, for people: the first that fits. Each names what it is and not what it is like.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One's own account."""

    told: list[tuple[str, str]]
    factors: str
    is_factor_needed: bool
    sessions: str
    has_password: bool
    ways: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One place where somebody is signed in."""

    browser: str
    address: str
    since: str
    is_here: bool
    end_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey, and since when there is it."""

    name: str
    told: str
    remove_url: str


def own(user: User) -> Page:
    """Return the page of one's own account."""
    person = reads.person_of(user)
    told = [
        (_("Account"), user.get_username()),
        (_("E-mail"), user.email),
        (_("Person"), f"{person.name} {person.code}" if person else ""),
    ]
    held = reads.protection(user)
    return Page(
        told=[(label, text) for label, text in told if text],
        factors=said_of_factors(held),
        is_factor_needed=reads.needs_second_factor(user),
        sessions=wording.number(len(reads.sessions(user))),
        has_password=user.has_usable_password(),
        ways=_ways(user),
    )


def _ways(user: User) -> list[tuple[str, str]]:
    """Return where else a user may go from here."""
    offered = [
        (reads.may_manage(user), "accounts", _("Accounts of the programme")),
        (trail.may_read(user), "audit", _("Trail of changes")),
    ]
    return [(reverse(name), text) for is_allowed, name, text in offered if is_allowed]


def said_of_factors(held: reads.Protection) -> str:
    """Return in a few words how an account is protected beside its password."""
    apps = [each for each in held.factors if each.startswith(reads.Factor.TOTP)]
    keys = len(held.factors) - len(apps)
    said = [_("codes from an app")] if apps else []
    if keys:
        said.append(_("passkeys: %(count)s") % {"count": keys})
    if held.recovery_codes:
        said.append(_("recovery codes: %(count)s") % {"count": held.recovery_codes})
    return wording.joined(said) or _("none")


def passkeys(user: User) -> list[Passkey]:
    """Return a user's passkeys, the first first."""
    found = []
    for each in reads.passkeys(user):
        told = [_("added on %(day)s") % {"day": wording.day(timezone.localdate(each.created_at))}]
        if each.last_used_at:
            told.append(_("last used on %(day)s") % {"day": wording.day(timezone.localdate(each.last_used_at))})
        url = reverse("mfa_remove_webauthn", args=[each.pk])
        found.append(Passkey(name=each.wrap().name, told=wording.joined(told), remove_url=url))
    return found


def sessions(user: User) -> list[Session]:
    """Return where a user is signed in."""
    return [
        Session(
            browser=browser(each.user_agent),
            address=each.ip,
            since=wording.moment(timezone.localtime(each.created_at)),
            is_here=each.is_current(),
            end_url=reverse("account-session-end", args=[each.pk]),
        )
        for each in reads.sessions(user)
    ]


def browser(said: str) -> str:
    """Return which browser on which system it is."""
    found = [next((name for mark, name in known if re.search(mark, said)), "") for known in (BROWSERS, SYSTEMS)]
    return wording.joined(each for each in found if each) or _("another browser")


def rules() -> list[str]:
    """Return what a password must be, a line each."""
    return password_validators_help_texts()


def problems_of(password: str, again: str, user: User) -> list[str]:
    """Return what is wrong with a new password, a line each."""
    if password != again:
        return [_("The two are not the same. Write the password twice.")]
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []
