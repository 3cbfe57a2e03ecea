"""What the commands of whoever runs Qiao for others take: `account` and `audit`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from qiao.cli.language import _

LINES = 50
Add = Callable[[str, str], argparse.ArgumentParser]
Day = Callable[[str], object]


def _actions(command: argparse.ArgumentParser) -> Add:
    actions = command.add_subparsers(dest="action", metavar=_("ACTION"), required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        found: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
        return found

    return add


def add_account(command: argparse.ArgumentParser) -> None:
    """Add what `account` takes."""
    add = _actions(command)
    opened = add("open", _("a new account; prints the one-time link that sets its password"))
    opened.add_argument("name", metavar=_("NAME"))
    opened.add_argument("--email", default="", help=_("an e-mail address, to sign in with as well"))
    opened.add_argument("--person", default="", help=_("the number of the person whose account it is"))
    opened.add_argument("--office", dest="is_office", action="store_true", help=_("an account of the programme office"))
    reset = add("reset", _("a new one-time link, for a forgotten password"))
    reset.add_argument("name", metavar=_("NAME"))
    reset.add_argument(
        "--second-factor",
        dest="is_factor_lost",
        action="store_true",
        help=_("take the second factors away as well: the phone or the key is lost"),
    )
    add("list", _("every account"))
    for name, text in (("close", _("nobody signs in any more")), ("reopen", _("a closed account is open again"))):
        add(name, text).add_argument("name", metavar=_("NAME"))


def add_audit(command: argparse.ArgumentParser, day: Day) -> None:
    """Add what `audit` takes; `day` reads a day."""
    add = _actions(command)
    verify = add("verify", _("whether the trail of changes is whole; names the first broken link"))
    verify.add_argument("--head", default="", help=_("a head that was kept elsewhere: that line must still be there"))
    add("head", _("where the trail ends, to be kept elsewhere"))
    show = add("show", _("what the trail says, the last line first"))
    show.add_argument("--subject", default="", help=_("of one subject: a number, an id, a name"))
    show.add_argument("--who", default="", help=_("of one account"))
    show.add_argument("--action", dest="does", default="", help=_("of one action"))
    show.add_argument("--from", dest="start", type=day, metavar=_("DAY"), help=_("the first day"))
    show.add_argument("--to", dest="end", type=day, metavar=_("DAY"), help=_("the first day after the period"))
    show.add_argument("--most", type=int, default=LINES, help=_("how many lines; 0 for all (default: 50)"))
    show.add_argument("--json", dest="is_json", action="store_true", help=_("one line of JSON for each line"))
