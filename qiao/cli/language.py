"""The language in which the command line speaks. Needs no settings, so that `read` and `check` run without a folder."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

from qiao.terms import Words

LOCALE = Path(__file__).resolve().parent.parent / "locale"
DEFAULT = "zh-hans"
TRANSLATED = {DEFAULT: "zh_Hans"}


def chosen() -> str:
    """Return "en" or "zh", the key of `Words`. QIAO_LANGUAGE says which, as it does for the site; "zh" by default."""
    return "en" if _code() == "en" else "zh"


def said(words: Words) -> str:
    """Return a text in the language chosen, or in Chinese where it has no other."""
    return words.get(chosen()) or words["zh"]


def _code() -> str:
    return os.environ.get("QIAO_LANGUAGE", "").strip().lower() or DEFAULT


@cache
def _messages(code: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, [TRANSLATED.get(code, code)], fallback=True)


def _(message: str) -> str:
    """Return a message of the interface in the language chosen; the site's own translations hold it."""
    return _messages(_code()).gettext(message)
