"""The command as a user runs it: another process, a folder of its own, what it prints."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qiao import exchange
from qiao.cli.main import main
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


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`qiao` within this process, which is faster: for what needs no database."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path, stdin: bytes = b"", **variables: str) -> Outcome:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        for name, value in {"QIAO_HOME": str(tmp_path / "data"), "QIAO_LANGUAGE": "en", **variables}.items():
            monkeypatch.setenv(name, value)
        code = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return Outcome(code=code, out=out, err=err)

    return call


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


@pytest.fixture
def empty(called: Run, db: None) -> Run:
    """`qiao` within this process, with a record in which there is nothing."""
    return called


@pytest.fixture
def office(empty: Run) -> Run:
    """`qiao` within this process, where the sample programme is recorded."""
    exchange.bring_in(exchange.plan(WORKBOOK))
    return empty
