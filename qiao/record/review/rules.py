"""The whole of the review as a table: each action, from which statuses, to which, and by which right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.record.models import Record

DRAFT, SUBMITTED = Record.Status.DRAFT, Record.Status.SUBMITTED
APPROVED, SENT_BACK = Record.Status.APPROVED, Record.Status.SENT_BACK
OPEN = frozenset({DRAFT, SENT_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One action of the review. `status` is where it leads, "" where the status stays or the record goes.

    `right` is the action of the table of rights that allows it. Beyond that table, `is_of_others` keeps a step from
    the authors of a record, whatever their roles, and `is_of_decider` is for whoever took the last step, for a day.
    """

    statuses: frozenset[str]
    status: str
    right: str
    is_reasoned: bool = False
    is_of_others: bool = False
    is_of_decider: bool = False


TRANSITIONS: Mapping[str, Transition] = {
    "revise": Transition(statuses=OPEN, status="", right="record.edit"),
    "share": Transition(statuses=OPEN, status="", right="record.share"),
    "unshare": Transition(statuses=OPEN, status="", right="record.share"),
    "discard": Transition(statuses=frozenset({DRAFT}), status="", right="record.discard"),
    "submit": Transition(statuses=OPEN, status=SUBMITTED, right="record.submit"),
    "withdraw": Transition(statuses=frozenset({SUBMITTED}), status=DRAFT, right="record.withdraw"),
    "approve": Transition(statuses=frozenset({SUBMITTED}), status=APPROVED, right="record.approve", is_of_others=True),
    "send_back": Transition(
        statuses=frozenset({SUBMITTED}),
        status=SENT_BACK,
        right="record.send_back",
        is_reasoned=True,
        is_of_others=True,
    ),
    # Whoever finds an error in what is approved takes it out of the figures, be it their own; only others let it in.
    "reopen": Transition(statuses=frozenset({APPROVED}), status=SENT_BACK, right="record.reopen", is_reasoned=True),
    "undo": Transition(
        statuses=frozenset({APPROVED, SENT_BACK}), status=SUBMITTED, right="record.undo", is_of_decider=True
    ),
}
DECISIONS = ("approve", "send_back")
"""The steps by which review says what it thinks of a record, and which can be undone."""
