"""Signing in with an OpenID provider of the organisation, where the settings name one. It opens no accounts.

Somebody who comes from there is the account with their e-mail address, if the provider says that it has verified it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qiao.programme.audit import account_key, note


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Which account somebody from elsewhere is."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # allauth's signature
        """Return False: the office opens accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect the account with the verified address. Raises ImmediateHttpResponse where there is none."""
        if sociallogin.state.get("process", "login") != "login":
            raise ImmediateHttpResponse(redirect("account-own"))
        if sociallogin.is_existing:
            return
        user = _known(sociallogin.email_addresses)
        if user is None:
            messages.error(request, _("No account of Qiao has your e-mail address. Ask the programme office for one."))
            raise ImmediateHttpResponse(redirect("login"))
        with transaction.atomic():
            sociallogin.connect(request, user)
            provider = sociallogin.account.provider
            note("connect account", account_key(user), by=user, before=None, after={"provider": provider})


def _known(addresses: list[EmailAddress]) -> User | None:
    for each in addresses:
        if each.verified:
            found = list(User.objects.filter(email__iexact=each.email, is_active=True)[:2])
            if len(found) == 1:
                return found[0]
    return None
