"""Several processes at once: none is told that the database is locked, and no write is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

# `make bench-writers` runs the whole of it: 16 processes, 200 times each.
PROCESSES, TIMES = 4, 10


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="makes an SQLite file of its own")
def test_processes_that_read_and_then_write_lose_nothing(root: Path) -> None:
    script = root / "benchmarks" / "bench_writers.py"
    asked = [sys.executable, str(script), "--processes", str(PROCESSES), "--times", str(TIMES)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=root, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"lock errors: 0; figure: {PROCESSES * TIMES} of {PROCESSES * TIMES}" in done.stdout
