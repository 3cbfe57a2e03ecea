"""What can be renamed, retired and merged, what it was called before, and how a merge is taken back.

Models of the application like those of `models`, which names them for Django.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def one_of(*names: str) -> models.Q:
    """Return the condition that exactly one of these columns is filled."""
    found = models.Q()
    for one in names:
        found |= models.Q(**{f"{each}__isnull": each != one for each in names})
    return found


class Present(models.Manager[Any]):
    """Without what was merged into another: that is kept only because issued documents name it."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return what has not been merged into another."""
        return super().get_queryset().filter(merged_into=None)


class Named(models.Model):
    """What has a name that may change, may be retired, and may turn out to be the same as another."""

    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects: ClassVar[Present] = Present()
    everything: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        """Columns of others, not a table of its own."""

        abstract = True

    @property
    def present(self) -> Self:
        """Return what this is now: itself, or what it was merged into."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into  # type: ignore[assignment]  # it is of the same model
        return found


SORTS = ("region", "organisation", "batch", "person")
"""What can be renamed and merged: the names of the columns that hold one in FormerName."""


class Merge(models.Model):
    """One merge: what went into what, and all that was moved, so that it can be taken back.

    `moved` holds the keys of moved rows by table and column, and the rows that had to go, whole.
    """

    sort = models.CharField(_("what"), max_length=20)
    source = models.BigIntegerField()
    target = models.BigIntegerField()
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT
    )
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.sort} {self.source} {self.target}"


class FormerName(models.Model):
    """A name or number by which something was called before: whatever still says it means the same thing."""

    class Sort(models.TextChoices):
        """A name, or a person's number."""

        NAME = "name", _("name")
        CODE = "code", _("number")

    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices, default=Sort.NAME)
    name = models.CharField(_("former name"), max_length=200, db_index=True)
    region = models.ForeignKey(
        "programme.Region", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    organisation = models.ForeignKey(
        "programme.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    batch = models.ForeignKey(
        "programme.Batch", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    person = models.ForeignKey(
        "programme.Secondee", null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    merge = models.ForeignKey(Merge, null=True, blank=True, on_delete=models.CASCADE, related_name="names")
    until = models.DateField(_("until"))

    class Meta:
        """The oldest first; it belongs to one thing."""

        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=one_of(*SORTS), name="former_name_of_one"),)

    def __str__(self) -> str:
        return self.name
