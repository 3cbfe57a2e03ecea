"""What things are called, and were called before: a text that says a former name means the same thing as ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Q

from qiao.programme.identity import SORTS, FormerName, Named
from qiao.programme.models import Batch, Organisation, Region, Secondee
from qiao.terms import Scope

MODELS: Mapping[str, type[Region | Organisation | Batch | Secondee]] = {
    "region": Region,
    "organisation": Organisation,
    "batch": Batch,
    "person": Secondee,
}


def sort_of(thing: Named) -> str:
    """Return which of SORTS a thing is."""
    return next(sort for sort in SORTS if isinstance(thing, MODELS[sort]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerNames:
    """What each former name means now, by name; of people the numbers that they lost, and the names that they had.

    `merged` are the names and numbers of what was merged into another, which had facts of its own.
    """

    regions: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    batches: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


def former_names() -> FormerNames:
    """Return every former name, in one query."""
    found: dict[str, dict[str, str]] = {sort: {} for sort in SORTS}
    people: dict[str, list[str]] = defaultdict(list)
    codes: dict[str, str] = {}
    merged: set[str] = set()
    for each in FormerName.objects.select_related(*SORTS):
        sort = next(sort for sort in SORTS if getattr(each, f"{sort}_id") is not None)
        present = getattr(each, sort).present
        if each.merge_id is not None:
            merged.add(each.name)
        if sort != "person":
            found[sort][each.name] = present.name
        elif each.sort == FormerName.Sort.CODE:
            codes[each.name] = present.code
        else:
            people[present.code].append(each.name)
    return FormerNames(
        regions=found["region"],
        organisations=found["organisation"],
        batches=found["batch"],
        codes=codes,
        people={code: tuple(names) for code, names in people.items()},
        merged=frozenset(merged),
    )


def formerly(sort: str, name: str, *, by: str = FormerName.Sort.NAME) -> list[Named]:
    """Return what had this name, or number, before, each as it is now and once."""
    held = FormerName.objects.filter(name=name, sort=by).exclude(**{f"{sort}_id": None}).select_related(sort)
    present = {each.pk: each for each in (getattr(one, sort).present for one in held)}
    return list(present.values())


def called(name: str) -> tuple[str, ...]:
    """Return every name, present and former, of the region or organisation of this name; itself at least."""
    found = {name: None}
    for sort in ("region", "organisation"):
        things = [*MODELS[sort].objects.filter(name=name), *formerly(sort, name)]
        for each in things:
            found[each.name] = None
            names = FormerName.objects.filter(Q(**{sort: each}) | Q(**{f"{sort}__merged_into": each}))
            found.update(dict.fromkeys(names.values_list("name", flat=True)))
    return tuple(found)


def now(scope: Scope, former: FormerNames) -> Scope:
    """Return a scope by the names of today: one that was frozen in a document may say a former name."""
    return replace(
        scope,
        person=former.codes.get(scope.person, scope.person),
        batch=former.batches.get(scope.batch, scope.batch),
        organisation=former.organisations.get(scope.organisation, scope.organisation),
    )
