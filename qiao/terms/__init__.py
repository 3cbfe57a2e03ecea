"""The vocabulary of Qiao: frozen types, in the order in which data flows. Read this package first.

catalogue -> record -> measure -> document;  text -> claim -> verdict. The modules, in this order: values, kinds, facts,
documents, claims.

Nothing here computes beyond its own fields, and nothing here imports the rest of Qiao. A value that was not
recorded is None, never 0 and never "". Days are half-open: a scope holds its first day and not its last.
"""

from qiao.terms.claims import Candidate, Claim, Finding, Gap, Places, Quantity, Reading, Verdict
from qiao.terms.documents import Block, Chart, Document, Run, Subject, Table
from qiao.terms.facts import Fact, Participant, Row, Scope
from qiao.terms.kinds import Condition, Example, Field, Kind, Measure, Option, Rate, Reads, Stage
from qiao.terms.values import NUMERIC_TYPES, FieldType, Number, Role, Ruling, Status, Value, Words

__all__ = [
    "NUMERIC_TYPES",
    "Block",
    "Candidate",
    "Chart",
    "Claim",
    "Condition",
    "Document",
    "Example",
    "Fact",
    "Field",
    "FieldType",
    "Finding",
    "Gap",
    "Kind",
    "Measure",
    "Number",
    "Option",
    "Participant",
    "Places",
    "Quantity",
    "Rate",
    "Reading",
    "Reads",
    "Role",
    "Row",
    "Ruling",
    "Run",
    "Scope",
    "Stage",
    "Status",
    "Subject",
    "Table",
    "Value",
    "Verdict",
    "Words",
]
