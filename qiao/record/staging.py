"""From the rows of an import to records: staged by the thousand, then published in one statement for each table.

Staging takes as many short transactions as it likes, since nothing reads what is staged. Publishing moves it inside the
database, in the caller's transaction: all of it is there, or nothing (docs/decisions/import-staging.md).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from qiao.programme.models import Secondment
from qiao.record import content
from qiao.record.bulk import adapted, insert
from qiao.record.kinds import catalogue
from qiao.record.models import Content, Evidence, Record, StagedPerson, StagedRecord, StagedTerm
from qiao.terms import Kind, Role, Value

IMPORTED = uuid.UUID("6f2f6d3c-0d0b-5d0e-9d55-71a0b7a1c0de")
"""Namespace of the ids of imported records: the same row has the same id wherever it is imported."""

CHUNK = 2_000
"""How many rows are staged, or overwritten, at once."""

COLUMNS = tuple(field.attname for field in Content._meta.get_fields() if isinstance(field, models.Field))  # noqa: SLF001
"""The columns that a staged row hands to its record."""

PLACE = ("batch_id", "organisation_id")

T = TypeVar("T")

Term = tuple[Secondment, dt.date | None]
"""A secondment that staged rows name, with their day where its host changes while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row to be staged: checked content, and who did it by the number of their secondment in this load.

    `overwrites` is the record that it replaces, `expected` the digest that this one must still have.
    """

    kind: Kind
    data: Mapping[str, Value]
    digest: str
    people: tuple[tuple[int, Role], ...]
    row_label: str = ""
    sheet: str = ""
    row: int | None = None
    overwrites: int | None = None
    expected: str = ""

    @property
    def leader(self) -> int | None:
        """Return the number of the secondment of who leads it."""
        return next((term for term, role in self.people if role == "led"), None)


def columns(kind: Kind, data: Mapping[str, Value], digest: str, row_label: str) -> dict[str, object]:
    """Return the columns of a record that follow from its content alone."""
    return {
        "kind": kind.id,
        "kind_version": kind.version,
        "catalogue_version": catalogue().version,
        "day": data[kind.day_field],
        "end": data.get(kind.end_field) if kind.end_field else None,
        "data": content.stored(kind, data),
        "digest": digest,
        "row_label": row_label,
        **content.slots(kind, data),
    }


def place(leader: Secondment | None, day: dt.date | None) -> tuple[int | None, int | None]:
    """Return the batch and the organisation that a record counts for, which are those of who leads it.

    On the day of the work: a leader may have been posted to another host since. None where there are no such posts.
    """
    if leader is None:
        return None, None
    return leader.batch_id, leader.organisation_on(day) if day else leader.host_organisation_id


@transaction.atomic
def stage(load: uuid.UUID, rows: Sequence[Row]) -> None:
    """Put rows into a load. Their content must have been checked, and no two of a load may be the same."""
    # The same id for the same content wherever it is imported; one that is taken by then is replaced in `publish`.
    # What overwrites keeps the id of its record; a fresh one here keeps the two apart.
    ids = [uuid.uuid4() if each.overwrites else uuid.uuid5(IMPORTED, each.digest) for each in rows]
    pairs = [
        (uid, each, columns(each.kind, each.data, each.digest, each.row_label))
        for uid, each in zip(ids, rows, strict=True)
    ]
    insert(
        StagedRecord,
        ("load", "uid", "leader", "overwrites", "expected", "sheet", "row", *COLUMNS),
        (
            (
                load,
                uid,
                each.leader,
                each.overwrites,
                each.expected,
                each.sheet,
                each.row,
                *(fixed[name] for name in COLUMNS),
            )
            for uid, each, fixed in pairs
        ),
    )
    insert(
        StagedPerson,
        ("load", "uid", "term", "role"),
        ((load, uid, term, role) for uid, each, _fixed in pairs for term, role in each.people),
    )


def clear(load: uuid.UUID) -> None:
    """Remove whatever is staged under a load: after it was published, or because it never will be."""
    StagedPerson.objects.filter(load=load).delete()
    StagedRecord.objects.filter(load=load).delete()
    StagedTerm.objects.filter(load=load).delete()


def loads() -> set[uuid.UUID]:
    """Return the loads of which anything is staged."""
    return set(StagedRecord.objects.order_by().values_list("load", flat=True).distinct())


def drop_known(load: uuid.UUID) -> int:
    """Take the new rows out of a load that a record says already; return how many. For imports, which repeat."""
    known = Record.objects.filter(kind=OuterRef("kind"), digest=OuterRef("digest"))
    uids = list(_new(load).filter(Exists(known)).values_list("uid", flat=True))
    for some in chunks(uids):
        StagedPerson.objects.filter(load=load, uid__in=some).delete()
        StagedRecord.objects.filter(load=load, uid__in=some).delete()
    return len(uids)


def publish(load: uuid.UUID, terms: Sequence[Term], *, book: str, by: User | None, at: dt.datetime) -> None:
    """Make the new rows of a load approved records, each with its row of the workbook as evidence.

    `terms` are the secondments by their numbers in this load, saved by now, each with the day or None for all days.
    Runs in the transaction of the caller.
    """
    StagedTerm.objects.bulk_create(
        (
            StagedTerm(load=load, term=number, person=each.person_id, batch=batch, organisation=organisation)
            for number, (each, day) in enumerate(terms)
            for batch, organisation in [place(each, day)]
        ),
        batch_size=CHUNK,
    )
    _give_free_ids(load)
    fixed = {
        "status": Record.Status.APPROVED.value,
        "author_id": by.pk if by else None,
        "review_note": "",
        "created_at": at,
        "updated_at": at,
    }
    key = adapted(StagedRecord, "load", load)
    own = ", ".join(map(connection.ops.quote_name, ("uid", *COLUMNS)))
    with connection.cursor() as cursor:
        # Names come from the models, never from outside.
        cursor.execute(
            f"INSERT INTO record_record ({own}, {', '.join((*PLACE, *fixed))}) "  # noqa: S608
            f"SELECT {', '.join('s.' + each for each in own.split(', '))}, t.batch, t.organisation, "
            f"{', '.join(['%s'] * len(fixed))} FROM record_stagedrecord s "
            "LEFT JOIN record_stagedterm t ON t.load = s.load AND t.term = s.leader "
            "WHERE s.load = %s AND s.overwrites IS NULL ORDER BY s.id",
            [*(adapted(Record, name, value) for name, value in fixed.items()), key],
        )
        cursor.execute(
            "INSERT INTO record_participation (record_id, person_id, role) "
            "SELECT r.id, t.person, p.role FROM record_stagedperson p "
            "JOIN record_stagedterm t ON t.load = p.load AND t.term = p.term "
            "JOIN record_record r ON r.uid = p.uid WHERE p.load = %s ORDER BY p.id",
            [key],
        )
        cursor.execute(
            'INSERT INTO record_evidence (record_id, sort, label, sheet, "row") '
            'SELECT r.id, %s, %s, s.sheet, s."row" FROM record_stagedrecord s JOIN record_record r ON r.uid = s.uid '
            'WHERE s.load = %s AND s."row" IS NOT NULL ORDER BY s.id',
            [Evidence.Sort.WORKBOOK.value, book, key],
        )


def published(load: uuid.UUID) -> QuerySet[Record]:
    """Return the records that a load has added, before it is cleared."""
    return Record.objects.filter(uid__in=_new(load).order_by().values("uid"))


def _new(load: uuid.UUID) -> QuerySet[StagedRecord]:
    return StagedRecord.objects.filter(load=load, overwrites=None)


def _give_free_ids(load: uuid.UUID) -> None:
    """Give another id to what is new where a record holds its id that says something else since."""
    taken = list(_new(load).filter(Exists(Record.objects.filter(uid=OuterRef("uid")))).values_list("uid", flat=True))
    free: dict[uuid.UUID, uuid.UUID] = {}
    for uid in taken:
        found = uuid.uuid5(IMPORTED, str(uid))
        while Record.objects.filter(uid=found).exists():
            found = uuid.uuid5(IMPORTED, str(found))
        free[uid] = found
    for some in chunks(taken):
        rows = list(StagedRecord.objects.filter(load=load, uid__in=some))
        people = list(StagedPerson.objects.filter(load=load, uid__in=some))
        for row in rows:
            row.uid = free[row.uid]
        for person in people:
            person.uid = free[person.uid]
        StagedRecord.objects.bulk_update(rows, ["uid"], batch_size=CHUNK)
        StagedPerson.objects.bulk_update(people, ["uid"], batch_size=CHUNK)


def chunks(some: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield what there is by the thousand."""
    rest = iter(some)
    while chunk := list(islice(rest, size)):
        yield chunk
