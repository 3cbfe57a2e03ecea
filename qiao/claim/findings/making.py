"""The words of the findings, from messages.yaml, and the one way in which a finding is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

import yaml

from qiao.terms import Finding

LANGUAGES = ("zh", "en")


def loaded(name: str) -> Any:
    """Return a YAML file of this package as plain dicts, lists and strings."""
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """Return a pattern that matches one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True)) + ")"


MESSAGES: dict[str, dict[str, Any]] = loaded("messages.yaml")
WORDS: dict[str, dict[str, Any]] = loaded("words.yaml")


def made(code: str, reason: str, text: str, place: tuple[int, int], suggestion: str = "", **values: object) -> Finding:
    """Return a finding at a place of the text; `values` fill the message of its code and reason.

    Raises KeyError for a reason that messages.yaml does not have, and for a value that its words ask for.
    """
    start, end = place
    values = {"text": text[start:end], **values}
    words = MESSAGES[code]["reasons"][reason]
    return Finding(
        code=code,
        start=start,
        end=end,
        text=text[start:end],
        message={language: words[language].format(**values) for language in LANGUAGES},
        suggestion=suggestion,
    )
