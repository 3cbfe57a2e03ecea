"""Documents: what there is, ask for a new one, look at it before it is kept."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from qiao import document
from qiao.drafting import own
from qiao.drafting.laying import laid_out, style_called
from qiao.web.files import attachment
from qiao.web.pages import documents, shelf
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import page_or_part, signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List drafts and issued documents."""
    page = shelf.listing(signed_in(request), request.GET.dict())
    return page_or_part(request, "web/documents/list.html", {"list": "web/documents/lines.html"}, {"page": page})


@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask which document, about whom; what the address already says is filled in. Start the draft that is asked for."""
    user = signed_in(request)
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    outline = asked.get("outline", "")
    if outline in own.outlines() and request.method == "POST":
        try:
            draft = documents.start(user, outline, asked)
        except NotWritten as refused:
            return _refused(request, asked, refused)
        return redirect("document-draft", uid=draft.uid)
    if outline in own.outlines() and "write" in asked:
        kept = {key: value for key, value in asked.items() if value and key not in {"write", "outline"}}
        return redirect(f"{reverse('document', args=[outline])}?{urlencode(kept)}")
    return render(request, "web/documents/ask.html", {"form": documents.form(user, asked)})


@login_required
def show(request: HttpRequest, outline: str) -> HttpResponse:
    """Write a document and show it, without keeping it."""
    user, asked = signed_in(request), request.GET.dict()
    if outline not in own.outlines():
        raise Http404
    try:
        made = documents.write(user, outline, asked)
    except NotWritten as refused:
        return _refused(request, {**asked, "outline": outline}, refused)
    return render(
        request, "web/documents/document.html", {"page": documents.page(made, asked, own.outlines()[outline])}
    )


@login_required
def file(request: HttpRequest, outline: str, ending: str) -> HttpResponse:
    """Write a document as a file."""
    asked = request.GET.dict()
    if outline not in own.outlines() or f".{ending}" not in document.LAYOUTS:
        raise Http404
    try:
        made = documents.write(signed_in(request), outline, asked)
    except NotWritten as refused:
        return _refused(request, {**asked, "outline": outline}, refused)
    try:
        content = laid_out(made, f".{ending}", style_called(documents.style_of(asked)))
    except document.CannotSetError as error:
        page = documents.page(made, asked, own.outlines()[outline], problem=str(error))
        return render(request, "web/documents/document.html", {"page": page}, status=503)
    return attachment(content, made.title, ending)


def _refused(request: HttpRequest, asked: dict[str, str], refused: NotWritten) -> HttpResponse:
    form = documents.form(signed_in(request), asked, refused)
    # Whom a user may not see is as unknown as nobody: there is no such document.
    status = 404 if refused.field == "who" else 422
    return render(request, "web/documents/ask.html", {"form": form}, status=status)
