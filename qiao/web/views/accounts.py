"""The accounts of the programme, for whoever manages them: open, give a one-time link, close."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts import links, mail, reads, writes
from qiao.accounts.writes import NewAccount, Refused
from qiao.web.pages import accounts
from qiao.web.requests import page_or_part, signed_in


def _one(request: HttpRequest, pk: int) -> tuple[User, User]:
    """Return who asks, and which account of those they may manage. Raises Http404."""
    user = signed_in(request)
    return user, get_object_or_404(reads.managed_by(user).select_related("account"), pk=pk)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    page = accounts.listing(signed_in(request), request.GET.dict())
    return page_or_part(request, "web/accounts/list.html", {"list": "web/accounts/lines.html"}, {"page": page})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open an account, and show its one-time link."""
    user = signed_in(request)
    if request.method != "POST":
        return render(request, "web/accounts/new.html", {"form": accounts.form(user, request.GET.dict())})
    asked = request.POST.dict()
    wanted = NewAccount(
        name=asked.get("name", ""),
        email=asked.get("email", ""),
        person=asked.get("person", ""),
        is_office="is_office" in asked,
    )
    try:
        opened = writes.invite(wanted, by=user)
    except Refused as refused:
        form = accounts.form(user, asked, field=refused.field, problem=str(refused))
        return render(request, "web/accounts/new.html", {"form": form}, status=422)
    return _with_link(request, user, opened, is_factor_lost=False)


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account."""
    user, one = _one(request, pk)
    return render(request, "web/accounts/account.html", {"page": accounts.page(user, one)})


@require_POST
@login_required
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new one-time link, and show it."""
    user, one = _one(request, pk)
    return _with_link(request, user, one, is_factor_lost="is_factor_lost" in request.POST)


def _with_link(request: HttpRequest, user: User, one: User, *, is_factor_lost: bool) -> HttpResponse:
    """Answer with the page of an account on which its new link stands, this once."""
    try:
        writes.make_link(one, by=user, is_factor_lost=is_factor_lost)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("account", one.pk)
    one = User.objects.select_related("account").get(pk=one.pk)
    address = request.build_absolute_uri(links.path_of(one))
    is_sent = mail.send_link(one, address)
    page = accounts.page(user, one, link=address, sent=one.email if is_sent else "")
    answer = render(request, "web/accounts/account.html", {"page": page})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    user, one = _one(request, pk)
    try:
        writes.close(one, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The account is closed."))
    return redirect("account", pk)


@require_POST
@login_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    user, one = _one(request, pk)
    writes.reopen(one, by=user)
    messages.success(request, _("The account is open again."))
    return redirect("account", pk)
