"""Workbooks in: a plan that says what an import would do, the import, and what comes back to be put right.

Import this package only where Django's models are ready.
"""

from qiao.exchange.annotation import annotate
from qiao.exchange.inspection import UnreadableBook
from qiao.exchange.planned import Change, Entry, Notice, Plan, Rejected, Repeated, RosterEntry, SheetPlan, Trouble
from qiao.exchange.planning import Progress, plan
from qiao.exchange.reads import digest
from qiao.exchange.sheets import Skipped
from qiao.exchange.writes import OutOfDate, bring_in

__all__ = [
    "Change",
    "Entry",
    "Notice",
    "OutOfDate",
    "Plan",
    "Progress",
    "Rejected",
    "Repeated",
    "RosterEntry",
    "SheetPlan",
    "Skipped",
    "Trouble",
    "UnreadableBook",
    "annotate",
    "bring_in",
    "digest",
    "plan",
]
