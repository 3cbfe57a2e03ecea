"""Files that the site hands out."""

import mimetypes
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qiao import document


def attachment(body: bytes, name: str, ending: str) -> HttpResponse:
    """Return the answer with which a browser saves a file; `ending` has no point."""
    answer = HttpResponse(body, content_type=mimetypes.guess_type(f"a.{ending}")[0] or "application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    answer.headers["Content-Disposition"] = disposition or ""
    return answer


def file_or_why(make: Callable[[], bytes], name: str, ending: str) -> HttpResponse:
    """Return a file of a document, or in one line why this server cannot set one (no Chinese font)."""
    try:
        return attachment(make(), name, ending)
    except document.CannotSetError as error:
        return HttpResponse(f"{error}\n", status=503, content_type="text/plain; charset=utf-8")
