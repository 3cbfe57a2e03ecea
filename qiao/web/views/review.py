"""The queue of what waits for review, and the steps that are not in the form of a record."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qiao.record import reads, rights, writes
from qiao.record.models import Record
from qiao.record.review import reads as review
from qiao.record.review.rules import DECISIONS
from qiao.record.writes import Refused
from qiao.web import wording
from qiao.web.pages import reviewing
from qiao.web.requests import page_or_part, signed_in

MOST = 200
"""How many records one press of a button decides on."""


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for the user's review; htmx asks for the list alone."""
    user = signed_in(request)
    page = reviewing.queue(user, request.GET.dict())
    return page_or_part(request, "web/review/queue.html", {"list": "web/review/lines.html"}, {"page": page})


@require_POST
@login_required
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or send back all records that are chosen, and tell of each that was left as it is."""
    user, action = signed_in(request), request.POST.get("action", "")
    chosen = [each for each in map(_uid, request.POST.getlist("record")) if each is not None][:MOST]
    # Not only what waits for this user: whoever comes second is told that it has been moved on.
    found = list(reads.with_people(reads.visible_to(user).filter(uid__in=chosen)).order_by("updated_at", "id"))
    if not found or action not in DECISIONS:
        messages.error(request, _("Nothing was chosen: tick the records first."))
    else:
        outcomes = writes.decide_each(found, action, by=user, reason=request.POST.get("reason", ""))
        moved, refused = reviewing.told(outcomes)
        if moved:
            messages.success(request, _done(action, moved))
        for each in refused:
            messages.error(request, each)
    query = request.GET.urlencode()
    return redirect(reverse("review") + (f"?{query}" if query else ""))


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _done(action: str, count: int) -> str:
    if action == "approve":
        return wording.counted(ngettext("%(count)s record approved.", "%(count)s records approved.", count), count)
    return wording.counted(ngettext("%(count)s record sent back.", "%(count)s records sent back.", count), count)


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a record back out of review."""
    user = signed_in(request)
    record = get_object_or_404(reads.visible_to(user), uid=uid)
    return _step(request, record, lambda: writes.withdraw(record, by=user), _("Taken back: it is a draft again."))


@require_POST
@login_required
def reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Reopen an approved record, with a reason."""
    user, reason = signed_in(request), request.POST.get("reason", "")
    record = get_object_or_404(reads.visible_to(user), uid=uid)
    done = _("Reopened. It does not count any more until it is approved again.")
    return _step(request, record, lambda: writes.reopen(record, by=user, reason=reason), done)


@require_POST
@login_required
def undo(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own last decision back."""
    user = signed_in(request)
    record = get_object_or_404(reads.visible_to(user), uid=uid)
    return _step(request, record, lambda: writes.undo(record, by=user), _("Undone: it waits for review again."))


@require_POST
@login_required
def share(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Name a co-author."""
    user = signed_in(request)
    record = get_object_or_404(reads.visible_to(user), uid=uid)
    rights.demand(user, "record.share", record)
    chosen = review.possible_coauthors(user, record).filter(username=request.POST.get("author", "")).first()
    if chosen is None:
        messages.error(request, _("Choose a co-author from the list."))
        return redirect("record", uid=record.uid)
    return _step(request, record, lambda: writes.share(record, with_=chosen, by=user), _("Named as a co-author."))


@require_POST
@login_required
def unshare(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a co-author off."""
    user = signed_in(request)
    record = get_object_or_404(reads.visible_to(user), uid=uid)
    rights.demand(user, "record.share", record)
    other: User | None = record.coauthors.filter(username=request.POST.get("author", "")).first()
    if other is None:
        messages.error(request, _("This is not a co-author of the record."))
        return redirect("record", uid=record.uid)
    return _step(request, record, lambda: writes.unshare(record, with_=other, by=user), _("No longer a co-author."))


def _step(request: HttpRequest, record: Record, take: Callable[[], Record], done: str) -> HttpResponse:
    try:
        take()
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, _("This was not done: %(why)s") % {"why": problem.why})
    else:
        messages.success(request, done)
    return redirect("record", uid=record.uid)
