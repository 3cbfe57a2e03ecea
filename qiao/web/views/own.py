"""The programme's own outlines and house styles: list, copy, change with a live preview, retire. For the office."""

import mimetypes

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao import document
from qiao.drafting import own_writes
from qiao.drafting.models import OwnText
from qiao.drafting.writes import Refused
from qiao.web.pages import own
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import signed_in


def _office(request: HttpRequest, sort: str = own.SORTS[0]) -> User:
    """Return whoever changes an outline or a style. Raises Http404 for another sort."""
    user = signed_in(request)
    if sort not in own.SORTS:
        raise Http404
    return user


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List what comes with Qiao, and what the programme has made of it."""
    return render(request, "web/own/list.html", {"parts": own.parts()})


@login_required
def new(request: HttpRequest, sort: str) -> HttpResponse:
    """Change a copy of an outline or a style, and keep it as one of the programme's own."""
    user = _office(request, sort)
    if request.method == "POST":
        return _saved(request, user, sort, "", 0)
    text = own.copied(sort, request.GET.get("of", ""))
    if text is None:
        raise Http404
    form = own.editor(user, sort, "", version=0, asked=request.GET.dict(), text=text)
    return render(request, "web/own/edit.html", {"form": form})


@login_required
def change(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    """Change one of the programme's own: a save is a new version."""
    user = _office(request, sort)
    newest = OwnText.objects.filter(sort=sort, name=name).first()
    if newest is None:
        raise Http404
    if request.method == "POST":
        seen = request.POST.get("version", "")
        return _saved(request, user, sort, name, int(seen) if seen.isdecimal() else newest.version)
    form = own.editor(user, sort, name, version=newest.version, asked=request.GET.dict(), text=newest.text)
    return render(request, "web/own/edit.html", {"form": form})


@require_POST
@login_required
def preview(request: HttpRequest, sort: str) -> HttpResponse:
    """Show what a text would give, without keeping it."""
    user = _office(request, sort)
    asked = request.POST.dict()
    found = own.preview(user, sort, asked.get("name", ""), asked)
    return render(request, "web/own/preview.html", {"preview": found, "page": found.page})


@require_POST
@login_required
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out a document in a style that is being changed, to be looked at."""
    user, layout = _office(request), document.LAYOUTS.get(f".{ending}")
    if layout is None:
        raise Http404
    asked = request.POST.dict()
    try:
        made, style = own.tried(user, asked, asked.get("text", ""))
    except (own_writes.Faulty, NotWritten) as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(layout(made, style), content_type=mimetypes.guess_type(f"a.{ending}")[0] or "")
    named = content_disposition_header(as_attachment=True, filename=f"{made.title}.{ending}")
    answer.headers["Content-Disposition"] = named or ""
    return answer


@require_POST
@login_required
def retire(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    """Offer one of the programme's own no longer."""
    own_writes.retire(sort, name, by=_office(request, sort))
    return redirect("document-patterns")


def _saved(request: HttpRequest, user: User, sort: str, name: str, version: int) -> HttpResponse:
    text = request.POST.get("text", "")
    form = own.editor(user, sort, name, version=version, asked=request.POST.dict(), text=text)
    try:
        kept = own_writes.save(sort, name, text, version=version, by=user)
    except own_writes.Faulty as fault:
        told = {"form": form, "preview": own.preview(user, sort, name, request.POST.dict()), "fault": fault}
        return render(request, "web/own/edit.html", told, status=422)
    except Refused as refused:
        messages.error(request, str(refused))
        return render(request, "web/own/edit.html", {"form": form}, status=409)
    messages.success(request, _("Kept as version %(version)s.") % {"version": kept.version})
    return redirect("document-pattern", sort, kept.name)
