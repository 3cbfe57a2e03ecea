"""What is in an uploaded file, found out beside the site and not within it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import qiao

SECONDS = 40
ROOT = Path(qiao.__file__).parent.parent
# The child shares our sources and our installed packages, and neither our settings nor our key.
START = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')"
CHILD = "qiao.record.evidence.child"
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
LOG = logging.getLogger(__name__)
REASONS: Mapping[str, Promise] = {
    "empty": _("the file is empty"),
    "unknown": _("what is in it is none of: jpg, png, webp, gif, heic, pdf, docx, xlsx, pptx, txt, mp4, mp3"),
    "old_office": _("old Office files may hold macros: save it as .docx, .xlsx, .pptx or .pdf"),
    "macros": _("it holds macros: save it without them, or as a .pdf"),
    "markup": _("web pages are not taken: print it to a .pdf, or take a picture of it"),
    "bomb": _("it unpacks to far more than a document holds"),
    "pixels": _("the picture has too many pixels: save it smaller"),
    "broken_picture": _("the picture cannot be opened: it may have been cut off, take or copy it again"),
    "broken_pdf": _("the .pdf cannot be opened: it may have been cut off, save or scan it again"),
    "locked": _("the .pdf is locked with a password, so that nobody could look at it: save it without"),
    "broken": _("it cannot be opened: save it anew, or as a .pdf"),
    "too_much": _("it takes too much to open: save it smaller"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a file is (`media`, an id of media.yaml), or why it cannot be evidence (`why`, a key of REASONS)."""

    media: str = ""
    is_drawn: bool = False
    why: str = ""


def look(path: Path, folder: Path) -> Seen:
    """Return what a file is; its pictures, where it has any, are then in the folder."""
    command = [sys.executable, "-I", "-c", START, str(ROOT), CHILD, str(path), str(folder)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=environment, cwd=folder)
    except subprocess.TimeoutExpired:
        return Seen(why="too_much")
    if done.returncode:
        # It was ended by its limits, or by a fault of a decoder. Either way nobody should open this.
        LOG.warning("a file could not be looked at (%s): %s", done.returncode, done.stderr.decode(errors="replace"))
        return Seen(why="too_much" if done.returncode < 0 else "broken")
    said = json.loads(done.stdout)
    if "unfit" in said:
        return Seen(why=said["unfit"])
    return Seen(media=said["media"], is_drawn=said["is_drawn"])
