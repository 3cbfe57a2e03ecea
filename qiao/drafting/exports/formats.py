"""The formats of an exported check by the ending of their file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from qiao import claim, verdict
from qiao.drafting.exports.annotated import annotated
from qiao.drafting.exports.listing import Report
from qiao.drafting.exports.page import page
from qiao.drafting.exports.workbook import workbook

Export = Callable[[Report], bytes]


def as_json(report: Report) -> bytes:
    """Return one line of JSON as DESIGN 7 has it."""
    body = {"file": report.file, **claim.as_json(report.reading, report.language)}
    if report.verdicts is not None:
        body["verdicts"] = [verdict.as_json(each, report.language) for each in report.verdicts]
    return f"{json.dumps(body, ensure_ascii=False)}\n".encode()


EXPORTS: Mapping[str, Export] = {".docx": annotated, ".html": page, ".xlsx": workbook, ".json": as_json}
