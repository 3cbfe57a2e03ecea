"""How a line of the audit trail is hashed, and how a value about a person is sealed.

Nothing here reads a database: `audit` writes with it and `verifying` checks with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first line has in the place of a hash before it."""

FIRST, CURRENT = 1, 2
"""Versions of the hash. The first did not cover number, time and actor; its lines stay as they are and still verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Everything of a line that its hash covers. `at` is in UTC."""

    number: int
    at: dt.datetime
    actor: int | None
    action: str
    subject: str
    detail: Mapping[str, Any]
    sealed: Mapping[str, str]
    previous: str

    def digest(self, version: int) -> str:
        """Return the SHA-256 that chains the line to the one before it. Raises ValueError for an unknown version."""
        if version == FIRST:
            body = _text([self.previous, self.action, self.subject, self.detail], is_ascii=False)
        elif version == CURRENT:
            said = [version, self.number, self.at.isoformat(), self.actor, self.action, self.subject]
            body = _text([*said, self.detail, self.sealed, self.previous], is_ascii=True)
        else:
            raise ValueError(f"no version {version} of the hash is known")
        # What a damaged file holds may be no text; it must be hashed all the same, to be told as damaged.
        return hashlib.sha256(body.encode(errors="surrogateescape")).hexdigest()


def _text(body: list[Any], *, is_ascii: bool) -> str:
    return json.dumps(body, ensure_ascii=is_ascii, sort_keys=True)


def plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return a detail as every database gives it back: text, whole numbers, lists; a fraction is text as it stands."""
    body = json.dumps(detail, ensure_ascii=False, default=str)
    found: dict[str, Any] = json.loads(body, parse_float=str)
    return found


def seal(salt: str, about: str, name: str, value: str) -> str:
    """Return the digest that stands for a value. Without the salt, not even a guessed name can be told from it."""
    return hashlib.sha256(json.dumps([salt, about, name, value]).encode()).hexdigest()
