"""What fields hold, and the closed lists of words that every step knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Number = Decimal | Fraction
Value = str | Decimal | dt.date | None  # of one field: text or an option's id, a number, a day, or nothing
Words = Mapping[str, str]  # one text per language: {"zh": ..., "en": ...}
FieldType = Literal[
    "date", "text", "choice", "count", "yuan", "kilometres", "number", "organisation", "place", "code", "file"
]
Role = Literal["led", "took_part"]
Status = Literal["draft", "submitted", "approved", "sent_back"]
Ruling = Literal["supported", "contradicted", "unsupported", "ambiguous", "unbound"]

NUMERIC_TYPES = frozenset({"count", "yuan", "kilometres", "number"})
