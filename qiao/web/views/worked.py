"""A kept check: show it, take a suggestion over, mark a finding as meant, bind a wording."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.drafting import kept, writes
from qiao.drafting.kept import Place
from qiao.drafting.models import CheckedText
from qiao.drafting.writes import Refused
from qiao.web import reports
from qiao.web.pages import worked
from qiao.web.requests import signed_in


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a kept check, by the record of today."""
    page = worked.page(signed_in(request), _checked(request, uid))
    return render(request, "web/checks/kept.html", {"kept": page, "page": page.check})


@login_required
def file(request: HttpRequest, uid: uuid.UUID, ending: str) -> HttpResponse:
    """Hand out a kept check as a file."""
    checked = _checked(request, uid)
    if ending not in reports.endings():
        raise Http404
    return reports.answer(
        worked.now(checked),
        worked.whose(checked),
        checked.title,
        ending,
        meant=kept.meant(checked),
        original=kept.original(checked),
    )


@require_POST
@login_required
def accept(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write what a finding suggests into the text."""
    user, checked = signed_in(request), _checked(request, uid)
    return _done(request, uid, lambda: writes.accept(checked, _place(request), by=user))


@require_POST
@login_required
def meant(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that a finding is meant as it is written."""
    user, checked = signed_in(request), _checked(request, uid)
    return _done(request, uid, lambda: writes.mark_meant(checked, _place(request), by=user))


@require_POST
@login_required
def reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take back that a finding is meant."""
    user, checked = signed_in(request), _checked(request, uid)
    return _done(request, uid, lambda: writes.mark_open(checked, _place(request), by=user))


@require_POST
@login_required
def bind(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what a wording counts, from now on and everywhere. For the programme office."""
    user, _seen = signed_in(request), _checked(request, uid)
    noun, family, measure = (request.POST.get(name, "") for name in ("noun", "family", "measure"))
    return _done(request, uid, lambda: writes.bind(noun, family, measure, by=user))


@require_POST
@login_required
def discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a kept check for good."""
    writes.discard(_checked(request, uid), by=signed_in(request))
    messages.success(request, _("The check was deleted."))
    return redirect("check")


@login_required
def wordings(request: HttpRequest) -> HttpResponse:
    """List what was bound by hand. For the programme office."""
    return render(request, "web/checks/wordings.html", {"wordings": worked.wordings(signed_in(request))})


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a wording."""
    user = signed_in(request)
    writes.withdraw(get_object_or_404(kept.bindings_seen_by(user), pk=pk), by=user)
    return redirect("check-wordings")


def _checked(request: HttpRequest, uid: uuid.UUID) -> CheckedText:
    return get_object_or_404(kept.visible_to(signed_in(request)), uid=uid)


def _place(request: HttpRequest) -> Place:
    """Return the place of a finding that a form names. Raises Http404."""
    try:
        return request.POST.get("code", ""), int(request.POST["start"]), int(request.POST["end"])
    except (KeyError, ValueError) as error:
        raise Http404 from error


def _done(request: HttpRequest, uid: uuid.UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("check-kept", uid=uid)
