"""Check a text against somebody's record."""

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao import claim
from qiao.claim.loading import LARGEST
from qiao.drafting import reads as drafting
from qiao.web import uploads, wording
from qiao.web.pages import checks, documents, figures
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import signed_in


@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a text, or show what was found in the one that came."""
    user = signed_in(request)
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    form = documents.form(user, asked)
    if request.method != "POST":
        return render(request, "web/checks/ask.html", {"form": form})
    try:
        text, name = _text(request)
        found = documents.found(user, form.who) if form.who.strip() else None
    except NotWritten as refused:
        shown = {"form": documents.form(user, asked, refused), "text": asked.get("text", "")}
        return render(request, "web/checks/ask.html", shown, status=422)
    page = checks.page(drafting.check(text, found), figures.whose(found) if found else "", name)
    return render(request, "web/checks/result.html", {"page": page, "form": form, "text": text})


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
        return claim.load(upload.read(LARGEST + 1), name), name
    except claim.UnreadableFile as error:
        raise NotWritten("file", wording.words(error.words)) from error
