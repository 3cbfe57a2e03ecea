"""`qiao account`: open an account, give a new one-time link, list, close, open again."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth.models import User
from rich.text import Text

from qiao.accounts import links, reads, writes
from qiao.accounts.writes import NewAccount, Refused
from qiao.cli.failure import CannotRun
from qiao.cli.language import _
from qiao.cli.screen import listing, put, screen
from qiao.programme import role_reads

HERE = "http://127.0.0.1:8000"


def run(given: argparse.Namespace) -> int:
    """Run one of the actions. Raises CannotRun."""
    try:
        return _ACTIONS[given.action](given)
    except Refused as error:
        raise CannotRun(str(error)) from error


def _open(given: argparse.Namespace) -> int:
    """Open an account and print its one-time link."""
    new = NewAccount(name=given.name, email=given.email, person=given.person, is_office=given.is_office)
    user = writes.invite(new, by=None)
    return _print_link(user, is_factor_lost=False)


def _reset(given: argparse.Namespace) -> int:
    """Print a new one-time link; what was before is no longer good."""
    return _print_link(_named(given.name), is_factor_lost=given.is_factor_lost)


def _print_link(user: User, *, is_factor_lost: bool) -> int:
    writes.make_link(user, by=None, is_factor_lost=is_factor_lost)
    print(f"{settings.QIAO_ADDRESS or HERE}{links.path_of(user)}")
    return 0


def _list(_given: argparse.Namespace) -> int:
    """Print every account."""
    table = listing(_("account"), _("person"), _("role"), _("state"), _("second factor"), _("last sign-in"))
    for user in User.objects.order_by("username"):
        person = reads.person_of(user)
        cells = (
            user.username,
            f"{person.code} {person.name}" if person else "",
            ", ".join(each.role for each in role_reads.held_by(user)),
            _state(user),
            _("yes") if reads.has_second_factor(user) else _("no"),
            f"{user.last_login:%Y-%m-%d %H:%M}Z" if user.last_login else "",
        )
        table.add_row(*map(Text, cells))
    put(screen(), table)
    return 0


def _state(user: User) -> str:
    if not user.is_active:
        return _("closed")
    return _("open") if user.has_usable_password() else _("invited")


def _close(given: argparse.Namespace) -> int:
    """Close an account."""
    writes.close(_named(given.name), by=None)
    return 0


def _reopen(given: argparse.Namespace) -> int:
    """Open a closed account again."""
    writes.reopen(_named(given.name), by=None)
    return 0


def _named(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CannotRun(_("no account is called {name}; `qiao account list` names them").format(name=name))
    return user


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "open": _open,
    "reset": _reset,
    "list": _list,
    "close": _close,
    "reopen": _reopen,
}
