"""What the demonstration does: bring a workbook in, write documents from it, check them and a text written by hand."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from qiao import claim, exchange
from qiao.cli.exchange import show as show_plan
from qiao.cli.files import save
from qiao.cli.language import _
from qiao.cli.report import BLANKS, rulings
from qiao.cli.screen import screen
from qiao.demo.sample import FOLDER, OLD_STYLE, WORKBOOK
from qiao.demo.sample.generator import load
from qiao.document import DEFAULT_STYLE, LAYOUTS, styles
from qiao.drafting import reads as drafting
from qiao.programme import reads as programme
from qiao.programme import writes
from qiao.programme.reads import Found

FOR_A_PERSON = ("work_summary", "appraisal")
FOR_A_BATCH = ("batch_report", "address")
ENDINGS = (".docx", ".html")
LOG_IN = "log-in.txt"
PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One text of the tour: the file, how many numbers it has, and what the check said of them."""

    file: str
    is_written: bool
    numbers: int
    rulings: Counter[str]
    blanks: int

    @property
    def is_sound(self) -> bool:
        """Return whether every figure that was written is supported."""
        return not self.is_written or (not self.blanks and set(self.rulings) <= {"supported"} and bool(self.rulings))


def show(place: Path) -> int:
    """Run the tour in a folder and print what it did. Returns 1 where a document of ours is not all supported."""
    _bring_in()
    roster = load(FOLDER, "programme")
    person = programme.find(roster["hero"])
    batch = programme.find(next(row[2] for row in roster["people"]["rows"] if row[0] == roster["hero"]))
    texts = [
        _written(outline, found, place / f"{outline}{ending}")
        for outlines, found in ((FOR_A_PERSON, person), (FOR_A_BATCH, batch))
        for outline in outlines
        for ending in ENDINGS
    ]
    texts.append(_by_hand(person, place / OLD_STYLE.name))
    _print(texts)
    _open_accounts(place / LOG_IN, roster["hero"])
    return 0 if all(each.is_sound for each in texts) else 1


def _bring_in() -> None:
    """Bring the sample workbook in; a second time adds nothing."""
    plan = exchange.plan(WORKBOOK)
    exchange.bring_in(plan)
    screen().print(_("The workbook {book}:").format(book=WORKBOOK.name))
    show_plan(plan)


def _written(outline: str, found: Found, file: Path) -> Shown:
    """Write a document, then read the file and check it as if somebody had handed it in."""
    save(file, LAYOUTS[file.suffix](drafting.write(outline, found), styles()[DEFAULT_STYLE]))
    return _checked(file, found, is_written=True)


def _by_hand(found: Found, file: Path) -> Shown:
    """Put the old-style summary into the folder, where it can be opened and mended, and check it."""
    if not file.exists():
        save(file, OLD_STYLE.read_bytes())
    return _checked(file, found, is_written=False)


def _checked(file: Path, found: Found, *, is_written: bool) -> Shown:
    check = drafting.check(claim.load(file), found)
    return Shown(
        file=file.name,
        is_written=is_written,
        numbers=len(check.reading.quantities),
        rulings=Counter(each.ruling for each in check.verdicts),
        blanks=sum(1 for each in check.reading.findings if each.code in BLANKS),
    )


def _print(texts: Sequence[Shown]) -> None:
    words = rulings()
    table = Table(title=_("What was written and checked"), title_justify="left")
    table.add_column(_("file"))
    for heading in (_("numbers"), *words.values(), _("blank or corrupt")):
        table.add_column(heading, justify="right")
    for each in texts:
        counts = [each.numbers, *(each.rulings[ruling] for ruling in words), each.blanks]
        table.add_row(each.file, *(str(count) if count else "" for count in counts))
    screen().print(table)


def _open_accounts(file: Path, hero: str) -> None:
    """Open an account of the office and one of the person, with passwords kept in the folder; print both."""
    accounts = {"office": "", "secondee": hero}
    if file.exists():
        kept = dict(line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    else:
        kept = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in accounts}
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as log_in:
            log_in.writelines(f"{name} {password}\n" for name, password in kept.items())
    for name, person in accounts.items():
        writes.open_account(name, kept[name], person=person, is_office=not person, by=None)
    screen().print(
        _("Log in as {office} (password {first}), or as {secondee} (password {second}).").format(
            office="office", first=kept["office"], secondee="secondee", second=kept["secondee"]
        )
    )
