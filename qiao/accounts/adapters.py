"""Where allauth asks Qiao: what counts as too many attempts, what is noted, and that nobody opens an account alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from qiao.accounts import guard, writes

# The same for a name that is none, so that nobody learns which names there are.
MISMATCH = _("Name and password do not match. Try again, or ask the programme office for a new password.")


# What a page says after allauth has done something, by the name of its own template for that; no more is said.
SAID = {
    "account/messages/password_changed.txt": _("The password is changed. Everywhere else you are signed out."),
    "account/messages/password_set.txt": _("The password is changed. Everywhere else you are signed out."),
    "mfa/messages/totp_activated.txt": _("From now on you are asked for a code from the app."),
    "mfa/messages/totp_deactivated.txt": _("Codes from the app are not asked for any more."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("Here are recovery codes: keep them."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name or address and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong attempts. Wait a few minutes, or ask the programme office."),
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Return False: the office opens accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before it is made. Raises ValidationError where one has to wait.

        allauth's own count by name is left out: it would let anybody keep the owner out.
        """
        if not guard.attempt(request, _named(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose name and password these are; None for nobody."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            guard.clear(request, _named(credentials))
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign a user in, and note how, in one transaction."""
        methods = [_told(each) for each in get_authentication_records(request, user)]
        before = user.last_login
        with transaction.atomic():
            super().login(request, user)
            writes.note_sign_in(user, before, methods)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_more: Any,
        message: str | None = None,
        **_named: Any,
    ) -> None:
        """Put into the next page what is said of what was done, in Qiao's words."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Return where to go after signing in; the browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **more)
        guard.remember(request, response, user)
        return response


def _named(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


def _told(record: dict[str, Any]) -> str:
    return ": ".join(str(record[key]) for key in ("method", "type", "provider") if record.get(key))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes from an app, passkeys and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one."),
    }

    def build_totp_svg(self, url: str) -> SafeString:
        """Return the QR code as a drawing that stands in the page itself: the policy allows no data: address."""
        _declaration, _tag, drawing = super().build_totp_svg(url).partition("<svg")
        # Squares only: the text of the address is in their places, not in the markup.
        return mark_safe(f"<svg{drawing}")  # noqa: S308

    def get_totp_label(self, user: User) -> str:
        """Return the account's name, under which an app lists it."""
        return user.username
