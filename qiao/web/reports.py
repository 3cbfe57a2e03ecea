"""A check as a file to take away."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qiao.drafting.exports import EXPORTS, Report
from qiao.drafting.kept import Place
from qiao.drafting.reads import Check
from qiao.record.kinds import catalogue
from qiao.web import wording


def endings() -> list[str]:
    """Return the formats that there are, without their dot."""
    return [each[1:] for each in EXPORTS]


def answer(
    check: Check,
    whose: str,
    name: str,
    ending: str,
    *,
    meant: frozenset[Place] = frozenset(),
    original: bytes | None = None,
) -> HttpResponse:
    """Return a check as a download; `original` as a report has it. Raises KeyError for an unknown ending."""
    report = Report(
        file=name,
        whose=whose,
        reading=check.reading,
        verdicts=check.verdicts if check.scope else None,
        catalogue=catalogue(),
        language=wording.language(),
        meant=meant,
        original=original,
    )
    response = HttpResponse(
        EXPORTS[f".{ending}"](report),
        content_type=mimetypes.guess_type(f"a.{ending}")[0] or "application/octet-stream",
    )
    title = f"{Path(name).stem or _('Checked text')}.{_('check report')}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=title) or ""
    return response
