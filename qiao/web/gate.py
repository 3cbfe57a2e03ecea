"""The gate before every view: an address without a rule is closed; one that no role of the user opens is not there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.programme import rights
from qiao.programme.matrix import OPEN, URL, entrances
from qiao.programme.rights import NotAllowed

Answer = Callable[[HttpRequest], HttpResponse]


class Gate:
    """Middleware that asks `entrances.csv` before a view runs, and answers for one that was refused.

    It knows addresses, not objects: which record, document or batch a user may see and change, the reads and writes
    decide.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer of the rest of the site."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Answer, _given: tuple[Any, ...], _named: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Let a request through that a rule allows. Raises Http404."""
        match = request.resolver_match
        rule = entrances().get((URL, match.view_name if match else ""))
        if rule is None:
            raise Http404
        if OPEN in rule.actions:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rights.may_open(rights.actor(request.user), rule):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer where a right is missing: what may not be seen is not there, the rest is said. Raises Http404."""
        if not isinstance(error, NotAllowed):
            return None
        if not error.is_seen:
            raise Http404 from error
        return render(request, "403.html", {"why": str(error)}, status=403)
