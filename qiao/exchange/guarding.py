"""Texts that a spreadsheet would compute.

A text cell of an .xlsx is never a formula. A .csv knows no types: there a text that begins like a formula gets an
apostrophe before it. An import takes the apostrophe away again, wherever it stands before such a beginning.
"""

from __future__ import annotations

import re

APOSTROPHE = "'"
# Spreadsheets in Chinese take the full-width signs too.
STARTS = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
COMPUTED = re.compile(f"{APOSTROPHE}*{STARTS}")
GUARDED = re.compile(f"{APOSTROPHE}+{STARTS}")


def guarded(text: str) -> str:
    """Return a text as a .csv has it: never the beginning of a formula."""
    return APOSTROPHE + text if COMPUTED.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that `guarded` gave it."""
    return text[1:] if GUARDED.match(text) else text
