"""`qiao serve`: it answers, says where it is, and says in one line why it cannot."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.cli.conftest import Run


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_port_that_is_taken_is_told_in_one_line(qiao: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        outcome = qiao("serve", "--port", str(taken.getsockname()[1]))

    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert "--port" in outcome.err


def test_the_site_answers_until_it_is_interrupted(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "QIAO_HOME": str(tmp_path / "data"), "QIAO_LANGUAGE": "en"}
    command = [sys.executable, "-m", "qiao.cli.main", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True) as site:
        try:
            assert site.stdout is not None
            assert f"http://127.0.0.1:{port}/" in site.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                assert answer.status == 200
            site.send_signal(signal.SIGINT)
            _out, err = site.communicate(timeout=30)
        finally:
            # Otherwise leaving the block would wait for it for ever.
            site.kill()

    assert (site.returncode, err) == (0, "")
