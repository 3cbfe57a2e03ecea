"""The words around figures, from words.yaml, compiled once."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import yaml


def _loaded(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def either(words: list[str]) -> str:
    """Return a pattern that matches one of the words, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


WORDS: dict[str, Any] = _loaded("words.yaml")
MESSAGES: dict[str, dict[str, dict[str, str]]] = _loaded("messages.yaml")

SENTENCE_ENDS = frozenset(WORDS["sentence_ends"])
CLAUSE_ENDS = frozenset(WORDS["clause_ends"])
SEMICOLONS: str = WORDS["semicolons"]
# Without a way back: a long run of fillers that is none after all must not be tried in all its divisions.
FILLER = re.compile(f"(?>{either(WORDS['fillers'])}|{WORDS['filler_marks']})*+")
ASUNDER = re.compile(either(WORDS["asunder"]))
RATES = re.compile(either(WORDS["rates"]))
RATES_BEHIND = re.compile(either(WORDS["rates_behind"]))
TOTALS = re.compile(either(WORDS["totals"]))
FORECASTS = re.compile(either(WORDS["forecasts"]))
STAGES: dict[str, re.Pattern[str]] = {stage: re.compile(either(words)) for stage, words in WORDS["stages"].items()}
GENERIC = frozenset(WORDS["generic"])
NEVER_GENERIC = frozenset(WORDS["never_generic"])
DATES: dict[str, list[str]] = WORDS["dates"]
PERIODS: dict[str, Any] = WORDS["periods"]
RESTRICTIONS: dict[str, Any] = WORDS["restrictions"]
PLACES: dict[str, Any] = WORDS["places"]
GAPS: dict[str, Any] = WORDS["gaps"]
TEAM = re.compile(either(WORDS["team"]))
LED = re.compile(either(WORDS["led"]))
BATCHES: dict[str, int] = WORDS["batches"]
BATCH_NAMES = re.compile(either(list(BATCHES)))
ALL_BATCHES = re.compile(f"{either(WORDS['all_batches'])}|{WORDS['several_batches']}")
PREVIOUS_BATCH = re.compile(either(WORDS["previous_batch"]))
BATCH_UNIT: str = WORDS["batch_unit"]
COMPARED = re.compile(f"(?:{either(WORDS['batch_compared'])})$")


def is_filler(text: str) -> bool:
    """Return whether a stretch between a noun and a figure says nothing of its own."""
    return FILLER.fullmatch(text) is not None
