"""The forms of things with a name: add, change, rename, merge, retire, delete; and what the last ones would touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import name_writes, roster_writes
from qiao.programme.models import Batch, Organisation, Region, Secondee
from qiao.record.kinds import catalogue
from qiao.terms import Scope
from qiao.upkeep import removing, writes
from qiao.upkeep.figures import Moved
from qiao.upkeep.writes import Preview
from qiao.web import wording
from qiao.web.pages.asking import Blank
from qiao.web.pages.roster import NEW, TITLES, Link, address

Values = Mapping[str, Any]
SHOWN = 60
"""How many moved figures a preview lists; it says how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One form: what it asks, what is done with it (which gives where to go then), and what it would do, if it says."""

    title: str
    back: Link
    blanks: tuple[Blank, ...]
    do: Callable[[Values, User], str]
    button: str
    lead: str = ""
    done: str = ""
    preview: Callable[[Values], PreviewPage] | None = None
    is_dangerous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What a change would touch, in words: (label, count), figures as (whose, label, before, after), and notices."""

    touched: list[tuple[str, str]]
    issued: str
    figures: list[tuple[str, str, str, str]]
    more: str
    notices: tuple[str, ...]


def previewed(found: Preview) -> PreviewPage:
    """Return a preview in words."""
    notices = list(found.notices)
    if found.doubled:
        said = _("%(count)s records say the same as another afterwards: they stay two, and count as before.")
        notices.append(wording.counted(said, found.doubled))
    hidden = len(found.figures) - SHOWN
    more = wording.counted(_("and %(count)s more figures"), hidden) if hidden > 0 else ""
    return PreviewPage(
        touched=[(each.label, wording.number(each.count)) for each in found.touched],
        issued=_(", ").join(found.issued),
        figures=[_moved(each) for each in found.figures[:SHOWN]],
        more=more,
        notices=tuple(notices),
    )


def _moved(each: Moved) -> tuple[str, str, str, str]:
    measure = catalogue().measures[each.measure]
    before, after = (wording.taken(measure, value) for value in (each.before, each.after))
    return _whose(each.scope), wording.words(measure.label), before, after


def _whose(scope: Scope) -> str:
    roles = {"led": _("led"), "took_part": _("took part")}
    named = [scope.person, scope.batch, scope.organisation, scope.place, roles.get(scope.role or "", "")]
    return wording.joined(each for each in named if each) or _("the whole programme")


def new(sort: str) -> Step:
    """Return the form that adds something of a sort."""
    name = Blank(name="name", label=_("Name") if sort == "person" else _("Called"), is_required=True)
    code = (Blank(name="code", label=_("Number"), is_required=True),) if sort == "person" else ()
    return Step(
        title=str(NEW[sort]),
        back=(reverse("roster-list", args=[sort]), str(TITLES[sort])),
        blanks=(*code, name, *_blanks(sort, None)),
        do=lambda values, by: address(_saved(sort, None, values, by)),
        button=_("Add"),
        done=_("It was added."),
    )


def _blanks(sort: str, one: Any) -> tuple[Blank, ...]:
    """Return what is asked of a thing beside its name; None for a new one."""
    if sort == "organisation":
        return _organisation(one)
    if sort == "batch":
        return _batch(one)
    return _region(one) if sort == "region" else ()


def _organisation(one: Organisation | None) -> tuple[Blank, ...]:
    natures = tuple((value, str(label)) for value, label in Organisation.Nature.choices)
    region = one.region.name if one and one.region else ""
    return (
        Blank(
            name="nature",
            label=_("Nature"),
            sort="choice",
            options=natures,
            is_required=True,
            value=one.nature if one else "",
        ),
        Blank(name="region", label=_("Region"), sort="region", value=region),
    )


def _batch(one: Batch | None) -> tuple[Blank, ...]:
    planned = "" if one is None or one.planned is None else str(one.planned)
    start, end = (one.start.isoformat(), one.end.isoformat()) if one else ("", "")
    return (
        Blank(name="start", label=_("First day"), sort="date", is_required=True, value=start),
        Blank(name="end", label=_("End (first day after)"), sort="date", is_required=True, value=end),
        Blank(name="planned", label=_("People planned"), sort="count", value=planned),
    )


def _region(one: Region | None) -> tuple[Blank, ...]:
    levels = (("", ""), *((value, str(label)) for value, label in Region.Level.choices))
    parent = one.parent.name if one and one.parent else ""
    return (
        Blank(name="level", label=_("Level"), sort="choice", options=levels, value=one.level if one else ""),
        Blank(name="parent", label=_("Lies in"), sort="region", value=parent, leave_out=one.pk if one else None),
    )


