"""Everything that reads several kept checks or wordings."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from qiao.drafting.bindings import Bindings
from qiao.drafting.models import CheckedFile, CheckedText, FindingMark, WordingBinding
from qiao.terms import Finding

Place = tuple[str, int, int]
"""A finding by its code and its place in the text."""


def visible_to(user: User | AnonymousUser) -> QuerySet[CheckedText]:
    """Return the kept checks that a user may see: all for the programme office, else their own."""
    checks = CheckedText.objects.select_related("person", "batch", "organisation", "by")
    if user.is_staff:
        return checks
    if not isinstance(user, User):
        return checks.none()
    # A check shows figures: whose record one may no longer see, one's old check of it no longer shows either.
    mine = checks.filter(by=user, batch=None, organisation=None)
    return mine.filter(Q(person=None) | Q(person__user=user))


def place(finding: Finding) -> Place:
    """Return where a finding stands."""
    return finding.code, finding.start, finding.end


def meant(checked: CheckedText) -> frozenset[Place]:
    """Return the places of the findings that are meant as they are written."""
    marks = checked.marks.filter(status=FindingMark.Status.MEANT)
    return frozenset((each.code, each.start, each.end) for each in marks)


def original(checked: CheckedText) -> bytes | None:
    """Return the Word document that a kept text was read from, None where it came otherwise."""
    held = CheckedFile.objects.filter(checked=checked).first()
    return bytes(held.content) if held else None


def bindings() -> Bindings:
    """Return the wordings that hold now."""
    held = WordingBinding.objects.filter(withdrawn_at=None)
    return {(each.noun, each.family): each.measure for each in held}


def bindings_seen_by(user: User | AnonymousUser) -> QuerySet[WordingBinding]:
    """Return the wordings that a user may review, withdrawn ones as well: the office's, as they hold for everybody."""
    listed = WordingBinding.objects.select_related("by", "withdrawn_by")
    return listed if user.is_staff else listed.none()
