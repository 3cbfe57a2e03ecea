# ruff: noqa: INP001  # a script, not a package
"""Documents a second: the writer beside python-docx and docxtpl, and a whole batch from the database to the .zip.

usage: python benchmarks/bench_write.py [--documents N] [--people N] [--rows N] [--least-rate N] [--most-seconds N]
The peers, where they are installed (make bench-write), write the same words in the same paragraphs: without styles of
their own, page numbers, bookmarks or properties, which is less than is asked of Qiao. A batch is that of
bench_import.py: --rows records of all kinds, imported into a new SQLite database in a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import import_module, util
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]
os.environ.setdefault("QIAO_SECRET_KEY", "only-for-a-benchmark-that-signs-nothing")
os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"

import bench_import  # noqa: E402
import bench_read  # noqa: E402
from django.core.management import call_command  # noqa: E402

from qiao import document, exchange  # noqa: E402
from qiao.catalogue import Catalogue, load  # noqa: E402
from qiao.drafting import reads  # noqa: E402
from qiao.drafting.bundle import opened, pack, put_index  # noqa: E402
from qiao.drafting.many import Asked, unsuited, write_each  # noqa: E402
from qiao.programme.models import Batch  # noqa: E402
from qiao.programme.reads import Found, people_of  # noqa: E402
from qiao.terms import Block, Document, Fact, Scope, Subject  # noqa: E402

SEED = 20031
DOCUMENTS, PEOPLE, ROWS = 300, 300, 30_000
OUTLINES_EACH = 3
REPEAT = 3
ALONE = 20
START, END = dt.date(2011, 3, 1), dt.date(2014, 3, 1)
PLACES = "甲乙丙丁戊己庚辛壬癸"

Writer = Callable[[Document], bytes]


def drawn(number: int, dice: random.Random, known: Catalogue) -> tuple[Subject, list[Fact]]:
    """Return a person and a figure of each measure of every third kind, drawn anew: nobody does work of all fifty."""
    code = f"P{number:04}"
    name = "".join(dice.choice(PLACES) for _each in range(3))
    subject = Subject(
        kind="person", id=code, name=name, batch="第四批", sending_organisation=f"{name}市教育局",
        host_organisation=f"{name}县第一中学", host_post="副校长", category="专业技术人才", start=START, end=END,
        sources=(code,),
    )  # fmt: skip
    scope = Scope(person=code, start=START, end=END)
    done = {*list(known.kinds)[::3]}
    facts = [
        Fact(
            measure=measure.id, scope=scope, value=Decimal(dice.randrange(2, 90_000)), unit=measure.unit,
            sources=tuple(f"{dice.getrandbits(128):032x}" for _each in range(dice.randrange(1, 8))),
        )
        if measure.kind in done
        else Fact(measure=measure.id, scope=scope, value=None, unit=measure.unit, sources=())
        for measure in known.measures.values()
    ]  # fmt: skip
    return subject, facts


def qiao(known: Catalogue) -> Writer:
    """Return Qiao's .docx layout."""
    del known
    style = document.styles()[document.DEFAULT_STYLE]
    return lambda made: document.docx(made, style)


def python_docx(_known: Catalogue) -> Writer:
    """Return the same words in the same paragraphs by python-docx, a run for each of ours."""
    docx = import_module("docx")
    east = import_module("docx.oxml.ns").qn("w:eastAsia")

    def write(made: Document) -> bytes:
        file = docx.Document()
        for block in made.blocks:
            if isinstance(block, Block):
                paragraph = file.add_paragraph()
                for run in block.runs:
                    added = paragraph.add_run(run.text)
                    added.font.name = "FangSong"
                    added._element.rPr.rFonts.set(east, "FangSong")  # noqa: SLF001  # its documentation says so
        return saved(file)

    return write


def docxtpl(known: Catalogue) -> Writer:
    """Return the same words put into a template that has a place for each run of a first document."""
    docx, template = import_module("docx"), import_module("docxtpl").DocxTemplate
    subject, facts = drawn(0, random.Random(SEED), known)  # noqa: S311  # nothing secret
    first = document.write(document.outlines()["work_summary"], subject, facts, known)
    file = docx.Document()
    for at, block in enumerate(each for each in first.blocks if isinstance(each, Block)):
        paragraph = file.add_paragraph()
        for number, _run in enumerate(block.runs):
            paragraph.add_run("{{ b%d[%d] }}" % (at, number))  # noqa: UP031  # braces would have to be doubled twice
    pattern = saved(file)

    def write(made: Document) -> bytes:
        blocks = [each for each in made.blocks if isinstance(each, Block)]
        filled = template(io.BytesIO(pattern))
        filled.render({f"b{at}": [run.text for run in block.runs] for at, block in enumerate(blocks)}, autoescape=True)
        return saved(filled)

    return write


