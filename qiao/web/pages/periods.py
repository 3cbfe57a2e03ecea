"""The page of closed periods: which hold, which were reopened and why, and the form to close one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import reads as programme
from qiao.record.models import Closing
from qiao.record.periods import reads
from qiao.record.periods.reads import ONE_DAY
from qiao.web import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One closing; `reopened` tells when and by whom, "" while it holds."""

    pk: int
    whose: str
    last: str
    reason: str
    closed: str
    reopened: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All closings, those that hold apart, and the batches that can be chosen."""

    holding: list[Line]
    reopened: list[Line]
    batches: list[str]


def page(user: User) -> Page:
    """Return the page of closed periods, for somebody who may close them."""
    lines = [_line(each) for each in reads.listed()]
    return Page(
        holding=[each for each in lines if not each.reopened],
        reopened=[each for each in lines if each.reopened],
        batches=[each.name for each in programme.batches_visible_to(user).order_by("-start")],
    )


def _line(closing: Closing) -> Line:
    reopened = ""
    if closing.reopened_at and closing.reopened_by:
        reopened = wording.joined(
            (closing.reopened_by.get_username(), wording.moment(timezone.localtime(closing.reopened_at)))
        )
    return Line(
        pk=closing.pk,
        whose=closing.batch.name if closing.batch else _("All batches"),
        last=wording.day(closing.end - ONE_DAY),
        reason=closing.reason,
        closed=wording.joined(
            (closing.closed_by.get_username(), wording.moment(timezone.localtime(closing.closed_at)))
        ),
        reopened=reopened,
        because=closing.reopened_because,
    )
