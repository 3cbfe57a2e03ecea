"""The folder of the evidence: each file once, under its SHA-256. It lies in QIAO_HOME, where no web server looks.

    evidence/ab/abcdef…          a file that records rest on, never written to again
    evidence/pictures/ab/…       what we drew of it: abcdef….small.webp and .view.webp
    evidence/waiting/…           what was sent and not yet put to a record

A file is written beside its place, handed to the disk, and then named: under a name there is the whole file or none.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from qiao.record.evidence.sandbox import Seen, look

DIGEST = re.compile(r"[0-9a-f]{64}")
SIZE = re.compile(r"[a-z]+")
WAITING, PICTURES = "waiting", "pictures"
WAITING_SECONDS = 24 * 3600


def home() -> Path:
    """Return the folder of all evidence; it need not exist yet."""
    return Path(settings.QIAO_HOME) / "evidence"


def place(digest: str) -> Path:
    """Return where the file with this hash lies. Raises ValueError for what is no hash."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"no SHA-256: {digest!r}")
    return home() / digest[:2] / digest


def picture(digest: str, size: str) -> Path:
    """Return where the picture of a file lies (`size` is one of pictures.SIZES); not every file has one."""
    if not SIZE.fullmatch(size):
        raise ValueError(f"no size of a picture: {size!r}")
    return home() / PICTURES / digest[:2] / f"{place(digest).name}.{size}.webp"


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _waiting(digest: str) -> Path:
    return home() / WAITING / place(digest).name


def receive(blocks: Iterable[bytes]) -> tuple[Path, str, int]:
    """Write what is sent into a new file of the waiting room, and return it with its SHA-256 and size."""
    path = _made(home() / WAITING) / f"{secrets.token_hex(16)}.part"
    whole, size = hashlib.sha256(), 0
    # Never readable by others, not even while it is written.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            whole.update(block)
            size += len(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return path, whole.hexdigest(), size


def look_into(path: Path, digest: str) -> Seen:
    """Return what a received file is; where it can be drawn, its pictures are then kept."""
    _made(home() / WAITING)
    with tempfile.TemporaryDirectory(dir=home() / WAITING, prefix="look-") as folder:
        seen = look(path, Path(folder))
        if seen.is_drawn:
            _made(picture(digest, "small").parent)
            for each in Path(folder).glob("*.webp"):
                # Drawn again after a loss of power: a picture that is lost costs nothing.
                each.replace(picture(digest, each.stem))
        return seen


def wait(path: Path, digest: str) -> None:
    """Let a received file wait under its hash until it is put to a record."""
    path.replace(_waiting(digest))


def settle(digest: str) -> bool:
    """Give a file that waits its lasting place, and return whether it lies there. Twice is once."""
    target = place(digest)
    waiting = _waiting(digest)
    if target.exists():
        waiting.unlink(missing_ok=True)
        return True
    _made(target.parent)
    try:
        waiting.replace(target)
    except FileNotFoundError:
        # Another request may have been a moment faster with the same file.
        return target.exists()
    _sync(target.parent)
    return True


def remove(digest: str) -> None:
    """Remove a file from its place, with what was drawn of it."""
    place(digest).unlink(missing_ok=True)
    for each in picture(digest, "small").parent.glob(f"{digest}.*"):
        each.unlink(missing_ok=True)


def is_there(digest: str) -> bool:
    """Return whether a file lies in its place, or still waits."""
    return place(digest).exists() or _waiting(digest).exists()


def _sync(folder: Path) -> None:
    # A new name is safe from a loss of power once its folder is on the disk. Windows cannot open a folder.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file as it lies there now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files() -> Iterator[Path]:
    """Yield every file of the store but the pictures and what waits, in the order of their names."""
    if home().is_dir():
        for folder in sorted(home().iterdir()):
            if folder.is_file():
                yield folder
            elif folder.name not in {WAITING, PICTURES}:
                yield from (each for each in sorted(folder.rglob("*")) if each.is_file())


def pictures() -> Iterator[Path]:
    """Yield every picture that was drawn."""
    folder = home() / PICTURES
    if folder.is_dir():
        yield from (each for each in sorted(folder.rglob("*")) if each.is_file())


def sweep() -> None:
    """Remove what has waited for more than a day, and what a stopped server left half-written."""
    folder = home() / WAITING
    if folder.is_dir():
        for each in folder.iterdir():
            try:
                is_old = time.time() - each.stat().st_mtime > WAITING_SECONDS
            except FileNotFoundError:
                continue
            if is_old:
                shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
