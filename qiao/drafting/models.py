"""Kept checks with what became of their findings, wordings bound by hand, drafts, issued documents, and jobs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.jobs.job import INTERRUPTED, QUEUED, RUNNING, Job
from qiao.programme.models import Batch, Organisation, Secondee
from qiao.programme.reads import Found

SUBJECTS = ("person", "batch", "organisation")


class CheckedText(models.Model):
    """A text that was checked and kept, as it now reads. Rulings are never stored: the record moves on."""

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    person = models.ForeignKey(Secondee, verbose_name=_("person"), null=True, blank=True, on_delete=models.PROTECT)
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("checked by"), on_delete=models.PROTECT)
    checked_at = models.DateTimeField(_("checked"))
    catalogue_version = models.CharField(_("version of the catalogue"), max_length=12)
    hedges_version = models.CharField(_("version of the hedge table"), max_length=12)

    class Meta:
        """The newest first; held against the record of one at most."""

        ordering = ("-checked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person=None, batch=None)
                | models.Q(person=None, organisation=None)
                | models.Q(batch=None, organisation=None),
                name="checked_text_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def found(self) -> Found | None:
        """Return whose record the text is held against, or None for nobody's."""
        if not (self.person or self.batch or self.organisation):
            return None
        return Found(person=self.person, batch=self.batch, organisation=self.organisation)


class CheckedFile(models.Model):
    """The Word document that a kept text was read from, with the suggestions taken over that could be written into it.

    Apart from the text, so that no list of checks loads it; it goes with its check.
    """

    checked = models.OneToOneField(
        CheckedText, verbose_name=_("checked text"), on_delete=models.CASCADE, related_name="file"
    )
    content = models.BinaryField(_("content"))

    def __str__(self) -> str:
        return str(self.checked)


