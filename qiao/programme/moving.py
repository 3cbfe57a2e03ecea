"""Moving all that refers to one thing to another, and back: whatever the table, none is named here.

A model whose rows may never be changed says so (`is_kept_as_is`); its rows stay where they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import ForeignKey, Model, UniqueConstraint
from django.utils.translation import gettext as _

from qiao.programme.models import Batch, Organisation, Secondee, Secondment, SubTerm
from qiao.programme.refusal import NotDone

FACTS = ("batch_id", "category", "sending_organisation_id", "host_organisation_id", "end")
"""In what two secondments from the same day must agree to be one and the same."""


@dataclass(slots=True, kw_only=True)
class Moved:
    """What a merge has moved: keys by table and column; rows that had to go, whole; values that were replaced."""

    keys: dict[str, list[int]] = field(default_factory=dict)
    gone: list[dict[str, Any]] = field(default_factory=list)
    values: list[tuple[str, int, str, Any]] = field(default_factory=list)
    partners: list[int] = field(default_factory=list)
    account: int | None = None

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Moved:
        """Return what a merge has kept of itself."""
        return cls(
            keys={name: list(keys) for name, keys in held["keys"].items()},
            gone=list(held["gone"]),
            values=[(label, pk, column, value) for label, pk, column, value in held["values"]],
            partners=list(held["partners"]),
            account=held["account"],
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "keys": self.keys,
            "gone": self.gone,
            "values": [list(each) for each in self.values],
            "partners": self.partners,
            "account": self.account,
        }

    def told(self) -> dict[str, Any]:
        """Return what the trail says of it: how many rows of which table were moved, and how many went."""
        return {"moved": {name: len(keys) for name, keys in self.keys.items()}, "gone": len(self.gone)}

    def move(self, model: type[Model], column: str, rows: Any, target: Any) -> None:
        """Let rows refer to the target from now on."""
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            self.keys.setdefault(f"{model._meta.label}.{column}", []).extend(keys)  # noqa: SLF001  # Django's own name
            model._base_manager.filter(pk__in=keys).update(**{column: target})  # noqa: SLF001

    def remove(self, row: Model) -> None:
        """Delete a row, and keep it whole."""
        self.gone += json.loads(serializers.serialize("json", [row]))
        row.delete()

    def replace(self, row: Model, column: str, value: Any) -> None:
        """Give a column of a row another value, and keep the one before."""
        self.values.append((row._meta.label, row.pk, column, getattr(row, column)))  # noqa: SLF001
        setattr(row, column, value)
        row.save(update_fields=(column,))

    def put_back(self, source: Any, target: Any) -> None:
        """Undo all of it, as far as the rows are still there and still refer to the target."""
        for each in serializers.deserialize("python", self.gone):
            each.save()
        for name, keys in self.keys.items():
            label, _dot, column = name.rpartition(".")
            rows = apps.get_model(label)._base_manager.filter(pk__in=keys)  # noqa: SLF001
            # What a folded row held goes back to the row that is there again, the rest to the source.
            owner, _colon, home = column.partition(":")
            back, held = (int(part) for part in home.split(">")) if home else (source.pk, target.pk)
            rows.filter(**{owner: held}).update(**{owner: back})
        for label, pk, column, value in reversed(self.values):
            apps.get_model(label)._base_manager.filter(pk=pk).update(**{column: value})  # noqa: SLF001
        if isinstance(source, Organisation):
            source.partners.set(self.partners)
        if self.account is not None and isinstance(source, Secondee) and target.user_id == self.account:
            target.user = None
            target.save(update_fields=("user",))
            Secondee.everything.filter(pk=source.pk).update(user=self.account)


def move_references(source: Any, target: Any, moved: Moved) -> None:
    """Let everything that refers to the source refer to the target, but for what is never changed."""
    for model, column in referring(type(source)):
        if not (getattr(model, "is_kept_as_is", False) or column == "merged_into"):
            for each in _doubled(model, column, source, target):
                moved.remove(each)
            moved.move(model, column, model._base_manager.filter(**{column: source.pk}), target)  # noqa: SLF001
    if isinstance(source, Organisation):
        moved.partners = list(source.partners.values_list("pk", flat=True))
        added = source.partners.exclude(pk=target.pk).exclude(pk__in=target.partners.values("pk"))
        target.partners.add(*added)
        source.partners.clear()
        if {source.nature, target.nature} != {target.nature}:
            moved.replace(target, "nature", Organisation.Nature.BOTH)


def _doubled(model: type[Model], column: str, source: Any, target: Any) -> Iterator[Model]:
    """Yield the rows of the source that the target has too, where a table lets them be there once."""
    for each in model._meta.constraints:  # noqa: SLF001
        if isinstance(each, UniqueConstraint) and column in each.fields and each.condition is None:
            others = [name for name in each.fields if name != column]
            for row in model._base_manager.filter(**{column: source.pk}):  # noqa: SLF001
                same = {name: getattr(row, name) for name in others}
                if model._base_manager.filter(**same, **{column: target.pk}).exists():  # noqa: SLF001
                    yield row


def referring(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Yield every model with the column by which it refers to a model."""
    for each in model._meta.related_objects:  # noqa: SLF001
        if isinstance(each.field, ForeignKey):
            yield each.related_model, each.field.name