def saved(file: Any) -> bytes:
    """Return what a peer's document is as a file."""
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def best(step: Callable[[], object]) -> float:
    """Return the CPU seconds of a step: those of the best of several runs, since other work shares the machine."""
    seconds = []
    for _run in range(REPEAT):
        start = time.process_time()
        step()
        seconds.append(time.process_time() - start)
    return min(seconds)


def writers(count: int) -> Iterator[tuple[str, int, float]]:
    """Yield for each step or library what it is, how many documents, and the CPU seconds that they took."""
    known, outline = load(), document.outlines()["work_summary"]
    dice = random.Random(SEED)  # noqa: S311  # nothing secret
    people = [drawn(number, dice, known) for number in range(count)]
    made = [document.write(outline, subject, facts, known) for subject, facts in people]
    layout = qiao(known)
    writing = best(lambda: [document.write(outline, subject, facts, known) for subject, facts in people])
    yield "qiao: facts to document", count, writing
    laying = best(lambda: [layout(each) for each in made])
    yield "qiao: document to .docx", count, laying
    yield "qiao: both", count, writing + laying
    few = made[: max(1, count // 5)]
    for name, peer in {"python-docx": python_docx, "docxtpl": docxtpl}.items():
        if util.find_spec(name.replace("python-", "")) is None:
            sys.stdout.write(f"{name} is not installed: make bench-write\n")
            continue
        write = peer(known)
        yield f"{name}: the same words", len(few), best(lambda write=write: [write(each) for each in few])  # type: ignore[misc]


def batch(book: Path) -> None:
    """Import a workbook, write for everybody in it, and print what that took as JSON. In a process of its own."""
    call_command("migrate", verbosity=0)
    exchange.bring_in(exchange.plan(book))
    one = Batch.objects.order_by("-start")[0]
    everybody = people_of(one)
    suited = [each for each in document.outlines() if not unsuited([each])][:OUTLINES_EACH]
    asked = Asked(outlines=tuple(suited))
    wall, cpu = time.perf_counter(), time.process_time()
    style = document.styles()[document.DEFAULT_STYLE]
    with opened(book.with_name("all.zip")) as put:
        entries = list(pack(write_each(asked, one), [".docx"], put, asked.language, style))
        put_index(entries, one.name, put)
    result = {
        "people": len(everybody), "documents": len(entries), "failed": sum(not each.files for each in entries),
        "seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu,
    }  # fmt: skip
    cpu = time.process_time()
    for person in everybody[:ALONE]:
        for outline in suited:
            reads.write(outline, Found(person=person))
    result["alone_cpu"] = (time.process_time() - cpu) / min(ALONE, len(everybody)) * len(everybody)
    cpu = time.process_time()
    for _each in write_each(asked, one):
        pass
    result["together_cpu"] = time.process_time() - cpu
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(result) + "\n")


def run_batch(people: int, rows: int) -> dict[str, Any]:
    """Return what `batch` printed."""
    with tempfile.TemporaryDirectory() as folder:
        home, book = Path(folder) / "home", Path(folder) / "book.xlsx"
        home.mkdir()
        bench_import.Maker(book, rows=rows, people=people).make()
        done = subprocess.run(
            [sys.executable, __file__, "--batch", str(book)],
            env={**os.environ, "QIAO_HOME": str(home)}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Print both tables; 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--least-rate", type=float, default=200.0)
    parser.add_argument("--most-seconds", type=float, default=30.0)
    parser.add_argument("--batch", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.batch:
        batch(options.batch)
        return 0
    sys.stdout.write(f"{bench_read.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n")
    sys.stdout.write("| work summaries | documents | CPU seconds | a second of one core |\n|---|---:|---:|---:|\n")
    rates = {}
    for name, count, seconds in writers(options.documents):
        rates[name] = count / seconds
        sys.stdout.write(f"| {name} | {count} | {seconds:.2f} | {rates[name]:,.0f} |\n")
    found = run_batch(options.people, options.rows)
    sys.stdout.write(
        "\n{people} people, {documents} documents ({failed} failed) of {rows:,} records, from the database to a .zip: "
        "one process, {seconds:.1f} s, {cpu:.1f} CPU s, {peak_mb} MB at most.\nReading and writing without "
        "layout: {together_cpu:.1f} CPU s together; one person after the other {alone_cpu:.1f} CPU s.\n".format(
            rows=options.rows, **found
        )
    )
    return int(rates["qiao: both"] < options.least_rate or found["seconds"] > options.most_seconds)


if __name__ == "__main__":
    sys.exit(main())