def _saved(sort: str, thing: Any, values: Values, by: User) -> Any:
    """Add or change a thing by what was typed."""
    if sort == "person":
        return roster_writes.add_person(values["code"], values["name"], by=by)
    models = {
        "organisation": (Organisation, roster_writes.save_organisation),
        "batch": (Batch, roster_writes.save_batch),
        "region": (Region, roster_writes.save_region),
    }
    model, save = models[sort]
    one = thing or model()
    for name, value in values.items():
        setattr(one, name, value)
    return save(one, by=by)  # type: ignore[operator]  # each takes its own model


def step(sort: str, thing: Any, name: str) -> Step | None:
    """Return the form of one step with a thing; None where there is no such step."""
    steps = {
        "rename": _rename,
        "merge": _merge,
        "retire": _retire,
        "delete": _delete,
        "change": _change,
        "remove": _remove,
    }
    if name not in steps or (name == "change" and sort == "person") or (name == "remove" and sort != "person"):
        return None
    return steps[name](sort, thing)


def _back(thing: Any) -> Link:
    return address(thing), thing.name


def _change(sort: str, thing: Any) -> Step:
    return Step(
        title=_("Change: %(name)s") % {"name": thing.name},
        back=_back(thing),
        blanks=_blanks(sort, thing),
        do=lambda values, by: address(_saved(sort, thing, values, by)),
        button=_("Save"),
        lead=_("Figures by region follow the region that is set here."),
    )


def _rename(_sort: str, thing: Any) -> Step:
    def do(values: Values, by: User) -> str:
        writes.rename(thing, values["name"], by=by, day=timezone.localdate())
        return address(thing)

    return Step(
        title=_("Rename: %(name)s") % {"name": thing.name},
        back=_back(thing),
        blanks=(Blank(name="name", label=_("New name"), is_required=True, value=thing.name),),
        do=do,
        button=_("See what this touches"),
        lead=_("The old name stays a former name: workbooks and texts that say it still mean the same."),
        done=_("It was renamed."),
        preview=lambda values: previewed(writes.preview_rename(thing, values["name"], day=timezone.localdate())),
    )


def _merge(sort: str, thing: Any) -> Step:
    def do(values: Values, by: User) -> str:
        writes.merge(thing, values["into"], by=by, day=timezone.localdate())
        return address(values["into"])

    return Step(
        title=_("Merge into another: %(name)s") % {"name": thing.name},
        back=_back(thing),
        blanks=(Blank(name="into", label=_("Merge into"), sort=sort, is_required=True, leave_out=thing.pk),),
        do=do,
        button=_("See what this touches"),
        lead=_("For what was entered twice. All that refers to it goes over; it can be taken back under Merges."),
        done=_("The two are one now."),
        preview=lambda values: previewed(writes.preview_merge(thing, values["into"], day=timezone.localdate())),
    )


def _retire(_sort: str, thing: Any) -> Step:
    def do(_values: Values, by: User) -> str:
        name_writes.retire(thing, None if thing.retired_on else timezone.localdate(), by=by)
        return address(thing)

    lead = _("It is offered in no form any more. All that refers to it stays, and counts as before.")
    again = _("It is offered in forms again.")
    return Step(
        title=(_("Offer again: %(name)s") if thing.retired_on else _("Retire: %(name)s")) % {"name": thing.name},
        back=_back(thing),
        blanks=(),
        do=do,
        button=_("Offer again") if thing.retired_on else _("Retire"),
        lead=again if thing.retired_on else lead,
    )


def _delete(sort: str, thing: Any) -> Step:
    def do(_values: Values, by: User) -> str:
        writes.delete(thing, by=by)
        return reverse("roster-list", args=[sort])

    return Step(
        title=_("Delete: %(name)s") % {"name": thing.name},
        back=_back(thing),
        blanks=(),
        do=do,
        button=_("Delete for good"),
        lead=_("Only what nothing refers to can be deleted."),
        done=_("It was deleted."),
        is_dangerous=True,
    )


def _remove(_sort: str, thing: Secondee) -> Step:
    def do(_values: Values, by: User) -> str:
        return address(removing.remove(thing, by=by, day=timezone.localdate()))

    return Step(
        title=_("Remove personal data: %(name)s") % {"name": thing.name},
        back=_back(thing),
        blanks=(),
        do=do,
        button=_("Remove for good"),
        lead=_(
            "The name, the account, drafts and checks go for good. Records stay with the number and count as before; "
            "issued documents keep what they say. Take out the file of everything held first, if it is asked for."
        ),
        done=_("The personal data was removed."),
        is_dangerous=True,
    )
