# ruff: noqa: INP001, T201  # a script that prints, not a package
"""Many processes that read a figure and write it back, all at once: `python benchmarks/bench_writers.py`.

Into a new database goes one draft with the figure 0. Each of 16 processes then reads it and raises it by one through
`record.writes.revise`, 200 times, in a transaction each. None may be told that the database is locked, and in the end
the figure, the revisions and the trail of changes must be what they would be with one process. Exits with 1 where they
are not. Options: --processes N (16), --times N (200).
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

os.environ.setdefault("QIAO_SECRET_KEY", "only-for-a-benchmark-that-signs-nothing")
os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
HOME = tempfile.TemporaryDirectory(prefix="qiao-writers-")
os.environ["QIAO_HOME"] = HOME.name
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connections, transaction  # noqa: E402

from qiao.programme import writes as programme  # noqa: E402
from qiao.programme.models import AuditLine, Secondee, Secondment  # noqa: E402
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment  # noqa: E402
from qiao.record import content, writes  # noqa: E402
from qiao.record.kinds import catalogue  # noqa: E402
from qiao.record.models import Record, Revision  # noqa: E402
from qiao.record.writes import Work  # noqa: E402
from qiao.terms import Participant  # noqa: E402

PROCESSES, TIMES = 16, 200
START, END = dt.date(2022, 8, 1), dt.date(2025, 8, 1)
KIND, FIELD = "training", "attendances"


def work(value: Decimal) -> Work:
    """Return the piece of work with a figure."""
    person = Secondment.objects.select_related("person").get()
    data = {"day": START, FIELD: value}
    return Work(
        kind=catalogue().kinds[KIND], data=data, people=((person, Participant(person=person.person.code, role="led")),)
    )


def begin() -> None:
    """Make the database with one person, one account and one draft."""
    call_command("migrate", verbosity=0)
    for name in ("A", "B"):
        programme.add_organisation(NewOrganisation(name=name, nature="both"), by=None)
    programme.add_batch(NewBatch(name="1", start=START, end=END), by=None)
    new = NewSecondment(
        code="P1", name="P", batch="1", category="professional", sending="A", host="B", post="", start=START, end=END
    )
    programme.add_secondment(new, by=None)
    author = User.objects.create_user("author")
    Secondee.objects.update(user=author)
    writes.draft(work(Decimal(0)), by=author)
    connections.close_all()


def raise_often(times: int) -> int:
    """Read the figure and write it back raised by one, many times; return how often the database was locked."""
    locked = 0
    author = User.objects.get()
    for _each in range(times):
        try:
            with transaction.atomic():
                record = Record.objects.get()
                said = content.values(catalogue().kinds[KIND], record.data)[FIELD]
                writes.revise(record, work(Decimal(str(said)) + 1), by=author)
        except OperationalError as error:
            print(error, file=sys.stderr)
            locked += 1
    connections.close_all()
    return locked


def main() -> int:
    """Run the processes, and compare what they left with what one process would have left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--times", type=int, default=TIMES)
    asked = parser.parse_args()
    begin()
    wanted = asked.processes * asked.times
    started = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        locked = sum(pool.map(raise_often, [asked.times] * asked.processes, chunksize=1))
    seconds = time.perf_counter() - started
    record = Record.objects.get()
    found = {
        "figure": int(record.data[FIELD]),
        "revisions": Revision.objects.filter(action="revise").count(),
        "lines of the trail": AuditLine.objects.filter(action="revise").count(),
    }
    rate = f"{seconds:.1f} s, {wanted / seconds:.0f} writes a second"
    print(f"{asked.processes} processes, {asked.times} times each: {rate}")
    print(f"lock errors: {locked}; " + "; ".join(f"{name}: {count} of {wanted}" for name, count in found.items()))
    return 0 if locked == 0 and set(found.values()) == {wanted} else 1


if __name__ == "__main__":
    sys.exit(main())
