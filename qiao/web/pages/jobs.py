"""The documents of a batch as pages: what is asked for, how far it is, and what became of each document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import document
from qiao.drafting import bundle, own
from qiao.drafting.jobs import reads, writes
from qiao.drafting.many import PERSON, Asked
from qiao.drafting.models import WritingJob, WritingResult
from qiao.drafting.writes import Refused
from qiao.web import wording
from qiao.web.pages import documents

DEFAULT_FORMAT = ".docx"
LANGUAGES = ("zh", "en")
SHOWN = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to tick or to choose."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked for, as it was typed."""

    batches: list[Choice]
    outlines: list[Choice]
    formats: list[Choice]
    languages: list[Choice]
    styles: list[tuple[str, str]]
    style: str
    start: str
    end: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One job in the list."""

    url: str
    title: str
    what: str
    asked: str
    state: str
    state_label: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The jobs that are kept, and for how long."""

    lines: list[Line]
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one document."""

    code: str
    name: str
    url: str
    outline: str
    outcome: str
    outcome_label: str
    numbers: str
    silent: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A job: the progress while it is active, the file when it is done, the results so far."""

    uid: str
    title: str
    line: Line
    is_active: bool
    is_done: bool
    total: int
    done: int
    told: str
    problem: str
    results: list[Result]
    more: str
    counts: list[tuple[str, str]]


def form(user: User, asked: QueryDict, problem: str = "") -> Form:
    """Return the form, filled with what was asked for."""
    chosen = asked.getlist("outline")
    formats = asked.getlist("format") or [DEFAULT_FORMAT]
    language = asked.get("language") or wording.language()
    batches = [each.name for each in reads.batches(user)]
    # The last batch is the one that is now written about.
    batch = asked.get("batch") or (batches[-1] if batches else "")
    return Form(
        batches=[Choice(value=each, label=each, is_chosen=each == batch) for each in batches],
        outlines=[
            Choice(value=each.id, label=wording.words(each.label), is_chosen=each.id in chosen)
            for each in own.outlines().values()
            if PERSON in each.subjects
        ],
        formats=[Choice(value=each, label=each, is_chosen=each in formats) for each in document.LAYOUTS],
        languages=[
            Choice(value=each, label=label, is_chosen=each == language)
            for each, label in zip(LANGUAGES, (_("Simplified Chinese"), _("English")), strict=True)
        ],
        styles=documents.styles(),
        style=asked.get("style", ""),
        start=asked.get("start", ""),
        end=asked.get("end", ""),
        problem=problem,
    )


def queue(user: User, asked: QueryDict) -> WritingJob:
    """Ask for what the form says. Raises Refused."""
    batch = reads.batches(user).filter(name=asked.get("batch", "")).first()
    if batch is None:
        raise Refused(_("Choose a batch."))
    start, last = _day(asked.get("start", "")), _day(asked.get("end", ""))
    language = asked.get("language", "")
    wanted = Asked(
        outlines=tuple(asked.getlist("outline")),
        start=start,
        # People give the last day of a period; a scope holds the first day after it.
        end=last + wording.ONE_DAY if last else None,
        language=language if language in LANGUAGES else wording.language(),
        style=asked.get("style", ""),
    )
    return writes.queue(batch, wanted, asked.getlist("format"), by=user)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(_("A day is written like 2024-05-31.")) from error


def listing(user: User) -> Listing:
    """Return the jobs that a user may see, the newest first."""
    return Listing(lines=[_line(each) for each in reads.visible_to(user)], kept=_kept())


def _kept() -> str:
    return _("Kept for %(days)s days, the last %(jobs)s at most.") % {
        "days": wording.number(settings.QIAO_JOB_DAYS),
        "jobs": wording.number(settings.QIAO_JOBS),
    }


def _line(job: WritingJob) -> Line:
    return Line(
        url=reverse("document-job", args=[job.uid]),
        title=job.batch.name,
        what=wording.joined(part for part in (*_labels(job), " ".join(job.formats), _period(job)) if part),
        asked=_("%(who)s, %(when)s")
        % {
            "who": job.by.get_username(),
            "when": date_format(timezone.localtime(job.asked_at), "Y-m-d H:i"),
        },
        state=job.standing,
        state_label=str(WritingJob.State(job.standing).label),
        count=_("%(done)s of %(total)s") % {"done": wording.number(job.done), "total": wording.number(job.total)},
    )


def _period(job: WritingJob) -> str:
    return wording.term(job.start, job.end)


def _labels(job: WritingJob) -> list[str]:
    known = own.outlines()
    return [wording.words(known[each].label) if each in known else each for each in job.outlines]


def page(job: WritingJob) -> Page:
    """Return the page of one job."""
    # While it goes on, the page is asked for every second: only what somebody may have to see to is listed.
    results = job.results.exclude(outcome=WritingResult.Outcome.WRITTEN) if job.is_active else job.results.all()
    standing, more = job.standing, results.count() - SHOWN
    return Page(
        uid=str(job.uid),
        title=job.batch.name,
        line=_line(job),
        is_active=job.is_active,
        is_done=standing == WritingJob.State.DONE and reads.place(job).exists(),
        total=job.total,
        done=job.done,
        told=_told(job),
        problem=job.reason,
        results=[_result(each) for each in results[:SHOWN]],
        more=_("and %(count)s more; all of them are in the index") % {"count": wording.number(more)}
        if more > 0
        else "",
        counts=_counts(job),
    )


def _told(job: WritingJob) -> str:
    """Return what a state means for whoever waits."""
    told = {
        WritingJob.State.QUEUED: _("These documents are written as soon as those before them are done."),
        WritingJob.State.RUNNING: _("You may leave this page: they are written on."),
        WritingJob.State.CANCELLED: _("Nothing was kept of what had been written."),
        WritingJob.State.FAILED: _("Nothing was kept. When the cause is gone, start again."),
        WritingJob.State.INTERRUPTED: _(
            "The server stopped before all was written, and nothing was kept. Start again."
        ),
    }
    return told.get(WritingJob.State(job.standing), "")


def _counts(job: WritingJob) -> list[tuple[str, str]]:
    found = []
    for outcome in WritingResult.Outcome:
        count = job.results.filter(outcome=outcome).count()
        if count:
            found.append(
                (
                    bundle.told(outcome.value),
                    wording.counted(ngettext("%(count)s document", "%(count)s documents", count), count),
                )
            )
    return found


def _result(each: WritingResult) -> Result:
    return Result(
        code=each.code,
        name=each.name,
        url=reverse("person", args=[each.code]),
        outline=each.outline,
        outcome=each.outcome,
        outcome_label=bundle.told(each.outcome),
        numbers=wording.number(each.numbers),
        silent=_("; ").join(each.silent),
        reason=each.reason,
    )


def file_name(job: WritingJob) -> str:
    """Return what the .zip of a job is called where it is saved."""
    return f"{bundle.file_name(_(', ').join((job.batch.name, *_labels(job))))}{bundle.ZIP}"
