"""Files that the site hands out."""

import mimetypes

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(body: bytes, name: str, ending: str) -> HttpResponse:
    """Return the answer with which a browser saves a file; `ending` has no point."""
    answer = HttpResponse(body, content_type=mimetypes.guess_type(f"a.{ending}")[0] or "application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    answer.headers["Content-Disposition"] = disposition or ""
    return answer
