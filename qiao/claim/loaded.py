"""A file's text, and what a reader should know about how it was read."""

from __future__ import annotations

from dataclasses import dataclass

from qiao.claim.words import MESSAGES
from qiao.terms import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The plain text of a file; `notes` are sentences, per language, on what was left out, settled or repaired."""

    text: str
    notes: tuple[Words, ...] = ()


def note(code: str, **details: str | int) -> Words:
    """Return the sentence that messages.yaml has for a note, in each language."""
    return {language: template.format(**details) for language, template in MESSAGES["notes"][code].items()}
