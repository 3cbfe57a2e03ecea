"""Why a command could not run, and how the user is told."""

from __future__ import annotations

import sys

FAILED = 2


class CannotRun(Exception):  # noqa: N818  # it says what happened, and is shown as it is
    """The command could not run. Its text is one line for the user, who sees no traceback; the exit code is 2."""


def tell(line: str) -> None:
    """Print one line to standard error."""
    print("qiao:", " ".join(line.split()), file=sys.stderr)
