"""An import that is killed is whole or absent, and can be run again; others read and write while it runs."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.ledgers import ROSTER, TRAINING, write

ROWS = 4_500
SECONDS = 300


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose rows are staged in three transactions."""
    start = dt.date(2014, 3, 2)
    rows = [[at, start + dt.timedelta(days=at % 500), "白一舟", "江春", f"第{at}课", 1, at] for at in range(1, ROWS)]
    return write(tmp_path_factory.mktemp("long") / "长.xlsx", {**ROSTER, "培训": [TRAINING, *rows]})


def run(module: str, *arguments: object) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=dict(os.environ),
        timeout=SECONDS,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_killed_at_twenty_random_moments_it_is_whole_or_absent_and_can_be_run_again(long: Path, tmp_path: Path) -> None:
    first, *moments = run("tests.exchange.killing", long, tmp_path, 20261125)
    assert first["absent"] != first["whole"]
    assert len(moments) == 20
    for each in moments:
        assert each["left"] in (first["absent"], first["whole"]), each
        assert each["again"] == first["whole"], each
        assert each["swept"] == 0, each
    # The moments fell where they can do harm: while rows were staged that nobody may see.
    assert any(each["killed"] and each["staged"] for each in moments)
    assert any("interrupted" in str(each["states"]) for each in moments)


@pytest.mark.slow
def test_others_read_and_write_while_an_import_runs(long: Path, tmp_path: Path) -> None:
    [found] = run("tests.exchange.beside", long, tmp_path)
    assert found["errors"] == []
    assert found["written"] == found["kept"]
    # What the reader saw was nothing, and then everything.
    assert found["seen"] == [0, ROWS - 1]
    assert isinstance(found["written"], int)
    assert found["written"] >= 5
