"""The rows of an export, coming back: records with the id, the status and the evidence that the workbook gives them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User

from qiao.exchange import reads
from qiao.exchange.planned import Entry, Kept, Plan, SheetPlan, TermKey
from qiao.programme.audit import note
from qiao.programme.models import Batch, Organisation, Secondment
from qiao.record import writes as record
from qiao.record.models import Evidence, Record
from qiao.record.overwriting import Overtaken
from qiao.record.staging import CHUNK, chunks
from qiao.record.standing import Standing
from qiao.record.writes import Work
from qiao.terms import Participant

Terms = Mapping[TermKey, Secondment]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where exported rows belong: the keys of batches, organisations and accounts by name."""

    batches: Mapping[str, int]
    organisations: Mapping[str, int]
    accounts: Mapping[str, int]

    def standing(self, kept: Kept) -> Standing:
        """Return where a record stands; an account or a batch that is not here is none."""
        return Standing(
            uid=kept.uid,
            status=kept.status,
            review_note=kept.note,
            kind_version=kept.version,
            catalogue_version=kept.catalogue,
            batch=self.batches.get(kept.batch),
            organisation=self.organisations.get(kept.organisation),
            author=self.accounts.get(kept.author),
            recorded=kept.recorded,
        )


def _places(plan: Plan) -> _Places:
    if not plan.kept:
        return _Places(batches={}, organisations={}, accounts={})
    return _Places(
        batches=dict(Batch.objects.values_list("name", "pk")),
        organisations=dict(Organisation.objects.values_list("name", "pk")),
        accounts=dict(User.objects.values_list("username", "pk")),
    )


def bring_in(plan: Plan, terms: Terms, by: User | None, *, was_empty: bool) -> list[int]:
    """Add and overwrite the exported rows of a plan, in the caller's transaction; return the keys of what was added.

    Raises Overtaken for a record that has been changed since the plan was made.
    """
    if not plan.kept:
        return []
    places = _places(plan)
    added: list[int] = []
    for sheet in plan.records:
        kept = [each for each in sheet.entries if each.kept]
        for some in chunks((each for each in kept if each.overwrites is None), CHUNK):
            new = record.bring_in([_work(sheet, each, terms, places) for each in some], by=by)
            added += new.values_list("pk", flat=True)
        for each in kept:
            if each.overwrites is not None:
                _overwrite(sheet, each, terms, places, by)
    if was_empty and plan.origin:
        note(reads.RESTORED, plan.origin, by=by, book=plan.book)
    return added


def _overwrite(sheet: SheetPlan, entry: Entry, terms: Terms, places: _Places, by: User | None) -> None:
    stored = Record.objects.filter(pk=entry.overwrites or 0, digest=entry.expected).first()
    if stored is None:
        raise Overtaken
    known = {reads.refers(each) for each in stored.evidence.all()}
    further = tuple(each for each in entry.evidence if each not in known)
    record.overwrite(stored, _work(sheet, dataclasses.replace(entry, evidence=further), terms, places), by=by)


def _work(sheet: SheetPlan, entry: Entry, terms: Terms, places: _Places) -> Work:
    if sheet.kind is None or entry.kept is None:
        raise ValueError(f"row {entry.row} of the sheet {sheet.name!r} keeps no record")
    return Work(
        kind=sheet.kind,
        data={
            field.id: value for field, value in zip(sheet.kind.fields, entry.values, strict=True) if value is not None
        },
        people=tuple((terms[key], Participant(person=key[0], role=role)) for key, role in entry.people),
        # What its record rested on before.
        evidence=tuple(Evidence(**dataclasses.asdict(each)) for each in entry.evidence),
        row_label=entry.label,
        standing=places.standing(entry.kept),
    )
