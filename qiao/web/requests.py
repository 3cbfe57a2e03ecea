"""What views need to know of a request beyond its address."""

from collections.abc import Callable, Mapping

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from qiao.record import kinds


class CurrentKinds:
    """Middleware: a kind that somebody has made on the site, in whichever process, is there with the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer of the rest of the site, made with the kinds of now."""
        kinds.forget()
        return self.get_response(request)


def signed_in(request: HttpRequest) -> User:
    """Return the user of a request that has passed `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("a view without login_required has no user")
    return request.user


def page_or_part(
    request: HttpRequest, whole: str, parts: Mapping[str, str], context: Mapping[str, object]
) -> HttpResponse:
    """Return the whole page, or where htmx asks for it the part that will replace the element of this id."""
    response = render(request, parts.get(request.headers.get("HX-Target", ""), whole), dict(context))
    # One address answers with both: a browser that goes back must not show the part as the page.
    patch_vary_headers(response, ("HX-Target",))
    return response
