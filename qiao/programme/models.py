"""Who is sent, from where, to where, and for how long. Days are half-open: `end` is the first day that is outside.

There is no field for anyone's ethnicity, religion, belief or politics, and nothing on residents.

What a copy of the whole programme has to carry: Region (with level and parent), Organisation with its partners,
Pairing, Batch, SubTerm, Secondee, Secondment (with its sub-term), Post, EndChange and FormerName; of what was merged
into another (`everything` has it, `objects` does not) only the former names. A Merge belongs to this
installation: it tells how to take a merge back.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.programme.identity import SORTS, FormerName, Merge, Named
from qiao.programme.service import EndChange, Pairing, Post, SubTerm
from qiao.terms import Scope

__all__ = [
    "SORTS",
    "AuditLine",
    "Batch",
    "EndChange",
    "FormerName",
    "Merge",
    "Organisation",
    "Pairing",
    "Post",
    "Region",
    "Secondee",
    "Secondment",
    "SubTerm",
]


class Region(Named):
    """A sending or receiving region: a province, a prefecture or a county, and which one it lies in."""

    class Level(models.TextChoices):
        """How large it is."""

        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county")

    name = models.CharField(_("name"), max_length=100, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("lies in"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    class Meta:
        """Sorted by name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Organisation(Named):
    """An organisation that sends people, hosts them, or both.

    `partners` are pairings without days, as ledgers have them; those with days are in Pairing.
    """

    class Nature(models.TextChoices):
        """Which side of the pairing it stands on."""

        SENDING = "sending", _("sending organisation")
        HOST = "host", _("host organisation")
        BOTH = "both", _("sends and hosts")

    name = models.CharField(_("name"), max_length=200, unique=True)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature.choices)
    region = models.ForeignKey(Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT)
    partners = models.ManyToManyField("self", verbose_name=_("paired with"), blank=True)

    class Meta:
        """Sorted by name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Batch(Named):
    """People sent together for a fixed term."""

    name = models.CharField(_("name"), max_length=50, unique=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("end (first day after)"))
    planned = models.PositiveIntegerField(_("people planned"), null=True, blank=True)

    class Meta:
        """In the order of time; a batch ends after it starts."""

        ordering = ("start",)
        constraints = (
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="batch_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.name


class Secondee(Named):
    """A person who is sent. `code` is the programme's own number for them: it stays when their data is removed."""

    code = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100, db_index=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, blank=True, on_delete=models.SET_NULL
    )
    removed_on = models.DateField(_("personal data removed on"), null=True, blank=True)

    class Meta:
        """By number."""

        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Secondment(models.Model):
    """One term of one person: which batch, from where, to where, as what.

    Host organisation and post are those of the first day, as the roster has them; what came later is in `posts`.
    `end` is the end as it is now; how it came about is in `end_changes`.
    """

    class Category(models.TextChoices):
        """The two kinds of people, with different terms and duties."""

        ADMINISTRATIVE_CADRE = "administrative_cadre", _("administrative cadre")
        PROFESSIONAL = "professional", _("professional")

    person = models.ForeignKey(Secondee, verbose_name=_("person"), on_delete=models.PROTECT, related_name="secondments")
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="secondments")
    category = models.CharField(_("category"), max_length=30, choices=Category.choices)
    sending_organisation = models.ForeignKey(
        Organisation, verbose_name=_("sending organisation"), on_delete=models.PROTECT, related_name="sent"
    )
    host_organisation = models.ForeignKey(
        Organisation, verbose_name=_("host organisation"), on_delete=models.PROTECT, related_name="hosted"
    )
    host_post = models.CharField(_("host post"), max_length=100, blank=True)
    sub_term = models.ForeignKey(
        SubTerm,
        verbose_name=_("sub-term"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="secondments",
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("end (first day after)"))

    class Meta:
        """A person starts one secondment on a day; it ends after it starts."""

        ordering = ("start", "person__code")
        constraints = (
            models.UniqueConstraint(fields=("person", "start"), name="secondment_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="secondment_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.batch}"

    def covers(self, day: dt.date) -> bool:
        """Return whether the person was seconded on a day."""
        return Scope(start=self.start, end=self.end).covers(day)

    def organisation_on(self, day: dt.date) -> int:
        """Return the key of the organisation that hosted the person on a day. Asks for the posts, unless loaded."""
        held = [each for each in self.posts.all() if each.side == Post.Side.HOST and each.covers(day)]
        return held[-1].organisation_id if held else self.host_organisation_id

    @property
    def last_post(self) -> tuple[Organisation, str]:
        """Return where the person was hosted last, and as what. Asks for the posts, unless loaded."""
        held = [each for each in self.posts.all() if each.side == Post.Side.HOST]
        return (held[-1].organisation, held[-1].title) if held else (self.host_organisation, self.host_post)


class AuditLine(models.Model):
    """One change of anything: who, what, when, and what was before and after.

    Append-only, which the database itself holds (migration 0002_kept_trail); each line carries the hash of the one
    before. `sealed` has the salted digest of each value about a person; the values themselves are `AuditValue`s,
    because they can be forgotten and a line cannot.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    version = models.PositiveSmallIntegerField(_("version of the hash"))
    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT)
    action = models.CharField(_("action"), max_length=50)
    subject = models.CharField(_("what"), max_length=200, db_index=True)
    detail = models.JSONField(_("detail"), default=dict)
    sealed = models.JSONField(_("digests of personal values"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order in which they were written."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditValue(models.Model):
    """A value about a person that a line of the trail speaks of. Forgetting empties it; its digest stays in the line.

    `about` says whose it is, by a number that is no name; `value` is JSON.
    """

    line = models.ForeignKey(AuditLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="values")
    about = models.CharField(_("about"), max_length=100, db_index=True)
    name = models.CharField(_("name"), max_length=100)
    salt = models.CharField(_("salt"), max_length=32, blank=True)
    value = models.TextField(_("value"), blank=True)
    forgotten = models.ForeignKey(
        AuditLine, verbose_name=_("forgotten by"), null=True, on_delete=models.PROTECT, related_name="forgets"
    )

    class Meta:
        """A line has one value of a name."""

        constraints = (models.UniqueConstraint(fields=("line", "name"), name="audit_value_once"),)

    def __str__(self) -> str:
        return f"{self.about} {self.name}"


class AuditHead(models.Model):
    """How far the trail goes and with which hash it ends: a second place, so that lines cut off its end are missed.

    There is one row, which whoever writes a line holds until the end of the transaction.
    """

    number = models.PositiveBigIntegerField(_("number"))
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class RoleAssignment(models.Model):
    """A role of a user, and how far it carries: for one batch, organisation or region, else for the whole programme.

    What each role may do is in `rights.csv`. That somebody is a secondee is said by their account, and not here.
    """

    class Role(models.TextChoices):
        """As the columns of the table of rights."""

        TEAM_LEAD = "team_lead", _("team lead")
        HOST_REVIEWER = "host_reviewer", _("host reviewer")
        OFFICE = "office", _("programme office")
        SENDING_ORGANISATION = "sending_organisation", _("sending organisation")
        CLERK = "clerk", _("clerk")
        LEADER = "leader", _("leader")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT
    )
    region = models.ForeignKey(Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("end (first day after)"), null=True, blank=True)

    class Meta:
        """In the order in which they were given; each is for one thing at most, and ends after it starts."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(batch=None, organisation=None)
                | models.Q(batch=None, region=None)
                | models.Q(organisation=None, region=None),
                name="role_for_one",
            ),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="role_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    def holds(self, day: dt.date) -> bool:
        """Return whether the role holds on a day."""
        return Scope(start=self.start, end=self.end).covers(day)
