"""Drafts: open one, write in it, save it, take it away as a file, issue it, discard it and take it back."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao import document
from qiao.drafting import drafts as pure
from qiao.drafting import reads, register, writes
from qiao.drafting.drafts import Filled
from qiao.drafting.laying import laid_out, style_called
from qiao.drafting.models import Draft
from qiao.drafting.writes import Refused
from qiao.web.files import file_or_why
from qiao.web.pages import documents, drafts
from qiao.web.pages.documents import NotWritten
from qiao.web.requests import signed_in


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a draft anew from the record, and show it."""
    page = drafts.page(signed_in(request), _draft(request, uid))
    return render(request, "web/documents/draft.html", {"page": page})


@require_POST
@login_required
def words(request: HttpRequest, uid: uuid.UUID, place: str) -> HttpResponse:
    """Keep the words of one place, as soon as its author leaves it."""
    user, draft = signed_in(request), _draft(request, uid)
    typed = _filled(request)
    one = Filled(
        words={place: typed.words.get(place, "")},
        seen={place: typed.seen[place]} if place in typed.seen else {},
    )
    shown = {"place": {"id": place, "version": pure.version(one.words[place].strip())}}
    try:
        writes.put_words(draft, one, by=user)
    except Refused as refused:
        shown = {"place": {"id": place, "version": one.seen.get(place, "")}}
        return render(request, "web/documents/kept.html", {**shown, "problem": str(refused)}, status=422)
    return render(request, "web/documents/kept.html", {**shown, "is_kept": True})


@require_POST
@login_required
def save(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Save a draft: later changes of the record are told from here on."""
    user, draft = signed_in(request), _draft(request, uid)
    typed = _filled(request)
    try:
        writes.save(draft, typed, by=user)
    except Refused as refused:
        return _refused(request, uid, str(refused), typed)
    messages.success(request, _("Saved. What changes in the record from now on will be listed here."))
    return redirect("document-draft", uid=uid)


@require_POST
@login_required
def rewrite(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a draft over another period or in another language."""
    user, draft, asked = signed_in(request), _draft(request, uid), request.POST.dict()
    try:
        start, end = documents.period(asked)
        language, style = documents.language_of(asked), documents.style_of(asked)
        writes.rewrite(draft, by=user, language=language, start=start, end=end, style=style)
    except (NotWritten, Refused) as refused:
        return _refused(request, uid, str(refused))
    messages.success(request, _("Written anew. Your own words stand where they stood."))
    return redirect("document-draft", uid=uid)


@require_POST
@login_required
def issue(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Issue a draft under the next number. For the programme office."""
    user, draft = signed_in(request), _draft(request, uid)
    typed = _filled(request)
    try:
        issued = writes.issue(draft, by=user, filled=typed, record=request.POST.get("record", ""))
    except Refused as refused:
        return _refused(request, uid, str(refused), typed)
    messages.success(request, _("Issued as %(serial)s.") % {"serial": issued.serial})
    return redirect("document-issued", serial=issued.serial)


@require_POST
@login_required
def discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Discard a draft; its page offers to take it back."""
    writes.put_away(_draft(request, uid), by=signed_in(request))
    return redirect("document-draft", uid=uid)


@require_POST
@login_required
def restore(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a discarded draft back."""
    writes.take_back(_draft(request, uid), by=signed_in(request))
    messages.success(request, _("The draft is back, as it was."))
    return redirect("document-draft", uid=uid)


@login_required
def file(request: HttpRequest, uid: uuid.UUID, ending: str) -> HttpResponse:
    """Hand out a draft as a file, as the record makes it now."""
    draft = _draft(request, uid)
    if f".{ending}" not in document.LAYOUTS:
        raise Http404
    made = reads.written(draft)
    return file_or_why(lambda: laid_out(made, f".{ending}", style_called(draft.style)), made.title, ending)


def _draft(request: HttpRequest, uid: uuid.UUID) -> Draft:
    return get_object_or_404(register.drafts_visible_to(signed_in(request)), uid=uid)


def _filled(request: HttpRequest) -> Filled:
    """Return what the form sends. Raises Http404 for a day that no form of ours sends."""
    try:
        return drafts.filled(request.POST.dict(), request.POST.getlist(drafts.EMPTY))
    except NotWritten as refused:
        raise Http404 from refused


def _refused(request: HttpRequest, uid: uuid.UUID, why: str, typed: Filled | None = None) -> HttpResponse:
    """Show the draft with what was typed, which is not saved, and why."""
    page = drafts.page(signed_in(request), _draft(request, uid), why, typed)
    return render(request, "web/documents/draft.html", {"page": page}, status=422)
