"""Who stands by whom, the parts of a batch's term, posts over time, and how the end of a secondment moved.

Models of the application like those of `models`, which names them for Django.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.programme.identity import Named, one_of
from qiao.terms import Scope


class Pairing(models.Model):
    """Who stands by whom, from when to when: a region or an organisation on each side. An open end is not recorded."""

    sending_region = models.ForeignKey(
        "programme.Region",
        verbose_name=_("sending region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supports",
    )
    sending_organisation = models.ForeignKey(
        "programme.Organisation",
        verbose_name=_("sending organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supports",
    )
    host_region = models.ForeignKey(
        "programme.Region",
        verbose_name=_("host region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supported",
    )
    host_organisation = models.ForeignKey(
        "programme.Organisation",
        verbose_name=_("host organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supported",
    )
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("end (first day after)"), null=True, blank=True)

    class Meta:
        """The oldest first; one on each side, and never of no day."""

        ordering = ("start", "id")
        constraints = (
            models.CheckConstraint(condition=one_of("sending_region", "sending_organisation"), name="pairing_sender"),
            models.CheckConstraint(condition=one_of("host_region", "host_organisation"), name="pairing_host"),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="pairing_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sender} {self.host}"

    @property
    def sender(self) -> Named | None:
        """Return who supports."""
        return self.sending_organisation or self.sending_region

    @property
    def host(self) -> Named | None:
        """Return who is supported."""
        return self.host_organisation or self.host_region


class SubTerm(models.Model):
    """A part of a batch's term (期): some of its people come and go with it."""

    batch = models.ForeignKey(
        "programme.Batch", verbose_name=_("batch"), on_delete=models.PROTECT, related_name="sub_terms"
    )
    name = models.CharField(_("name"), max_length=50)
    start = models.DateField(_("first day"))
    end = models.DateField(_("end (first day after)"))
    planned = models.PositiveIntegerField(_("people planned"), null=True, blank=True)

    class Meta:
        """In the order of time; a batch has one of each name."""

        ordering = ("start", "id")
        constraints = (
            models.UniqueConstraint(fields=("batch", "name"), name="sub_term_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="sub_term_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post held during a secondment: at the host, or at the command (前指). Several may be held at once.

    A secondment whose host post never changed has none: its own columns say all.
    """

    class Side(models.TextChoices):
        """Where the post is."""

        HOST = "host", _("host post")
        COMMAND = "command", _("command post")

    secondment = models.ForeignKey(
        "programme.Secondment", verbose_name=_("secondment"), on_delete=models.CASCADE, related_name="posts"
    )
    side = models.CharField(_("where"), max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(
        "programme.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(_("title"), max_length=100, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("end (first day after)"), null=True, blank=True)

    class Meta:
        """In the order of time; an open end is that of the secondment."""

        ordering = ("start", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end=None) | models.Q(end__gt=models.F("start")), name="post_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"

    def covers(self, day: dt.date) -> bool:
        """Return whether the post was held on a day of its secondment."""
        return Scope(start=self.start, end=self.end).covers(day)


class EndChange(models.Model):
    """One change of the end of a secondment: it ended early, or it was extended. None is ever deleted."""

    class Sort(models.TextChoices):
        """Which way the end moved."""

        EARLY = "early", _("ended early")
        EXTENDED = "extended", _("extended")

    secondment = models.ForeignKey(
        "programme.Secondment", verbose_name=_("secondment"), on_delete=models.CASCADE, related_name="end_changes"
    )
    sort = models.CharField(_("what"), max_length=10, choices=Sort.choices)
    previous_end = models.DateField(_("end before"))
    end = models.DateField(_("end since"))
    reason = models.CharField(_("reason"), max_length=200)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreed_by = models.CharField(_("agreed by"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        """In the order in which they were made."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.secondment} {self.sort}"
