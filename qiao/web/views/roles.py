"""Roles: who has which, give one, take one away; and what one's own allow."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.programme import role_reads, role_writes
from qiao.programme.role_reads import NotFound
from qiao.programme.role_writes import Refused
from qiao.web.pages import roles
from qiao.web.requests import signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List every role that is held; with the form, give one."""
    user, asked = signed_in(request), request.POST.dict()
    if request.method != "POST":
        return render(request, "web/roles/list.html", {"page": roles.page(user, {})})
    try:
        account = role_reads.account(asked.get("account", ""))
        role_writes.give(account, asked.get("role", ""), roles.extent(asked), by=user)
    except (NotFound, Refused) as refused:
        return render(request, "web/roles/list.html", {"page": roles.page(user, asked, str(refused))}, status=422)
    messages.success(request, _("The role was given."))
    return redirect("roles")


@require_POST
@login_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    held = get_object_or_404(role_reads.everybody(), pk=pk)
    try:
        role_writes.take(held, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The role was taken away."))
    return redirect("roles")


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the user may do."""
    return render(request, "web/roles/mine.html", {"page": roles.mine(signed_in(request))})
