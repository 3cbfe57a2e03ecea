"""Documents written from random records, as files, and files in which one number was changed without Word.

Used by tests/drafting/test_tracing.py at a small count, and by benchmarks/bench_trace.py at a large one. No database.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from qiao import claim, document, verdict
from qiao.drafting.tracing import Trace, trace
from qiao.terms import Document, Scope, Subject
from tests.mutation import BATCH, END, PEOPLE, SHIPPED, START, Take, record
from tests.rows import row

STYLES = tuple(document.styles().values())
LANGUAGES = ("zh", "en")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "word/document.xml"


@dataclass(frozen=True)
class Written:
    """A document and its file, and what its figures are ruled by."""

    made: Document
    data: bytes
    ground: verdict.Ground


def written(rng: random.Random, outline_id: str | None = None, language: str | None = None) -> Written:
    """A document of a random record: any kinds, any outline, style and language."""
    kinds = [kind for kind in SHIPPED.kinds.values() if not kind.is_roster]
    rows = [
        row(kind, record(rng, kind), number)
        for kind in rng.sample(kinds, rng.randint(1, len(kinds)))
        for number in range(rng.randint(1, 4))
    ]
    outline = document.outlines()[outline_id or rng.choice(list(document.outlines()))]
    who: Any = rng.choice(sorted(outline.subjects))
    taking = Take(rows)
    scope = Scope(person=PEOPLE[0]) if who == "person" else Scope(batch=BATCH)
    about = Subject(
        kind=who, id=scope.person or BATCH, name="欧阳三", batch=BATCH, sending_organisation="第二中学",
        host_organisation="三中", host_post="副校长", start=START, end=END,
    )  # fmt: skip
    made = document.write(
        outline,
        about,
        tuple(taking(scope, SHIPPED.measures[each]) for each in document.needed(outline, SHIPPED)),
        SHIPPED,
        language=language or rng.choice(LANGUAGES),
        on=rng.choice((None, dt.date(2025, 8, 2))),
    )
    team = Scope(batch=BATCH)
    ground = verdict.Ground(
        about=verdict.About(
            scope=scope, start=START, end=END, batches={2: team}, teams=(team,) if who == "person" else ()
        ),
        take=taking,
        catalogue=SHIPPED,
        measures=tuple(SHIPPED.measures),
    )
    data = document.docx(made, rng.choice(STYLES), has_controls=rng.random() < 0.2)
    return Written(made=made, data=data, ground=ground)


def untrue(made: Written) -> list[tuple[str, str]]:
    """The figures that a check of the file does not find supported, each with the reason."""
    found = claim.read(claim.load_marked(made.data, "a.docx").loaded.text, SHIPPED)
    ruled = ((each.quantity.text, verdict.rule(each, made.ground).verdict) for each in found.claims)
    return [(text, each.reason["zh"]) for text, each in ruled if each.ruling != "supported"]


def traced(data: bytes, manifest: document.Manifest | None = None) -> Trace:
    """What became of the numbers of a file, by the manifest that it carries or that is given."""
    found = claim.load_marked(data, "a.docx")
    known = manifest or document.manifest_from_file(found.properties, found.attached)
    assert known is not None, "the file carries no manifest"
    return trace(known, claim.read(found.loaded.text, SHIPPED), found.bookmarks)


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    """The file of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    return file.getvalue()


def changed(rng: random.Random, data: bytes, how: str) -> tuple[bytes, str] | None:
    """The file with one number changed, and its mark; None where there is none to be changed so."""
    content = parts(data)
    root: Any = etree.fromstring(content[TEXT])
    starts = list(root.iter(f"{W}bookmarkStart"))
    if not starts:
        return None
    start = rng.choice(starts)
    [end] = [each for each in root.iter(f"{W}bookmarkEnd") if each.get(f"{W}id") == start.get(f"{W}id")]
    number = start.getnext()
    [text] = number.iter(f"{W}t")
    CHANGES[how](rng, start, end, text)
    return packed({**content, TEXT: etree.tostring(root)}), start.get(f"{W}name")


def _digits(text: str) -> list[int]:
    return [place for place, each in enumerate(text) if each in "0123456789"]


def _digit(rng: random.Random, _start: Any, _end: Any, text: Any) -> None:
    place = rng.choice(_digits(text.text))
    other = rng.choice([each for each in "123456789" if each != text.text[place]])
    text.text = text.text[:place] + other + text.text[place + 1 :]


def _more(rng: random.Random, _start: Any, _end: Any, text: Any) -> None:
    place = _digits(text.text)[-1] + 1
    text.text = text.text[:place] + rng.choice(("7", ".5", "万")) + text.text[place:]


def _emptied(_rng: random.Random, _start: Any, _end: Any, text: Any) -> None:
    text.text = ""


def _gone(_rng: random.Random, start: Any, end: Any, text: Any) -> None:
    text.text = ""
    for each in (start, end):
        each.getparent().remove(each)


def _run(words: str) -> Any:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = words
    return run


def _before(rng: random.Random, start: Any, _end: Any, _text: Any) -> None:
    start.addprevious(_run(rng.choice("123456789")))


def _behind(rng: random.Random, _start: Any, end: Any, _text: Any) -> None:
    end.addnext(_run(rng.choice("123456789")))


def _split(rng: random.Random, _start: Any, end: Any, text: Any) -> None:
    """The number stands in two runs, the bookmark ends after the first digit, and the rest is another."""
    first = _digits(text.text)[0] + 1
    end.addnext(_run(rng.choice("123456789") + text.text[first:]))
    text.text = text.text[:first]


def _shrunk(rng: random.Random, start: Any, end: Any, text: Any) -> None:
    """The bookmark has collapsed in front of the number, one of whose digits is another."""
    start.addnext(end)
    _digit(rng, start, end, text)


def _retyped(rng: random.Random, start: Any, end: Any, text: Any) -> None:
    """The bookmark stands empty behind the number, which was typed anew in front of it with another digit."""
    _digit(rng, start, end, text)
    end.addprevious(start)


def _deleted(_rng: random.Random, start: Any, end: Any, _text: Any) -> None:
    """Deleted as a tracked change."""
    deletion = etree.Element(f"{W}del")
    number = start.getnext()
    number.addprevious(deletion)
    deletion.append(number)
    for each in deletion.iter(f"{W}t"):
        each.tag = f"{W}delText"


CHANGES: Mapping[str, Callable[[random.Random, Any, Any, Any], None]] = {
    "digit": _digit,
    "more": _more,
    "emptied": _emptied,
    "gone": _gone,
    "before": _before,
    "behind": _behind,
    "split": _split,
    "shrunk": _shrunk,
    "retyped": _retyped,
    "deleted": _deleted,
}


def every(count: int, seed: int = 0) -> Iterator[tuple[random.Random, Written]]:
    """So many documents, outline after outline, each with the dice that made it."""
    outlines = list(document.outlines())
    for number in range(count):
        rng = random.Random(seed + number)
        yield rng, written(rng, outlines[number % len(outlines)], LANGUAGES[number // len(outlines) % 2])
