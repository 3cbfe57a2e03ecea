"""A check as one HTML page that needs nothing else: the marked text, and the list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qiao.document.layouts.visible import visible
from qiao.drafting.exports.listing import Line, Report, heading, lines, preface, say
from qiao.drafting.exports.marked import Stretch, stretches

STYLE = """\
:root{color-scheme:light}
body{font:16px/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:0 auto;\
max-width:76rem;padding:1.5rem 1rem;color:#1d2a30;background:#f5f6f4}
h1{font-size:1.4rem;margin:0}
header p{color:#5a6870;margin:.3rem 0}
main{display:flex;gap:1.5rem;align-items:flex-start;flex-wrap:wrap}
article{flex:1 1 min(30rem,100%);box-sizing:border-box;min-width:0;background:#fff;\
border:1px solid #dde2e0;border-radius:10px;padding:1.3rem 1.5rem;\
white-space:pre-wrap;overflow-wrap:anywhere;line-height:2}
ol{flex:1 1 min(20rem,100%);max-width:34rem;min-width:0;margin:0;padding:0;list-style:none;overflow-wrap:anywhere}
li{background:#fff;border:1px solid #dde2e0;border-left:4px solid var(--tone);border-radius:8px;padding:.5rem .8rem;\
margin-bottom:.6rem}
li p{margin:0}
.reason{color:#5a6870}
.ruling,sup{color:var(--tone);font-weight:700}
sup{line-height:0;margin-left:.1em}
article a{color:inherit;text-decoration:none;background:var(--wash);border-bottom:2px solid var(--tone)}
article a.contradicted{border-bottom:3px double var(--tone)}
article a.unsupported,article a.unbound{border-bottom-style:dotted}
article a.ambiguous{border-bottom-style:dashed}
article a.finding,article a.broken{text-decoration:underline wavy #a8231d 1px;text-underline-offset:.35em}
article a.finding{border-bottom:0}
.supported{--tone:#1b6e3c;--wash:#e4f3e8}
.contradicted{--tone:#a8231d;--wash:#fbe7e5}
.unsupported{--tone:#8a5300;--wash:#fdf1dc}
.ambiguous{--tone:#5b3f93;--wash:#efe9f9}
.unbound{--tone:#56636a;--wash:#eceeed}
.finding{--tone:#a8231d;--wash:#fff}
:target{outline:2px solid #14606e;outline-offset:2px}
@media print{body{background:#fff;max-width:none}}
"""


def page(report: Report) -> bytes:
    """Return the page as UTF-8, with nothing fetched from anywhere and no script."""
    listed = lines(report)
    title = _text(heading(report))
    language = "zh-Hans" if report.language == "zh" else report.language
    before = "".join(f"<p>{_text(each)}</p>\n" for each in preface(report))
    marked = _article(stretches(report.reading.text, listed), listed)
    items = "".join(_item(index, line, report.language) for index, line in enumerate(listed))
    listing = f"<ol>\n{items}</ol>" if items else f"<p>{_text(say('nothing', report.language))}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1>\n{before}</header>\n<main>\n<article>{marked}</article>\n{listing}\n</main>\n"
        "</body>\n</html>\n"
    ).encode()


def _article(pieces: Sequence[Stretch], listed: Sequence[Line]) -> str:
    parts: list[str] = []
    placed: set[int] = set()
    for piece in pieces:
        if not piece.lines:
            parts.append(_text(piece.text))
            continue
        first = piece.lines[0]
        line = listed[first]
        broken = " broken" if any(listed[at].code for at in piece.lines) else ""
        anchor = "" if first in placed else f' id="p{first}"'
        placed.add(first)
        sign = f"<sup>{line.mark}</sup>" if first in piece.ends else ""
        parts.append(
            f'<a class="{line.ruling}{broken}" href="#i{first}"{anchor} title="{_text(line.label)}">'
            f"{_text(piece.text)}{sign}</a>"
        )
    return "".join(parts)


def _item(index: int, line: Line, language: str) -> str:
    said = f"<p>{_text(say('record_says', language, measure=line.measure, value=line.value))}</p>" if line.value else ""
    instead = f"<p><b>{_text(say('instead', language, suggestion=line.suggestion))}</b></p>" if line.suggestion else ""
    records = (
        f'<details class="reason"><summary>{_text(say("record_count", language, count=len(line.sources)))}</summary>'
        f"{_text(', '.join(line.sources))}</details>"
        if line.sources
        else ""
    )
    return (
        f'<li id="i{index}" class="{line.ruling}"><p><span class="ruling">{line.mark} {_text(line.label)}</span> '
        f'{line.place} <a href="#p{index}">{_text(line.written)}</a></p>{said}'
        f'<p class="reason">{_text(line.reason)}</p>{instead}{records}</li>\n'
    )


def _text(text: str) -> str:
    return escape(visible(text))
