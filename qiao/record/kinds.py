"""The catalogue that this installation uses: the shipped kinds and its own folders of YAML."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils import translation

from qiao.catalogue import SHIPPED, Catalogue, load
from qiao.terms import Words


def catalogue() -> Catalogue:
    """Return the catalogue, loaded once for each set of folders (`settings.QIAO_KINDS`)."""
    return load((SHIPPED, *(Path(folder) for folder in settings.QIAO_KINDS)))


def in_words(words: Words) -> str:
    """Return a text of the catalogue in the language that is spoken, or in Chinese where it has no other."""
    language = "zh" if (translation.get_language() or "zh").startswith("zh") else "en"
    return words.get(language) or words["zh"]
