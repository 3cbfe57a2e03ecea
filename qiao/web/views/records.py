"""Records: the list, one record, the form, and the steps of the review."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.record import reads, writes
from qiao.record.kinds import catalogue
from qiao.record.models import Record
from qiao.record.writes import Refused
from qiao.terms import Kind
from qiao.web import wording
from qiao.web.pages import entry, projects, records, reviewing
from qiao.web.requests import page_or_part, signed_in


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """List records by the filters of the address; htmx asks for the list alone."""
    page = records.listing(signed_in(request), request.GET.dict())
    return page_or_part(request, "web/records/list.html", {"list": "web/records/lines.html"}, {"page": page})


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show one record."""
    user = signed_in(request)
    record = records.one(user, uid)
    if record is None:
        raise Http404
    shown = {"page": records.page(user, record), "review": reviewing.of_record(user, record)}
    return render(request, "web/records/record.html", {**shown, "projects": projects.of_record(record)})


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Ask which kind of record is to be entered."""
    return render(request, "web/records/choose.html", {"groups": records.grouped_kinds()})


@login_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a record of a kind."""
    known, user = _kind(kind), signed_in(request)
    if request.method != "POST":
        return _form(request, entry.blank(known, user))
    typed = entry.read(known, dict(request.POST.lists()))
    if typed.problems:
        return _form(request, typed)
    try:
        record = writes.draft(typed.work, by=user)
    except Refused as refused:
        return _form(request, replace(typed, problems=refused.problems))
    return _saved(request, record)


@login_required
def edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a draft, or a record that was sent back."""
    user = signed_in(request)
    record = reads.to_edit(user, uid)
    known = _kind(record.kind)
    if request.method != "POST":
        return _form(request, entry.of_record(known, record), record)
    typed = entry.read(known, dict(request.POST.lists()))
    if typed.problems:
        return _form(request, typed, record)
    try:
        # What was on the page: somebody else may have changed it while this was being typed.
        changed = writes.revise(record, typed.work, by=user, seen=request.POST.get("seen", ""))
    except Refused as refused:
        return _form(request, replace(typed, problems=refused.problems), record)
    return _saved(request, changed)


def _kind(kind_id: str) -> Kind:
    kind = catalogue().kinds.get(kind_id)
    if kind is None or kind.is_roster:
        raise Http404
    return kind


def _form(request: HttpRequest, typed: entry.Entry, record: Record | None = None) -> HttpResponse:
    shown = {
        "inputs": entry.inputs(typed, signed_in(request)),
        "problems": entry.general_problems(typed),
        "is_refused": bool(typed.problems),
        "title": wording.words(typed.kind.label),
        "record": record,
        "seen": request.POST.get("seen") or (record.digest if record else ""),
    }
    return render(request, "web/records/form.html", shown, status=422 if typed.problems else 200)


def _saved(request: HttpRequest, record: Record) -> HttpResponse:
    if "submit" in request.POST:
        return _step(request, record, lambda: writes.submit(record, by=signed_in(request)), _("Handed in for review."))
    messages.success(request, _("Saved as a draft. It counts once it is handed in and approved."))
    return redirect("record", uid=record.uid)


@require_POST
@login_required
def submit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand a record in for review."""
    record = _record(request, uid)
    return _step(request, record, lambda: writes.submit(record, by=signed_in(request)), _("Handed in for review."))


@require_POST
@login_required
def approve(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve a record."""
    record = _record(request, uid)
    done = _("Approved. It counts from now on.")
    return _step(request, record, lambda: writes.approve(record, by=signed_in(request)), done)


@require_POST
@login_required
def send_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Send a record back to its author, with a note."""
    user, reason = signed_in(request), request.POST.get("reason", "")
    record = _record(request, uid)
    return _step(
        request, record, lambda: writes.send_back(record, by=user, reason=reason), _("Sent back to its author.")
    )


def _record(request: HttpRequest, uid: uuid.UUID) -> Record:
    # Whatever may be seen: the write says why it cannot be done, be it the roles or that it has been moved on.
    return get_object_or_404(reads.visible_to(signed_in(request)), uid=uid)


@require_POST
@login_required
def discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a draft for good."""
    record = _record(request, uid)
    try:
        writes.discard(record, by=signed_in(request))
    except Refused as refused:
        return _refused(request, record, refused)
    messages.success(request, _("The draft was deleted."))
    return redirect("records")


def _step(request: HttpRequest, record: Record, take: Callable[[], object], done: str) -> HttpResponse:
    try:
        take()
    except Refused as refused:
        return _refused(request, record, refused)
    messages.success(request, done)
    return redirect("record", uid=record.uid)


def _refused(request: HttpRequest, record: Record, refused: Refused) -> HttpResponse:
    for problem in refused.problems:
        messages.error(request, _("This was not done: %(why)s") % {"why": problem.why})
    return redirect("record", uid=record.uid)
