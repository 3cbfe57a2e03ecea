"""The words around figures, from words.yaml, compiled once."""

from __future__ import annotations

from importlib import resources
from typing import Any

import regex
import yaml


def _loaded(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def either(words: list[str]) -> str:
    """Return a pattern that matches one of the words, the longest first."""
    return "|".join(regex.escape(each) for each in sorted(words, key=len, reverse=True))


WORDS: dict[str, Any] = _loaded("words.yaml")
MESSAGES: dict[str, dict[str, dict[str, str]]] = _loaded("messages.yaml")

SENTENCE_ENDS = frozenset(WORDS["sentence_ends"])
CLAUSE_ENDS = frozenset(WORDS["clause_ends"])
FILLER = regex.compile(f"(?:{either(WORDS['fillers'])}|{WORDS['filler_marks']})*")
ASUNDER = regex.compile(either(WORDS["asunder"]))
RATES = regex.compile(either(WORDS["rates"]))
RATES_BEHIND = regex.compile(either(WORDS["rates_behind"]))
TOTALS = regex.compile(either(WORDS["totals"]))
FORECASTS = regex.compile(either(WORDS["forecasts"]))
STAGES: dict[str, regex.Pattern[str]] = {
    stage: regex.compile(either(words)) for stage, words in WORDS["stages"].items()
}
GENERIC = frozenset(WORDS["generic"])
NEVER_GENERIC = frozenset(WORDS["never_generic"])
KINDRED = frozenset(frozenset(pair) for pair in WORDS["kindred"])
DATES: dict[str, list[str]] = WORDS["dates"]


def is_filler(text: str) -> bool:
    """Return whether a stretch between a noun and a figure says nothing of its own."""
    return FILLER.fullmatch(text) is not None
