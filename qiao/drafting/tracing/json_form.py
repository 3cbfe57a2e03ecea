"""A Trace as the JSON of DESIGN 7: keys and types are a contract; docs/trace.md has the conventions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qiao.claim.json_form import number, quantity
from qiao.drafting.tracing.following import Trace
from qiao.drafting.tracing.record import Today

NOT_ASKED = Today(None, has_moved=False)


def as_json(found: Trace, today: Mapping[int, Today]) -> dict[str, Any]:
    """Return what became of a document's numbers: one entry of "facts" for each place where a fact is worded.

    "id" is the mark of the place, "value" what the document stated, "written" what the file says there now (null where
    it is gone), "now" what the record gives today (null for nothing, and where it was not asked or does not know).
    "sources" is null where the file keeps only their number. "issued" is the serial, null for a draft.
    """
    facts = []
    for each in found.places:
        fact, record = each.stated.fact, today.get(each.number, NOT_ASKED)
        facts.append(
            {
                "id": each.place.mark,
                "measure": fact.measure,
                "value": _value(fact.value),
                "written": each.written,
                "state": each.state,
                "moved_on": record.has_moved,
                "now": _value(record.value),
                "sources": list(fact.sources) if each.stated.count is None else None,
            }
        )
    return {
        "document": found.manifest.document,
        "issued": found.manifest.serial or None,
        "facts": facts,
        "unsourced": [quantity(each) for each in found.unsourced],
    }


def _value(value: Decimal | dt.date | None) -> int | float | str | None:
    return number(value.isoformat() if isinstance(value, dt.date) else value)
