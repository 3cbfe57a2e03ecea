"""`qiao`: which commands there are, what they take, and how their outcome becomes an exit code.

0: done. 1: done, and something was found (a figure that the record contradicts, a blank, a rejected row). 2: could not
run, with one line on standard error. 130: interrupted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils.module_loading import import_string

from qiao import __version__
from qiao.cli.failure import FAILED, CannotRun, tell
from qiao.cli.language import _
from qiao.cli.office import add_account, add_audit
from qiao.programme.matrix import GIVEN

INTERRUPTED = 130
CLOSED_PIPE = 141
PORT = 8000
PORTS = range(1, 65536)

# Where the commands live. They are loaded by name when asked for: what needs a database cannot be imported before
# Django is set up, and what needs none must not wait for it.
PREPARE = "qiao.cli.home.prepare"
FORGET = "qiao.record.kinds.forget"
WITHOUT_DATABASE = {
    "read": "qiao.cli.reading.read",
    "check": "qiao.cli.checking.check",
    "doctor": "qiao.cli.doctor.doctor",
    "demo": "qiao.cli.demo.demo",
}
WITH_DATABASE = {
    "check for": "qiao.cli.drafting.check",
    "write": "qiao.cli.drafting.write",
    "import": "qiao.cli.exchange.bring_in",
    "export": "qiao.cli.exporting.export",
    "template": "qiao.cli.exporting.template",
    "digest": "qiao.cli.exchange.digest",
    "serve": "qiao.cli.serving.serve",
    "trace": "qiao.cli.tracing.run",
    "role": "qiao.cli.roles.run",
    "person": "qiao.cli.person.run",
    "evidence verify": "qiao.cli.evidence.verify",
    "evidence clean": "qiao.cli.evidence.clean",
    "account": "qiao.cli.account.run",
    "audit": "qiao.cli.audit.run",
}


class Parser(argparse.ArgumentParser):
    """Tells a wrong argument in one line, as every other failure."""

    def error(self, message: str) -> NoReturn:
        """Raise CannotRun with what is wrong and where to read on."""
        raise CannotRun(_("{what} (see: {command} --help)").format(what=message, command=self.prog))


def day(text: str) -> dt.date:
    """Return the day that an argument names. Raises ArgumentTypeError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{text!r} is not a day; write 2024-03-31").format(text=text)) from None


def port(text: str) -> int:
    """Return the port that an argument names. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal() and int(text) in PORTS):
        raise argparse.ArgumentTypeError(_("{text!r} is not a port; allowed: 1 to 65535").format(text=text))
    return int(text)


def parser() -> Parser:
    """Return the parser of all commands."""
    top = Parser(prog="qiao", description=_("Records once, writes from the record, checks any document against it."))
    top.add_argument("--version", action="version", version=f"qiao {__version__}")
    commands = top.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    demo = add("demo", _("a sample programme, its documents, their check; then the site"))
    demo.add_argument("--no-serve", dest="is_served", action="store_false", help=_("stop before the site"))
    demo.add_argument("--dir", default="qiao-demo", help=_("the folder for all of it (default: qiao-demo)"))
    serve = add("serve", _("the site on this machine"))
    for each in (demo, serve):
        each.add_argument("--port", type=port, default=PORT, help=_("default: 8000"))

    bring_in = add("import", _("records from a workbook of the office"))
    bring_in.add_argument("book", metavar="BOOK.xlsx")
    bring_in.add_argument("--dry-run", dest="is_dry", action="store_true", help=_("only show what would be done"))
    bring_in.add_argument(
        "--map",
        metavar="FILE.yaml",
        help=_("what unknown sheets, columns and wordings mean; remembered for later imports"),
    )
    _ask_for_exports(add)
    _person(add("person", _("what is held about a person: as a file, or removed")))
    add("digest", _("one line that changes whenever anything in the record does"))

    evidence = add("evidence", _("the files that records rest on"))
    ways = evidence.add_subparsers(dest="way", metavar=_("WHAT"), required=True)
    for way, text in (
        ("verify", _("read every file again: which are missing, changed, or of no record")),
        ("clean", _("remove the files of no record")),
    ):
        ways.add_parser(way, help=text, description=text)

    _ask_for_documents(add("write", _("documents from the record")))

    _texts(add)
    _roles(add("role", _("who has which role, and for what")))
    add_account(add("account", _("accounts: open, reset, list, close")))
    add_audit(add("audit", _("the trail of changes: verify it, show it")), day)
    add("doctor", _("versions, folders and fonts on this machine"))
    return top


def _roles(role: argparse.ArgumentParser) -> None:
    """Add what `role` can do."""
    deeds = role.add_subparsers(dest="deed", metavar=_("COMMAND"), required=True)
    deeds.add_parser("list", help=_("every role that is held"))
    give = deeds.add_parser("give", help=_("give an account a role"))
    take = deeds.add_parser("take", help=_("take a role away"))
    for each in (give, take):
        each.add_argument("account", metavar=_("ACCOUNT"))
        each.add_argument("role", choices=GIVEN)
        each.add_argument("--for", dest="what", help=_("a batch, an organisation or a region; default: everything"))
    give.add_argument("--from", dest="start", type=day, metavar=_("DAY"), help=_("the first day"))
    give.add_argument("--to", dest="end", type=day, metavar=_("DAY"), help=_("the first day after it"))


def _person(person: argparse.ArgumentParser) -> None:
    """Add what can be asked about a person."""
    asked = person.add_subparsers(dest="what", metavar=_("WHAT"), required=True)
    export = asked.add_parser("export", help=_("everything held about them, as one file"))
    export.add_argument("code", metavar="CODE", help=_("the person's number"))
    export.add_argument("-o", "--output", required=True, metavar="FILE.zip")
    remove = asked.add_parser("remove", help=_("their personal data, for good, once the retention term is over"))
    remove.add_argument("code", metavar="CODE", help=_("the person's number"))
    asked.add_parser("due", help=_("whose data may be removed today"))


def _texts(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands that are given a text."""
    trace = add("trace", _("what became of each number of a written .docx"))
    trace.add_argument("file", metavar="FILE.docx", help=_("- is standard input"))
    trace.add_argument("--for", dest="who", help=_("whose record checks a file that has lost all its marks"))

    read = add("read", _("the quantities of a text, and what is broken in it"))
    read.add_argument("file", help=_(".docx, .html, .md or .txt; - is standard input"))
    check = add("check", _("what texts claim; with --for, against the record"))
    check.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=_(".docx, .html, .md or .txt, or a folder of them; - is standard input"),
    )
    check.add_argument("--for", dest="who", help=_("a person's number or name, a batch, an organisation"))
    check.add_argument(
        "--for-map", dest="map", metavar="MAP.csv", help=_("a list that names a file and whose it is in each line")
    )
    check.add_argument("-o", "--output", metavar="REPORT.{docx,html,xlsx,json}", help=_("the check as a file"))
    for each in (trace, read, check):
        each.add_argument("--json", dest="is_json", action="store_true", help=_("one line of JSON for each file"))


