"""`qiao evidence`: whether every file is still what it was, and what lies there for nothing."""

from __future__ import annotations

import argparse

from qiao.cli.language import _
from qiao.cli.screen import screen
from qiao.record.evidence import reads, writes


def verify(_given: argparse.Namespace) -> int:
    """Print what is missing, changed or of no record, a line each. Returns 1 where anything is."""
    out = screen()
    said = {
        "missing": _("missing: {name} ({digest}), of the records {records}"),
        "changed": _("changed since it was sent: {name} ({digest}), of the records {records}"),
        "orphan": _("of no record: {name}; `qiao evidence clean` removes it"),
    }
    found = 0
    for fault in reads.verify():
        found += 1
        line = said[fault.state].format(name=fault.name, digest=fault.digest, records=", ".join(fault.records))
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    count = reads.checked()
    out.print(_("{count} files of records were read, {found} things found").format(count=count, found=found))
    return 1 if found else 0


def clean(_given: argparse.Namespace) -> int:
    """Remove the files that no record rests on, and name them."""
    out = screen()
    for name in writes.clean():
        out.print(_("removed: {name}").format(name=name), markup=False, highlight=False, soft_wrap=True)
    return 0
