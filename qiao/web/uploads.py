"""Files between two pages: workbooks from preview to import, Word documents from check to export.

A folder each in QIAO_HOME, under a token that nobody guesses.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

TOKEN_BYTES = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
KEPT_SECONDS = 24 * 3600
LONGEST_NAME = 100


def home() -> Path:
    """Return the folder of everything that is kept."""
    return Path(settings.QIAO_HOME) / "uploads"


def name_of(upload: UploadedFile) -> str:
    """Return the name of an uploaded file without any folder."""
    name = Path((upload.name or "").replace("\\", "/")).name
    return name[-LONGEST_NAME:].lstrip(".") or "file"


def save(upload: UploadedFile, path: Path) -> None:
    """Write an uploaded file to a path."""
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def keep(upload: UploadedFile) -> str:
    """Keep an uploaded file for a day, and return its token. What was kept longer goes."""
    kept = home()
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in kept.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    folder = kept / token
    (folder / "book").mkdir(mode=0o700, parents=True)
    save(upload, folder / "book" / name_of(upload))
    return token


def book(token: str) -> Path | None:
    """Return the file that was kept under a token, or None."""
    folder = home() / token / "book"
    if not TOKEN.fullmatch(token) or not folder.is_dir():
        return None
    return next(folder.iterdir(), None)


def content(token: str) -> bytes:
    """Return what is in the file that was kept under a token; nothing where it is gone."""
    path = book(token)
    return path.read_bytes() if path else b""


def forget(token: str) -> None:
    """Remove what was kept under a token."""
    if book(token):
        shutil.rmtree(home() / token)
