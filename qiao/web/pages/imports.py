"""The pages of an import: progress, questions, the preview of every row, past imports, remembered meanings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qiao.exchange import preview
from qiao.exchange.exports import templates
from qiao.exchange.jobs import reads
from qiao.exchange.jobs.writes import Withdrawn
from qiao.exchange.layout import by_id
from qiao.exchange.preview import OUTCOMES, Line, Preview
from qiao.record.kinds import catalogue
from qiao.record.models import Import
from qiao.web import wording
from qiao.web.pages import meanings

LAST = 5
PAGE_SIZE = 50
SHOWN = 200
FIRST_LOOK = ("rejected", "changed", "new", "same", "repeated", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows of a sheet share an outcome, and where they are shown."""

    outcome: str
    label: str
    count: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What becomes of the rows of one sheet."""

    name: str
    means: str
    counts: list[Count]
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what it says, and for each of its cells what was, or is wrong."""

    number: str
    said: str
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of the rows of one sheet and outcome."""

    title: str
    outcome: str
    rows: list[Row]
    position: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One import in the list."""

    url: str
    book: str
    asked: str
    state: str
    state_label: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Imports, the newest first."""

    lines: list[Past]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An import, whatever state it is in."""

    uid: str
    line: Past
    is_active: bool
    is_ready: bool
    is_done: bool
    total: int
    done: int
    told: str
    problem: str
    does: str
    is_empty: bool
    is_unfilled: bool
    kept: str
    further: str
    is_open: bool
    has_rejected: bool
    questions: list[meanings.Asked]
    missing: list[str]
    sheets: list[Sheet]
    rows: Rows | None
    withdrawal: str


def page(job: Import, asked: QueryDict) -> Page:
    """Return the page of an import; `sheet`, `show` and `page` choose which rows are listed."""
    found = preview.read(reads.folder(job))
    is_ready, is_done = job.state == Import.State.READY, job.state == Import.State.DONE
    counts = {name: job.counts.get(name, 0) for name in Import.COUNTS}
    return Page(
        uid=str(job.uid),
        line=_past(job),
        is_active=job.is_active,
        is_ready=is_ready,
        is_done=is_done,
        total=job.total,
        done=job.done,
        told=_told(job),
        problem=job.reason,
        does=_does(counts) if found and not found.is_open else "",
        is_empty=not any(counts[each] for each in ("new", "changed", "roster")) and not (found and found.further),
        is_unfilled=found is not None and found.is_unfilled,
        kept=wording.number(found.kept) if found and found.kept else "",
        further=wording.number(found.further) if found and found.further else "",
        is_open=found is not None and found.is_open,
        has_rejected=reads.rejected(job).exists(),
        questions=meanings.questions(found) if found and is_ready else [],
        missing=meanings.missing(found) if found and is_ready else [],
        sheets=_sheets(job, found, asked) if found else [],
        rows=_rows(job, found, asked) if found and not job.is_active else None,
        withdrawal=_withdrawal(job) if is_done else "",
    )


def _does(counts: Mapping[str, int]) -> str:
    """Return in one sentence whether an import adds or overwrites."""
    told = {name: wording.number(count) for name, count in counts.items()}
    if not counts["changed"]:
        return _("It adds %(new)s records and overwrites none; %(roster)s entries of the roster.") % told
    return (
        _(
            "It adds %(new)s records and overwrites %(changed)s with what the workbook says; "
            "%(roster)s entries of the roster."
        )
        % told
    )


def _told(job: Import) -> str:
    """Return what a state means for whoever waits."""
    told = {
        Import.State.QUEUED: _("It begins as soon as what is before it is done."),
        Import.State.RUNNING: str(Import.Step(job.step).label),
        Import.State.CANCELLED: _("Nothing was imported."),
        Import.State.FAILED: _("Nothing was imported."),
        Import.State.INTERRUPTED: _("It ended before all was in, so nothing is. Upload the workbook again."),
        Import.State.WITHDRAWN: _("What it added and nobody had changed is gone again; the roster has stayed."),
    }
    return told.get(Import.State(job.standing), "")


def _withdrawal(job: Import) -> str:
    """Return what taking an import back would do."""
    total, free = job.records.count(), reads.untouched(job).count()
    if not free:
        return ""
    told = {"free": wording.number(free), "kept": wording.number(total - free)}
    return (
        _(
            "%(free)s records would be removed or put back as they were; %(kept)s were changed since and stay. "
            "The roster stays."
        )
        % told
    )


