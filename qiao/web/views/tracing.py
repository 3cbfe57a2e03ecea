"""Trace a written file: what became of its numbers."""

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.claim import LARGEST
from qiao.web import uploads
from qiao.web.pages import tracing
from qiao.web.pages.tracing import NotTraced
from qiao.web.requests import signed_in


@login_required
def trace(request: HttpRequest) -> HttpResponse:
    """Ask for a file, or show what became of the numbers of the one that came. It is not kept."""
    if request.method != "POST":
        return render(request, "web/traces/ask.html")
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return render(request, "web/traces/ask.html", {"problem": _("Choose a file first.")}, status=422)
    try:
        # One byte more than is allowed is enough to refuse a file that is too big.
        page = tracing.page(signed_in(request), upload.read(LARGEST + 1), uploads.name_of(upload))
    except NotTraced as refused:
        return render(request, "web/traces/ask.html", {"problem": str(refused)}, status=422)
    return render(request, "web/traces/result.html", {"page": page})
