"""A file that cannot be read as text: one clear line, in each language, that says what to do."""

from __future__ import annotations

from qiao.claim.words import MESSAGES
from qiao.terms import Words


class UnreadableFile(Exception):  # noqa: N818 - "unreadable file" is the word for it; it is no error of the program
    """Why a file cannot be read. `code` names the reason, `words` says it per language; its text is the Chinese."""

    def __init__(self, code: str, name: str, detail: str = "") -> None:
        self.code = code
        self.words: Words = {
            language: template.format(name=name, detail=detail)
            for language, template in MESSAGES["unreadable"][code].items()
        }
        super().__init__(self.words["zh"])
