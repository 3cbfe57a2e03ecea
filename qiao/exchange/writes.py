"""The import itself: whole or nothing."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from qiao.exchange import reads, wider
from qiao.exchange.planned import Entry, Kept, Plan, RosterEntry, SheetPlan, TermKey
from qiao.exchange.planning import Progress
from qiao.exchange.roster import partners
from qiao.programme.audit import Personal, note
from qiao.programme.models import Batch, Organisation, Region, Secondee, Secondment
from qiao.programme.rights import demand_whole
from qiao.programme.writes import (
    NewBatch,
    NewOrganisation,
    NewSecondment,
    renamed,
    said_of_batch,
    said_of_organisation,
)
from qiao.record import writes as record
from qiao.record.models import Evidence, Record
from qiao.record.standing import Standing
from qiao.record.writes import CHUNK, Work
from qiao.terms import Participant

IMPORT = "import.run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import has done: how many records were added and overwritten, and how many rows of the roster."""

    new: int
    changed: int
    roster: int

    def __str__(self) -> str:
        return _(
            "%(new)s records added, %(changed)s overwritten, %(roster)s entries of the roster"
        ) % dataclasses.asdict(self)


class OutOfDate(Exception):  # noqa: N818  # it says what happened
    """The record has changed since the plan was made. Its text is one line for the user that says what to do."""


@transaction.atomic
def bring_in(plan: Plan, by: User | None = None, on_progress: Progress | None = None) -> Imported:
    """Do what a plan says: all of it, or nothing where anything fails.

    Good rows go in as approved, each with its row of the workbook as evidence; one line of the audit trail for the
    new roster and one for the new records, and a line with before and after for each thing that is overwritten.
    Raises OutOfDate for a plan that another change has overtaken.
    """
    demand_whole(by, IMPORT)
    was_empty = reads.is_empty()
    result = Imported(
        new=plan.count("new"), changed=plan.count("changed"), roster=sum(len(each.roster) for each in plan.roster)
    )
    if plan.is_empty:
        return result
    if reads.state() != plan.state:
        raise OutOfDate(_("the record has changed since this import was prepared: import the workbook again"))
    _bring_in_roster(plan, by)
    wider.bring_back(plan.wider, plan.book, by)
    terms: Mapping[TermKey, Secondment] = {(each.person.code, each.start): each for each in reads.all_secondments()}
    places = _places(plan)
    total = sum(len(sheet.entries) for sheet in plan.records)
    done = 0
    for sheet in plan.records:
        for chunk in _chunks([each for each in sheet.entries if each.overwrites is None]):
            record.bring_in([_work(plan, sheet, entry, terms, places) for entry in chunk], by=by)
            done += len(chunk)
            if on_progress is not None:
                on_progress(done, total)
        done += _overwrite(plan, sheet, terms, places, by)
    if on_progress is not None:
        on_progress(total, total)
    if total:
        counts = {each.name: {"new": each.new, "changed": each.changed} for each in plan.records}
        if was_empty and plan.origin and plan.kept:
            note(reads.RESTORED, plan.origin, by=by, book=plan.book)
        note("import", plan.book, by=by, sheets=counts)
        _look_again()
    return result


