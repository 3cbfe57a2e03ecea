"""The documents of a whole batch: ask for them, watch them being written, take them away. For the programme office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.drafting.jobs import reads, writes
from qiao.drafting.models import WritingJob
from qiao.drafting.writes import Refused
from qiao.exchange.background import WORKER
from qiao.web.pages import jobs
from qiao.web.requests import page_or_part, signed_in


def _job(request: HttpRequest, uid: str) -> WritingJob:
    return get_object_or_404(reads.visible_to(signed_in(request)), uid=uid)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the jobs that are kept. What waits since the server was last started goes on."""
    WORKER.wake()
    return render(request, "web/jobs/list.html", {"page": jobs.listing(signed_in(request))})


@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask which documents, for which batch; with the answer, begin."""
    if request.method != "POST":
        return render(request, "web/jobs/ask.html", {"form": jobs.form(signed_in(request), request.GET)})
    try:
        job = jobs.queue(signed_in(request), request.POST)
    except Refused as refused:
        form = jobs.form(signed_in(request), request.POST, str(refused))
        return render(request, "web/jobs/ask.html", {"form": form}, status=422)
    WORKER.wake()
    return redirect("document-job", uid=job.uid)


@login_required
def show(request: HttpRequest, uid: str) -> HttpResponse:
    """Show how far a job is, and what became of each document; htmx asks for the part that changes."""
    page = jobs.page(_job(request, uid))
    return page_or_part(request, "web/jobs/job.html", {"progress": "web/jobs/progress.html"}, {"page": page})


@require_POST
@login_required
def cancel(request: HttpRequest, uid: str) -> HttpResponse:
    """Stop a job."""
    job = _job(request, uid)
    try:
        writes.cancel(job, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("document-job", uid=job.uid)


@require_POST
@login_required
def again(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask once more for what a job was to write."""
    job = _job(request, uid)
    try:
        job = writes.again(job, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    WORKER.wake()
    return redirect("document-job", uid=job.uid)


@require_POST
@login_required
def discard(request: HttpRequest, uid: str) -> HttpResponse:
    """Delete a job with its documents."""
    job = _job(request, uid)
    try:
        writes.discard(job, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("document-job", uid=job.uid)
    messages.success(request, _("Deleted."))
    return redirect("document-jobs")


@login_required
def file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Hand out the .zip of a job that is done."""
    job = _job(request, uid)
    path = reads.place(job)
    if job.state != WritingJob.State.DONE or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=jobs.file_name(job))
