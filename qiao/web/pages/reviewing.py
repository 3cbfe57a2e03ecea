"""What a reviewer sees: the queue, what has changed since the last time, and what a record has been through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.programme.models import Secondee
from qiao.record import content, reads
from qiao.record.kinds import catalogue
from qiao.record.models import Participation, Record, Revision
from qiao.record.review import reads as review
from qiao.record.review.reads import Difference
from qiao.record.writes import Outcome
from qiao.terms import Kind
from qiao.web import wording
from qiao.web.pages import records
from qiao.web.pages.records import Choice, Line

PAGE_SIZE = 50
FILTERS = ("kind", "batch", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a record says otherwise: what, before and after; "" for nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a record: what was done, when, by whom, with which note, and what changed with it."""

    what: str
    when: str
    who: str
    note: str
    changes: list[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One record of the queue: its line, since when it waits, what has changed, and what approval still asks for."""

    uid: str
    line: Line
    since: str
    changes: list[Change]
    demands: list[str]
    is_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of what waits for review."""

    waiting: list[Waiting]
    total: str
    filters: list[Choice]
    query: str
    previous: str = ""
    next: str = ""
    position: str = ""
    is_filtered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the page of one record shows of its review."""

    steps: list[Step]
    changes: list[Change] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)
    approvals: str = ""
    coauthors: list[tuple[str, str]] = field(default_factory=list)
    possible: list[tuple[str, str]] = field(default_factory=list)


def queue(user: User, asked: Mapping[str, str]) -> Queue:
    """Return the page of the queue that was asked for: what has waited longest comes first."""
    chosen = {name: asked.get(name, "").strip() for name in FILTERS}
    narrowed = {**chosen, "person": "".join(chosen["person"].split()[:1])}
    waiting = reads.listed(reads.reviewable_by(user), **narrowed).order_by("updated_at", "id")
    pages = Paginator(waiting, PAGE_SIZE)
    page = pages.get_page(asked.get("page"))
    histories = review.histories(list(page.object_list))
    names = _names(step for steps in histories.values() for step in steps)
    told = {key: value for key, value in chosen.items() if value}
    return Queue(
        waiting=[_waiting(each, histories[each.pk], names) for each in page.object_list],
        total=wording.counted(ngettext("%(count)s record waits", "%(count)s records wait", pages.count), pages.count),
        filters=records.filters(user, chosen, *FILTERS),
        query=urlencode(told),
        previous="?" + urlencode({**told, "page": page.number - 1}) if page.has_previous() else "",
        next="?" + urlencode({**told, "page": page.number + 1}) if page.has_next() else "",
        position=_("Page %(page)s of %(pages)s") % {"page": page.number, "pages": pages.num_pages},
        is_filtered=bool(told),
    )


def _waiting(record: Record, steps: Sequence[Revision], names: Mapping[str, str]) -> Waiting:
    kind = records.kind_of(record)
    return Waiting(
        uid=str(record.uid),
        line=records.line(record, with_evidence=True),
        since=wording.day(timezone.localdate(record.updated_at)),
        changes=_changes(kind, review.since_review(steps), names),
        demands=_demands(record, kind),
        is_again=any(each.action == "send_back" for each in steps),
    )


def _demands(record: Record, kind: Kind | None) -> list[str]:
    """Return what approval still asks for, each with the label of its field."""
    labels = {each.id: wording.words(each.label) for each in kind.fields} if kind else {}
    return [
        f"{labels[each.field]}{_(': ')}{each.why}" if each.field in labels else each.why
        for each in review.demands(record)
    ]


def of_record(user: User, record: Record) -> Review:
    """Return what a record has been through, and what matters for the next step."""
    kind = records.kind_of(record)
    steps = review.history(record)
    names = _names(steps)
    is_waiting = record.status == Record.Status.SUBMITTED
    given = review.approvals(record) if is_waiting else []
    return Review(
        steps=[_step(kind, each, before, names) for each, before in zip(steps, [*steps, None][1:], strict=True)],
        changes=_changes(kind, review.since_review(steps), names) if is_waiting else [],
        demands=_demands(record, kind) if is_waiting else [],
        approvals=_approvals(given, kind),
        coauthors=[(each.get_username(), _called(each)) for each in record.coauthors.order_by("username")],
        possible=[(each.get_username(), _called(each)) for each in review.possible_coauthors(user, record)[:200]]
        if review.may(user, record, "share")
        else [],
    )


def _called(account: User) -> str:
    person = Secondee.objects.filter(user=account).first()
    return f"{person.code} {person.name}" if person else account.get_full_name() or account.get_username()


def _approvals(given: Sequence[Revision], kind: Kind | None) -> str:
    if not given or kind is None:
        return ""
    who = _(", ").join(_who(each) for each in given)
    return _("Approved by %(who)s: %(given)s of %(wanted)s") % {
        "who": who,
        "given": len(given),
        "wanted": kind.approvers,
    }


def _step(kind: Kind | None, step: Revision, before: Revision | None, names: Mapping[str, str]) -> Step:
    return Step(
        what=actions().get(step.action, step.action),
        when=wording.moment(timezone.localtime(step.at)),
        who=_who(step),
        note=step.note,
        changes=_changes(kind, review.differences(before.said, step.said), names) if before else [],
    )


def _who(step: Revision) -> str:
    return step.by.get_full_name() or step.by.get_username() if step.by else ""


def actions() -> Mapping[str, str]:
    """Return what was done at each step, in words."""
    return {
        "draft": _("entered"),
        "revise": _("changed"),
        "share": _("named a co-author"),
        "unshare": _("took a co-author off"),
        "submit": _("handed in"),
        "withdraw": _("withdrawn"),
        "approve": _("approved"),
        "send_back": _("sent back"),
        "reopen": _("reopened"),
        "undo": _("decision undone"),
        "import": _("imported"),
        "overwrite": _("overwritten by an import"),
    }


def _names(steps: object) -> Mapping[str, str]:
    """Return the names of all people that these revisions tell of, by number: one query."""
    codes = {code for step in steps for code, _role in step.said.get("people", ())}  # type: ignore[attr-defined]
    return dict(Secondee.objects.filter(code__in=codes).values_list("code", "name"))


def _changes(kind: Kind | None, found: Sequence[Difference], names: Mapping[str, str]) -> list[Change]:
    return [_change(kind, each, names) for each in found]


def _change(kind: Kind | None, each: Difference, names: Mapping[str, str]) -> Change:
    if each.part == "people":
        what = f"{each.key} {names.get(each.key, '')}".strip()
        return Change(what=what, before=_role(each.before), after=_role(each.after))
    if each.part == "evidence":
        return Change(what=_("Evidence"), before=_text(each.before), after=_text(each.after))
    field_ = next((one for one in kind.fields if one.id == each.key), None) if kind else None
    if kind is None or field_ is None:
        return Change(what=each.key, before=_text(each.before), after=_text(each.after))
    before, after = (content.values(kind, {each.key: one}).get(each.key) for one in (each.before, each.after))
    return Change(
        what=wording.words(field_.label), before=wording.content(field_, before), after=wording.content(field_, after)
    )


def _role(role: object) -> str:
    return str(Participation.Role(role).label) if isinstance(role, str) else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def told(outcomes: Sequence[Outcome]) -> tuple[int, list[str]]:
    """Return how many records were moved, and of each other one why it was not."""
    moved = sum(not each.problems for each in outcomes)
    refused = [
        _("%(record)s was left as it is: %(why)s")
        % {"record": _called_record(each.record), "why": wording.sentences(one.why for one in each.problems)}
        for each in outcomes
        if each.problems
    ]
    return moved, refused


def _called_record(record: Record) -> str:
    kind = catalogue().kinds.get(record.kind)
    label = wording.words(kind.label) if kind else record.kind
    text = wording.summary(kind, content.values(kind, record.data)) if kind else ""
    return wording.joined(each for each in (label, wording.day(record.day), text) if each)
