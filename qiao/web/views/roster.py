"""The roster's lists and pages, the merges, and what is held about a person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.programme import reads as programme
from qiao.programme.models import Merge
from qiao.programme.naming import MODELS
from qiao.programme.refusal import NotDone
from qiao.upkeep import taking_out, writes
from qiao.web.pages import roster
from qiao.web.requests import page_or_part, signed_in


def listing(request: HttpRequest, part: str) -> HttpResponse:
    """List what there is of a sort; htmx asks for the list alone."""
    if part not in MODELS:
        raise Http404
    is_changed = programme.manages_roster(signed_in(request))
    page = roster.listing(part, request.GET.dict(), is_changed=is_changed)
    return page_or_part(request, "web/roster/list.html", {"list": "web/roster/lines.html"}, {"page": page})


def show(request: HttpRequest, part: str, thing: int) -> HttpResponse:
    """Show one thing."""
    if part not in MODELS:
        raise Http404
    one = get_object_or_404(MODELS[part].objects, pk=thing)
    page = roster.page(one, is_changed=programme.manages_roster(signed_in(request)))
    return render(request, "web/roster/thing.html", {"page": page, "tabs": roster.tabs(part)})


def merges(request: HttpRequest) -> HttpResponse:
    """List the merges."""
    is_changed = programme.manages_roster(signed_in(request))
    shown = {"merges": roster.merges(), "tabs": roster.tabs("merges"), "is_changed": is_changed}
    return render(request, "web/roster/merges.html", shown)


@require_POST
def undo(request: HttpRequest, merge: int) -> HttpResponse:
    """Take a merge back."""
    try:
        source = writes.undo(get_object_or_404(Merge, pk=merge), by=signed_in(request))
    except NotDone as refused:
        messages.error(request, _("This was not done: %(why)s") % {"why": refused.why})
        return redirect("roster-merges")
    messages.success(request, _("The merge was taken back: both are there again."))
    return redirect(roster.address(source))


def data(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out everything that is held about a person, as one file."""
    user = signed_in(request)
    person = get_object_or_404(programme.taken_out_by(user), code=code)
    response = HttpResponse(taking_out.take_out(person, by=user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{person.pk}.zip"'
    return response
