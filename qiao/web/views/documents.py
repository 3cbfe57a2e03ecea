"""Documents: ask for one, read it, take it away as a file."""

import mimetypes
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from qiao import document
from qiao.drafting import own
from qiao.web.pages import documents
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import signed_in


@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask which document, about whom; what the address already says is filled in."""
    asked = request.GET.dict()
    if "write" in asked and asked.get("outline") in own.outlines():
        kept = {key: value for key, value in asked.items() if value and key not in {"write", "outline"}}
        return redirect(f"{reverse('document', args=[asked['outline']])}?{urlencode(kept)}")
    return render(request, "web/documents/ask.html", {"form": documents.form(signed_in(request), asked)})


@login_required
def show(request: HttpRequest, outline: str) -> HttpResponse:
    """Write a document and show it."""
    user, asked = signed_in(request), request.GET.dict()
    if outline not in own.outlines():
        raise Http404
    try:
        made = documents.write(user, outline, asked)
    except NotWritten as refused:
        return _refused(request, outline, refused)
    return render(
        request, "web/documents/document.html", {"page": documents.page(made, asked, own.outlines()[outline])}
    )


@login_required
def file(request: HttpRequest, outline: str, ending: str) -> HttpResponse:
    """Write a document as a file."""
    layout = document.LAYOUTS.get(f".{ending}")
    if outline not in own.outlines() or layout is None:
        raise Http404
    try:
        made = documents.write(signed_in(request), outline, request.GET.dict())
    except NotWritten as refused:
        return _refused(request, outline, refused)
    try:
        content = layout(made, own.styles()[document.DEFAULT_STYLE])
    except document.CannotSetError as error:
        page = documents.page(made, request.GET.dict(), own.outlines()[outline], problem=str(error))
        return render(request, "web/documents/document.html", {"page": page}, status=503)
    name = f"{made.title}.{ending}"
    answer = HttpResponse(content, content_type=mimetypes.guess_type(f"a.{ending}")[0] or "application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _refused(request: HttpRequest, outline: str, refused: NotWritten) -> HttpResponse:
    form = documents.form(signed_in(request), {**request.GET.dict(), "outline": outline}, refused)
    # Whom a user may not see is as unknown as nobody: there is no such document.
    status = 404 if refused.field == "who" else 422
    return render(request, "web/documents/ask.html", {"form": form}, status=status)