class FindingMark(models.Model):
    """What a clerk said of one finding. Its place is that in the text as it reads now: it moves when the text does."""

    class Status(models.TextChoices):
        """Its suggestion was taken over, or it is meant as it is written."""

        ACCEPTED = "accepted", _("accepted")
        MEANT = "meant", _("meant as written")

    checked = models.ForeignKey(
        CheckedText, verbose_name=_("checked text"), on_delete=models.CASCADE, related_name="marks"
    )
    code = models.CharField(_("finding"), max_length=50)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    written = models.TextField(_("written"))
    instead = models.TextField(_("written instead"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        """In the order in which they were made; a finding is meant once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("checked", "code", "start", "end"),
                condition=models.Q(status="meant"),
                name="finding_meant_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.start} {self.status}"


class WordingBinding(models.Model):
    """What a noun with a unit counts, as a clerk said once. It holds for the whole programme until it is withdrawn."""

    noun = models.CharField(_("noun"), max_length=100)
    family = models.CharField(_("family of the unit"), max_length=20, blank=True)
    measure = models.CharField(_("measure"), max_length=100)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("bound by"), on_delete=models.PROTECT, related_name="bindings"
    )
    at = models.DateTimeField(_("bound"), auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawn_bindings",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        """By noun; one wording is bound to one measure at a time."""

        ordering = ("noun", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("noun", "family"), condition=models.Q(withdrawn_at=None), name="wording_bound_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.noun} {self.family} {self.measure}"


class AboutOne(models.Model):
    """What is about a person, a batch or an organisation."""

    person = models.ForeignKey(Secondee, verbose_name=_("person"), null=True, blank=True, on_delete=models.PROTECT)
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        """Columns of others, not a table of its own."""

        abstract = True

    @property
    def found(self) -> Found:
        """Return whom it is about."""
        return Found(
            person=self.person.present if self.person else None,
            batch=self.batch.present if self.batch else None,
            organisation=self.organisation.present if self.organisation else None,
        )

    @property
    def subject(self) -> str:
        """Return which sort of subject that is: one of SUBJECTS."""
        return next(each for each in SUBJECTS if getattr(self, f"{each}_id") is not None)


def _about_one(name: str) -> models.CheckConstraint:
    """Return the rule that exactly one of the three is named."""
    named = [models.Q(**{f"{each}__isnull": each != one for each in SUBJECTS}) for one in SUBJECTS]
    return models.CheckConstraint(condition=named[0] | named[1] | named[2], name=name)


class Draft(AboutOne):
    """A document that is being written: what was asked for, the author's own words, and its state when last saved.

    The text itself is written anew from the record whenever the draft is opened. `words` holds all that the author
    has written, by the id of its place, also where the outline has the place no longer.
    """

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    outline = models.CharField(_("outline"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("end (first day after)"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    style = models.CharField(_("house style"), max_length=100, blank=True)
    day = models.DateField(_("day of the document"), null=True, blank=True)
    words = models.JSONField(_("the author's words"), default=dict)
    left_empty = models.JSONField(_("places that stay empty"), default=list)
    saved = models.TextField(_("as last saved"))
    document_id = models.CharField(_("id of the document as last saved"), max_length=32, db_index=True)
    marks = models.TextField(_("marks of its numbers"))
    catalogue_version = models.CharField(_("version of the catalogue"), max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="drafts"
    )
    created_at = models.DateTimeField(_("started"))
    saved_at = models.DateTimeField(_("saved"))
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)

    class Meta:
        """The last saved first."""

        ordering = ("-saved_at", "-id")
        constraints = (_about_one("draft_about_one"),)

    def __str__(self) -> str:
        return self.title


class IssuedDocument(AboutOne):
    """A document as it was issued: its words and facts as data, and its look. It is never changed and never deleted.

    `document` and `style` are what its files are made of, the same bytes each time. Its facts hold value, scope,
    statuses and the ids of their records; `record_digest` is one line over all of them.
    """

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    is_kept_as_is: ClassVar[bool] = True
    """Not even a merge of two people moves it: what it is about is found by what they are now."""

    year = models.PositiveIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    draft = models.ForeignKey(Draft, verbose_name=_("draft"), on_delete=models.PROTECT, related_name="issues")
    predecessor = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successor",
    )
    outline = models.CharField(_("outline"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    document = models.TextField(_("document"))
    style = models.TextField(_("house style"))
    document_id = models.CharField(_("id of the document"), max_length=32, db_index=True)
    record_digest = models.CharField(_("digest of the record"), max_length=64)
    marks = models.TextField(_("marks of its numbers"))
    catalogue_version = models.CharField(_("version of the catalogue"), max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="issued"
    )
    at = models.DateTimeField(_("issued"))

    class Meta:
        """The last one first; a number is given once a year."""

        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="serial_once"),
            _about_one("issued_about_one"),
        )

    def __str__(self) -> str:
        return self.serial

    @property
    def serial(self) -> str:
        """Return the number under which it is filed: the year, and which one of that year it was."""
        return f"{self.year}-{self.number:04d}"


class WritingJob(Job):
    """The documents of everybody in a batch, written in the background into one .zip."""

    class State(models.TextChoices):
        """Where it stands. Interrupted: whoever wrote it ended before it did."""

        QUEUED = QUEUED, _("waiting")
        RUNNING = RUNNING, _("being written")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")
        INTERRUPTED = INTERRUPTED, _("interrupted")

    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT)
    outlines = models.JSONField(_("outlines"))
    formats = models.JSONField(_("formats"))
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("end (first day after)"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10)
    style = models.CharField(_("house style"), max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.PROTECT)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)

    class Meta:
        """The newest first."""

        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=("state", "asked_at"), name="writing_job_state"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.state}"


class WritingResult(models.Model):
    """What became of one document of a job."""

    class Outcome(models.TextChoices):
        """As the index of the .zip has it."""

        WRITTEN = "written", _("document written")
        EMPTY = "empty", _("no record of theirs")
        FAILED = "failed", _("not written")

    job = models.ForeignKey(WritingJob, verbose_name=_("job"), on_delete=models.CASCADE, related_name="results")
    code = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    outline = models.CharField(_("document"), max_length=200)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome.choices)
    numbers = models.PositiveIntegerField(_("numbers in it"), default=0)
    silent = models.JSONField(_("what the record does not say"), default=list)
    reason = models.TextField(_("why it failed"), blank=True)

    class Meta:
        """In the order in which they were written."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.code} {self.outline} {self.outcome}"


class OwnText(models.Model):
    """A version of an outline or a house style of the programme's own, in YAML. A change is a new version.

    `name` is the id inside the text. Its newest version counts; where that is retired, the name is offered no longer,
    and can never be taken by another.
    """

    class Sort(models.TextChoices):
        """What the text describes."""

        OUTLINE = "outline", _("outline")
        STYLE = "style", _("house style")

    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices)
    name = models.CharField(_("id"), max_length=50)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    is_retired = models.BooleanField(_("retired"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="own_texts"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        """By name, the newest version first; no version is there twice."""

        ordering = ("sort", "name", "-version")
        constraints = (models.UniqueConstraint(fields=("sort", "name", "version"), name="own_text_version_once"),)

    def __str__(self) -> str:
        return f"{self.sort} {self.name} {self.version}"
