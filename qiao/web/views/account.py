"""Signing in and out, and one's own account: password, second factors, sessions, and the one-time link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from qiao.accounts import links, writes
from qiao.web.pages import account
from qiao.web.requests import signed_in

sign_in = LoginView.as_view(
    template_name="web/sign_in.html", extra_context={"elsewhere": settings.OIDC["name"] if settings.OIDC else ""}
)


def noted(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view of allauth that notes in the audit trail, in one transaction, what it changes of the account."""

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *positional, **named)
        with writes.noting(signed_in(request)):
            return view(request, *positional, **named)

    return wrapped


def closed(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed."""
    return render(request, "web/account/closed.html", status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; of a sign-in that is only half done, too."""
    if isinstance(request.user, User):
        writes.note_sign_out(request.user)
    logout(request)
    return redirect("login")


def not_elsewhere(request: HttpRequest, **_named: str) -> HttpResponse:
    """Lead back to the sign-in page where signing in elsewhere has come to nothing."""
    messages.error(request, _("Signing in there did not work. Try again, or sign in here with your password."))
    return redirect("login")


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    return render(request, "web/account/own.html", {"page": account.own(signed_in(request))})


@login_required
def passkeys(request: HttpRequest) -> HttpResponse:
    """Show one's own passkeys."""
    return render(request, "web/account/passkeys.html", {"lines": account.passkeys(signed_in(request))})


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    return render(request, "web/account/sessions.html", {"lines": account.sessions(signed_in(request))})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out in one other place."""
    user = signed_in(request)
    writes.end_session(get_object_or_404(UserSession, pk=pk, user=user), by=user)
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    writes.end_other_sessions(signed_in(request), request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")


@never_cache
@sensitive_post_parameters()
def link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Let whoever has a good one-time link set the password of its account."""
    user = links.user_of(uid, token)
    if user is None:
        return render(request, "web/account/link_gone.html", status=410)
    problems: list[str] = []
    if request.method == "POST":
        first, again = request.POST.get("password", ""), request.POST.get("again", "")
        problems = account.problems_of(first, again, user)
        if not problems:
            logout(request)
            writes.use_link(user, first)
            messages.success(request, _("The password is set. Sign in with it."))
            return redirect("login")
    page = {"name": user.get_username(), "problems": problems, "rules": account.rules()}
    return render(request, "web/account/link.html", {"page": page}, status=422 if problems else 200)
