"""Whether what is written leaves its line: watched at the database, in every test that has one.

A test runs in one transaction, so each transaction of the product is a savepoint in it; what a test writes by itself is
in none. A savepoint that changes a table must have added a line to the trail when it is released.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

LINES = "programme_auditline"
CHANGING = re.compile(r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>\w+)"?', re.IGNORECASE)
SAVEPOINT = re.compile(r'^(?P<what>SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(?P<name>\w+)"?', re.IGNORECASE)

WITHOUT_A_LINE = {
    "programme_audithead": "the trail itself",
    "programme_auditvalue": "the trail itself",
    "django_session": "what a browser is in the middle of; signing in and out have their lines",
    "usersessions_usersession": "the list of sessions; that one is ended has its line",
    "accounts_failedsignin": "a count that goes after a day; that somebody has to wait has its line",
    "drafting_writingjob": "signs of life and progress; asking, cancelling and ending have their lines",
    "drafting_writingresult": "as above",
    "record_import": "as above, of an import",
    "record_stagedrecord": "rows that wait for an import, which has its lines when they go in",
    "record_stagedperson": "as above",
    "record_stagedterm": "as above",
    "record_meaning": "how a person read a column; the import that used it has its lines",
    "mfa_authenticator": "when it was last used; what is added and taken away has its line (accounts.writes.noting)",
}


class Watch:
    """A wrapper of execute that follows savepoints; `faults` says which of them left no line."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._open: list[tuple[str, set[str]]] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        text = str(sql)
        if found := SAVEPOINT.match(text):
            self._savepoint(found["what"].upper(), found["name"])
        elif self._open and (found := CHANGING.match(text)) and context["cursor"].rowcount != 0:
            self._open[-1][1].add(found["table"])
        return result

    def _savepoint(self, what: str, name: str) -> None:
        if what == "SAVEPOINT":
            self._open.append((name, set()))
            return
        while self._open:
            held, tables = self._open.pop()
            if held == name:
                break
        else:
            return
        if what != "RELEASE SAVEPOINT":
            # What was rolled back has changed nothing; a rollback keeps the savepoint, and Django releases it next.
            self._open.append((name, set()))
        elif self._open:
            self._open[-1][1].update(tables)
        elif (changed := tables - set(WITHOUT_A_LINE) - {LINES}) and LINES not in tables:
            self.faults.append(f"changed without a line in the trail: {', '.join(sorted(changed))}")
