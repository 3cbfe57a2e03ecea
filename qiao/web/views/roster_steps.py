"""What can be done with the roster: each step is a form, with a preview where much is touched."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from qiao.programme.models import Pairing, Post, Secondment
from qiao.programme.naming import MODELS
from qiao.programme.refusal import NotDone
from qiao.web.pages import asking, roster_forms, roster_term_forms
from qiao.web.pages.roster_forms import Step
from qiao.web.requests import signed_in


def new(request: HttpRequest, part: str) -> HttpResponse:
    """Add something."""
    if part not in MODELS:
        raise Http404
    return _taken(request, roster_forms.new(part))


def step(request: HttpRequest, part: str, thing: int, step: str) -> HttpResponse:
    """Change, rename, merge, retire or delete something, or add to it."""
    if part not in MODELS:
        raise Http404
    one = get_object_or_404(MODELS[part].objects, pk=thing)
    return _taken(request, roster_forms.step(part, one, step) or roster_term_forms.of_thing(part, one, step))


def term(request: HttpRequest, term: int, step: str) -> HttpResponse:
    """Change a secondment."""
    return _taken(request, roster_term_forms.of_term(get_object_or_404(Secondment, pk=term), step))


def post(request: HttpRequest, post: int) -> HttpResponse:
    """End a post."""
    return _taken(request, roster_term_forms.end_post(get_object_or_404(Post, pk=post)))


def pairing(request: HttpRequest, pairing: int) -> HttpResponse:
    """Say from which day on a pairing holds no more."""
    return _taken(request, roster_term_forms.end_pairing(get_object_or_404(Pairing, pk=pairing)))


def _taken(request: HttpRequest, asked: Step | None) -> HttpResponse:
    """Show a form; when it is sent, its preview; when that is confirmed, do it."""
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _form(request, asked, None)
    typed = asking.read(asked.blanks, request.POST.dict())
    if typed.problems:
        return _form(request, asked, typed)
    try:
        if asked.preview and "confirm" not in request.POST:
            shown = {"step": asked, "preview": asked.preview(typed.values), "texts": typed.texts.items()}
            return render(request, "web/roster/preview.html", shown)
        url = asked.do(typed.values, signed_in(request))
    except NotDone as refused:
        name = refused.field if any(each.name == refused.field for each in asked.blanks) else ""
        return _form(request, asked, typed.with_problem(name, refused.why))
    messages.success(request, asked.done or _("Saved."))
    return redirect(url)


def _form(request: HttpRequest, asked: Step, typed: asking.Typed | None) -> HttpResponse:
    shown = {
        "step": asked,
        "inputs": asking.inputs(asked.blanks, typed),
        "problem": typed.problems.get("", "") if typed else "",
    }
    return render(request, "web/roster/form.html", shown, status=422 if typed else 200)
