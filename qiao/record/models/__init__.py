"""The tables of the record: the records themselves, and what imports keep of theirs."""

from qiao.record.models.imports import Import, ImportedRecord, Meaning, StagedPerson, StagedRecord, StagedTerm
from qiao.record.models.records import SCALE, Closing, Content, Evidence, OwnKind, Participation, Record, Revision

__all__ = [
    "SCALE",
    "Closing",
    "Content",
    "Evidence",
    "Import",
    "ImportedRecord",
    "Meaning",
    "OwnKind",
    "Participation",
    "Record",
    "Revision",
    "StagedPerson",
    "StagedRecord",
    "StagedTerm",
]
