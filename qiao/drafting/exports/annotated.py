"""A check as a Word document with a comment at each place: the document that was checked, or else its text."""

from __future__ import annotations

from collections.abc import Sequence

from qiao.document.layouts.visible import visible
from qiao.drafting.exports.laid_out import AUTHOR, laid_out
from qiao.drafting.exports.listing import Line, Report, heading, lines, preface, say
from qiao.drafting.originals import Comment, Unfit, commented

# Ids of records in one comment; the workbook and JSON have all of them.
MOST_SOURCES = 3


def annotated(report: Report) -> bytes:
    """Return the file: the original in its own layout where the check has one, else the text laid out anew.

    A first comment, at the head of the text, says against whose record and what was covered, and why an original that
    there is could not be used.
    """
    listed = lines(report)
    first = [heading(report), *preface(report)]
    said = [_said(line, report.language) for line in listed]
    if report.original is None:
        return laid_out(report.reading.text, listed, [first, *said])
    places = [(line.start, line.end) for line in listed]
    comments = [
        Comment(place, [visible(each) for each in body])
        for place, body in zip([None, *places], [first, *said], strict=True)
    ]
    try:
        return commented(report.original, report.reading.text, comments, AUTHOR)
    except Unfit as unfit:
        first.append(say(f"unfit_{unfit.reason}", report.language))
        return laid_out(report.reading.text, listed, [first, *said])


def _said(line: Line, language: str) -> Sequence[str]:
    said = [f"{line.mark} {line.label}"]
    if line.value:
        said.append(say("record_says", language, measure=line.measure, value=line.value))
    said.append(line.reason)
    if line.suggestion:
        said.append(say("instead", language, suggestion=line.suggestion))
    if line.sources:
        shown = line.sources[:MOST_SOURCES]
        more = ", \u2026" if len(shown) < len(line.sources) else ""
        said.append(say("records", language, count=len(line.sources), sources=", ".join(shown) + more))
    return said
