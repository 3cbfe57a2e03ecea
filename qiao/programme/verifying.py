"""Whether the audit trail is whole: every line in its place, as it was written, and none missing at the end.

A line is read as the database stores it, not as Django would mend it, and in the order of its storage, so that no index
speaks for a row. Memory stays the same however long the trail is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from qiao.programme.audit import FORGET, HEAD
from qiao.programme.chain import CURRENT, FIRST, GENESIS, Link, seal
from qiao.programme.models import AuditHead, AuditLine, AuditValue

PAGE = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first line that is not as it was written. `at` and `what` are as they stand there now; "" where none does."""

    number: int
    at: str
    what: str
    why: str

    def __str__(self) -> str:
        said = ", ".join(each for each in (self.at, self.what) if each)
        place = _("line %(number)s (%(said)s)") if said else _("line %(number)s")
        return f"{place % {'number': self.number, 'said': said}}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many lines are whole, the hash of the last of them, how many values were forgotten, and what is broken."""

    count: int
    hash: str
    forgotten: int
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A line as the database stores it; everything but the key may be of any type once it has been tampered with."""

    id: int
    number: Any
    version: Any
    at: Any
    actor: Any
    action: Any
    subject: Any
    detail: Any
    sealed: Any
    previous: Any
    hash: Any


def verify(on_progress: Progress | None = None, *, kept: tuple[int, str] | None = None) -> Checked:
    """Read the whole trail. `kept` is a head that was written down elsewhere: that line must still be there."""
    with _bytes_as_they_are():
        return _verified(on_progress, kept)


def _verified(on_progress: Progress | None, kept: tuple[int, str] | None) -> Checked:
    head = AuditHead.objects.filter(pk=HEAD).first()
    count, forgotten, previous, version = 0, 0, GENESIS, FIRST
    for page in _pages():
        values = _values(each.id for each in page)
        for line in page:
            why = _fault(line, count + 1, previous, version) or _kept_fault(line, kept) or _values_fault(line, values)
            if why:
                # A gap is told by the number of the line that is not there.
                broken = Broken(number=count + 1, at=str(line.at), what=f"{line.action} {line.subject}", why=why)
                return Checked(count=count, hash=previous, forgotten=forgotten, broken=broken)
            count, previous, version = count + 1, line.hash, line.version
            forgotten += sum(each.forgotten_id is not None for each in values[line.id].values())
        if on_progress is not None:
            on_progress(count, head.number if head else count)
    why = _end_fault(count, previous, head, kept)
    end = Broken(number=count + 1, at="", what="", why=why) if why else None
    return Checked(count=count, hash=previous, forgotten=forgotten, broken=end)


def _pages() -> Iterator[list[_Stored]]:
    """Yield all lines in the order of their storage, some at a time."""
    names = ("id", "number", "version", "at_text", "actor_id", "action", "subject")
    found = AuditLine.objects.order_by("id").annotate(
        at_text=Cast("at", TextField()),
        detail_text=Cast("detail", TextField()),
        sealed_text=Cast("sealed", TextField()),
    )
    rows = found.values_list(*names, "detail_text", "sealed_text", "previous_hash", "hash")
    page = [_Stored(*row) for row in rows[:PAGE]]
    while page:
        yield page
        page = [_Stored(*row) for row in rows.filter(id__gt=page[-1].id)[:PAGE]]


def _values(lines: Iterable[int]) -> Mapping[int, dict[str, AuditValue]]:
    found: dict[int, dict[str, AuditValue]] = defaultdict(dict)
    for each in AuditValue.objects.filter(line__in=list(lines)).select_related("forgotten"):
        found[each.line_id][each.name] = each
    return found


def _fault(line: _Stored, number: int, previous: str, version: int) -> str:
    """Return what is wrong with a line in this place, "" for nothing. `version` is that of the line before."""
    if line.number != number:
        return _("the line is missing; the next one has the number %(number)s") % {"number": line.number}
    try:
        link = _link(line)
        is_whole = link.digest(line.version) == line.hash
    except (ValueError, TypeError, AttributeError):
        return _("the line cannot be read any more")
    if not is_whole:
        return _("the line does not say any more what it said when it was written")
    if line.previous != previous:
        return _("the line does not continue the line before it")
    if line.version < version or line.version not in {FIRST, CURRENT}:
        return _("the line claims to be older than the one before it")
    return ""


def _link(line: _Stored) -> Link:
    """Return what the hash of a line covers. Raises ValueError where it is not written as Qiao writes it."""
    at = dt.datetime.fromisoformat(line.at)
    detail, sealed = json.loads(line.detail), json.loads(line.sealed)
    # PostgreSQL keeps the types of its columns; in SQLite's file a byte may have become another that means the same.
    if connection.vendor == "sqlite" and (str(at), json.dumps(detail), json.dumps(sealed)) != (
        line.at,
        line.detail,
        line.sealed,
    ):
        raise ValueError("not as it was written")
    return Link(
        number=line.number,
        at=at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC),
        actor=line.actor,
        action=line.action,
        subject=line.subject,
        detail=detail,
        sealed=sealed,
        previous=line.previous,
    )


def _values_fault(line: _Stored, values: Mapping[int, dict[str, AuditValue]]) -> str:
    """Return what is wrong with the values about persons that a line speaks of."""
    sealed, found = json.loads(line.sealed), values[line.id]
    if set(sealed) != set(found):
        return _("a value about a person was removed or added by hand")
    for name, each in found.items():
        if each.forgotten is not None:
            if each.salt or each.value or each.forgotten.action != FORGET or each.forgotten.subject != each.about:
                return _("a value about a person was emptied by hand")
        elif seal(each.salt, each.about, each.name, each.value) != sealed[name]:
            return _("a value about a person was changed by hand")
    return ""


def _kept_fault(line: _Stored, kept: tuple[int, str] | None) -> str:
    if kept is not None and line.number == kept[0] and line.hash != kept[1]:
        return _("the line has another hash than the one that was kept elsewhere: the trail was written anew")
    return ""


def _end_fault(count: int, last: str, head: AuditHead | None, kept: tuple[int, str] | None) -> str:
    """Return what is wrong with the end of a trail whose lines are whole."""
    known = max(head.number if head else 0, kept[0] if kept else 0)
    if count < known:
        return _("the trail ends here, but went on to line %(number)s") % {"number": known}
    if head is None or (head.number, head.hash) != (count, last):
        return _("the trail ends with another line than it is known to end with")
    return ""


@contextmanager
def _bytes_as_they_are() -> Iterator[None]:
    """Read text from SQLite even where a byte of it is no text any more."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = before
