"""Why a command could not run, and how the user is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

FAILED = 2


class CannotRun(Exception):  # noqa: N818  # it says what happened, and is shown as it is
    """The command could not run. Its text is one line for the user, who sees no traceback; the exit code is 2."""


def tell(line: str) -> None:
    """Print one line to standard error."""
    print("qiao:", " ".join(line.split()), file=sys.stderr)


def for_each(files: Iterable[str], act: Callable[[str], int]) -> int:
    """Run a command on each file and return the worst exit code; one that cannot be read does not stop the others."""
    code = 0
    for each in files:
        try:
            code = max(code, act(each))
        except CannotRun as error:
            tell(str(error))
            code = FAILED
    return code
