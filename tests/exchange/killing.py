"""Imports a workbook in child processes that are killed at random moments, and prints what each left as JSON.

A process of its own, started by test_killed.py: python -m tests.exchange.killing BOOK HOME SEED. Django is set up once,
and each import runs in a fork.
"""

# ruff: noqa: PLC0415, T201  # models can be imported only when Django is set up; what it prints is its answer
from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from tests.environment import prepare

MOMENTS = 20
TABLE = "qiao.sqlite3"


def main(book: Path, home: Path, seed: int) -> None:
    prepare(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    connections.close_all()
    shutil.copy(home / TABLE, home / "pristine")
    dice = random.Random(seed)
    said: dict[str, object] = {"absent": digest()}
    # How long a whole import takes here and now, and what it leaves.
    started = time.monotonic()
    wait(fork(lambda _begun: importing(book)))
    whole = time.monotonic() - started
    said["whole"] = digest()
    print(json.dumps(said), flush=True)
    for _moment in range(MOMENTS):
        renew(home)
        ready, begun = os.pipe()
        child = fork(lambda begun: importing(book, begun), begun)
        os.close(begun)
        os.read(ready, 1)
        time.sleep(dice.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        is_killed = os.WIFSIGNALED(wait(child))
        os.close(ready)
        left, staged = digest(), staged_rows()
        wait(fork(lambda _begun: importing(book)))
        again = digest()
        print(json.dumps({"killed": is_killed, "left": left, "staged": staged, "again": again, **swept()}), flush=True)


def fork(work: Callable[[int], None], begun: int = -1) -> int:
    child = os.fork()
    if child == 0:
        work(begun)
        os._exit(0)
    return child


def wait(child: int) -> int:
    return os.waitpid(child, 0)[1]


def importing(book: Path, begun: int = -1) -> None:
    from qiao import exchange

    if begun >= 0:
        os.write(begun, b".")
    exchange.bring_in(exchange.plan(book))
    connections.close_all()


def renew(home: Path) -> None:
    for each in home.glob(f"{TABLE}*"):
        each.unlink()
    shutil.copy(home / "pristine", home / TABLE)


def digest() -> str:
    from qiao import exchange

    found = exchange.digest()
    connections.close_all()
    return found


def staged_rows() -> int:
    from qiao.record.models import StagedRecord

    found = StagedRecord.objects.count()
    connections.close_all()
    return found


def swept() -> dict[str, object]:
    """What a later start finds and puts away: half a minute passes at once."""
    from qiao.exchange import writes
    from qiao.record.models import Import, StagedRecord

    Import.objects.update(beat_at=timezone.now() - dt.timedelta(minutes=1))
    writes.sweep()
    states = sorted(Import.objects.values_list("state", flat=True))
    found = {"swept": StagedRecord.objects.count(), "states": states}
    connections.close_all()
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