def _look_again() -> None:
    """Let SQLite count what its indexes hold now; other databases do so by themselves.

    Without it a person's records are sought by kind: measured on a million records, 1.8 s instead of 0.2 s of a check.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize=0x10002")


def _chunks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


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


def _work(plan: Plan, sheet: SheetPlan, entry: Entry, terms: Mapping[TermKey, Secondment], places: _Places) -> Work:
    if sheet.kind is None:
        raise ValueError(f"the sheet {sheet.name!r} holds no records")
    return Work(
        kind=sheet.kind,
        data={
            field.id: value for field, value in zip(sheet.kind.fields, entry.values, strict=True) if value is not None
        },
        people=tuple((terms[key], Participant(person=key[0], role=role)) for key, role in entry.people),
        evidence=_evidence(plan, sheet, entry),
        row_label=entry.label,
        standing=places.standing(entry.kept) if entry.kept else None,
    )


def _evidence(plan: Plan, sheet: SheetPlan, entry: Entry) -> tuple[Evidence, ...]:
    """Return the row itself as evidence; an exported row brings what its record rested on before."""
    if entry.kept is None:
        return (Evidence(sort=Evidence.Sort.WORKBOOK, label=plan.book, sheet=sheet.name, row=entry.row),)
    return tuple(Evidence(sort=each.sort, label=each.label, sheet=each.sheet, row=each.row) for each in entry.evidence)


def _overwrite(
    plan: Plan, sheet: SheetPlan, terms: Mapping[TermKey, Secondment], places: _Places, by: User | None
) -> int:
    changed = {entry.overwrites: entry for entry in sheet.entries if entry.overwrites is not None}
    for pk, entry in changed.items():
        stored = Record.objects.get(pk=pk)
        known = {reads.refers(each) for each in stored.evidence.all()} if entry.kept else set()
        further = tuple(each for each in entry.evidence if each not in known)
        work = _work(plan, sheet, dataclasses.replace(entry, evidence=further), terms, places)
        record.overwrite(stored, work, by=by)
    return len(changed)


def _bring_in_roster(plan: Plan, by: User | None) -> None:
    new: dict[type, list[RosterEntry]] = defaultdict(list)
    changed: list[RosterEntry] = []
    for sheet in plan.roster:
        for entry in sheet.roster:
            (new[type(entry.new)] if entry.overwrites is None else changed).append(entry)
    organisations = [each.new for each in new[NewOrganisation] if isinstance(each.new, NewOrganisation)]
    batches = [each.new for each in new[NewBatch] if isinstance(each.new, NewBatch)]
    secondments = [each.new for each in new[NewSecondment] if isinstance(each.new, NewSecondment)]
    _add_organisations(organisations)
    Batch.objects.bulk_create(
        Batch(name=each.name, start=each.start, end=each.end, planned=each.planned) for each in batches
    )
    # What changes may name what is new, and the other way round for none of them.
    for entry in changed:
        _change(entry, by)
    _pair([*organisations, *(each.new for each in changed if isinstance(each.new, NewOrganisation))])
    names = _names(secondments)
    _add_secondments(secondments)
    if organisations or batches or secondments:
        note(
            "import roster",
            plan.book,
            by=by,
            personal={
                key: each for code, (before, name) in names.items() for key, each in _named(code, before, name).items()
            },
            before=None,
            organisations=[dataclasses.asdict(each) for each in organisations],
            batches=[dataclasses.asdict(each) for each in batches],
            secondments=[_nameless(each) for each in secondments],
        )


def _named(code: str, before: str | None, after: str) -> dict[str, Personal]:
    """Return what the trail says of a name, of one person among many."""
    return {f"{code} {key}": each for key, each in renamed(code, before, after).items()}


def _nameless(new: NewSecondment) -> dict[str, object]:
    """Return what the trail says of a secondment: the name of the person has its own place there."""
    return {key: value for key, value in dataclasses.asdict(new).items() if key != "name"}


def _regions(names: set[str]) -> dict[str, Region]:
    Region.objects.bulk_create((Region(name=each) for each in sorted(names - {""})), ignore_conflicts=True)
    return {each.name: each for each in Region.objects.filter(name__in=names)}


def _add_organisations(new: Sequence[NewOrganisation]) -> None:
    regions = _regions({each.region for each in new})
    Organisation.objects.bulk_create(
        Organisation(name=each.name, nature=each.nature, region=regions.get(each.region)) for each in new
    )


def _pair(named: Sequence[NewOrganisation]) -> None:
    pairs = [(each.name, partner) for each in named for partner in partners(each.partner)]
    known = Organisation.objects.in_bulk({name for pair in pairs for name in pair}, field_name="name")
    for name, partner in pairs:
        known[name].partners.add(known[partner])


def _names(new: Sequence[NewSecondment]) -> dict[str, tuple[str | None, str]]:
    """Return the name of each person before, None for somebody new, and after; by number."""
    after = {each.code: each.name for each in new}
    before = dict(Secondee.objects.order_by().values_list("code", "name"))
    return {code: (before.get(code), name) for code, name in after.items()}


def _add_secondments(new: Sequence[NewSecondment]) -> None:
    if not new:
        return
    names = {each.code: each.name for each in new}
    people = {each.code: each for each in Secondee.objects.all() if each.code in names}
    Secondee.objects.bulk_create(Secondee(code=code, name=name) for code, name in names.items() if code not in people)
    renamed = [each for each in people.values() if each.name != names[each.code]]
    for each in renamed:
        each.name = names[each.code]
    Secondee.objects.bulk_update(renamed, ["name"], batch_size=CHUNK)
    people = {each.code: each for each in Secondee.objects.all() if each.code in names}
    organisations = {each.name: each for each in Organisation.objects.all()}
    batches = {each.name: each for each in Batch.objects.all()}
    Secondment.objects.bulk_create(
        (
            Secondment(
                person=people[each.code],
                batch=batches[each.batch],
                category=each.category,
                sending_organisation=organisations[each.sending],
                host_organisation=organisations[each.host],
                host_post=each.post,
                start=each.start,
                end=each.end,
            )
            for each in new
        ),
        batch_size=CHUNK,
    )


def _change(entry: RosterEntry, by: User | None) -> None:
    """Bring a row of the roster up to date; the trail keeps what it said before."""
    if entry.overwrites is None:
        raise ValueError(f"row {entry.row} of the roster overwrites nothing")
    new = entry.new
    if isinstance(new, NewOrganisation):
        organisation = Organisation.objects.select_related("region").get(pk=entry.overwrites)
        before = said_of_organisation(organisation)
        organisation.nature = new.nature
        organisation.region = _regions({new.region}).get(new.region)
        organisation.save()
        note(
            "change organisation",
            new.name,
            by=by,
            before=before,
            after={"nature": new.nature, "region": new.region, "partners": partners(new.partner)},
        )
    elif isinstance(new, NewBatch):
        batch = Batch.objects.get(pk=entry.overwrites)
        was = said_of_batch(batch)
        batch.start, batch.end, batch.planned = new.start, new.end, new.planned
        batch.save()
        note("change batch", new.name, by=by, before=was, after=said_of_batch(batch))

    else:
        _change_secondment(entry.overwrites, new, by)


def _change_secondment(pk: int, new: NewSecondment, by: User | None) -> None:
    secondment = Secondment.objects.select_related("person", "batch", "sending_organisation", "host_organisation").get(
        pk=pk
    )
    before = reads.as_new(secondment)
    Secondee.objects.filter(pk=secondment.person_id).update(name=new.name)
    secondment.batch = Batch.objects.get(name=new.batch)
    secondment.category = new.category
    secondment.sending_organisation = Organisation.objects.get(name=new.sending)
    secondment.host_organisation = Organisation.objects.get(name=new.host)
    secondment.host_post = new.post
    secondment.start, secondment.end = new.start, new.end
    secondment.save()
    personal = renamed(new.code, before.name, new.name)
    note("change secondment", new.code, by=by, personal=personal, before=_nameless(before), after=_nameless(new))
