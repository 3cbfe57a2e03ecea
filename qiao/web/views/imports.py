"""Import of a workbook: upload, questions, preview, progress, result, past imports. For the programme office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.exchange import UnreadableBook, meanings
from qiao.exchange.background import WORKER
from qiao.exchange.jobs import reads, writes
from qiao.exchange.meanings import Refused
from qiao.record.models import Import
from qiao.web import uploads
from qiao.web.pages import imports
from qiao.web.pages import meanings as words
from qiao.web.requests import page_or_part, signed_in


def _job(request: HttpRequest, uid: str) -> Import:
    return get_object_or_404(reads.visible_to(signed_in(request)), uid=uid)


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook, and have the one that came looked into."""
    if request.method != "POST":
        return render(request, "web/imports/upload.html", _offered(request))
    file = request.FILES.get("book")
    if not isinstance(file, UploadedFile):
        return _refused(request, _("Choose a workbook first."))
    try:
        job = writes.queue(
            uploads.name_of(file), file.chunks(), by=signed_in(request), language=get_language() or "zh-hans"
        )
    except UnreadableBook as error:
        return _refused(request, str(error))
    WORKER.wake()
    return redirect("import-job", uid=job.uid)


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "web/imports/upload.html", {**_offered(request), "problem": why}, status=422)


def _offered(request: HttpRequest) -> dict[str, object]:
    return {**imports.offered(), "page": imports.listing(signed_in(request), imports.LAST)}


@login_required
def show(request: HttpRequest, uid: str) -> HttpResponse:
    """Show an import: how far it is, what is to be answered, what it would do, or what it has done."""
    job = _job(request, uid)
    page = imports.page(job, request.GET)
    parts = {"progress": "web/imports/progress.html"}
    response = page_or_part(request, "web/imports/import.html", parts, {"page": page})
    if not job.is_active and request.headers.get("HX-Target") in parts:
        # The rest of the page is another one now.
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def answer(request: HttpRequest, uid: str) -> HttpResponse:
    """Remember what unknown words mean, and look into the workbook again."""
    job = _job(request, uid)
    try:
        writes.answer(job, words.answers(job, request.POST), by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    WORKER.wake()
    return redirect("import-job", uid=job.uid)


@require_POST
@login_required
def confirm(request: HttpRequest, uid: str) -> HttpResponse:
    """Have the good rows of a workbook brought in that was looked at."""
    job = _job(request, uid)
    try:
        writes.confirm(job, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    WORKER.wake()
    return redirect("import-job", uid=job.uid)


@require_POST
@login_required
def cancel(request: HttpRequest, uid: str) -> HttpResponse:
    """Stop an import, or drop one that waits for confirmation."""
    job = _job(request, uid)
    try:
        writes.cancel(job, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import-job", uid=job.uid)


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Take an import back."""
    job = _job(request, uid)
    try:
        messages.success(request, imports.withdrawn(writes.withdraw(job, by=signed_in(request))))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import-job", uid=job.uid)


@login_required
def rejected(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Hand out the workbook of rejected rows."""
    job = _job(request, uid)
    returned = reads.rejected(job)
    if not returned.exists():
        raise Http404
    return FileResponse(returned.open("rb"), as_attachment=True, filename=imports.rejected_name(job))


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List past imports, the newest first."""
    return render(request, "web/imports/list.html", {"page": imports.listing(signed_in(request))})


@login_required
def remembered(request: HttpRequest) -> HttpResponse:
    """List what unknown words of workbooks mean."""
    return render(request, "web/imports/meanings.html", {"lines": words.remembered(signed_in(request))})


@require_POST
@login_required
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a meaning."""
    user = signed_in(request)
    meanings.forget(get_object_or_404(reads.meanings_visible_to(user), pk=pk), by=user)
    return redirect("import-meanings")
