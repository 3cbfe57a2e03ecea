"""What a browser may load and run on our pages: only what this site itself serves, and nothing inline."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(  # noqa: FLY002  # a directive a line can be read and compared
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


# For files that people have sent: even if a browser took one for a page, it could load and run nothing.
SANDBOX = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class ContentSecurityPolicy:
    """Middleware that puts the policy on every answer. An answer may ask for the sandbox, and loosen nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer of the rest of the site, with the policy."""
        response = self.get_response(request)
        if response.headers.get("Content-Security-Policy") != SANDBOX:
            response.headers["Content-Security-Policy"] = POLICY
        return response
