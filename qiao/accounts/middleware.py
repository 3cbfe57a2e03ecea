"""Nothing but setting up a second factor, for whoever needs one and has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qiao.accounts import reads

OPEN = frozenset({"login", "logout", "set_language", "one-time-link", "account_reauthenticate", "account-own"})
"""What can be reached all the same, beside the pages of the second factor."""


class RequireSecondFactor:
    """Middleware that leads to the page where a second factor is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer of the rest of the site."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _positional: Sequence[Any], _named: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Return the way to the second factor where it is needed; None for going on."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN or str(name).startswith("mfa_") or not reads.needs_second_factor(request.user):
            return None
        messages.warning(request, _("Your account needs a second factor: set one up, then go on."))
        return redirect("mfa_index")
