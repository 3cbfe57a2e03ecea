"""Everything that changes kept checks and bound wordings: each function one transaction and one line of the trail."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao import claim
from qiao.drafting import kept
from qiao.drafting.bindings import offered
from qiao.drafting.models import CheckedFile, CheckedText, FindingMark, WordingBinding
from qiao.drafting.originals import Unfit, rewritten
from qiao.drafting.reads import check
from qiao.programme.audit import note
from qiao.programme.reads import Found
from qiao.record.kinds import catalogue
from qiao.terms import Finding
from qiao.text import HEDGES_VERSION

TITLE_LENGTH = 200
NOUN_LENGTH = 100


class Refused(Exception):  # noqa: N818  # it says what happened
    """A write that cannot be done. Its text is one line for the user."""


@transaction.atomic
def keep(text: str, title: str, found: Found | None, *, by: User, original: bytes | None = None) -> CheckedText:
    """Keep a checked text. Without a title it is called by its first line.

    `original` is the file that it was read from; a Word document is kept with it, to be annotated in its own layout.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    checked = CheckedText.objects.create(
        title=(title.strip() or first)[:TITLE_LENGTH],
        text=text,
        person=found.person if found else None,
        batch=found.batch if found else None,
        organisation=found.organisation if found else None,
        by=by,
        checked_at=timezone.now(),
        catalogue_version=catalogue().version,
        hedges_version=HEDGES_VERSION,
    )
    if original and claim.is_word(original):
        CheckedFile.objects.create(checked=checked, content=original)
    note("keep check", str(checked.uid), by=by, title=checked.title)
    return checked


@transaction.atomic
def accept(checked: CheckedText, place: kept.Place, *, by: User) -> CheckedText:
    """Write what a finding suggests into the text. Raises Refused where it is no longer there or suggests nothing.

    What clerks said of findings behind it moves with the text; what stood inside goes.
    """
    checked = _current(checked)
    found = _found(checked, place)
    if not found.suggestion:
        raise Refused(_("This finding suggests nothing that could be written instead."))
    longer = len(found.suggestion) - (found.end - found.start)
    checked.marks.filter(status=FindingMark.Status.MEANT, start__lt=found.end, end__gt=found.start).delete()
    # One by one, the foremost in the direction of the move first: no two may stand in one place, not even in between.
    for mark in checked.marks.filter(start__gte=found.end).order_by("-start" if longer > 0 else "start"):
        mark.start, mark.end = mark.start + longer, mark.end + longer
        mark.save()
    _rewrite(checked, found)
    checked.text = checked.text[: found.start] + found.suggestion + checked.text[found.end :]
    _mark(checked, found, FindingMark.Status.ACCEPTED, by)
    checked.checked_at = timezone.now()
    checked.catalogue_version, checked.hedges_version = catalogue().version, HEDGES_VERSION
    checked.save()
    note(
        "accept suggestion",
        str(checked.uid),
        by=by,
        code=found.code,
        start=found.start,
        written=found.text,
        instead=found.suggestion,
    )
    return checked


@transaction.atomic
def mark_meant(checked: CheckedText, place: kept.Place, *, by: User) -> None:
    """Say that a finding is meant as it is written. Twice is once. Raises Refused where it is no longer there."""
    found = _found(_current(checked), place)
    if place not in kept.meant(checked):
        _mark(checked, found, FindingMark.Status.MEANT, by)
        note("mark finding meant", str(checked.uid), by=by, code=found.code, start=found.start, written=found.text)


@transaction.atomic
def mark_open(checked: CheckedText, place: kept.Place, *, by: User) -> None:
    """Take back that a finding is meant. Raises Refused where nobody said so."""
    code, start, end = place
    count, _models = checked.marks.filter(status=FindingMark.Status.MEANT, code=code, start=start, end=end).delete()
    if not count:
        raise Refused(_("The text has changed since: this finding is no longer there."))
    note("reopen finding", str(checked.uid), by=by, code=code, start=start)


@transaction.atomic
def discard(checked: CheckedText, *, by: User) -> None:
    """Delete a kept check for good."""
    note("discard check", str(checked.uid), by=by, title=checked.title)
    checked.delete()


@transaction.atomic
def bind(noun: str, family: str, measure: str, *, by: User) -> WordingBinding:
    """Say what a wording counts, for every text of the programme from now on; what was said before is withdrawn.

    Raises Refused for a measure that cannot be counted in this unit.
    """
    noun = "".join(noun.split())[:NOUN_LENGTH]
    if not noun or measure not in {each.id for each in offered(family, catalogue())}:
        raise Refused(_("No figure of the record can be counted in these words."))
    WordingBinding.objects.filter(noun=noun, family=family, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )
    binding = WordingBinding.objects.create(noun=noun, family=family, measure=measure, by=by)
    note("bind wording", noun, by=by, family=family, measure=measure)
    return binding


@transaction.atomic
def withdraw(binding: WordingBinding, *, by: User) -> None:
    """Withdraw a bound wording; it stays listed. Twice is once."""
    held = WordingBinding.objects.filter(pk=binding.pk, withdrawn_at=None)
    if held.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        note("withdraw wording", binding.noun, by=by, family=binding.family, measure=binding.measure)


def _current(checked: CheckedText) -> CheckedText:
    """Return the check as it is now, locked: the caller may have read it before another clerk changed its text."""
    return CheckedText.objects.select_for_update().get(pk=checked.pk)


def _found(checked: CheckedText, place: kept.Place) -> Finding:
    """Return the finding at a place of the text as it reads now. Raises Refused."""
    # The whole check, not only the reading: a missing figure is suggested from the record.
    findings = check(checked.text, checked.found, bindings=kept.bindings()).reading.findings
    for each in findings:
        if kept.place(each) == place:
            return each
    raise Refused(_("The text has changed since: this finding is no longer there."))


def _rewrite(checked: CheckedText, found: Finding) -> None:
    """Write what a finding suggests into the Word document as well, if there is one.

    Where that cannot be done the document stays behind the text; whoever takes it away annotated is told so.
    """
    original = kept.original(checked)
    if original is not None:
        try:
            content = rewritten(original, checked.text, found.start, found.end, found.suggestion)
        except Unfit:
            return
        CheckedFile.objects.filter(checked=checked).update(content=content)


def _mark(checked: CheckedText, found: Finding, status: FindingMark.Status, by: User) -> None:
    instead = found.suggestion if status == FindingMark.Status.ACCEPTED else ""
    FindingMark.objects.create(
        checked=checked,
        code=found.code,
        start=found.start,
        end=found.start + len(instead or found.text),
        written=found.text,
        instead=instead,
        status=status,
        by=by,
    )
