"""Several processes write to the trail at once: one chain, without a gap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITERS, LINES = 4, 15
WRITER = f"""
import sys
import django
django.setup()
from django.db import transaction
from qiao.programme.audit import Personal, note
for at in range({LINES}):
    with transaction.atomic():
        note("do", f"{{sys.argv[1]}} {{at}}", by=None, personal={{"n": Personal(about="P1", value=at)}}, after=at)
"""
CHECK = """
import django
django.setup()
from qiao.programme.verifying import verify
print(verify().count, verify().broken)
"""


@pytest.mark.slow
def test_writers_in_several_processes_keep_one_chain(tmp_path: Path, root: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "qiao.settings",
        "QIAO_HOME": str(tmp_path),
        "PYTHONPATH": str(root),
    }

    def run(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    assert run("-m", "django", "migrate", "-v0").communicate(timeout=120) == ("", "")
    writers = [run("-c", WRITER, str(at)) for at in range(WRITERS)]
    assert [each.communicate(timeout=120)[1] for each in writers] == [""] * WRITERS
    told, _err = run("-c", CHECK).communicate(timeout=120)
    assert told.split() == [str(WRITERS * LINES), "None"]
