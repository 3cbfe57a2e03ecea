"""What XML and HTML can hold: everything but control characters, lone surrogates and the two non-characters."""

from __future__ import annotations

import re

# XML 1.0, production [2] Char.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")


def visible(words: str) -> str:
    """Return the words without the characters that no XML document may hold; all others come through whole."""
    return UNWRITABLE.sub("", words)
