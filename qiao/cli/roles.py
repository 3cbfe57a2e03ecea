"""`qiao role`: who has which role, and for what. Whoever runs it has the database in hand, and so may do all of it."""

from __future__ import annotations

import argparse

from django.contrib.auth.models import User

from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.programme import role_reads, role_writes
from qiao.programme.role_reads import NotFound
from qiao.programme.role_writes import Extent, Refused


def run(given: argparse.Namespace) -> int:
    """List, give or take, and say what holds now. Raises CannotRun."""
    if given.deed == "list":
        for held in role_reads.everybody():
            print(role_reads.line(held))
        return 0
    try:
        account = role_reads.account(given.account)
        scope = role_reads.scope(given.what or "")
        if given.deed == "give":
            extent = Extent(
                batch=scope.batch,
                organisation=scope.organisation,
                region=scope.region,
                start=given.start,
                end=given.end,
            )
            role_writes.give(account, given.role, extent, by=None)
        else:
            _take(account, given.role, scope)
    except (NotFound, Refused) as refused:
        raise CannotRun(str(refused)) from refused
    for held in role_reads.held_by(account):
        print(role_reads.line(held))
    return 0


def _take(account: User, role: str, scope: Extent) -> None:
    found = role_reads.held_by(account).filter(
        role=role, batch=scope.batch, organisation=scope.organisation, region=scope.region
    )
    if not found:
        raise CannotRun(_("{name} does not have this role; see: qiao role list").format(name=account.get_username()))
    for held in found:
        role_writes.take(held, by=None)
