"""The environment that every test runs in, whatever the developer's own holds."""

import os
from pathlib import Path

# A suite may be pointed at PostgreSQL, and told where the shared samples are; nothing else reaches the tests.
KEPT = ("QIAO_DATABASE", "QIAO_PG_", "QIAO_SHARED")


def prepare(home: Path) -> None:
    """Set what qiao.settings reads, for this process and those it starts. Call it before Django is loaded."""
    for name in list(os.environ):
        if name.startswith("QIAO_") and not name.startswith(KEPT):
            del os.environ[name]
    os.environ["QIAO_HOME"] = str(home)
    # Tests of pages sign the office in by name only; tests/accounts asks for second factors where it is about them.
    os.environ["QIAO_SECOND_FACTOR"] = "nobody"
    os.environ["QIAO_SECRET_KEY"] = "a-key-for-tests-that-signs-nothing-of-worth"
