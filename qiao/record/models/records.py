"""One table of records for every kind. What a kind's fields mean is in the catalogue, never here."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.programme.models import Batch, Organisation, Secondee
from qiao.record.numbers import NumberDecoder, NumberEncoder
from qiao.terms import Scope

SCALE = 10_000
"""Numeric slots hold ten-thousandths in whole numbers, so that a database sums money without rounding."""


class Content(models.Model):
    """What a record says, in columns; the same for a record and for a row that is staged to become one."""

    kind = models.CharField(_("kind"), max_length=50)
    kind_version = models.PositiveIntegerField(_("version of the kind"))
    catalogue_version = models.CharField(_("version of the catalogue"), max_length=12)
    day = models.DateField(_("day"))
    end = models.DateField(_("end"), null=True, blank=True)
    data = models.JSONField(_("data"), encoder=NumberEncoder, decoder=NumberDecoder)
    digest = models.CharField(_("digest of the content"), max_length=64, db_index=True)
    row_label = models.CharField(_("number in its ledger"), max_length=30, blank=True)
    n1 = models.BigIntegerField(null=True, editable=False)
    n2 = models.BigIntegerField(null=True, editable=False)
    n3 = models.BigIntegerField(null=True, editable=False)
    n4 = models.BigIntegerField(null=True, editable=False)
    d1 = models.DateField(null=True, editable=False)
    d2 = models.DateField(null=True, editable=False)
    d3 = models.DateField(null=True, editable=False)
    d4 = models.DateField(null=True, editable=False)
    k1 = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001  # nothing recorded is NULL, never ""
    k2 = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001
    k3 = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001
    k4 = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001

    SLOTS: ClassVar[tuple[str, ...]] = ("n1", "n2", "n3", "n4", "d1", "d2", "d3", "d4", "k1", "k2", "k3", "k4")

    class Meta:
        """No table of its own."""

        abstract = True


class Record(Content):
    """A piece of work: its kind, day and fields. Joint work is one record with several participants."""

    class Status(models.TextChoices):
        """Where a record stands in review."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), null=True, blank=True, on_delete=models.PROTECT
    )
    coauthors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("co-authors"), blank=True, related_name="coauthored"
    )
    review_note = models.TextField(_("note from the review"), blank=True)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        """The first index covers every total of a batch; the second lists the newest."""

        ordering = ("-day", "-id")
        indexes = (
            models.Index(
                fields=(
                    *("batch", "kind", "status", "day"),
                    *("n1", "n2", "n3", "n4", "d1", "d2", "d3", "d4", "k1", "k2", "k3", "k4"),
                ),
                name="record_totals",
            ),
            models.Index(fields=("kind", "status", "day"), name="record_list"),
            models.Index(fields=("organisation", "kind", "status", "day"), name="record_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def is_editable(self) -> bool:
        """Return whether its author may still change it."""
        return self.status in {self.Status.DRAFT, self.Status.SENT_BACK}


class Participation(models.Model):
    """Who did it, and whether they led or took part."""

    class Role(models.TextChoices):
        """As the glossary has it."""

        LED = "led", _("led")
        TOOK_PART = "took_part", _("took part")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Secondee, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        """A person is in a record once."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("record", "person"), name="participation_once"),)
        indexes = (models.Index(fields=("person", "record", "role"), name="participation_person"),)

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Evidence(models.Model):
    """What a record rests on. Rows that the office imports have their workbook, sheet and row as the first.

    A file is kept under its SHA-256 (`record.evidence.store`), once however many records rest on it; its name is the
    label. The other sorts have no digest and no media, which are empty then, and are not known by whom and when.
    """

    class Sort(models.TextChoices):
        """What it is."""

        WORKBOOK = "workbook", _("row of a workbook")
        NOTE = "note", _("note")
        FILE = "file", _("file")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="evidence")
    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices)
    label = models.CharField(_("label"), max_length=300)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    # The empty text stands in the database itself, because imports fill only the columns that they know.
    digest = models.CharField("SHA-256", max_length=64, blank=True, default="", db_default="", db_index=True)
    media = models.CharField(_("media"), max_length=10, blank=True, default="", db_default="")
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("when"), null=True, blank=True)

    class Meta:
        """In the order in which it was added. A record rests on a file once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("record", "digest"), condition=~models.Q(digest=""), name="evidence_file_once"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Revision(models.Model):
    """One step in the life of a record, with all that the record said then: fields, people, evidence.

    A record that an import brought in has none until something happens to it; what it said before is then kept first.
    `said` holds `data`, `people` as [number, role] and `evidence` as texts.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="revisions")
    action = models.CharField(_("action"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=Record.Status.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.TextField(_("note from the review"), blank=True)
    said = models.JSONField(_("data"), encoder=NumberEncoder, decoder=NumberDecoder)

    class Meta:
        """In the order in which it happened."""

        ordering = ("id",)
        indexes = (models.Index(fields=("record", "action", "id"), name="revision_of_record"),)

    def __str__(self) -> str:
        return f"{self.action} {self.record_id}"


class Closing(models.Model):
    """A period that is closed: approved figures of days before `end` stay as they are, of one batch or of all.

    It is closed until it is reopened, which is told on the same row; closing again makes another.
    """

    batch = models.ForeignKey(Batch, verbose_name=_("batch"), null=True, blank=True, on_delete=models.PROTECT)
    end = models.DateField(_("end (first day after)"))
    reason = models.TextField(_("reason"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="closings"
    )
    closed_at = models.DateTimeField(_("closed"), auto_now_add=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reopened by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reopenings",
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    reopened_because = models.TextField(_("reason for reopening"), blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.batch or '*'} < {self.end}"

    def covers(self, batch_id: int | None, day: dt.date) -> bool:
        """Return whether the figures of a day and a batch are closed by it, as long as it is not reopened."""
        return self.batch_id in {None, batch_id} and Scope(end=self.end).covers(day)


class OwnKind(models.Model):
    """A version of a kind of record of the programme's own, in YAML. A change is a new version; none is deleted.

    `name` is the id inside the text. Its newest version counts; where that is retired, the kind takes no new records.
    """

    name = models.CharField(_("id"), max_length=50)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    is_retired = models.BooleanField(_("retired"), default=False)
    # Nobody where an import brought it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="own_kinds"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        """By name, the newest version first; no version is there twice."""

        ordering = ("name", "-version")
        constraints = (models.UniqueConstraint(fields=("name", "version"), name="own_kind_version_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
