"""Renaming, merging and deleting with all that rests on it: a preview of each, and each as one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.programme import name_writes
from qiao.programme.audit import Personal, note
from qiao.programme.identity import Merge
from qiao.programme.models import Secondee, Secondment
from qiao.programme.moving import Moved
from qiao.programme.naming import MODELS, sort_of
from qiao.programme.refusal import NotDone
from qiao.programme.rights import demand_whole
from qiao.record import content
from qiao.record.kinds import catalogue
from qiao.record.models import Participation, Record
from qiao.terms import Scope
from qiao.upkeep import figures
from qiao.upkeep.touching import Touched, listed, serials, touched

AT_ONCE = 500

CHANGE = "roster.change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change would touch, and which figures it would move. Nothing has been changed.

    `issued` are the numbers of issued documents, which keep what they say. `doubled` are records that would say the
    same as another afterwards: they stay two, as before. `notices` are lines to look at.
    """

    touched: tuple[Touched, ...]
    issued: tuple[str, ...]
    figures: tuple[figures.Moved, ...]
    doubled: int = 0
    notices: tuple[str, ...] = ()


def preview_rename(thing: Any, name: str, *, day: dt.date) -> Preview:
    """Return what another name would touch. Raises NotDone for a name that cannot be taken."""
    sort, copy = sort_of(thing), _copy(thing)
    moved = figures.moved_by(
        lambda: name_writes.rename(copy, name, by=None, day=day),
        [thing],
        lambda scope: _renamed(scope, thing, name),
        name.strip(),
    )
    return Preview(
        touched=tuple(touched(thing)), issued=serials(thing, sort) if sort != "region" else (), figures=moved
    )


def _renamed(scope: Scope, thing: Any, name: str) -> Scope:
    if isinstance(thing, Secondee):
        return scope
    changes = {
        column: name.strip()
        for column in ("batch", "organisation", "place")
        if getattr(scope, column) == thing.name and column in {sort_of(thing), "place"}
    }
    return replace(scope, **changes)  # type: ignore[arg-type]  # its texts only


def rename(thing: Any, name: str, *, by: User | None, day: dt.date) -> None:
    """Give a thing another name. Raises NotDone."""
    name_writes.rename(thing, name, by=by, day=day)


def preview_merge(source: Any, target: Any, *, day: dt.date) -> Preview:
    """Return what making two things one would touch. Raises NotDone where they contradict each other."""
    sort = sort_of(target)
    if sort_of(source) != sort:
        raise TypeError("only two of a sort can be merged")
    doubled: list[int] = []

    def change() -> None:
        done = merge(_copy(source), _copy(target), by=None, day=day)
        doubled.append(_doubled(done))

    moved = figures.moved_by(change, [source, target])
    return Preview(
        touched=tuple(touched(source)),
        issued=serials(source, sort),
        figures=moved,
        doubled=doubled[0],
        notices=tuple(_notices(source, target)),
    )


def _notices(source: Any, target: Any) -> Iterable[str]:
    if isinstance(source, Secondee):
        if source.user_id and target.user_id:
            said = _("Both have an account: that of %(code)s belongs to nobody afterwards.")
            yield said % {"code": source.code}
        both = Participation.objects.filter(person=source, record__participations__person=target).count()
        if both:
            said = _("Both take part in %(count)s records: there they become one, who led if either did.")
            yield said % {"count": both}
    if getattr(source, "planned", None) is not None:
        yield _("Days and planned people stay those of %(name)s.") % {"name": target.name}


def _doubled(done: Merge) -> int:
    keys = done.moved["keys"].get("record.Participation.person", [])
    digests = Record.objects.filter(participations__in=keys).values_list("digest", flat=True)
    return sum(Record.objects.filter(digest=each).count() > 1 for each in dict.fromkeys(digests))


