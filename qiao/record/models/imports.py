"""Imports: what is staged and not yet part of the record, what came in with which workbook, and what a word means."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.jobs.job import INTERRUPTED, QUEUED, RUNNING, Job
from qiao.record.models.records import Content, Record
from qiao.record.numbers import NumberDecoder, SaidEncoder


class StagedRecord(Content):
    """A row of an import that is not published yet: no figure, no list and no page reads it.

    `load` is the import's id and `uid` the id that the record will have. `leader` numbers the secondment, among those
    of the load, whose batch and organisation it counts for. `overwrites` is the record that it replaces, `expected`
    the digest that this one must still have.
    """

    load = models.UUIDField(editable=False)
    uid = models.UUIDField(editable=False)
    leader = models.PositiveIntegerField(null=True, editable=False)
    overwrites = models.BigIntegerField(null=True, editable=False)
    expected = models.CharField(max_length=64, blank=True, editable=False)
    sheet = models.CharField(max_length=100, blank=True, editable=False)
    row = models.PositiveIntegerField(null=True, editable=False)

    # Without the digest's index, which only slows down what is written once and read once.
    digest = models.CharField(_("digest of the content"), max_length=64)

    class Meta:
        """In the order of the workbook."""

        ordering = ("id",)
        indexes = (models.Index(fields=("load",), name="staged_record_load"),)

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class StagedPerson(models.Model):
    """Who did what a staged record tells of. `term` numbers a secondment of the load."""

    load = models.UUIDField(editable=False)
    uid = models.UUIDField(editable=False)
    term = models.PositiveIntegerField(editable=False)
    role = models.CharField(max_length=10, editable=False)

    class Meta:
        """In the order of the workbook."""

        ordering = ("id",)
        indexes = (models.Index(fields=("load",), name="staged_person_load"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.role}"


class StagedTerm(models.Model):
    """A secondment that staged records name by its number: known only when the roster of the same import is in."""

    load = models.UUIDField(editable=False)
    term = models.PositiveIntegerField(editable=False)
    person = models.BigIntegerField(editable=False)
    batch = models.BigIntegerField(null=True, editable=False)
    organisation = models.BigIntegerField(null=True, editable=False)

    class Meta:
        """A number is given once in a load."""

        ordering = ("load", "term")
        constraints = (models.UniqueConstraint(fields=("load", "term"), name="staged_term_once"),)

    def __str__(self) -> str:
        return f"{self.term}"


class Import(Job):
    """One import of one workbook: looked into, brought in, perhaps withdrawn.

    From the command line it is made when its rows are written. `language` is that of the reasons in its preview.
    """

    class State(models.TextChoices):
        """Where it stands. Interrupted: whoever worked on it ended before it did. Whatever is not done is not there."""

        QUEUED = QUEUED, _("waiting")
        RUNNING = RUNNING, _("in progress")
        READY = "ready", _("to be confirmed")
        DONE = "done", _("imported")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")
        INTERRUPTED = INTERRUPTED, _("interrupted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Step(models.TextChoices):
        """What is done next, or being done."""

        LOOK = "look", _("reading the workbook")
        BRING_IN = "bring_in", _("recording the rows")

    COUNTS: ClassVar[tuple[str, ...]] = ("new", "same", "changed", "repeated", "rejected", "roster")

    book = models.CharField(_("workbook"), max_length=300)
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.LOOK)
    language = models.CharField(_("language"), max_length=10, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imports",
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    counts = models.JSONField(_("rows"), default=dict)
    published_at = models.DateTimeField(_("imported"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawn_imports",
    )

    class Meta:
        """The newest first."""

        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=("state", "asked_at"), name="import_state"),)

    def __str__(self) -> str:
        return f"{self.book} {self.state}"


class ImportedRecord(models.Model):
    """A record that an import has added, or overwritten: then with what it said before."""

    load = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="records")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="imports")
    before = models.JSONField(null=True, encoder=SaidEncoder, decoder=NumberDecoder)

    class Meta:
        """In the order in which they came in."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.load} {self.record}"


class Meaning(models.Model):
    """What a word of a workbook that no kind declares is taken for, said once by the office and remembered.

    A sheet's name means a layout (a kind, or a sheet of the roster); a column of a layout means a field or a role; a
    wording in a field means an option. `means` is "" for what is not to be read.
    """

    class Sort(models.TextChoices):
        """What the word is."""

        SHEET = "sheet", _("sheet")
        COLUMN = "column", _("column")
        OPTION = "option", _("wording")

    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices)
    layout = models.CharField(_("kind"), max_length=50, blank=True)
    field = models.CharField(_("field"), max_length=50, blank=True)
    written = models.CharField(_("written"), max_length=200)
    means = models.CharField(_("means"), max_length=50, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        """By sort and word; a word means one thing in one place."""

        ordering = ("sort", "layout", "field", "written")
        constraints = (models.UniqueConstraint(fields=("sort", "layout", "field", "written"), name="meaning_once"),)

    def __str__(self) -> str:
        return f"{self.written} = {self.means}"
