"""What Qiao knows of an account beyond Django's user: its one-time links, and whether it needs no second factor."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """What belongs to one user. `links` counts the one-time links made: only the last of them is good."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="account"
    )
    links = models.PositiveIntegerField(_("links made"), default=0)
    linked_at = models.DateTimeField(_("last link made"), null=True)
    used_at = models.DateTimeField(_("last link used"), null=True)
    is_exempt = models.BooleanField(_("needs no second factor"), default=False)

    def __str__(self) -> str:
        return str(self.user)


class FailedSignIn(models.Model):
    """Wrong passwords for one account from one browser; `key` is a digest of both, for accounts that are none too.

    Browsers that have never been signed in to the account count as one.
    """

    # How many may be wrong before one has to wait, and how long then: twice as long each time, but never for good.
    FREE = 5
    FIRST_WAIT = dt.timedelta(minutes=1)
    LONGEST_WAIT = dt.timedelta(minutes=15)
    # What is this old counts no more.
    KEPT = dt.timedelta(days=1)

    key = models.CharField(_("key"), max_length=64, unique=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    last_at = models.DateTimeField(_("last one"), db_index=True)
    waits_until = models.DateTimeField(_("waits until"), null=True)

    def __str__(self) -> str:
        return f"{self.failures}"
