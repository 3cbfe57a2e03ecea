"""The command as a user runs it: another process, a folder of its own, what it prints."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qiao.demo.sample import WORKBOOK

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """What a run of `qiao` left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def run(*arguments: str | Path, home: Path, stdin: bytes = b"", **variables: str) -> Outcome:
    """Run `qiao` in another process, in the folder `home`, with QIAO_HOME in `home/data`."""
    environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    environment |= {"QIAO_HOME": str(home / "data"), "QIAO_LANGUAGE": "en", **variables}
    done = subprocess.run(
        [sys.executable, "-m", "qiao.cli.main", *map(str, arguments)],
        capture_output=True,
        cwd=home,
        env=environment,
        input=stdin,
        timeout=SECONDS,
        check=False,
    )
    return Outcome(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


@pytest.fixture
def qiao(tmp_path: Path) -> Run:
    """`qiao` in a folder of the test's own, where nothing has been recorded."""

    def run_here(*arguments: str | Path, **more: object) -> Outcome:
        return run(*arguments, home=tmp_path, **more)  # type: ignore[arg-type]

    return run_here


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the sample workbook has been imported. Tests only read from it."""
    home = tmp_path_factory.mktemp("recorded")
    outcome = run("import", WORKBOOK, home=home)
    assert outcome.code == 1, outcome.err
    return home


@pytest.fixture
def office(recorded: Path) -> Run:
    """`qiao` where the sample programme is recorded."""

    def run_there(*arguments: str | Path, **more: object) -> Outcome:
        return run(*arguments, home=recorded, **more)  # type: ignore[arg-type]

    return run_there
