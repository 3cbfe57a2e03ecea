"""What refers to a region, an organisation, a batch or a person, in whatever table, named for the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.drafting.models import SUBJECTS, IssuedDocument
from qiao.programme.identity import FormerName, Merge
from qiao.programme.models import Organisation

# What is told of each table; a table that is not here is told by the name of its model.
WORDS: Mapping[str, Any] = {
    "record.Record": gettext_lazy("records"),
    "record.Participation": gettext_lazy("records with them"),
    "programme.Organisation": gettext_lazy("organisations"),
    "programme.Region": gettext_lazy("regions"),
    "programme.Secondment": gettext_lazy("secondments"),
    "programme.Post": gettext_lazy("posts"),
    "programme.Pairing": gettext_lazy("pairings"),
    "programme.SubTerm": gettext_lazy("sub-terms"),
    "programme.RoleAssignment": gettext_lazy("roles of accounts"),
    "drafting.Draft": gettext_lazy("drafts"),
    "drafting.IssuedDocument": gettext_lazy("issued documents (they keep what they say)"),
    "drafting.CheckedText": gettext_lazy("kept checks"),
    "drafting.WritingJob": gettext_lazy("documents written in the background"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One sort of things that refer to another, and how many there are."""

    label: str
    count: int
    model: str


def touched(thing: Model) -> list[Touched]:
    """Return what refers to a thing, by sort. Its former names and its merges do not count."""
    found: dict[str, int] = {}
    for each in thing._meta.related_objects:  # noqa: SLF001  # Django's own name for what is public
        model = each.related_model
        if model in {FormerName, Merge}:
            continue
        rows = model._base_manager.filter(**{each.field.name: thing.pk})  # noqa: SLF001
        found[model._meta.label] = found.get(model._meta.label, 0) + rows.count()  # noqa: SLF001
    if isinstance(thing, Organisation):
        found["programme.Organisation"] = found.get("programme.Organisation", 0) + thing.partners.count()
    return [
        Touched(label=str(WORDS.get(model, model.rpartition(".")[2])), count=count, model=model)
        for model, count in found.items()
        if count
    ]


def listed(found: list[Touched]) -> str:
    """Return what refers to a thing in one line."""
    return _(", ").join(f"{each.label} {each.count}" for each in found)


def serials(thing: Any, column: str) -> tuple[str, ...]:
    """Return the numbers of the issued documents about a thing; there are none about a region."""
    if column not in SUBJECTS:
        return ()
    return tuple(each.serial for each in IssuedDocument.objects.filter(**{column: thing}).only("year", "number"))