def _ask_for_exports(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands that write the record, or an empty workbook for it."""
    export = add("export", _("the whole record as a workbook that imports back unchanged"))
    export.add_argument("book", metavar="BOOK.xlsx", nargs="?")
    export.add_argument("--csv", dest="folder", metavar="DIR", help=_("a .csv for each list, in a folder"))
    export.add_argument("--for", dest="who", help=_("a person's number or name, a batch, an organisation"))
    export.add_argument("--from", dest="start", type=day, metavar=_("DAY"), help=_("the first day"))
    export.add_argument("--to", dest="end", type=day, metavar=_("DAY"), help=_("the first day after the period"))
    export.add_argument("--kinds", metavar="KIND,…", help=_("only these kinds, parted by commas"))
    template = add("template", _("a workbook to be filled in, with drop-downs and notes"))
    template.add_argument("kinds", metavar="KIND", nargs="*", help=_("such as training; default: all, and the roster"))
    template.add_argument("--for", dest="who", metavar=_("BATCH"), help=_("offer the people of this batch"))
    template.add_argument("-o", "--output", required=True, metavar="FILE.xlsx")


def _ask_for_documents(write: argparse.ArgumentParser) -> None:
    """Add what `write` takes."""
    write.add_argument(
        "outlines", nargs="+", metavar="OUTLINE", help=_("such as work_summary, appraisal, batch_report, address")
    )
    write.add_argument(
        "--for", dest="who", required=True, help=_("a person's number or name, a batch, an organisation")
    )
    write.add_argument("--from", dest="start", type=day, metavar=_("DAY"), help=_("the first day"))
    write.add_argument("--to", dest="end", type=day, metavar=_("DAY"), help=_("the first day after the period"))
    write.add_argument(
        "--sources",
        dest="is_sourced",
        action="store_true",
        help=_("with an annex of the records and the evidence behind each number"),
    )
    write.add_argument("--language", choices=("zh", "en"), default="zh")
    write.add_argument(
        "--each", dest="is_each", action="store_true", help=_("for everybody in the batch that --for names")
    )
    write.add_argument(
        "--formats", default="docx", help=_("with --each: which files, parted by commas (default: docx)")
    )
    write.add_argument(
        "--content-controls",
        dest="has_controls",
        action="store_true",
        help=_("in a .docx, each number in a content control as well"),
    )
    write.add_argument("--style", help=_("a house style; default: that of official documents"))
    write.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE.{docx,html,pdf,txt}",
        help=_("the file; with --each a new folder or a .zip"),
    )
    write.add_argument(
        "--ixbrl",
        dest="is_ixbrl",
        action="store_true",
        help=_(
            "each number tagged as Inline XBRL: FILE.html with its taxonomy beside it, or a report package FILE.zip"
        ),
    )


def run(arguments: Sequence[str] | None) -> int:
    """Run one command and return its exit code. Raises what it fails with."""
    given = parser().parse_args(arguments)
    command = f"{given.command} {given.way}" if "way" in given else given.command
    if command == "check" and (given.who or given.map):
        command = "check for"
    if command in WITH_DATABASE:
        import_string(PREPARE)()
        import_string(FORGET)()
    return int(import_string({**WITHOUT_DATABASE, **WITH_DATABASE}[command])(given))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `qiao` and return its exit code; without arguments, those of the process."""
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough (`qiao read x | head`). Nothing may be written any more, not even on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except KeyboardInterrupt:
        tell(_("interrupted"))
        return INTERRUPTED
    except (CannotRun, ImproperlyConfigured, DatabaseError) as error:
        tell(str(error))
        return FAILED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        tell(f"{place}{error.strerror or error}")
        return FAILED
    return code


if __name__ == "__main__":
    sys.exit(main())
