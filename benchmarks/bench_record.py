# ruff: noqa: INP001  # a script, not a package
"""What a document costs on a record of a million rows: `python benchmarks/bench_record.py`.

Fills a new SQLite database (ten batches of 500 people; seeded, so that it is the same each time), writes a batch's
report, and checks a document of 10,000 characters of one person and one of a batch. Both say what the record has, for
the whole term and for each year, before prose whose figures are none of the record's. Options: --records N (1000000),
--home FOLDER to keep the database there, and to use the one that is there already.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

os.environ.setdefault("QIAO_SECRET_KEY", "only-for-a-benchmark-that-signs-nothing")
os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.bench_read import machine, make  # noqa: E402
from qiao import document  # noqa: E402
from qiao.drafting import reads  # noqa: E402
from qiao.programme.models import Batch, Organisation, Secondee, Secondment  # noqa: E402
from qiao.programme.reads import Found, find  # noqa: E402
from qiao.record import content  # noqa: E402
from qiao.record.bulk import insert  # noqa: E402
from qiao.record.kinds import catalogue  # noqa: E402
from qiao.record.models import Participation, Record  # noqa: E402
from qiao.terms import Field, Kind, Scope, Value  # noqa: E402

SEED = 20031
RECORDS, BATCHES, PEOPLE = 1_000_000, 10, 500
CHARACTERS = 10_000
CHUNK = 20_000
YEARS = 3
FIRST_YEAR = 1996
WORDS = 3_000
"""How many different places and partners there are."""
REPEAT = 5
PERSON, BATCH = "P09007", "第十批"
NUMBERS = "一二三四五六七八九十"


def fill(records: int) -> None:
    """Fill an empty database, in the ways of the import: rows that were checked elsewhere, in prepared statements."""
    dice = random.Random(SEED)  # noqa: S311  # nothing secret
    sender, host = (
        Organisation.objects.create(name=name, nature=nature)
        for name, nature in (("甲省", "sending"), ("丙县", "host"))
    )
    for at in range(BATCHES):
        start = dt.date(FIRST_YEAR + YEARS * at, 8, 1)
        batch = Batch.objects.create(name=f"第{NUMBERS[at]}批", start=start, end=start.replace(year=start.year + YEARS))
        codes = [f"P{at:02}{person:03}" for person in range(PEOPLE)]
        insert(Secondee, ("code", "name"), ((code, f"某{code}") for code in codes))
        people = list(Secondee.objects.filter(code__in=codes).order_by("code").values_list("pk", flat=True))
        insert(
            Secondment,
            (
                "person_id", "batch_id", "category", "sending_organisation_id", "host_organisation_id", "host_post",
                "start", "end",
            ),
            (
                (pk, batch.pk, Secondment.Category.values[pk % 2], sender.pk, host.pk, "", batch.start, batch.end)
                for pk in people
            ),
        )  # fmt: skip
        rows = _records(dice, batch, host, people, records // BATCHES)
        while chunk := list(itertools.islice(rows, CHUNK)):
            _insert(chunk)


def _records(
    dice: random.Random, batch: Batch, host: Organisation, people: list[int], number: int
) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Yield the columns of each record and who took part; every third is joint work of three."""
    kinds = [kind for kind in catalogue().kinds.values() if not kind.is_roster]
    now, days = timezone.now(), (batch.end - batch.start).days
    for at in range(number):
        kind = kinds[at % len(kinds)]
        day = batch.start + dt.timedelta(days=dice.randrange(days))
        data = {field.id: _value(dice, kind, field, day, batch) for field in kind.fields}
        uid = uuid.UUID(int=dice.getrandbits(128))
        yield (
            {
                "uid": uid,
                "kind": kind.id,
                "kind_version": kind.version,
                "catalogue_version": catalogue().version,
                "day": day,
                "batch_id": batch.pk,
                "organisation_id": host.pk,
                "status": "approved",
                "data": content.stored(kind, data),
                "digest": uid.hex,
                "row_label": "",
                "review_note": "",
                "created_at": now,
                "updated_at": now,
                **content.slots(kind, data),
            },
            dice.sample(people, 3 if at % 3 == 0 else 1),
        )