def fold_twins(source: Any, target: Any, moved: Moved) -> None:
    """Make one of the rows that both sides have and that can be there once. Raises NotDone where they contradict."""
    if isinstance(source, Secondee):
        _fold_secondments(source, target, moved)
    elif isinstance(source, Batch):
        own = {each.name: each for each in target.sub_terms.all()}
        for each in source.sub_terms.all():
            twin = own.get(each.name)
            if twin and (twin.start, twin.end) != (each.start, each.end):
                why = _("both have a sub-term %(name)s, of other days: rename one of the two first")
                raise NotDone(why % {"name": each.name})
            if twin:
                _move_inner(Secondment, "sub_term", each, twin, moved)
                moved.remove(each)
    else:
        _refuse_kin(source, target)


def _refuse_kin(source: Any, target: Any) -> None:
    """Raise NotDone where a region would lie in itself, or an organisation be paired with itself, once two are one."""
    if getattr(source, "parent_id", None) == target.pk or target.pk in _parts(source):
        raise NotDone(_("one of the two lies in the other: they are not the same"), "into")
    pairs = [(each, {each.sender, each.host}) for each in (*source.supports.all(), *source.supported.all())]
    for each, both in pairs:
        if both == {source, target}:
            raise NotDone(
                _("the two are paired with each other (%(pairing)s): they are not the same") % {"pairing": str(each)},
                "into",
            )


def _parts(thing: Any) -> list[int]:
    return list(thing.parts.values_list("pk", flat=True)) if hasattr(thing, "parts") else []


def _fold_secondments(source: Secondee, target: Secondee, moved: Moved) -> None:
    own = list(target.secondments.all())
    for each in list(source.secondments.all()):
        twin = next((one for one in own if one.start == each.start), None)
        if twin is None:
            if any(one.start < each.end and each.start < one.end for one in own):
                why = _("both were seconded at the same time, from %(day)s on: change or end one secondment first")
                raise NotDone(why % {"day": each.start})
            continue
        if any(getattr(each, fact) != getattr(twin, fact) for fact in FACTS):
            why = _("the secondments of both from %(day)s differ: make them the same first")
            raise NotDone(why % {"day": each.start})
        for model, column in referring(Secondment):
            _move_inner(model, column, each, twin, moved)
        if not twin.host_post and each.host_post:
            moved.replace(twin, "host_post", each.host_post)
        moved.remove(each)


def _move_inner(
    model: type[Model], column: str, old: Secondment | SubTerm, new: Secondment | SubTerm, moved: Moved
) -> None:
    """Move what hangs on a row that goes to its twin, and remember whose it was."""
    rows = model._base_manager.filter(**{column: old.pk})  # noqa: SLF001
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        moved.keys[f"{model._meta.label}.{column}:{old.pk}>{new.pk}"] = keys  # noqa: SLF001
        rows.update(**{column: new.pk})
