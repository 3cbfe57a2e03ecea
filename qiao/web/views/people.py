"""People, batches and their figures."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qiao.programme import reads as programme
from qiao.record.kinds import catalogue
from qiao.web.pages import figures, people
from qiao.web.requests import page_or_part, signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List people by batch and name; a secondee, who would see one line, gets their own page."""
    user = signed_in(request)
    if own := programme.only_person(user):
        return redirect("person", code=own.code)
    page = people.listing(user, request.GET.dict())
    return page_or_part(request, "web/people/list.html", {"list": "web/people/lines.html"}, {"page": page})


@login_required
def person(request: HttpRequest, code: str) -> HttpResponse:
    """Show a person's page."""
    user = signed_in(request)
    one = get_object_or_404(programme.visible_to(user), code=code)
    return render(request, "web/people/page.html", {"page": people.person(user, one)})


@login_required
def batch(request: HttpRequest, name: str) -> HttpResponse:
    """Show a batch's page."""
    user = signed_in(request)
    one = get_object_or_404(programme.batches_visible_to(user), name=name)
    return render(request, "web/people/page.html", {"page": people.batch(user, one)})


@login_required
def fact(request: HttpRequest, measure: str) -> HttpResponse:
    """Show a figure with the records behind it; htmx asks for the side panel alone."""
    user = signed_in(request)
    known = catalogue().measures.get(measure)
    scope = figures.scope_asked(user, request.GET.dict())
    if known is None or scope is None:
        raise Http404
    page = figures.page(user, known, scope, request.GET.dict())
    parts = {"panel": "web/figures/panel.html", "panel-records": "web/figures/body.html"}
    return page_or_part(request, "web/figures/page.html", parts, {"page": page})
