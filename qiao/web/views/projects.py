"""Projects: the list with its rates, and one project."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.record.kinds import catalogue
from qiao.web.pages import projects
from qiao.web.requests import page_or_part, signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the projects of a kind that the user may see; htmx asks for the list alone."""
    page = projects.listing(signed_in(request), request.GET.dict())
    if page is None:
        raise Http404
    return page_or_part(request, "web/projects/list.html", {"list": "web/projects/lines.html"}, {"page": page})


@login_required
def show(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show one project by its code."""
    known = catalogue().kinds.get(kind)
    page = projects.page(signed_in(request), known, code) if known is not None and known.stages else None
    if page is None:
        raise Http404
    return render(request, "web/projects/project.html", {"page": page})
