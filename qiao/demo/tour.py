"""What the demonstration does: bring a workbook in, write documents from it, check them and a text written by hand."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qiao import claim, exchange
from qiao.accounts import writes as accounts
from qiao.demo.sample import FOLDER, OLD_STYLE, WORKBOOK
from qiao.demo.sample.generator import load
from qiao.document import DEFAULT_STYLE, LAYOUTS, styles
from qiao.drafting import reads as drafting
from qiao.drafting.reads import Check
from qiao.exchange import Plan
from qiao.programme import reads as programme
from qiao.programme import writes
from qiao.programme.reads import Found

FOR_A_PERSON = ("work_summary", "appraisal")
FOR_A_BATCH = ("batch_report", "address")
ENDINGS = (".docx", ".html")
LOG_IN = "log-in.txt"
PASSWORD_BYTES = 9
OFFICE, SECONDEE = "office", "secondee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file of the tour with its check. `is_ours` is True where Qiao wrote it."""

    file: Path
    is_ours: bool
    check: Check

    @property
    def rulings(self) -> Counter[str]:
        """Return how many figures were ruled how."""
        return Counter(each.ruling for each in self.check.verdicts)

    @property
    def is_sound(self) -> bool:
        """Return whether it is as it must be: of what Qiao wrote, every figure supported and nothing broken."""
        return not self.is_ours or (set(self.rulings) == {"supported"} and not self.check.reading.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What was done: the import, the files with their checks, and the accounts with their passwords."""

    plan: Plan
    files: tuple[Checked, ...]
    accounts: Mapping[str, str]


def run(place: Path) -> Tour:
    """Do all of it in a folder; a second time adds nothing to the record. Raises OSError."""
    plan = exchange.plan(WORKBOOK)
    exchange.bring_in(plan)
    roster = load(FOLDER, "programme")
    person = programme.find(roster["hero"])
    batch = programme.find(next(row[2] for row in roster["people"]["rows"] if row[0] == roster["hero"]))
    files = [
        _written(outline, found, place / f"{outline}{ending}")
        for outlines, found in ((FOR_A_PERSON, person), (FOR_A_BATCH, batch))
        for outline in outlines
        for ending in ENDINGS
    ]
    files.append(_by_hand(person, place / OLD_STYLE.name))
    return Tour(plan=plan, files=tuple(files), accounts=_accounts(place / LOG_IN, roster["hero"]))


def _written(outline: str, found: Found, file: Path) -> Checked:
    """Write a document, then read the file and check it as if somebody had handed it in."""
    file.write_bytes(LAYOUTS[file.suffix](drafting.write(outline, found), styles()[DEFAULT_STYLE]))
    return Checked(file=file, is_ours=True, check=drafting.check(claim.load(file), found))


def _by_hand(found: Found, file: Path) -> Checked:
    """Put the old-style summary into the folder, where it can be opened and mended, and check it."""
    if not file.exists():
        file.write_bytes(OLD_STYLE.read_bytes())
    return Checked(file=file, is_ours=False, check=drafting.check(claim.load(file), found))


def _accounts(file: Path, person: str) -> Mapping[str, str]:
    """Open an account of the office and one of the person, and return their passwords, which the file keeps."""
    if file.exists():
        kept = dict(line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    else:
        kept = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in (OFFICE, SECONDEE)}
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as log_in:
            log_in.writelines(f"{name} {password}\n" for name, password in kept.items())
    # Whoever looks at the demonstration should not have to set up a second factor first.
    accounts.exempt(writes.open_account(OFFICE, kept[OFFICE], is_office=True, by=None), by=None)
    writes.open_account(SECONDEE, kept[SECONDEE], person=person, by=None)
    return kept
