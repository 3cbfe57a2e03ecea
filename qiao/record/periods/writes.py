"""Close a period and open it again. Each function is one transaction and one line of the audit trail."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.programme import rights
from qiao.programme.audit import note
from qiao.programme.models import Batch
from qiao.record.content import Problem, Refused
from qiao.record.models import Closing
from qiao.record.periods import reads
from qiao.record.periods.reads import ONE_DAY, Counted
from qiao.terms import Scope


def close(last: dt.date, *, batch: Batch | None, reason: str, by: User) -> Closing:
    """Close the figures of a batch, or of all, up to and with a day. Raises NotAllowed, and Refused."""
    rights.demand_whole(by, "period.close")
    if not reason.strip():
        raise Refused(Problem(field="reason", written="", why=_("say why the period is closed")))
    if not Scope(end=timezone.localdate() + ONE_DAY).covers(last):
        why = _("a period can be closed up to today, and not beyond")
        raise Refused(Problem(field="last", written=last.isoformat(), why=why))
    with transaction.atomic():
        same = Closing.objects.filter(batch=batch, end=last + ONE_DAY, reopened_at=None)
        if same.exists():
            raise Refused(Problem(field="last", written=last.isoformat(), why=_("this period is closed already")))
        closing = Closing.objects.create(batch=batch, end=last + ONE_DAY, reason=reason.strip(), closed_by=by)
        told = {"batch": batch.name if batch else "", "last": last.isoformat(), "reason": closing.reason}
        note("close period", f"period {closing.pk}", by=by, before=None, after=told)
    return closing


def reopen(closing: Closing, *, reason: str, by: User) -> Closing:
    """Open a closed period again. Raises NotAllowed, and Refused."""
    rights.demand_whole(by, "period.close")
    if not reason.strip():
        raise Refused(Problem(field="reason", written="", why=_("say why the period is reopened")))
    with transaction.atomic():
        current = Closing.objects.select_for_update(of=("self",)).select_related("batch").get(pk=closing.pk)
        if current.reopened_at is not None:
            raise Refused(Problem(field="", written="", why=_("this period has been reopened already")))
        current.reopened_by, current.reopened_at, current.reopened_because = by, timezone.now(), reason.strip()
        current.save(update_fields=("reopened_by", "reopened_at", "reopened_because"))
        last = (current.end - ONE_DAY).isoformat()
        told = {"batch": current.batch.name if current.batch else "", "last": last}
        after = {**told, "reason": reason.strip()}
        note("reopen period", f"period {current.pk}", by=by, before={**told, "reason": current.reason}, after=after)
    return current


def refuse_closed(before: Counted | None, after: Counted | None) -> None:
    """Raise Refused where a change would move an approved figure of a closed period. Asked inside its transaction."""
    closing = reads.closed_to(before, after, reads.in_force())
    if closing is not None:
        raise Refused(reads.problem(closing))
