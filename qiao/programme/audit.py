"""The trail of changes: one line for each write, in the same transaction.

`note` and `note_all` write it, `forget` empties what it says of a person, `head` says where it ends; `verifying`
checks it.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from qiao.programme.chain import CURRENT, Link, plain, seal
from qiao.programme.models import AuditHead, AuditLine, AuditValue

FORGET = "forget personal values"
SALT_BYTES = 16
HEAD = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A value about a person, which can be forgotten. `about` is their number, or any other key that is no name."""

    about: str
    value: Any


def note(
    action: str, subject: str, *, by: User | None, personal: Mapping[str, Personal] | None = None, **detail: Any
) -> AuditLine:
    """Append a line. Must be called inside the transaction of the change that it tells of.

    What was and what is belong into `detail` as `before` and `after`. What tells of a person (a name, an address, a
    log-in) belongs into `personal`: of that the line keeps a salted digest only, and `forget` can empty it.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "an audit line is written in the transaction of its change"
        raise transaction.TransactionManagementError(message)
    # Whoever holds this row writes the next line. On SQLite the transaction itself already holds the database.
    last = AuditHead.objects.select_for_update().get(pk=HEAD)
    values = [_sealed(name, each) for name, each in (personal or {}).items()]
    link = Link(
        number=last.number + 1,
        at=timezone.now().astimezone(dt.UTC),
        actor=by.pk if by else None,
        action=action,
        subject=subject,
        detail=plain(detail),
        sealed={each.name: seal(each.salt, each.about, each.name, each.value) for each in values},
        previous=last.hash,
    )
    line = AuditLine.objects.create(
        number=link.number,
        version=CURRENT,
        at=link.at,
        actor=by,
        action=action,
        subject=subject,
        detail=link.detail,
        sealed=link.sealed,
        previous_hash=link.previous,
        hash=link.digest(CURRENT),
    )
    for each in values:
        each.line = line
    AuditValue.objects.bulk_create(values)
    AuditHead.objects.filter(pk=HEAD).update(number=line.number, hash=line.hash)
    return line


def note_all(action: str, changes: Iterable[tuple[str, Mapping[str, Any]]], *, by: User | None) -> None:
    """Append a line for each of many changes, given as subject and detail; one after another, as the trail demands."""
    for subject, detail in changes:
        note(action, subject, by=by, **detail)


def _sealed(name: str, personal: Personal) -> AuditValue:
    value = json.dumps(personal.value, ensure_ascii=False, default=str)
    return AuditValue(about=personal.about, name=name, salt=secrets.token_hex(SALT_BYTES), value=value)


@transaction.atomic
def forget(about: str, *, by: User | None, reason: str) -> int:
    """Empty everything that the trail says about somebody, and return how many values that were.

    The lines stay, and the chain still verifies; the line of the forgetting says of how many values, and why.
    """
    held = AuditValue.objects.filter(about=about, forgotten=None)
    count = held.count()
    if count:
        line = note(FORGET, about, by=by, reason=reason, values=count)
        held.update(salt="", value="", forgotten=line)
    return count


def account_key(account: User) -> str:
    """Return what the trail calls an account: never by its name, which may be the person's."""
    return f"account {account.pk}"


def head() -> tuple[int, str]:
    """Return the number of the last line and its hash; 0 and GENESIS before the first."""
    last = AuditHead.objects.get(pk=HEAD)
    return last.number, last.hash


def values_of(line: AuditLine) -> dict[str, Any]:
    """Return what a line says of persons, by name; what has been forgotten is None."""
    return {each.name: None if each.forgotten_id else json.loads(each.value) for each in line.values.all()}


__all__ = ["FORGET", "HEAD", "Personal", "account_key", "forget", "head", "note", "note_all", "values_of"]
