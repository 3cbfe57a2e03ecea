"""Issued documents: read one, see the records behind its figures, take it away as a file that is always the same."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qiao import document
from qiao.drafting import register
from qiao.drafting.models import IssuedDocument
from qiao.record.kinds import catalogue
from qiao.web.files import file_or_why
from qiao.web.pages import figures, issued
from qiao.web.requests import page_or_part, signed_in


@login_required
def show(request: HttpRequest, serial: str) -> HttpResponse:
    """Show an issued document, and where the record has moved on since."""
    return render(request, "web/documents/issued.html", {"page": issued.page(_issued(request, serial))})


@login_required
def figure(request: HttpRequest, serial: str, at: int) -> HttpResponse:
    """Show a frozen figure with the records that it rested on; htmx asks for the side panel alone."""
    one = _issued(request, serial)
    facts = register.document_of(one).facts
    measure = catalogue().measures.get(facts[at].measure) if at < len(facts) else None
    if measure is None:
        raise Http404
    address = reverse("document-issued-figure", args=[serial, at])
    page = figures.page_of(signed_in(request), facts[at], measure, address, request.GET.dict())
    return page_or_part(request, "web/figures/page.html", {"panel": "web/figures/panel.html"}, {"page": page})


@login_required
def file(request: HttpRequest, serial: str, ending: str) -> HttpResponse:
    """Hand out an issued document as a file."""
    one = _issued(request, serial)
    if f".{ending}" not in document.LAYOUTS:
        raise Http404
    return file_or_why(lambda: register.file_of(one, f".{ending}"), f"{serial} {one.title}", ending)


def _issued(request: HttpRequest, serial: str) -> IssuedDocument:
    one = register.with_serial(register.issued_visible_to(signed_in(request)), serial)
    if one is None:
        raise Http404
    return one
