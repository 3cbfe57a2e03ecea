"""What the trail of changes says of a check and of a draft, before and after a change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from qiao.drafting.models import CheckedText, Draft
from qiao.programme.audit import Personal


def said_of_check(checked: CheckedText) -> dict[str, str]:
    """Return what the trail says of a kept check: its text by the digest only, which says whether it is the same.

    Not the title: it may be the first line, and name somebody.
    """
    return {"text": hashlib.sha256(checked.text.encode()).hexdigest()}


def said_of_draft(draft: Draft) -> dict[str, object]:
    """Return what the trail says of a draft; the words have a place of their own there."""
    return {
        "outline": draft.outline,
        "title": title_of(draft),
        "language": draft.language,
        "style": draft.style,
        "start": draft.start,
        "end": draft.end,
        "day": draft.day,
        "left_empty": list(draft.left_empty),
        "document": draft.document_id,
    }


def title_of(draft: Draft) -> str:
    """Return what the trail calls a draft: nothing of one about a person, whose name the title may hold."""
    return "" if draft.person_id else draft.title


def said_of_words(draft: Draft, words: Mapping[str, tuple[str, str]]) -> dict[str, Personal]:
    """Return what the trail says of the words of each place: they tell of a person, and can be forgotten."""
    about = draft.person.code if draft.person else f"draft {draft.uid}"
    said = {place: {"before": before, "after": after} for place, (before, after) in words.items()}
    return {f"words {place}": Personal(about=about, value=each) for place, each in said.items()}
