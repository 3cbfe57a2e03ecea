"""Which record a row that is not there yet may overwrite."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiao.exchange import reads
from qiao.exchange.cells import written
from qiao.exchange.planned import Change, Entry
from qiao.exchange.reads import Stored
from qiao.terms import Kind, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The entries of a sheet, each new or with the record that it overwrites, and what each change says."""

    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]


def match(sheet: str, kind: Kind, entries: Sequence[Entry], *, same: int, said: set[bytes], taken: set[int]) -> Matched:
    """Return the entries with the records that they overwrite.

    A row overwrites the record with the same identity (the kind says which fields name a thing), else the record
    with the same number in the ledger, the same leader and at least half of the filled fields equal. A number in
    the ledger is no more than that: another month's ledger starts at 1 again. So it counts only where the day is
    the same too, or where most rows of this sheet are already there, which makes it a revision of the same ledger.

    `same` is how many rows of the sheet are already there; `said` holds the digests of the whole book, whose records
    stay as they are; `taken` collects the records that have been overwritten, each once.
    """
    is_revision = 0 < same >= len(entries)
    result = list(entries)
    changes: list[Change] = []
    for at, entry, stored in _pairs(kind, entries, is_revision=is_revision):
        if result[at].overwrites is None and stored.pk not in taken and bytes.fromhex(stored.digest) not in said:
            taken.add(stored.pk)
            result[at] = dataclasses.replace(entry, overwrites=stored.pk, expected=stored.digest)
            changes.append(
                Change(sheet=sheet, row=entry.row, subject=stored.uid, differences=differences(kind, entry, stored))
            )
    return Matched(entries=tuple(result), changes=tuple(sorted(changes, key=lambda each: each.row)))


def _pairs(kind: Kind, entries: Sequence[Entry], *, is_revision: bool) -> Iterator[tuple[int, Entry, Stored]]:
    """Yield entries with records that they may overwrite, the surest pairs first."""
    at_fields = [at for at, field in enumerate(kind.fields) if field.id in kind.identity and field.slot]
    if at_fields:
        yield from _by_identity(kind, entries, at_fields)
    labelled: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        if entry.label:
            labelled[entry.label].append(at)
    day = kind.fields.index(kind.field_named(kind.day_field))
    for stored in reads.by_slot(kind, "row_label", labelled):
        for at in labelled[stored.label]:
            entry = entries[at]
            is_dated = entry.values[day] == stored.values[day]
            if (
                (is_dated or is_revision)
                and _leader(_people(entry)) == _leader(stored.people)
                and _is_alike(entry.values, stored.values)
            ):
                yield at, entry, stored


def _by_identity(kind: Kind, entries: Sequence[Entry], at_fields: Sequence[int]) -> Iterator[tuple[int, Entry, Stored]]:
    named: dict[tuple[Value, ...], list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        identity = tuple(entry.values[field] for field in at_fields)
        if None not in identity:
            named[identity].append(at)
    slot = kind.fields[at_fields[0]].slot
    pairs = [
        (at, entries[at], stored)
        for stored in reads.by_slot(kind, slot, (identity[0] for identity in named))
        for at in named.get(tuple(stored.values[field] for field in at_fields), ())
    ]
    # Two rows may share a voucher: each overwrites the record that it resembles most.
    yield from sorted(pairs, key=lambda pair: -_equal(pair[1].values, pair[2].values))


def _people(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((code, role) for (code, _start), role in entry.people)


def _leader(people: Sequence[tuple[str, str]]) -> str:
    return next((code for code, role in people if role == "led"), "")


def _equal(values: Sequence[Value], others: Sequence[Value]) -> int:
    return sum(value == other for value, other in zip(values, others, strict=True) if value is not None)


def _is_alike(values: Sequence[Value], others: Sequence[Value]) -> bool:
    filled = sum(value is not None or other is not None for value, other in zip(values, others, strict=True))
    return 2 * _equal(values, others) >= filled


def differences(kind: Kind, entry: Entry, stored: Stored) -> tuple[tuple[str, str, str], ...]:
    """Return what a row says differently from its record: the heading, and what it said before and says now."""
    found = [
        (field.columns[0], _shown(before), _shown(after))
        for field, before, after in zip(kind.fields, stored.values, entry.values, strict=True)
        if before != after
    ]
    for role, headings in kind.participants.items():
        before, after = (
            ", ".join(sorted(code for code, each in people if each == role))
            for people in (stored.people, _people(entry))
        )
        if before != after:
            found.append((headings[0], before, after))
    return tuple(found)


def _shown(value: Value) -> str:
    return "" if value is None else written(value) if not hasattr(value, "quantize") else f"{value:f}"
