"""Files that commands write: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from qiao.cli.failure import CannotRun
from qiao.cli.language import _


def save(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there, so that a full disk leaves what was there before.

    Raises CannotRun.
    """
    if path.is_dir():
        raise CannotRun(_("{place} cannot be written: it is a folder").format(place=path))
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        if part.exists():
            part.unlink()
        why = error.strerror or error
        raise CannotRun(_("{place} cannot be written: {why}").format(place=path, why=why)) from error
