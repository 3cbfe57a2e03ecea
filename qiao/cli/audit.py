"""`qiao audit`: whether the trail of changes is whole, where it ends, and what it says."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from rich.text import Text

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.cli.screen import listing, progress, put, screen
from qiao.programme import audit, trail
from qiao.programme.models import AuditLine
from qiao.programme.trail import Asked
from qiao.programme.verifying import verify

HEAD = re.compile(r"(?P<number>\d+):(?P<hash>[0-9a-f]{64})")


def run(given: argparse.Namespace) -> int:
    """Run one of the actions. Raises CannotRun."""
    return _ACTIONS[given.action](given)


def _verify(given: argparse.Namespace) -> int:
    """Check the whole trail; 1 where it is broken, with the first broken link."""
    kept = _kept(given.head) if given.head else None
    with progress() as bar:
        reading = bar.add_task(_("reading the audit trail"), total=None)
        checked = verify(lambda done, total: bar.update(reading, completed=done, total=total), kept=kept)
    if checked.broken is not None:
        print(_("broken at {where}").format(where=checked.broken))
        print(_("whole before it: {count} lines").format(count=checked.count))
        return 1
    print(_("whole: {count} lines, head {head}").format(count=checked.count, head=f"{checked.count}:{checked.hash}"))
    if checked.forgotten:
        print(_("forgotten values about persons: {count}").format(count=checked.forgotten))
    return 0


def _kept(head: str) -> tuple[int, str]:
    match = HEAD.fullmatch(head.strip())
    if match is None:
        raise CannotRun(_("{head!r} is no head; write what `qiao audit head` printed").format(head=head))
    return int(match["number"]), match["hash"]


def _head(_given: argparse.Namespace) -> int:
    """Print where the trail ends, to be kept elsewhere."""
    number, digest = audit.head()
    print(f"{number}:{digest}")
    return 0


def _show(given: argparse.Namespace) -> int:
    """Print the last lines, or those of a subject."""
    asked = Asked(who=given.who, what=given.subject, action=given.does, start=given.start, end=given.end)
    found = trail.pages(trail.listed(AuditLine.objects.all(), asked))
    lines = islice(found, given.most) if given.most else found
    if given.is_json:
        for line in lines:
            print(json.dumps(trail.as_json(line), ensure_ascii=False))
        return 0
    table = listing(_("number"), _("when"), _("who"), _("action"), _("what"), _("changes"))
    for line in lines:
        who = line.actor.username if line.actor else ""
        said = "; ".join(_told(each) for each in trail.changes(line))
        cells = (who, line.action, line.subject, said)
        table.add_row(str(line.number), f"{line.at:%Y-%m-%d %H:%M:%S}Z", *map(Text, cells))
    put(screen(), table)
    return 0


def _told(change: trail.Change) -> str:
    name = f"{change.name}: " if change.name else ""
    return f"{name}{_short(change.before)} \u2192 {_short(change.after)}"


def _short(value: Any) -> str:
    if value is None:
        return "\u2013"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {"verify": _verify, "head": _head, "show": _show}
