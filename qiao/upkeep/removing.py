"""Forgetting a person after the retention term: their name goes, what was done stays and counts as before."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import CASCADE, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.drafting.jobs.reads import place
from qiao.drafting.models import WritingJob
from qiao.programme.audit import forget, note
from qiao.programme.models import EndChange, FormerName, Merge, Post, Secondee, Secondment
from qiao.programme.moving import Moved
from qiao.programme.refusal import NotDone
from qiao.programme.rights import demand_whole
from qiao.upkeep.held import abouts, checks_of, drafts_about, people_of

LEAP_DAY = (2, 29)

REMOVE = "person.remove"


def removable_from(person: Secondee) -> dt.date | None:
    """Return the first day on which a person's data may be removed; None where nothing holds it."""
    ends = Secondment.objects.filter(person__in=people_of(person)).order_by("-end").values_list("end", flat=True)
    last = ends.first()
    if last is None:
        return None
    years = settings.QIAO_RETENTION_YEARS
    if (last.month, last.day) == LEAP_DAY:
        return dt.date(last.year + years, 3, 1)
    return last.replace(year=last.year + years)


def due(day: dt.date) -> list[Secondee]:
    """Return the people whose data may be removed on a day, by number."""
    people = Secondee.objects.filter(removed_on=None, secondments__isnull=False).distinct()
    return [each for each in people if (since := removable_from(each)) is not None and since <= day]


@transaction.atomic
def remove(person: Secondee, *, by: User | None, day: dt.date) -> Secondee:
    """Remove the personal data of somebody who left long ago. Raises NotDone before the term is over.

    Records keep their participants, by number; issued documents keep what they say; the trail stays verifiable.
    """
    demand_whole(by, REMOVE)
    _refuse(person, day)
    people, keys = people_of(person), abouts(person)
    removed = Secondee.everything.exclude(removed_on=None).count()
    gone = _delete_texts(people)
    for at, each in enumerate(people, start=removed + 1):
        _empty_terms(each)
        FormerName.objects.filter(person=each, sort=FormerName.Sort.NAME).delete()
        if each.user:
            _close(each.user, at)
        each.name = _("former secondee %(number)s") % {"number": at}
        each.user = None
        each.removed_on = each.retired_on = day
        each.save()
    Merge.objects.filter(sort="person", source__in=[each.pk for each in people]).update(moved=Moved().as_json())
    for about in keys:
        forget(about, by=by, reason="removed after the retention term")
    note("remove person", person.code, by=by, before={"removed_on": None}, after={"removed_on": day}, gone=gone)
    person.refresh_from_db()
    return person


def _refuse(person: Secondee, day: dt.date) -> None:
    if person.removed_on is not None:
        raise NotDone(_("the personal data of this person has been removed already"))
    since = removable_from(person)
    if since is not None and day < since:
        raise NotDone(_("this person's data is kept until %(day)s: remove it from then on") % {"day": since})
    if any(each.user and (each.user.is_staff or each.user.is_superuser) for each in people_of(person)):
        raise NotDone(_("the account of this person belongs to the office too: take that away from it first"))


def _delete_texts(people: list[Secondee]) -> dict[str, int]:
    """Delete drafts, kept checks and bundles of documents about a person; of an issued draft the frame stays."""
    drafts = list(drafts_about(people))
    for draft in drafts:
        if draft.issues.exists():
            draft.words, draft.discarded_at = {}, timezone.now()
            draft.save(update_fields=("words", "discarded_at"))
        else:
            draft.delete()
    checks = checks_of(people)
    count = checks.count()
    checks.delete()
    jobs = list(WritingJob.objects.filter(results__code__in=[each.code for each in people]).distinct())
    if any(each.is_active for each in jobs):
        raise NotDone(_("documents of this person are being written in the background: wait until that has ended"))
    for job in jobs:
        # Its .zip holds a document about the person.
        transaction.on_commit(partial(place(job).unlink, missing_ok=True))
        job.delete()
    return {"drafts": len(drafts), "checks": count, "bundles": len(jobs)}


def _empty_terms(person: Secondee) -> None:
    """Titles and reasons go: in a small county they are a name. Days and organisations are what figures rest on."""
    terms = Secondment.objects.filter(person=person)
    Post.objects.filter(secondment__in=terms).update(title="")
    EndChange.objects.filter(secondment__in=terms).update(reason="", agreed_by="")
    terms.update(host_post="")


def _close(account: User, number: int) -> None:
    """Let nobody sign in by an account any more, and keep it nameless as the author of what it wrote."""
    for each in account._meta.related_objects:  # noqa: SLF001  # Django's own name for what is public
        model: type[Model] = each.related_model
        if each.on_delete is CASCADE:
            model._base_manager.filter(**{each.field.name: account.pk}).delete()  # noqa: SLF001
    account.username = f"former-{number}-{account.pk}"
    account.first_name = account.last_name = account.email = ""
    account.is_active = False
    account.set_unusable_password()
    account.save()