@transaction.atomic
def merge(source: Any, target: Any, *, by: User | None, day: dt.date) -> Merge:
    """Make two things one, with all that refers to them. Raises NotDone where they contradict each other."""
    demand_whole(by, CHANGE)
    name_writes.refuse_merge(source, target)
    moved = Moved()
    if isinstance(source, Secondee):
        _lead_together(source, target, moved)
    records = _records_of(source)
    done = name_writes.merge(source, target, by=by, day=day, moved=moved)
    _digest_again(records)
    return done


@transaction.atomic
def undo(done: Merge, *, by: User | None) -> Any:
    """Take a merge back, and return the source as it is again. Raises NotDone where that cannot be done any more."""
    demand_whole(by, CHANGE)
    source = name_writes.undo(done, by=by, moved=Moved.from_json(done.moved))
    target = MODELS[done.sort].everything.get(pk=done.target)
    _digest_again([*_records_of(source), *_records_of(target)])
    return source


def _lead_together(source: Secondee, target: Secondee, moved: Moved) -> None:
    """Let the target lead each record that both are in and the source led; the source's part goes with the merge."""
    led = Participation.objects.filter(person=source, role=Participation.Role.LED).values("record")
    for each in Participation.objects.filter(person=target, role=Participation.Role.TOOK_PART, record__in=led):
        moved.replace(each, "role", Participation.Role.LED)


def _records_of(thing: Any) -> list[int]:
    """Return the keys of the records that name a person: their digests are over numbers."""
    if not isinstance(thing, Secondee):
        return []
    return list(Participation.objects.filter(person=thing).order_by().values_list("record", flat=True))


def _digest_again(records: list[int]) -> None:
    """Digest again what names another person now, so that the row of a workbook is still known as the same."""
    known = catalogue().kinds
    for at in range(0, len(records), AT_ONCE):
        found = list(
            Record.objects.filter(pk__in=records[at : at + AT_ONCE]).prefetch_related("participations__person")
        )
        for each in found:
            if each.kind in known:
                kind, people = known[each.kind], each.participations.all()
                named = [content.participant(one.person.code, one.role) for one in people]
                each.digest = content.digest(kind, content.values(kind, each.data), named)
        Record.objects.bulk_update(found, ("digest",))


@transaction.atomic
def delete(thing: Any, *, by: User | None) -> None:
    """Delete what nothing refers to. Raises NotDone with a line that says what does."""
    demand_whole(by, CHANGE)
    holding = touched(thing)
    if holding:
        raise NotDone(_("it cannot be deleted, because this refers to it: %(what)s") % {"what": listed(holding)})
    if type(thing).everything.filter(merged_into=thing).exists():
        raise NotDone(_("it cannot be deleted, because another was merged into it"))
    sort, key = sort_of(thing), name_writes.key_of(thing)
    personal = {"before.name": Personal(about=key, value=thing.name)} if isinstance(thing, Secondee) else {}
    thing.delete()
    note(f"delete {sort}", key, by=by, personal=personal, before={"key": key}, after=None)


@transaction.atomic
def delete_secondment(secondment: Secondment, *, by: User | None) -> None:
    """Delete a secondment that was entered by mistake. Raises NotDone where work was done in it."""
    demand_whole(by, CHANGE)
    theirs = Participation.objects.filter(person=secondment.person)
    count = theirs.filter(record__day__gte=secondment.start, record__day__lt=secondment.end).count()
    if count:
        why = _("it cannot be deleted, because %(count)s records are of these days: end it early instead")
        raise NotDone(why % {"count": count})
    note(
        "delete secondment",
        secondment.person.code,
        by=by,
        before={"batch": secondment.batch.name, "start": secondment.start, "end": secondment.end},
        after=None,
    )
    secondment.delete()


def _copy(thing: Any) -> Any:
    """Return the thing read afresh, so that a preview leaves nothing behind in the one that is shown."""
    return type(thing).everything.get(pk=thing.pk)
