"""The name under which a file is shown and handed out: what was sent, without what could mislead."""

from __future__ import annotations

import re
import unicodedata

from qiao.record.evidence.media import Media

LONGEST = 120
# Controls, marks that turn the direction of writing, and what no computer can write: none is ever part of a name.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Not allowed in a name on Windows, where most will open it.
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
NAMELESS = "file"


def cleaned(sent: str, media: Media | None = None) -> str:
    """Return a name without folders, hidden characters and false endings; it ends as files of its media do."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    seen = "".join(each for each in name if unicodedata.category(each) not in UNSEEN)
    plain = " ".join(FORBIDDEN.sub("_", seen).split())
    stem, _point, ending = plain.rpartition(".")
    if media is None:
        return _bare(plain)
    if ending.lower() in media.endings:
        return f"{_bare(stem)}.{ending.lower()}"
    return f"{_bare(plain)}.{media.endings[0]}"


def _bare(text: str) -> str:
    return text.strip(". ")[:LONGEST].rstrip(". ") or NAMELESS
