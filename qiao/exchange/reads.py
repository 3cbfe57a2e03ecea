"""What an import has to know of the database, and the digest of the whole record."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from qiao.exchange import wider
from qiao.exchange.planned import Kept, Reference, TermKey
from qiao.programme.models import AuditLine, Batch, Organisation, Secondee, Secondment
from qiao.programme.naming import FormerNames, former_names
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.record import content
from qiao.record.kinds import catalogue
from qiao.record.models import Evidence, Import, Record
from qiao.record.periods import reads as periods
from qiao.record.reads import with_people
from qiao.terms import Kind, Value

CHUNK = 500
REFERENCE = ("sort", "label", "sheet", "row", "digest", "media", "size")
"""The columns of evidence that an export keeps: with its digest a file is found again where the files are."""
RESTORED = "restore"
"""The action under which the trail notes that an export was brought into an empty programme; its subject is the origin.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record as matching needs it: its content, the numbers and roles of its people, and its number in the ledger."""

    pk: int
    uid: str
    digest: str
    label: str
    people: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    kept: Kept | None = None
    evidence: frozenset[Reference] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoster:
    """The roster as the sheets name it, each with the key of its row.

    `former` says what names of before mean now; `removed` holds the people whose personal data is gone: a workbook from
    before does not bring it back.
    """

    organisations: Mapping[str, tuple[int, NewOrganisation]]
    partners: frozenset[tuple[str, str]]
    batches: Mapping[str, tuple[int, NewBatch]]
    secondments: Mapping[TermKey, tuple[int, NewSecondment]]
    former: FormerNames = field(default_factory=FormerNames)
    removed: Mapping[str, str] = field(default_factory=dict)


def state() -> str:
    """Return a digest of what every plan rests on: the catalogue, the imports made so far, the periods closed."""
    made = Import.objects.filter(published_at__isnull=False).order_by("id").values_list("id", "state")
    closed = sorted(each.pk for each in periods.in_force())
    return hashlib.sha256(json.dumps([catalogue().version, list(made), closed]).encode()).hexdigest()


def roster_state(roster: StoredRoster) -> str:
    """Return a digest of the roster, on which a plan rests that changes it."""
    whole = hashlib.sha256()
    for line in sorted(_roster_lines(roster)):
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def origin() -> str:
    """Return what this programme is known by, for good: where its trail begins, or that of the one it was brought from.

    "" where nothing has ever been written.
    """
    brought = AuditLine.objects.filter(action=RESTORED).order_by("id").values_list("subject", flat=True).first()
    return brought or AuditLine.objects.order_by("id").values_list("hash", flat=True).first() or ""


def is_empty() -> bool:
    """Return whether nothing has been recorded yet."""
    return not Record.objects.exists()


def kinds_by_id() -> Mapping[bytes, str]:
    """Return the kind of every record by its id, as bytes to save memory."""
    found = Record.objects.order_by().values_list("uid", "kind")
    return {uid.bytes: sys.intern(kind) for uid, kind in found.iterator(chunk_size=10_000)}


def digests(kinds: Iterable[str]) -> set[bytes]:
    """Return the digests of all records of these kinds, in whatever status, as bytes to save memory."""
    found = Record.objects.filter(kind__in=list(kinds)).order_by().values_list("digest", flat=True)
    return {bytes.fromhex(each) for each in found.iterator(chunk_size=10_000)}


def stored_roster() -> StoredRoster:
    """Return the whole roster in a few queries."""
    organisations = {
        each.name: (
            each.pk,
            NewOrganisation(name=each.name, nature=each.nature, region=each.region.name if each.region else ""),
        )
        for each in Organisation.objects.select_related("region")
    }
    pairs = Organisation.objects.filter(partners__isnull=False).order_by().values_list("name", "partners__name")
    batches = {
        each.name: (each.pk, NewBatch(name=each.name, start=each.start, end=each.end, planned=each.planned))
        for each in Batch.objects.all()
    }
    secondments = {(each.person.code, each.start): (each.pk, as_new(each)) for each in all_secondments()}
    return StoredRoster(
        organisations=organisations,
        partners=frozenset((name, partner) for name, partner in pairs),
        batches=batches,
        secondments=secondments,
        former=former_names(),
        removed=dict(Secondee.objects.exclude(removed_on=None).values_list("code", "name")),
    )


def all_secondments() -> Iterator[Secondment]:
    """Yield every secondment with its person, batch, organisations and posts, in two queries."""
    related = ("person", "batch", "sending_organisation", "host_organisation")
    found = Secondment.objects.select_related(*related).prefetch_related("posts")
    yield from found.order_by("person__code", "start")


def posted() -> frozenset[TermKey]:
    """Return the secondments whose host may have changed while they lasted."""
    found = Secondment.objects.filter(posts__isnull=False).order_by().values_list("person__code", "start")
    return frozenset(found)


def as_new(secondment: Secondment) -> NewSecondment:
    """Return a secondment as a sheet names it."""
    return NewSecondment(
        code=secondment.person.code,
        name=secondment.person.name,
        batch=secondment.batch.name,
        category=secondment.category,
        sending=secondment.sending_organisation.name,
        host=secondment.host_organisation.name,
        post=secondment.host_post,
        start=secondment.start,
        end=secondment.end,
    )


def by_slot(kind: Kind, slot: str, wanted: Iterable[object]) -> Iterator[Stored]:
    """Yield the approved records of a kind whose column `slot` is one of the values, in a query for each 500 values."""
    values = list(dict.fromkeys(wanted))
    for start in range(0, len(values), CHUNK):
        found = Record.objects.filter(
            **{f"{slot}__in": values[start : start + CHUNK]}, kind=kind.id, status=Record.Status.APPROVED
        ).order_by("id")
        for record in with_people(found):
            yield _stored(kind, record)


Said = tuple[tuple[str, ...], frozenset[Reference]]
"""A record in short: digest, status, note, batch and organisation; and what it rests on."""


def said(kind: Kind, wanted: Sequence[UUID]) -> Mapping[UUID, Said]:
    """Return the records of a kind with these ids in short, by id."""
    found: dict[UUID, Said] = {}
    columns = ("digest", "status", "review_note", "batch__name", "organisation__name")
    for start in range(0, len(wanted), CHUNK):
        records = Record.objects.filter(uid__in=wanted[start : start + CHUNK], kind=kind.id).order_by()
        rests: dict[int, set[Reference]] = defaultdict(set)
        evidence = Evidence.objects.filter(record__in=records.values("pk")).order_by()
        for pk, *told in evidence.values_list("record", *REFERENCE):
            rests[pk].add(Reference(**dict(zip(REFERENCE, told, strict=True))))
        for pk, uid, *texts in records.values_list("pk", "uid", *columns):
            found[uid] = tuple(each or "" for each in texts), frozenset(rests[pk])
    return found


def standing(kind: Kind, wanted: Sequence[UUID]) -> Mapping[UUID, Stored]:
    """Return the records of a kind with these ids, in whatever status, with all that an export keeps of them."""
    found: dict[UUID, Stored] = {}
    for start in range(0, len(wanted), CHUNK):
        records = Record.objects.filter(uid__in=wanted[start : start + CHUNK], kind=kind.id).order_by("id")
        related = with_people(records).select_related("batch", "organisation").prefetch_related("evidence")
        for record in related:
            found[record.uid] = dataclasses.replace(
                _stored(kind, record), kept=_kept(record), evidence=frozenset(map(refers, record.evidence.all()))
            )
    return found


def _kept(record: Record) -> Kept:
    return Kept(
        uid=record.uid,
        status=record.status,
        note=record.review_note,
        batch=record.batch.name if record.batch else "",
        organisation=record.organisation.name if record.organisation else "",
    )


def refers(evidence: Evidence) -> Reference:
    """Return a piece of evidence as an export refers to it."""
    return Reference(**{each: getattr(evidence, each) for each in REFERENCE})


def _stored(kind: Kind, record: Record) -> Stored:
    data = content.values(kind, record.data)
    return Stored(
        pk=record.pk,
        uid=str(record.uid),
        digest=record.digest,
        label=record.row_label,
        people=tuple((each.person.code, each.role) for each in record.participations.all()),
        values=tuple(data.get(field.id) for field in kind.fields),
    )


def digest() -> str:
    """Return the SHA-256 of the whole record: what it says, in whatever order and under whatever ids it came in."""
    whole = hashlib.sha256()
    for line in sorted((*_roster_lines(stored_roster()), *_wider_lines())):
        whole.update(line.encode() + b"\n")
    # Sorted here: databases sort texts each in their own way.
    for line in sorted(_record_lines()):
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def _record_lines() -> Iterator[str]:
    """Yield what each record says, where it stands, for whom it counts, and what was put with it by hand.

    Not its id, nor the row of a workbook that it came from: another workbook with the same rows says the same.
    """
    evidence: dict[int, list[str]] = defaultdict(list)
    added = Evidence.objects.exclude(sort=Evidence.Sort.WORKBOOK).order_by().values_list("record", "sort", "label")
    for record, sort, label in added.iterator(chunk_size=10_000):
        evidence[record].append(f"{sort} {label}")
    said = ("pk", "digest", "status", "review_note", "batch__name", "organisation__name")
    for pk, *texts in Record.objects.order_by().values_list(*said).iterator(chunk_size=10_000):
        yield json.dumps([*texts, sorted(evidence.get(pk, ()))], ensure_ascii=False)


def _roster_lines(roster: StoredRoster) -> Iterator[str]:
    partners: dict[str, list[str]] = defaultdict(list)
    for name, partner in sorted(roster.partners):
        partners[name].append(partner)
    for _pk, each in roster.organisations.values():
        yield _line("organisation", [each.name, each.nature, each.region, partners[each.name]])
    for _pk, batch in roster.batches.values():
        yield _line("batch", [batch.name, str(batch.start), str(batch.end), batch.planned])
    for _pk, new in roster.secondments.values():
        term = [str(new.start), str(new.end)]
        yield _line("secondment", [new.code, new.name, new.batch, new.category, new.sending, new.host, new.post, *term])


def _wider_lines() -> Iterator[str]:
    """Yield what the roster has beyond the sheets that offices keep; nothing of a programme that has none of it.

    Not the moment at which somebody entered it, and not the pairs of organisations, which their own lines have.
    """
    for table in wider.TABLES:
        for row in wider.rows(table) if table.is_beyond_ledgers else ():
            said = [each if each is None else str(each) for each in row if not isinstance(each, dt.datetime)]
            if any(each for path, each in zip(table.columns, said, strict=False) if path not in table.key):
                yield _line(f"wider {table.id}", said)


def _line(sort: str, said: Sequence[object]) -> str:
    return json.dumps([sort, *said], ensure_ascii=False)
