"""Many documents as one thing to hand on: a folder or a .zip with an index, whole or not there at all."""

from __future__ import annotations

import csv
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import document
from qiao.document import Style
from qiao.document.layouts.visible import visible
from qiao.drafting.exports.workbook import harmless
from qiao.drafting.laying import DOCX, laid_out
from qiao.drafting.many import Written, one_line
from qiao.terms import Document

Outcome = Literal["written", "empty", "failed"]
Put = Callable[[str, bytes], None]

ZIP, PDF = ".zip", ".pdf"
# As in a .docx: the same documents give the same bytes, whenever and by whomever they are packed.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16
PACKED = frozenset({DOCX, PDF, ZIP})
"""Endings of files that are compressed in themselves: once more would take time and save nothing."""

FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_NAME = 80
STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1d2a30}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #dde2e0}td.number{text-align:right}.failed{background:#fbe7e5}.empty{background:#fdf1dc}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of one document. `silent`: what the record does not say; `reason`: why it failed or is not whole."""

    code: str
    name: str
    outline: str
    outcome: Outcome
    files: tuple[str, ...] = ()
    numbers: int = 0
    silent: tuple[str, ...] = ()
    reason: str = ""


@contextmanager
def opened(place: Path) -> Iterator[Put]:
    """Give a way to put files under their names; at the end they are all at the place, in a .zip by its ending.

    Until then they are beside it. Whatever interrupts leaves nothing, and what stood there before. Raises OSError
    where it cannot be written, and at the end for a folder that holds anything.
    """
    part = place.with_name(f".{place.name}.part")
    # Left by a process that was killed.
    _remove(part)
    try:
        if place.suffix.lower() == ZIP:
            with zipfile.ZipFile(part, "w") as archive:
                yield lambda name, content: _store(archive, name, content)
        else:
            part.mkdir(parents=True)
            yield lambda name, content: _write(part, name, content)
            if place.exists():
                # Only an empty folder goes: what people keep in one is theirs.
                place.rmdir()
        part.replace(place)
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
    entry.create_system = UNIX
    entry.external_attr = READABLE
    archive.writestr(entry, content)


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def pack(written: Iterable[Written], endings: Sequence[str], put: Put, language: str, style: Style) -> Iterator[Entry]:
    """Lay out each document in each format and put it; yield what became of it before the next one is written."""
    taken: set[str] = set()
    for each in written:
        label = each.outline.label[language]
        entry = Entry(code=each.person.code, name=each.person.name, outline=label, outcome="failed", reason=each.reason)
        if each.document is None:
            yield entry
            continue
        stem = _free(f"{file_name(label)}/{file_name(f'{each.person.code} {each.person.name}')}", taken)
        try:
            made = [(f"{stem}{ending}", laid_out(each.document, ending, style)) for ending in endings]
        except ValueError as error:
            yield Entry(code=entry.code, name=entry.name, outline=label, outcome="failed", reason=one_line(error))
            continue
        for name, content in made:
            put(name, content)
        yield Entry(
            code=entry.code,
            name=entry.name,
            outline=label,
            outcome="written" if each.is_recorded else "empty",
            files=tuple(name for name, _content in made),
            numbers=numbers(each.document),
            silent=each.document.omitted,
            reason=_lost(each.document) if PDF in endings else "",
        )


def _lost(made: Document) -> str:
    """Return which characters a .pdf shows as a geta mark, in words; "" where the fonts have them all."""
    lost = ", ".join(document.missing(made))
    return _("no font on this machine has %(characters)s") % {"characters": lost} if lost else ""


def numbers(made: Document) -> int:
    """Return in how many places a document states a figure or a day of the record."""
    return sum(run.fact is not None for run in document.runs(made))


def file_name(words: str) -> str:
    """Return words that every system takes as the name of a file: no separators, nothing unseen, not too long."""
    shown = "".join("" if unicodedata.category(each).startswith("C") else each for each in words)
    name = FORBIDDEN.sub("_", shown)[:LONGEST_NAME].strip(". ")
    return f"_{name}" if not name or RESERVED.fullmatch(name) else name


def _free(stem: str, taken: set[str]) -> str:
    # Two numbers may differ in a sign only that no file name holds, or in capitals that some systems take for one.
    found, number = stem, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem} ({number})"
    taken.add(found.casefold())
    return found


def put_index(entries: Sequence[Entry], title: str, put: Put) -> None:
    """Put index.html and index.csv: who, which document, its files and numbers, what the record is silent about."""
    put("index.html", _page(entries, title).encode())
    put("index.csv", _listing(entries).encode("utf-8-sig"))


def told(outcome: str) -> str:
    """Return what became of a document, in words."""
    return {
        "written": _("document written"),
        "empty": _("no record of theirs"),
        "failed": _("not written"),
    }[outcome]


def _columns() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Name"),
        _("Document"),
        _("Files"),
        _("Numbers in it"),
        _("What the record does not say"),
        _("Result"),
    )


def _listing(entries: Sequence[Entry]) -> str:
    """Return the index as CSV; with the byte order mark that `put_index` adds, spreadsheets read it as UTF-8."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(_columns())
    for each in entries:
        cells = (each.code, each.name, each.outline, "; ".join(each.files))
        silent, result = "; ".join(each.silent), _result(each)
        writer.writerow([*(harmless(cell) for cell in cells), each.numbers, harmless(silent), harmless(result)])
    return lines.getvalue()


def _result(each: Entry) -> str:
    return f"{told(each.outcome)}: {each.reason}" if each.reason else told(each.outcome)


def _page(entries: Sequence[Entry], title: str) -> str:
    head = "".join(f"<th>{_text(each)}</th>" for each in _columns())
    rows = "".join(_row(each) for each in entries)
    count = ngettext("%(count)s document", "%(count)s documents", len(entries)) % {"count": len(entries)}
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{_text(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{_text(title)}</h1>\n<p>{_text(count)}</p>\n"
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</body>\n</html>\n"
    )


def _row(each: Entry) -> str:
    links = "<br>".join(f'<a href="{quote(name)}">{_text(Path(name).name)}</a>' for name in each.files)
    silent = "<br>".join(_text(line) for line in each.silent)
    told_of = "".join(f"<td>{_text(cell)}</td>" for cell in (each.code, each.name, each.outline))
    return (
        f'<tr class="{each.outcome}">{told_of}<td>{links}</td><td class="number">{each.numbers}</td>'
        f"<td>{silent}</td><td>{_text(_result(each))}</td></tr>\n"
    )


def _text(words: str) -> str:
    return escape(visible(words))
