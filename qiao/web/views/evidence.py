"""Files of a record: added, withdrawn, looked at and taken away. Whoever may see the record may see its files."""

import uuid
from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qiao.record import reads as record_reads
from qiao.record.evidence import media, reads, store, writes
from qiao.record.models import Evidence
from qiao.record.writes import Refused
from qiao.web.pages import evidence
from qiao.web.requests import signed_in
from qiao.web.security import SANDBOX


@require_POST
@login_required
def add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add files to a record: the good ones stay, and of each other one it is said why not."""
    user = signed_in(request)
    record = record_reads.to_edit(user, uid)
    sent = evidence.sent(request.FILES.getlist(evidence.FIELD), (), user)
    problems = list(sent.problems)
    try:
        added = writes.attach(record, sent.files, by=user)
    except Refused as refused:
        added, problems = [], [*problems, *refused.problems]
    for each in problems:
        told = {"file": each.written, "why": each.why}
        messages.error(request, _("%(file)s: %(why)s") % told if each.written else each.why)
    if added:
        done = ngettext("%(count)s file was added.", "%(count)s files were added.", len(added))
        messages.success(request, done % {"count": len(added)})
    elif sent.files and not problems:
        messages.info(request, _("The record rests on this already."))
    return redirect("record", uid=uid)


@require_POST
@login_required
def withdraw(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Take a file from a draft."""
    user, found = signed_in(request), _found(request, uid, pk)
    try:
        writes.withdraw(found, by=user)
    except Refused as refused:
        for each in refused.problems:
            messages.error(request, each.why)
    else:
        messages.success(request, _("%(file)s was withdrawn.") % {"file": found.label})
    return redirect("record", uid=uid)


@require_safe
@login_required
def original(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponseBase:
    """Hand out a file as it was sent, to be saved and never to be shown by the browser as a part of this site."""
    found = _found(request, uid, pk)
    kept = media.known()[found.media]
    return _answer(request, store.place(found.digest), found.digest, kept.type, found.label)


@require_safe
@login_required
def picture(request: HttpRequest, uid: uuid.UUID, pk: int, size: str) -> HttpResponseBase:
    """Hand out what we drew of a file: its colours, and nothing else of what is in it."""
    found = _found(request, uid, pk)
    return _answer(request, store.picture(found.digest, size), f"{found.digest}.{size}", "image/webp")


def _found(request: HttpRequest, uid: uuid.UUID, pk: int) -> Evidence:
    found = reads.one(signed_in(request), uid, pk)
    if found is None:
        raise Http404
    return found


def _answer(request: HttpRequest, path: Path, mark: str, kind: str, name: str = "") -> HttpResponseBase:
    """Return a file under the strictest policy; a browser that has it already is told so. `name` is for a download."""
    etag = quote_etag(mark)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None and unchanged.status_code == HTTPStatus.NOT_MODIFIED:
        answer: HttpResponseBase = unchanged
    else:
        try:
            answer = FileResponse(path.open("rb"), content_type=kind, as_attachment=bool(name), filename=name)
        except FileNotFoundError as error:
            raise Http404 from error
    # Asked again each time: whoever may no longer see the record gets nothing out of a cache.
    strict = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for header, value in strict.items():
        answer.headers[header] = value
    return answer
