"""Import of a workbook: upload, preview, confirm, and the rows that come back. For the programme office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao import exchange
from qiao.exchange import OutOfDate, UnreadableBook
from qiao.web import uploads
from qiao.web.pages import imports
from qiao.web.requests import signed_in


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook, and look into the one that came."""
    if request.method != "POST":
        return render(request, "web/imports/upload.html", imports.offered())
    file = request.FILES.get("book")
    if not isinstance(file, UploadedFile):
        return _refused(request, _("Choose a workbook first."))
    token = uploads.keep(file)
    try:
        plan = exchange.plan(uploads.book(token) or "")
    except UnreadableBook as error:
        uploads.forget(token)
        return _refused(request, str(error))
    returned = uploads.rejected(token)
    if plan.rejected and returned is not None:
        exchange.annotate(plan, returned)
    return render(request, "web/imports/preview.html", {"page": imports.page(plan), "token": token})


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "web/imports/upload.html", {**imports.offered(), "problem": why}, status=422)


@require_POST
@login_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    path = uploads.book(token)
    if path is None:
        return _refused(request, _("This upload is no longer kept: upload the workbook again."))
    try:
        plan = exchange.plan(path)
        done = exchange.bring_in(plan, signed_in(request))
    except (UnreadableBook, OutOfDate) as error:
        return _refused(request, str(error))
    messages.success(request, _("Imported: %(what)s.") % {"what": done})
    returned = uploads.rejected(token)
    if not plan.rejected or returned is None:
        uploads.forget(token)
        return redirect("records")
    return redirect("import-done", token=token)


@login_required
def done(request: HttpRequest, token: str) -> HttpResponse:
    """Say what came back, with the workbook to put right."""
    returned = uploads.rejected(token)
    if returned is None or not returned.exists():
        raise Http404
    return render(request, "web/imports/done.html", {"token": token})


@login_required
def rejected(_request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the workbook of rejected rows."""
    path, returned = uploads.book(token), uploads.rejected(token)
    if path is None or returned is None or not returned.exists():
        raise Http404
    return FileResponse(returned.open("rb"), as_attachment=True, filename=f"{path.stem}.rejected.xlsx")
