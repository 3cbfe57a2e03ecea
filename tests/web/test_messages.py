"""The interface is complete in Chinese: every message translated, none doubtful, and the compiled file up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
PLACES = re.compile(r"%\(\w+\)s|{\w+(?:![rs])?}")
Catalog = Any


@pytest.fixture(scope="module")
def locale(root: Path) -> Path:
    return root / "qiao" / "locale" / "zh_Hans" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def translated(locale: Path) -> Catalog:
    with (locale / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def ids(message: Any) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(message: Any) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def said(root: Path) -> Iterator[str]:
    """Every message that the source can say."""
    methods = [("**.py", "python"), ("**.html", "tools.messages:templates")]
    for _file, _line, message, _comments, _context in extract_from_dir(str(root / "qiao"), methods, keywords=KEYWORDS):
        yield message[0] if isinstance(message, tuple) else message


def test_every_message_of_the_source_is_translated(root: Path, translated: Catalog) -> None:
    known = {ids(message)[0] for message in translated if all(texts(message))}
    missing = sorted(set(said(root)) - known)
    assert not missing, f"{len(missing)} without a translation; run `make messages`, then fill them in: {missing}"


def test_no_translation_is_empty_or_doubtful(translated: Catalog) -> None:
    for message in translated:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(texts(message)), message.id


def test_translations_keep_the_places_of_their_message(translated: Catalog) -> None:
    for message in translated:
        if message.id:
            for text in texts(message):
                # In Chinese a count of one is said like any other, so its message may show the number.
                assert set(PLACES.findall(text)) == set(PLACES.findall(ids(message)[-1])), message.id


def test_the_compiled_file_says_what_the_source_says(locale: Path, translated: Catalog) -> None:
    with (locale / "django.mo").open("rb") as file:
        compiled = {ids(message): texts(message) for message in read_mo(file) if message.id}
    assert compiled == {ids(message): texts(message) for message in translated if message.id}
