"""What views need to know of a request beyond its address."""

from django.contrib.auth.models import User
from django.http import HttpRequest


def signed_in(request: HttpRequest) -> User:
    """Return the user of a request that has passed `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("a view without login_required has no user")
    return request.user


def is_partial(request: HttpRequest, part: str) -> bool:
    """Return whether htmx asks for one part of the page only, by the id of the element that it will replace."""
    return request.headers.get("HX-Target") == part
