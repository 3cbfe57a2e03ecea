"""Check a text against somebody's record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao import claim
from qiao.drafting import kept, writes
from qiao.drafting import reads as drafting
from qiao.programme.reads import Found
from qiao.web import reports, uploads, wording
from qiao.web.pages import checks, documents, figures, worked
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import signed_in

# Bytes by which the sort of a file is known.
LONGEST_START = 64


@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a text, or show what was found in the one that came."""
    user = signed_in(request)
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    form = documents.form(user, asked)
    if request.method != "POST":
        shown = {"form": form, "kept": worked.listing(user), "may_bind": kept.may_bind(user)}
        return render(request, "web/checks/ask.html", shown)
    try:
        text, name = _text(request)
        found = documents.found(user, form.who) if form.who.strip() else None
    except NotWritten as refused:
        shown = {"form": documents.form(user, asked, refused), "text": asked.get("text", "")}
        return render(request, "web/checks/ask.html", shown, status=422)
    made = drafting.check(text, found, bindings=kept.bindings())
    page = checks.page(made, figures.whose(found) if found else "", name)
    shown = {"page": page, "form": form, "text": text, "exports": reports.endings(), "original": _stored(request)}
    return render(request, "web/checks/result.html", shown)


@require_POST
@login_required
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the check of a text as a file."""
    if ending not in reports.endings():
        raise Http404
    text, found, name = _sent(request)
    made = drafting.check(text, found, bindings=kept.bindings())
    return reports.answer(made, figures.whose(found) if found else "", name, ending, original=_original(request))


@require_POST
@login_required
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a check, so that its findings can be worked off."""
    text, found, name = _sent(request)
    checked = writes.keep(text, name, found, by=signed_in(request), original=_original(request))
    uploads.forget(request.POST.get("original", ""))
    messages.success(request, _("Kept. What you accept, mark or bind here stays with the text."))
    return redirect("check-kept", uid=checked.uid)


def _sent(request: HttpRequest) -> tuple[str, Found | None, str]:
    """Return what the page of a check sends back: the text, whose record, the name. Raises Http404."""
    who = request.POST.get("who", "")
    try:
        text, _name = _text(request)
        found = documents.found(signed_in(request), who) if who.strip() else None
    except NotWritten as refused:
        raise Http404 from refused
    return text, found, request.POST.get("name", "")


def _stored(request: HttpRequest) -> str:
    """Store a Word document that was sent, until its check is kept or taken away, and return its token; else ""."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return ""
    upload.seek(0)
    return uploads.keep(upload) if claim.is_word(upload.read(LONGEST_START)) else ""


def _original(request: HttpRequest) -> bytes | None:
    """Return the Word document that was stored, empty where it is gone, None where the text came otherwise."""
    token = request.POST.get("original", "")
    return uploads.content(token) if token else None


def _text(request: HttpRequest) -> tuple[str, str]:
    """Return the text and the name of its file, "" for a pasted one. Raises NotWritten."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        # A form sends line ends as CR LF.
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            raise NotWritten("text", _("Paste a text or choose a file first."))
        return text, ""
    name = uploads.name_of(upload)
    try:
        # One byte more than is allowed is enough to refuse a file that is too big.
        found = claim.load_noted(upload.read(claim.LARGEST + 1), name)
    except claim.UnreadableFile as error:
        raise NotWritten("file", wording.words(error.words)) from error
    for note in found.notes:
        messages.info(request, wording.words(note))
    return found.text, name