def withdrawn(done: Withdrawn) -> str:
    """Return what a withdrawal has done."""
    return _(
        "Withdrawn: %(removed)s records removed, %(restored)s put back, %(kept)s left as they were changed since."
    ) % {
        "removed": wording.number(done.removed),
        "restored": wording.number(done.restored),
        "kept": wording.number(done.kept),
    }


def _past(job: Import) -> Past:
    who = job.by.get_username() if job.by else _("the command line")
    when = date_format(timezone.localtime(job.asked_at), "Y-m-d H:i")
    labels = _labels()
    shown = [f"{labels[name]} {wording.number(job.counts[name])}" for name in OUTCOMES if job.counts.get(name)]
    return Past(
        url=reverse("import-job", args=[job.uid]),
        book=job.book,
        asked=_("%(who)s, %(when)s") % {"who": who, "when": when},
        state=job.standing,
        state_label=str(Import.State(job.standing).label),
        counts=wording.joined(shown),
    )


def listing(user: User, most: int = SHOWN) -> Listing:
    """Return the imports that a user may see, the newest first."""
    return Listing(lines=[_past(each) for each in reads.visible_to(user)[:most]])


def offered() -> dict[str, object]:
    """Return what can be taken along from the page of imports: templates by kind, and lists as files."""
    return {
        "kinds": [(each.id, wording.words(each.label)) for each in templates.kinds()],
        "lists": [
            (_("Imports so far"), wording.files("import-list", {})),
            (_("Organisations"), wording.files("organisation-list", {})),
        ],
    }


def rejected_name(job: Import) -> str:
    """Return what the workbook of rejected rows is called where it is saved."""
    return f"{job.book.rpartition('.')[0] or job.book}.rejected.xlsx"


def _labels() -> dict[str, str]:
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "same": _("Already there"),
        "repeated": _("Repeated"),
        "rejected": _("Rejected"),
        "skipped": _("No records"),
    }


def _chosen(found: Preview, asked: QueryDict) -> tuple[int, str] | None:
    """Return which sheet and outcome is looked at: what is asked for, else what needs a look most."""
    sheet, outcome = asked.get("sheet", ""), asked.get("show", "")
    if sheet.isdecimal() and int(sheet) < len(found.sheets) and outcome in OUTCOMES:
        return int(sheet), outcome
    every = ((at, each) for each in FIRST_LOOK for at in range(len(found.sheets)))
    return next(((at, each) for at, each in every if found.sheets[at].counts[each]), None)


def _sheets(job: Import, found: Preview, asked: QueryDict) -> list[Sheet]:
    chosen, layouts = _chosen(found, asked), by_id(catalogue())
    result = []
    for at, sheet in enumerate(found.sheets):
        means = meanings.layout_name(layouts, sheet.layout)
        counts = [
            Count(
                outcome=outcome,
                label=label,
                # A table full of noughts hides the few figures that matter.
                count=wording.number(sheet.counts[outcome]) if sheet.counts[outcome] else "\u2013",
                url=_address(job, at, outcome) if sheet.counts[outcome] else "",
                is_chosen=chosen == (at, outcome),
            )
            for outcome, label in _labels().items()
        ]
        unknown = _(", ").join(sheet.unknown)
        result.append(
            Sheet(name=sheet.name, means="" if means == sheet.name else means, counts=counts, unknown=unknown)
        )
    return result


def _address(job: Import, sheet: int, outcome: str, number: int = 1) -> str:
    asked = {"sheet": sheet, "show": outcome, "page": number}
    return f"{reverse('import-job', args=[job.uid])}?{urlencode(asked)}#rows"


def _rows(job: Import, found: Preview, asked: QueryDict) -> Rows | None:
    chosen = _chosen(found, asked)
    if chosen is None:
        return None
    at, outcome = chosen
    total = found.sheets[at].counts[outcome]
    pages = max(1, -(-total // PAGE_SIZE))
    wanted = asked.get("page", "1")
    number = min(int(wanted), pages) if wanted.isascii() and wanted.isdecimal() and int(wanted) else 1
    lines = preview.rows(reads.folder(job), at, outcome, start=(number - 1) * PAGE_SIZE, count=PAGE_SIZE)
    return Rows(
        title=_("%(sheet)s: %(outcome)s") % {"sheet": found.sheets[at].name, "outcome": _labels()[outcome]},
        outcome=outcome,
        rows=[_row(each) for each in lines],
        position=_("page %(page)s of %(pages)s") % {"page": wording.number(number), "pages": wording.number(pages)},
        previous=_address(job, at, outcome, number - 1) if number > 1 else "",
        next=_address(job, at, outcome, number + 1) if number < pages else "",
    )


def _row(line: Line) -> Row:
    number, said, cells = line
    return Row(number=wording.number(number), said=said, cells=cells)
