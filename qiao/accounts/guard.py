"""Wrong passwords: after some of them one has to wait, twice as long each time, and never for good.

A browser that has been signed in to an account has a count of its own, by a signed cookie: whoever tries passwords from
elsewhere cannot keep the owner out. Passkeys and one-time links are not counted here at all.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from qiao.accounts.models import FailedSignIn
from qiao.programme.audit import account_key, note

COOKIE = "qiao-known"
SALT = "qiao.accounts.known-browser"
KNOWN_FOR = dt.timedelta(days=365)
OFTEN = 10


def find(name: str) -> User | None:
    """Return the account that somebody means by its name or its e-mail address."""
    wanted = Q(username__iexact=name) | Q(email__iexact=name)
    return User.objects.filter(wanted).first() if name else None


def key_of(request: HttpRequest, name: str) -> str:
    """Return what is counted: the account that is meant, and the browser if it is known there."""
    user = find(name)
    account = f"user {user.pk}" if user else f"nobody {name.lower()}"
    browser = "known" if user and user.pk in _known(request) else ""
    return salted_hmac(SALT, f"{account} {browser}", algorithm="sha256").hexdigest()


@transaction.atomic
def attempt(request: HttpRequest, name: str) -> bool:
    """Count one attempt before it is made, so that many at once are all counted; False where one has to wait."""
    now, key = timezone.now(), key_of(request, name)
    FailedSignIn.objects.filter(last_at__lt=now - FailedSignIn.KEPT).delete()
    FailedSignIn.objects.get_or_create(key=key, defaults={"last_at": now})
    held = FailedSignIn.objects.select_for_update().get(key=key)
    if held.waits_until is not None and held.waits_until > now:
        return False
    held.failures, held.last_at = held.failures + 1, now
    if held.failures >= FailedSignIn.FREE:
        held.waits_until = now + _wait(held.failures)
        user = find(name)
        if user is not None and (held.failures == FailedSignIn.FREE or held.failures % OFTEN == 0):
            note(
                "make sign-in wait",
                account_key(user),
                by=None,
                before={"failures": held.failures - 1},
                after={"failures": held.failures, "waits_until": held.waits_until},
            )
    held.save()
    return True


def _wait(failures: int) -> dt.timedelta:
    doubled = FailedSignIn.FIRST_WAIT * 2 ** min(failures - FailedSignIn.FREE, 10)
    return min(doubled, FailedSignIn.LONGEST_WAIT)


def clear(request: HttpRequest, name: str) -> None:
    """Forget the wrong passwords of a browser that has given the right one."""
    FailedSignIn.objects.filter(key=key_of(request, name)).delete()


def _known(request: HttpRequest) -> list[int]:
    """Return the accounts that a browser has been signed in to, by their keys."""
    try:
        found: list[int] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return found


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let a browser be known to an account that it is signed in to."""
    known = list(dict.fromkeys([*_known(request), user.pk]))[-OFTEN:]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=KNOWN_FOR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
