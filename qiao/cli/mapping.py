"""Whose each of many documents is: a CSV that names a file and a WHO in each line, as --for-map takes it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from qiao import claim
from qiao.cli.checking import ENDINGS
from qiao.cli.failure import CannotRun
from qiao.cli.language import _, said


def read(place: Path) -> Mapping[str, str]:
    """Return WHO by the name of the file.

    The list is UTF-8 or GB18030, parted by commas, semicolons or tabs, with or without a header. Raises CannotRun for
    a file that is no such list, with its line.
    """
    try:
        # Never as HTML or Markdown: the ending says what the bytes are.
        text = claim.decode(place.read_bytes(), f"{place.name}.txt")
    except claim.UnreadableFile as error:
        raise CannotRun(said(error.words)) from error
    except OSError as error:
        raise CannotRun(f"{place}: {error.strerror or error}") from error
    lines = text.splitlines()
    parted = max(",;\t", key=lines[0].count) if lines else ","
    found: dict[str, str] = {}
    for number, cells in enumerate(csv.reader(lines, delimiter=parted), start=1):
        row = [each.strip() for each in cells]
        if not any(row) or (number == 1 and Path(row[0]).suffix.lower() not in ENDINGS):
            continue
        if not row[0] or len(row) < len(("file", "who")) or not row[1]:
            raise CannotRun(
                _("{place}, line {number}: a line has a file name and whose it is").format(place=place, number=number)
            )
        if found.setdefault(row[0], row[1]) != row[1]:
            raise CannotRun(
                _("{place}, line {number}: {file} is given to two people").format(
                    place=place, number=number, file=row[0]
                )
            )
    if not found:
        raise CannotRun(_("{place}: no line names a document and whose it is").format(place=place))
    return found


def whose(file: str, known: Mapping[str, str]) -> str:
    """Return whose a file is, by its path as the list has it or by its name alone. Raises CannotRun."""
    path = Path(file)
    wanted = [path.as_posix(), *("/".join(path.parts[at:]) for at in range(1, len(path.parts)))]
    found = next((known[each] for each in wanted if each in known), None)
    if found is None:
        raise CannotRun(_("{file}: the list does not say whose it is").format(file=file))
    return found
