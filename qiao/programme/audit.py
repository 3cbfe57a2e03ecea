"""The trail of changes: one line for each write, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from qiao.programme.models import AuditLine

GENESIS = "0" * 64
BATCH = 500


def digest(previous: str, action: str, subject: str, detail: Mapping[str, Any]) -> str:
    """Return the SHA-256 that chains a line to the one before it."""
    body = json.dumps([previous, action, subject, detail], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(body.encode()).hexdigest()


def note(action: str, subject: str, *, by: User | None, **detail: Any) -> AuditLine:
    """Append a line. Must be called inside the transaction of the change that it tells of."""
    if not transaction.get_connection().in_atomic_block:
        message = "an audit line is written in the transaction of its change"
        raise transaction.TransactionManagementError(message)
    plain = json.loads(json.dumps(detail, ensure_ascii=False, default=str))
    last = AuditLine.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
    return AuditLine.objects.create(
        actor=by,
        action=action,
        subject=subject,
        detail=plain,
        previous_hash=last,
        hash=digest(last, action, subject, plain),
    )


def note_all(action: str, changes: Iterable[tuple[str, Mapping[str, Any]]], *, by: User | None) -> None:
    """Append a line for each of many changes, given as subject and detail; the chain is the same as by `note`."""
    if not transaction.get_connection().in_atomic_block:
        message = "an audit line is written in the transaction of its change"
        raise transaction.TransactionManagementError(message)
    last = AuditLine.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
    lines: list[AuditLine] = []
    for subject, detail in changes:
        plain = json.loads(json.dumps(detail, ensure_ascii=False, default=str))
        link = digest(last, action, subject, plain)
        lines.append(AuditLine(actor=by, action=action, subject=subject, detail=plain, previous_hash=last, hash=link))
        last = link
    AuditLine.objects.bulk_create(lines, batch_size=BATCH)
