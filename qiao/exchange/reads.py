"""What an import has to know of the database, and the digest of the whole record."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qiao.exchange.planned import TermKey
from qiao.programme.models import Batch, Organisation, Secondment
from qiao.programme.writes import NewBatch, NewOrganisation, NewSecondment
from qiao.record import content
from qiao.record.kinds import catalogue
from qiao.record.models import Import, Record
from qiao.record.reads import with_people
from qiao.terms import Kind, Value

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record as matching needs it: its content, the numbers and roles of its people, and its number in the ledger."""

    pk: int
    uid: str
    digest: str
    label: str
    people: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoster:
    """The roster as the sheets name it, each with the key of its row."""

    organisations: Mapping[str, tuple[int, NewOrganisation]]
    partners: frozenset[tuple[str, str]]
    batches: Mapping[str, tuple[int, NewBatch]]
    secondments: Mapping[TermKey, tuple[int, NewSecondment]]


def state() -> str:
    """Return a digest of what every plan rests on: the catalogue, and the imports made so far."""
    made = Import.objects.filter(published_at__isnull=False).order_by("id").values_list("id", "state")
    return hashlib.sha256(json.dumps([catalogue().version, list(made)]).encode()).hexdigest()


def roster_state() -> str:
    """Return a digest of the roster, on which a plan rests that changes it."""
    whole = hashlib.sha256()
    for line in sorted(_roster_lines()):
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


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
    )


def all_secondments() -> Iterator[Secondment]:
    """Yield every secondment with its person, batch and organisations, in one query."""
    related = ("person", "batch", "sending_organisation", "host_organisation")
    yield from Secondment.objects.select_related(*related).order_by("person__code", "start")


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
    for line in sorted(_roster_lines()):
        whole.update(line.encode() + b"\n")
    # Sorted here: databases sort texts each in their own way.
    for pair in sorted(Record.objects.order_by().values_list("digest", "status").iterator(chunk_size=10_000)):
        whole.update(" ".join(pair).encode() + b"\n")
    return whole.hexdigest()


def _roster_lines() -> Iterator[str]:
    roster = stored_roster()
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


def _line(sort: str, said: Sequence[object]) -> str:
    return json.dumps([sort, *said], ensure_ascii=False)
