"""Hostile workbooks: each is refused in one line or imported right, in little time and memory, and nothing crashes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.hostile import CASES

MOST_CPU = 2.0
MOST_MB = 400
SECONDS = 600


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each, by its name; they are imported one after another, each in a process of its own."""
    home = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.exchange.hostile", str(home)]
    done = subprocess.run(
        command, capture_output=True, cwd=Path(__file__).parents[2], timeout=SECONDS, text=True, check=False
    )
    # Not a word on standard error: no traceback, and no panic of the parser.
    assert (done.returncode, done.stderr) == (0, "")
    return {line["case"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_there_are_forty() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("called", CASES)
def test_it_is_refused_or_imported_right(found: dict[str, dict[str, Any]], called: str) -> None:
    case, outcome = CASES[called], found[called]
    assert outcome["cpu"] < MOST_CPU, outcome
    assert outcome["mb"] < MOST_MB, outcome
    if case.new is None and not case.back:
        line = outcome["refused"]
        assert case.says in line
        assert "\n" not in line
        return
    assert (outcome.get("new"), outcome.get("back")) == (case.new or 0, case.back), outcome
    assert case.says in " ".join(outcome["why"]), outcome
