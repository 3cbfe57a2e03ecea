"""Closed periods: the list, closing one, and reopening one."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.programme import reads as programme
from qiao.record.models import Closing
from qiao.record.periods import reads, writes
from qiao.record.writes import Refused
from qiao.web.pages import periods
from qiao.web.requests import signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the closings, and ask which period is to be closed."""
    return render(request, "web/periods/list.html", {"page": periods.page(signed_in(request))})


@require_POST
@login_required
def close(request: HttpRequest) -> HttpResponse:
    """Close a period."""
    user, asked = signed_in(request), request.POST.get("batch", "")
    batch = get_object_or_404(programme.batches_visible_to(user), name=asked) if asked else None
    try:
        last = dt.date.fromisoformat(request.POST.get("last", ""))
    except ValueError:
        messages.error(request, _("Give the last day that is closed."))
        return redirect("periods")
    reason = request.POST.get("reason", "")
    done = _("Closed. Figures up to that day stay as they are.")
    return _step(request, lambda: writes.close(last, batch=batch, reason=reason, by=user), done)


@require_POST
@login_required
def reopen(request: HttpRequest, closing: int) -> HttpResponse:
    """Open a closed period again."""
    user = signed_in(request)
    found = get_object_or_404(reads.listed(), pk=closing)
    reason = request.POST.get("reason", "")
    return _step(request, lambda: writes.reopen(found, reason=reason, by=user), _("The period is open again."))


def _step(request: HttpRequest, take: Callable[[], Closing], done: str) -> HttpResponse:
    try:
        take()
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, _("This was not done: %(why)s") % {"why": problem.why})
    else:
        messages.success(request, done)
    return redirect("periods")
