"""The records of a kind as a sheet: what each says, who did it, and what it is known by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qiao.exchange.exports.sheets import WIDE, Column, Out, Sheet, columns_of, option, said
from qiao.exchange.keeping import called
from qiao.exchange.marked import CONTINUED, EVIDENCE, KEPT
from qiao.exchange.reads import REFERENCE
from qiao.programme.models import Secondee
from qiao.record import content
from qiao.record.models import Evidence, Participation, Record
from qiao.terms import Kind

CHUNK = 500
LONGEST = 16_000
"""Characters in a cell. A spreadsheet takes 32,767 halves of characters; what is beyond goes to a sheet of its own."""
DIGEST = 16
"""Characters of the digest: enough to see whether a row is still as it was exported."""
SHOWN = 1_000


@dataclass(slots=True)
class Beyond:
    """What a sheet had no room or no name for: the rest of long texts, and how many records lost a field."""

    texts: list[tuple[str, str, str]] = field(default_factory=list)
    lost: int = 0
    most: int = LONGEST


def columns(kind: Kind) -> list[Column]:
    """Return the columns: number in the ledger, day, people, fields; then what the record is known by."""
    first, *rest = columns_of(kind.fields)
    people = [
        Column(id=role, heading=kind.participants[role][0] if _is_chinese() else label, width=WIDE)
        for role, label in (("led", _("Led by")), ("took_part", _("Took part")))
        if role in kind.participants
    ]
    return [Column(id=f"{KEPT}label", heading=_("No."), width=8), first, *people, *rest, *_kept()]


def _is_chinese() -> bool:
    return said({"zh": "zh", "en": "en"}) == "zh"


def _kept() -> list[Column]:
    headings = {
        "status": _("Status"),
        "note": _("note from the review"),
        "shown": _("Evidence"),
        "batch": _("counts for the batch"),
        "organisation": _("counts for the organisation"),
        "author": _("Entered by"),
        "recorded": _("Recorded"),
        "version": _("version of the kind"),
        "catalogue": _("version of the catalogue"),
        "digest": _("digest of the content"),
        "uid": _("Id"),
    }
    return [
        Column(
            id=f"{KEPT}{each}",
            heading=heading,
            width=38 if each == "uid" else 16,
            is_kept=True,
            is_text=each != "version",
        )
        for each, heading in headings.items()
    ]


def sheet(kind: Kind, records: QuerySet[Record], beyond: Beyond) -> Sheet:
    """Return the sheet of those of the records that are of a kind."""
    name = kind.sheets[0] if _is_chinese() else said(kind.label)
    return Sheet(
        name=kind.id,
        title=name,
        columns=columns(kind),
        rows=lambda: rows(kind, records, beyond),
        holds=kind.id,
    )


def kind_sheet(kind: Kind, records: QuerySet[Record]) -> Sheet:
    """Return the records of a kind as a list of its own."""
    return sheet(kind, records, Beyond())


def rows(kind: Kind, records: QuerySet[Record], beyond: Beyond) -> Iterator[Sequence[Out]]:
    """Yield a row for each record of a kind, by day, in the order of the columns."""
    ids = list(records.filter(kind=kind.id).order_by("day", "pk").values_list("pk", flat=True))
    for at in range(0, len(ids), CHUNK):
        yield from _chunk(kind, ids[at : at + CHUNK], beyond)


_READ = (
    "pk",
    "uid",
    "status",
    "review_note",
    "batch__name",
    "organisation__name",
    "author__username",
    "created_at",
    "kind_version",
    "catalogue_version",
    "digest",
    "row_label",
    "data",
)


def _chunk(kind: Kind, ids: Sequence[int], beyond: Beyond) -> Iterator[Sequence[Out]]:
    people, evidence = _people(ids), _shown(ids)
    roles = [role for role in ("led", "took_part") if role in kind.participants]
    known = {each.id for each in kind.fields}
    for record in Record.objects.filter(pk__in=ids).order_by("day", "pk").values(*_READ):
        pk, uid = record["pk"], str(record["uid"])
        beyond.lost += not known.issuperset(record["data"])
        data = content.values(kind, record["data"])
        said_ = [_cell(uid, each.id, _worded(each, data.get(each.id)), beyond) for each in kind.fields]
        yield [
            record["row_label"] or None,
            said_[0],
            *("\n".join(people.get((pk, role), ())) or None for role in roles),
            *said_[1:],
            *_standing(record, "\n".join(evidence.get(pk, ()))[:SHOWN]),
        ]


def _standing(record: Mapping[str, Any], evidence: str) -> Sequence[Out]:
    return [
        str(Record.Status(record["status"]).label),
        record["review_note"],
        evidence,
        record["batch__name"],
        record["organisation__name"],
        record["author__username"],
        record["created_at"].astimezone(dt.UTC).isoformat(),
        record["kind_version"],
        record["catalogue_version"],
        record["digest"][:DIGEST],
        str(record["uid"]),
    ]


def _worded(each: Any, value: Any) -> Out:
    return option(each, value) if each.type == "choice" and value is not None else value


def _cell(uid: str, field_id: str, value: Out, beyond: Beyond) -> Out:
    if isinstance(value, str) and len(value) > beyond.most:
        most = beyond.most
        beyond.texts += [(uid, field_id, value[at : at + most]) for at in range(most, len(value), most)]
        return value[:most]
    return value


def _people(ids: Sequence[int]) -> Mapping[tuple[int, str], Sequence[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    joined = Participation.objects.filter(record__in=ids).order_by("pk")
    for pk, role, code, name in joined.values_list("record", "role", "person__code", "person__name"):
        found[pk, role].append(called(Secondee(code=code, name=name)))
    return found


def _shown(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for each in Evidence.objects.filter(record__in=ids).order_by("pk"):
        found[each.record_id].append(" ".join(str(part) for part in (each.label, each.sheet, each.row) if part))
    return found


def evidence(records: QuerySet[Record]) -> Sheet:
    """Return the sheet that says what each record rests on, a row for each piece of evidence."""
    # In the order of the records, which an import keeps: an export of what came back is the same.
    found = Evidence.objects.filter(record__in=records.order_by().values("pk")).order_by(
        "record__kind", "record__day", "record_id", "pk"
    )
    read = found.values_list("record__uid", *REFERENCE)
    return Sheet(
        name="evidence",
        title=_("Evidence"),
        columns=[
            Column(id="uid", heading=_("Id of the record"), width=38),
            Column(id="sort", heading=_("sort")),
            Column(id="label", heading=_("label"), width=WIDE),
            Column(id="sheet", heading=_("sheet")),
            Column(id="row", heading=_("row"), is_text=False),
            Column(id="digest", heading="SHA-256", is_kept=True),
            Column(id="media", heading=_("media"), is_kept=True),
            Column(id="size", heading=_("size in bytes"), is_kept=True, is_text=False),
        ],
        rows=lambda: ([str(uid), *rest] for uid, *rest in read.iterator(chunk_size=2_000)),
        holds=EVIDENCE,
    )


def continued(beyond: Beyond) -> Sheet:
    """Return the sheet of the texts that are too long for a cell, piece by piece. To be written after the records."""
    return Sheet(
        name="continued",
        title=_("Rest of long texts"),
        columns=[
            Column(id="uid", heading=_("Id of the record"), width=38),
            Column(id="field", heading=_("field")),
            Column(id="text", heading=_("goes on with"), width=WIDE),
        ],
        rows=lambda: iter(beyond.texts),
        holds=CONTINUED,
    )
