"""Renaming, merging and retiring, each one transaction and one line of the trail.

What a change touches beyond the programme (records, figures, documents) is the business of `qiao.upkeep`, which calls
these functions and shows everything first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.programme.audit import Personal, note
from qiao.programme.identity import FormerName, Merge, Named
from qiao.programme.models import Secondee
from qiao.programme.moving import Moved, fold_twins, move_references
from qiao.programme.naming import MODELS, sort_of
from qiao.programme.refusal import NotDone
from qiao.programme.rights import demand_whole
from qiao.programme.writes import renamed

CHANGE = "roster.change"


def key_of(thing: Any) -> str:
    """Return what the trail calls a thing: a person by number, anything else by name."""
    return str(thing.code if isinstance(thing, Secondee) else thing.name)


@transaction.atomic
def rename(thing: Any, name: str, *, by: User | None, day: dt.date) -> None:
    """Give a region, an organisation, a batch or a person another name; the old one stays a former name.

    Raises NotDone for a name that cannot be taken.
    """
    demand_whole(by, CHANGE)
    sort, new, old = sort_of(thing), name.strip(), thing.name
    if isinstance(thing, Secondee) and thing.removed_on:
        raise NotDone(_("the personal data of this person was removed: no name can be recorded any more"), "name")
    refuse_name(sort, new, thing)
    FormerName.objects.filter(**{sort: thing}, name=new, sort=FormerName.Sort.NAME).delete()
    FormerName.objects.create(**{sort: thing}, name=old, until=day)
    thing.name = new
    thing.save(update_fields=("name",))
    if isinstance(thing, Secondee):
        note("rename person", thing.code, by=by, personal=renamed(thing.code, old, new))
    else:
        note(f"rename {sort}", new, by=by, before={"name": old}, after={"name": new})


def refuse_name(sort: str, name: str, thing: Named | None = None) -> None:
    """Raise NotDone where a thing, a new one for None, cannot be called so. People may share a name."""
    model = MODELS[sort]
    most = model._meta.get_field("name").max_length or 0  # noqa: SLF001  # Django's own name for what is public
    if not name:
        raise NotDone(_("a name is needed"), "name")
    if len(name) > most:
        raise NotDone(_("it is longer than %(most)s characters") % {"most": most}, "name")
    if thing is not None and name == thing.name:  # type: ignore[attr-defined]  # every sort has one
        raise NotDone(_("that is what it is called already"), "name")
    if sort == "person":
        return
    if model.everything.filter(name=name).exclude(pk=thing.pk if thing else None).exists():
        why = _("%(name)s is there already: to make one of the two, merge them")
        raise NotDone(why % {"name": name}, "name")
    other = FormerName.objects.filter(name=name).exclude(**{f"{sort}_id": None})
    for each in other.exclude(**{sort: thing}) if thing else other:
        why = _("%(name)s is a former name of %(other)s, and texts that say it mean that one: choose another name")
        raise NotDone(why % {"name": name, "other": getattr(each, sort).present.name}, "name")


@transaction.atomic
def merge(source: Any, target: Any, *, by: User | None, day: dt.date, moved: Moved | None = None) -> Merge:
    """Make two things one: all that refers to the source refers to the target, and the source's name is a former name.

    Issued documents keep what they say, so the source stays as a row that nothing else sees. `moved` holds what the
    caller has moved already. Raises NotDone where the two contradict each other.
    """
    demand_whole(by, CHANGE)
    sort, all_moved = sort_of(target), moved or Moved()
    refuse_merge(source, target)
    fold_twins(source, target, all_moved)
    move_references(source, target, all_moved)
    if isinstance(target, Secondee) and source.user_id and not target.user_id:
        account, source.user = source.user, None
        source.save(update_fields=("user",))
        target.user = account
        target.save(update_fields=("user",))
        all_moved.account = account.pk
    source.merged_into = target
    source.save(update_fields=("merged_into",))
    done = Merge.objects.create(sort=sort, source=source.pk, target=target.pk, moved=all_moved.as_json(), by=by)
    names = {FormerName.Sort.NAME: source.name} if source.name != target.name else {}
    if isinstance(source, Secondee):
        names[FormerName.Sort.CODE] = source.code
    for called, name in names.items():
        FormerName.objects.create(**{sort: target}, sort=called, name=name, until=day, merge=done)
    note(
        f"merge {sort}",
        key_of(target),
        by=by,
        merged=key_of(source),
        personal=_names(source, target),
        **all_moved.told(),
    )
    return done


def _names(source: Any, target: Any) -> dict[str, Personal]:
    if not isinstance(source, Secondee):
        return {}
    people = {"before.name": source, "after.name": target}
    return {key: Personal(about=each.code, value=each.name) for key, each in people.items()}


def refuse_merge(source: Any, target: Any) -> None:
    """Raise NotDone where two things cannot be made one."""
    if source.pk == target.pk:
        raise NotDone(_("both are the same: choose another one"), "into")
    if source.merged_into_id or target.merged_into_id:
        raise NotDone(_("one of the two has been merged already: look at the list of merges"), "into")
    if isinstance(source, Secondee) and (source.removed_on or target.removed_on):
        raise NotDone(_("the personal data of one of the two was removed: they can no longer be merged"), "into")
    parent = getattr(target, "parent", None)
    while parent is not None:
        if parent.pk == source.pk:
            raise NotDone(
                _("%(part)s lies in %(whole)s: they are not the same") % {"part": target.name, "whole": source.name},
                "into",
            )
        parent = parent.parent


@transaction.atomic
def undo(done: Merge, *, by: User | None, moved: Moved) -> Any:
    """Take a merge back, and return the source as it is again: what was moved and is still there goes back.

    `moved` is what the merge moved. Raises NotDone where it cannot be taken back any more.
    """
    demand_whole(by, CHANGE)
    model = MODELS[done.sort]
    source = model.everything.get(pk=done.source)
    if done.undone_at is not None or source.merged_into_id != done.target:
        raise NotDone(_("this merge has been taken back already"))
    target = model.everything.get(pk=done.target)
    if target.merged_into_id is not None:
        raise NotDone(_("%(name)s has been merged into another since: take that back first") % {"name": target.name})
    if isinstance(target, Secondee) and target.removed_on:
        raise NotDone(_("the personal data of this person was removed: the merge stays"))
    source.merged_into = None
    source.save(update_fields=("merged_into",))
    moved.put_back(source, target)
    done.names.all().delete()
    done.undone_at = _now()
    done.save(update_fields=("undone_at",))
    note(f"undo merge {done.sort}", key_of(target), by=by, merged=key_of(source), **moved.told())
    return source


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@transaction.atomic
def retire(thing: Any, day: dt.date | None, *, by: User | None) -> None:
    """Offer a thing in no form any more from a day on, or again for None; all that refers to it stays."""
    demand_whole(by, CHANGE)
    before, thing.retired_on = thing.retired_on, day
    thing.save(update_fields=("retired_on",))
    note(f"retire {sort_of(thing)}", key_of(thing), by=by, before={"retired_on": before}, after={"retired_on": day})
