"""Kinds of record made on the site: list, copy, change as a form or as text with a live preview, retire."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.drafting import own_kinds
from qiao.drafting.own_writes import Faulty
from qiao.drafting.writes import Refused
from qiao.web.pages import kinds
from qiao.web.requests import signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the kinds that there are, and what the programme has made of them."""
    return render(request, "web/kinds/list.html", {"lines": kinds.lines()})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make a kind out of a copy of another."""
    user = signed_in(request)
    if request.method == "POST":
        return _sent(request, user, "", 0)
    text = kinds.copied(request.GET.get("of", ""))
    if text is None:
        raise Http404
    return _shown(request, kinds.editor("", text, version=0, tab=kinds.FORM))


@login_required
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Change one of the programme's own kinds: a save is a new version. An older one can be opened to start from."""
    user = signed_in(request)
    versions = own_kinds.versions(name)
    if not versions:
        raise Http404
    if request.method == "POST":
        seen = request.POST.get("version", "")
        return _sent(request, user, name, int(seen) if seen.isdecimal() else versions[0].version)
    opened = next((each for each in versions if str(each.version) == request.GET.get("version")), versions[0])
    return _shown(request, kinds.editor(name, opened.text, version=versions[0].version, tab=kinds.FORM))


@require_POST
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a kind would give, without keeping it."""
    user = signed_in(request)
    typed = request.POST.dict()
    try:
        text = kinds.text_of(typed)
    except Faulty as fault:
        found = kinds.faulty(fault, typed.get("text", ""), kinds.YAML)
    else:
        found = kinds.preview(user, typed.get("name", ""), text, typed.get("pasted", ""), typed.get("tab", ""))
    return render(request, "web/kinds/preview.html", {"preview": found})


@require_POST
@login_required
def retire(request: HttpRequest, name: str) -> HttpResponse:
    """Let one of the programme's own kinds take no new records."""
    own_kinds.retire(name, by=signed_in(request))
    return redirect("record-kinds")


def _sent(request: HttpRequest, user: User, name: str, version: int) -> HttpResponse:
    """Keep what was sent; or turn to the other tab, or add rows, with all that was typed."""
    typed = request.POST.dict()
    tab = typed.get("tab", "")
    try:
        text = kinds.text_of(typed)
    except Faulty as fault:
        return _refused(request, user, (name, typed.get("text", ""), version), typed, fault)
    if "turn" in typed:
        pasted = typed.get("pasted", "")
        return _shown(request, kinds.editor(name, text, version=version, tab=typed["turn"], pasted=pasted))
    try:
        kept = own_kinds.save(name, text, version=version, by=user)
    except Faulty as fault:
        return _refused(request, user, (name, text, version), typed, fault)
    except Refused as refused:
        messages.error(request, str(refused))
        return _shown(request, kinds.editor(name, text, version=version, tab=tab), status=409)
    messages.success(request, _("Kept as version %(version)s.") % {"version": kept.version})
    return redirect("record-kind", kept.name)


def _refused(
    request: HttpRequest, user: User, opened: tuple[str, str, int], typed: Mapping[str, str], fault: Faulty
) -> HttpResponse:
    name, text, version = opened
    tab, pasted = typed.get("tab", ""), typed.get("pasted", "")
    form = kinds.editor(name, text, version=version, tab=tab, pasted=pasted, fault=fault)
    told = {"form": form, "preview": kinds.preview(user, name, text, pasted, form.tab), "fault": fault}
    return render(request, "web/kinds/edit.html", told, status=422)


def _shown(request: HttpRequest, form: kinds.Editor, status: int = 200) -> HttpResponse:
    return render(request, "web/kinds/edit.html", {"form": form}, status=status)
