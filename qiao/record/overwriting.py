"""Records whose content is replaced by the thousand: what an import overwrites, and what its withdrawal puts back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from qiao.programme.audit import note_all
from qiao.programme.models import Secondee
from qiao.record.bulk import insert, update
from qiao.record.models import Evidence, Participation, Record, StagedPerson, StagedRecord, StagedTerm
from qiao.record.review.writes import keep as keep_step
from qiao.record.review.writes import keep_first
from qiao.record.staging import CHUNK, COLUMNS, PLACE, chunks

Said = Mapping[str, Any]
"""What a record says: its columns, and under "people" who did it, each by key and role."""

Keep = Callable[[Sequence[tuple[int, Said]]], None]


class Overtaken(Exception):  # noqa: N818  # it says what happened
    """A record that was to be overwritten has been changed, or is gone, since the rows were planned."""


def overwrite(load: uuid.UUID, keep: Keep, *, book: str, by: User | None, at: dt.datetime) -> None:
    """Put the rows of a load that overwrite into their records; the trail keeps what each said before.

    Follows `staging.publish` in the same transaction. `keep` is handed each record's key with what it said, by the
    thousand. Raises Overtaken.
    """
    terms = {each.term: each for each in StagedTerm.objects.filter(load=load)}
    rows = StagedRecord.objects.filter(load=load, overwrites__isnull=False).order_by("id")
    for some in chunks(rows.iterator(chunk_size=CHUNK)):
        by_key = {row.overwrites: row for row in some if row.overwrites is not None}
        before = said(by_key)
        if any(pk not in before or before[pk]["digest"] != row.expected for pk, row in by_key.items()):
            raise Overtaken
        people: dict[uuid.UUID, list[tuple[int, str]]] = defaultdict(list)
        for each in StagedPerson.objects.filter(load=load, uid__in=[row.uid for row in some]).order_by("id"):
            people[each.uid].append((terms[each.term].person, each.role))
        after: dict[int, Said] = {}
        for pk, row in by_key.items():
            leader = terms[row.leader] if row.leader is not None else None
            place = (leader.batch, leader.organisation) if leader else (None, None)
            columns = {name: getattr(row, name) for name in COLUMNS}
            after[pk] = {**columns, **dict(zip(PLACE, place, strict=True)), "people": people[row.uid]}
        _put(before, after, "overwrite", by=by, at=at)
        evidence = ((pk, Evidence.Sort.WORKBOOK.value, book, row.sheet, row.row) for pk, row in by_key.items())
        insert(Evidence, ("record_id", "sort", "label", "sheet", "row"), evidence)
        keep(list(before.items()))


def restore(wanted: Mapping[int, Said], *, by: User | None) -> None:
    """Put back what records said before they were overwritten; the trail keeps what they said meanwhile."""
    for some in chunks(wanted):
        _put(said(some), {pk: _typed(wanted[pk]) for pk in some}, "put back", by=by, at=timezone.now())


def remove(keys: Iterable[int]) -> None:
    """Delete records with their people and evidence. The caller has made sure that nothing depends on them."""
    for some in chunks(keys):
        Record.objects.filter(pk__in=some).delete()


def said(keys: Iterable[int]) -> dict[int, Said]:
    """Return what these records say; those that are gone are left out."""
    wanted = list(keys)
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for record, person, role in (
        Participation.objects.filter(record__in=wanted).order_by("id").values_list("record", "person", "role")
    ):
        people[record].append((person, role))
    found = Record.objects.filter(pk__in=wanted).values("pk", "uid", *COLUMNS, *PLACE)
    return {each.pop("pk"): {**each, "people": people[each_pk]} for each in found for each_pk in [each["pk"]]}


def _put(
    before: Mapping[int, Said], after: Mapping[int, Said], action: str, *, by: User | None, at: dt.datetime
) -> None:
    for record in Record.objects.filter(pk__in=list(after)).order_by("id"):
        keep_first(record)
    names = (*COLUMNS, *PLACE)
    rows = [((*(each[name] for name in names), at), pk) for pk, each in after.items()]
    update(Record, (*names, "updated_at"), rows)
    Participation.objects.filter(record__in=list(after)).delete()
    people = ((pk, person, role) for pk, each in after.items() for person, role in each["people"])
    insert(Participation, ("record_id", "person_id", "role"), people)
    codes = dict(Secondee.objects.filter(pk__in=_people(before, after)).values_list("pk", "code"))
    lines = [
        (
            str(before[pk]["uid"]),
            {
                "before": before[pk]["data"],
                "after": each["data"],
                "people": {"before": _roles(before[pk], codes), "after": _roles(each, codes)},
                "digests": {"before": before[pk]["digest"], "after": each["digest"]},
            },
        )
        for pk, each in after.items()
    ]
    note_all(action, lines, by=by)
    for record in Record.objects.filter(pk__in=list(after)).order_by("id"):
        keep_step(record, action, by=by)


def _people(*said: Mapping[int, Said]) -> set[int]:
    return {person for each in said for record in each.values() for person, _role in record["people"]}


def _roles(said: Said, codes: Mapping[int, str]) -> dict[str, str]:
    return {codes[person]: role for person, role in said["people"]}


def _typed(kept: Said) -> Said:
    """Return what was kept as JSON with its days and numbers as the columns hold them."""
    fields = {field.attname: field for field in Record._meta.fields}  # noqa: SLF001  # Django's own name for it
    columns = {name: fields[name].to_python(kept[name]) for name in (*COLUMNS, *PLACE)}
    return {**columns, "people": [(int(person), role) for person, role in kept["people"]]}
