"""The whole of the review as a table: each action, from which statuses, to which, and whose step it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qiao.record.models import Record

DRAFT, SUBMITTED = Record.Status.DRAFT, Record.Status.SUBMITTED
APPROVED, SENT_BACK = Record.Status.APPROVED, Record.Status.SENT_BACK
OPEN = frozenset({DRAFT, SENT_BACK})

Whose = Literal["author", "reviewer", "office", "decider"]
"""Who takes a step: an author (or the office for them); a reviewer who is no author; the office, whoever wrote it;
or the one who took the last step, for a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One action of the review. `status` is where it leads, "" where the status stays or the record goes."""

    statuses: frozenset[str]
    status: str
    whose: Whose
    is_reasoned: bool = False


TRANSITIONS: Mapping[str, Transition] = {
    "revise": Transition(statuses=OPEN, status="", whose="author"),
    "share": Transition(statuses=OPEN, status="", whose="author"),
    "unshare": Transition(statuses=OPEN, status="", whose="author"),
    "discard": Transition(statuses=frozenset({DRAFT}), status="", whose="author"),
    "submit": Transition(statuses=OPEN, status=SUBMITTED, whose="author"),
    "withdraw": Transition(statuses=frozenset({SUBMITTED}), status=DRAFT, whose="author"),
    "approve": Transition(statuses=frozenset({SUBMITTED}), status=APPROVED, whose="reviewer"),
    "send_back": Transition(statuses=frozenset({SUBMITTED}), status=SENT_BACK, whose="reviewer", is_reasoned=True),
    # Whoever finds an error in what is approved takes it out of the figures, be it their own; only others let it in.
    "reopen": Transition(statuses=frozenset({APPROVED}), status=SENT_BACK, whose="office", is_reasoned=True),
    "undo": Transition(statuses=frozenset({APPROVED, SENT_BACK}), status=SUBMITTED, whose="decider"),
}
DECISIONS = ("approve", "send_back")
"""The steps by which review says what it thinks of a record, and which can be undone."""
