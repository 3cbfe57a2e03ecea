"""Imports a workbook in a child process while this one reads and writes, and prints what came of it as JSON.

Started by test_killed.py: python -m tests.exchange.beside BOOK HOME.
"""

# ruff: noqa: PLC0415, T201  # models can be imported only when Django is set up; what it prints is its answer
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections

from tests.environment import prepare
from tests.exchange.killing import fork, importing


def main(book: Path, home: Path) -> None:
    prepare(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.settings"
    django.setup()
    # The real hasher takes longer than the import.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    connections.close_all()
    print(json.dumps(watched(book)))


def watched(book: Path) -> dict[str, object]:
    from django.contrib.auth.models import User

    from qiao.programme import writes
    from qiao.record.models import Record

    child = fork(lambda _begun: importing(book))
    errors: list[str] = []
    seen: list[int] = []
    written = 0
    ended, status = 0, 0
    while not ended:
        ended, status = os.waitpid(child, os.WNOHANG)
        try:
            count = Record.objects.count()
            if count not in seen:
                seen.append(count)
            writes.open_account(f"account{written}", "a password of nobody", by=None)
            written += 1
            # As people do it: SQLite gives the lock to whoever asks first, and nobody asks all the time.
            time.sleep(0.02)
        except DatabaseError as error:
            errors.append(str(error))
    if status:
        errors.append(f"the import ended with {status}")
    if (count := Record.objects.count()) not in seen:
        seen.append(count)
    return {"errors": errors, "seen": seen, "written": written, "kept": User.objects.count()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
