"""Documents of a batch at a running site: a real server, its own thread, and what a stop leaves to the next start."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_serving import free_port

WAITING = 'status (queued|running)"'


class Browser:
    """Signed in as the office; sends forms with the token that the site asks for."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, path: str) -> bytes:
        with self._opener.open(self._address + path, timeout=60) as answer:
            return bytes(answer.read())

    def post(self, path: str, **fields: str) -> str:
        """The address that a form leads to."""
        token = next(each.value for each in self._cookies if each.name == "csrftoken") or ""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self._opener.open(self._address + path, body, timeout=60) as answer:
            return str(answer.url).removeprefix(self._address)


@contextmanager
def site(place: Path) -> Iterator[Browser]:
    """The site on the demonstration's data, until it is interrupted as by Ctrl-C."""
    port = free_port()
    environment = {**os.environ, "QIAO_HOME": str(place / "data"), "QIAO_LANGUAGE": "en"}
    command = [sys.executable, "-m", "qiao.cli.main", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True) as run:
        try:
            assert run.stdout is not None
            run.stdout.readline()
            browser = Browser(f"http://127.0.0.1:{port}")
            browser.get("/sign-in/")
            password = (place / "log-in.txt").read_text().split()[1]
            browser.post("/sign-in/", username="office", password=password)
            yield browser
            run.send_signal(signal.SIGINT)
            _out, err = run.communicate(timeout=60)
            assert (run.returncode, err) == (0, "")
        finally:
            run.kill()


@pytest.mark.slow
def test_a_batch_is_written_while_the_site_serves_and_what_waits_survives_a_stop(qiao: Run, tmp_path: Path) -> None:
    assert qiao("demo", "--no-serve", "--dir", str(tmp_path)).code == 0
    asked = {"batch": "第二批", "outline": "work_summary", "format": ".docx", "language": "zh"}
    with site(tmp_path) as browser:
        job = browser.post("/documents/batches/new/", **asked)
        content = done(browser, job)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert len(archive.namelist()) == 15 + 2
        # Stopped at once: it is done by then, or interrupted, or still waits.
        second = browser.post("/documents/batches/new/", **asked)
    with site(tmp_path) as browser:
        page = settled(browser, second)
        state = re.search(r'class="status (\w+)"', page)
        assert state is not None
        assert state.group(1) in {"done", "interrupted"}
        assert done(browser, browser.post(f"{second}again/")) == content


def settled(browser: Browser, job: str) -> str:
    """The page of a job that is no longer active."""
    for _again in range(600):
        page = browser.get(job).decode()
        if not re.search(WAITING, page):
            return page
        time.sleep(0.1)
    raise AssertionError("the job never ended")


def done(browser: Browser, job: str) -> bytes:
    """The .zip of a job."""
    assert 'class="status done"' in settled(browser, job)
    return browser.get(f"{job}file/")
