"""What a file is by what is in it. Knows no Django: it is also loaded where an unknown file is opened (`child.py`)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LISTED = Path(__file__).with_name("media.yaml")
ZIP = b"PK\x03\x04"
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
BRAND = slice(4, 12)
HEAD = 64
# A document of an office has some dozens of parts; what holds thousands, or unpacks to gigabytes, is a trap.
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * 2**20
MOST_OF_TYPES = 2**20
MAIN_PART = re.compile(rb'ContentType="([^"]+)"')
MACROS = ("vbaproject.bin", "vbadata.xml")
# A text that a browser could take for a page, whatever it is called.
MARKUP = re.compile(r"\s*<\s*(?:!|\?|html|head|body|script|svg|iframe|meta)", re.IGNORECASE)
TEXT_CODES = ("utf-8-sig", "gb18030")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Unfit(Exception):  # noqa: N818  # it says what happened
    """A file that cannot be evidence. `code` is a key of `sandbox.REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A sort of file that may be evidence: what it is served as, the endings of its names, how it is recognised."""

    id: str
    type: str
    endings: tuple[str, ...]
    starts: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    part: str = ""
    is_picture: bool = False
    is_text: bool = False

    def begins(self, head: bytes) -> bool:
        """Return whether a file that begins like this may be of this sort."""
        if any(head[BRAND] == b"ftyp" + each.encode() for each in self.brands):
            return True
        return any(_matches(start, head) for start in self.starts)


def _matches(start: str, head: bytes) -> bool:
    pairs = zip(start[::2], start[1::2], strict=True)
    wanted = [None if "?" in pair else int("".join(pair), 16) for pair in pairs]
    return len(head) >= len(wanted) and all(each in {None, byte} for each, byte in zip(wanted, head, strict=False))


@cache
def known() -> Mapping[str, Media]:
    """Return every sort of file that may be evidence, by id."""
    listed: dict[str, dict[str, Any]] = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    return {key: _media(key, said) for key, said in listed.items()}


def _media(key: str, said: Mapping[str, Any]) -> Media:
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in said.items()}
    return Media(id=key, **values)


def recognise(path: Path) -> Media:
    """Return what is in a file. Raises Unfit."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Unfit("empty")
    if head.startswith(OLD_OFFICE):
        raise Unfit("old_office")
    if head.startswith(ZIP):
        return _office(path)
    found = next((each for each in known().values() if each.begins(head)), None)
    if found:
        return found
    _refuse_all_but_text(path)
    return known()["txt"]


def _office(path: Path) -> Media:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
                raise Unfit("bomb")
            if any(each.filename.lower().endswith(MACROS) for each in parts):
                raise Unfit("macros")
            with packed.open("[Content_Types].xml") as types:
                said = types.read(MOST_OF_TYPES)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unfit("unknown") from error
    named = set(MAIN_PART.findall(said))
    found = next((each for each in known().values() if each.part and each.part.encode() in named), None)
    if found is None:
        raise Unfit("macros" if b"macroEnabled" in said else "unknown")
    return found


def _refuse_all_but_text(path: Path) -> None:
    body = path.read_bytes()
    for code in TEXT_CODES:
        try:
            text = body.decode(code)
        except UnicodeDecodeError:
            continue
        if MARKUP.match(text):
            raise Unfit("markup")
        if not CONTROL.search(text):
            return
    raise Unfit("unknown")