def _value(dice: random.Random, kind: Kind, field: Field, day: dt.date, batch: Batch) -> Value:
    if field.id == kind.day_field:
        return day
    if not field.required and dice.random() < 0.1:  # noqa: PLR2004  # one field in ten is left empty
        return None
    if field.is_numeric:
        return Decimal(dice.randrange(1, 90_000))
    if field.options:
        return dice.choice(field.options).id
    if field.type == "date":
        return min(day + dt.timedelta(days=dice.randrange(200)), batch.end - dt.timedelta(days=1))
    return f"{field.id}{dice.randrange(WORDS)}"


def _insert(chunk: list[tuple[dict[str, Any], list[int]]]) -> None:
    with transaction.atomic():
        insert(Record, tuple(chunk[0][0]), (tuple(columns.values()) for columns, _people in chunk))
        keys = dict(
            Record.objects.filter(pk__gt=Record.objects.order_by("-pk")[0].pk - len(chunk)).values_list("uid", "pk")
        )
        insert(
            Participation,
            ("record_id", "person_id", "role"),
            (
                (keys[columns["uid"]], person, "took_part" if number else "led")
                for columns, people in chunk
                for number, person in enumerate(people)
            ),
        )


def text_of(found: Found, outline: str) -> str:
    """Return a document of so many characters: the outline's, a line for each year and kind, and prose."""
    about = reads.subject(found)
    first = about.start.year if about.start else FIRST_YEAR
    years = itertools.chain.from_iterable(_year(found.scope, year) for year in range(first, first + YEARS + 1))
    lines = [*document.txt(reads.write(outline, found)).split("\n"), *years, *make(CHARACTERS * 3, SEED).split("\n")]
    return "\n".join(lines)[:CHARACTERS]


def _year(owner: Scope, year: int) -> Iterator[str]:
    scope = Scope(person=owner.person, batch=owner.batch, start=dt.date(year, 1, 1), end=dt.date(year + 1, 1, 1))
    for kind in catalogue().kinds.values():
        said = "".join(
            piece.text for piece in document.sentence(kind, reads.facts(scope, [each.id for each in kind.measures]))
        )
        if said and not kind.is_roster:
            yield f"{year}年，{said}。"


def spent(step: Callable[[], Any], repeat: int = REPEAT) -> tuple[float, Any]:
    """Return the CPU milliseconds of a step, the best of the runs, and what it returned."""
    found, result = float("inf"), None
    for _ in range(repeat):
        start = time.process_time()
        result = step()
        found = min(found, time.process_time() - start)
    return found * 1000, result


def measure(records: int) -> None:
    """Print a line for each step. Runs in a process whose database is the one to fill."""
    call_command("migrate", verbosity=0)
    if not Record.objects.exists():
        fill(records)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
    person, batch = find(PERSON), find(BATCH)
    sys.stdout.write(
        f"{machine()}, Python {platform.python_version()}, one process, {connection.vendor}, "
        f"{Record.objects.count():,} records\n\n| step | CPU ms |\n|---|---:|\n"
    )
    for name, outline, found in (("person", "work_summary", person), ("batch", "batch_report", batch)):
        took, written = spent(lambda outline=outline, found=found: reads.write(outline, found))
        ids = sum(len(each.sources) for each in written.facts)
        sys.stdout.write(
            f"| a {name}'s {outline} written: {len(written.facts)} facts with {ids:,} sources | {took:,.0f} |\n"
        )
        for what, text in (("itself", document.txt(written)), ("with prose", text_of(found, outline))):
            took, checked = spent(lambda text=text, found=found: reads.check(text, found))
            claims = sum(each.ruling != "unbound" for each in checked.verdicts)
            wrong = sum(each.ruling == "contradicted" for each in checked.verdicts)
            sys.stdout.write(
                f"| the document {what} checked: {len(text):,} characters, {claims} bound claims, "
                f"{wrong} contradicted | {took:,.0f} |\n"
            )


def main() -> int:
    """Measure in a process of its own, whose settings name the folder of the database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        measure(chosen.records)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, __file__, "--measure", "--records", str(chosen.records)]
        return subprocess.run(command, env={**os.environ, "QIAO_HOME": str(home)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
