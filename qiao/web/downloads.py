"""Lists and workbooks that a reader takes along."""

import tempfile
from collections.abc import Callable
from typing import IO

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from qiao.exchange import exports
from qiao.exchange.exports import Sheet

CSV, XLSX = "csv", "xlsx"


def answer(sheet: Sheet, ending: str) -> HttpResponseBase:
    """Return a list as a file, row by row. Raises Http404 for an ending that there is not."""
    if ending == CSV:
        lines = StreamingHttpResponse(exports.lines(sheet), content_type="text/csv; charset=utf-8")
        disposition = content_disposition_header(as_attachment=True, filename=f"{sheet.title}.{CSV}")
        lines.headers["Content-Disposition"] = disposition or ""
        return lines
    if ending != XLSX:
        raise Http404
    return workbook(lambda file: exports.write([sheet], file), sheet.title)


def workbook(write: Callable[[IO[bytes]], object], name: str) -> FileResponse:
    """Return the workbook that a function writes; it stays on the disk until it has been sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{XLSX}")
