"""The audit trail, for whoever may read it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qiao.programme import trail
from qiao.web.pages import audit
from qiao.web.requests import page_or_part, signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the lines that fit what is asked, the last one first."""
    page = audit.listing(signed_in(request), request.GET.dict())
    return page_or_part(request, "web/audit/list.html", {"list": "web/audit/lines.html"}, {"page": page})


@login_required
def line(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line: what was and what is."""
    found = get_object_or_404(trail.visible_to(signed_in(request)), number=number)
    return render(request, "web/audit/line.html", {"page": audit.page(found)})
