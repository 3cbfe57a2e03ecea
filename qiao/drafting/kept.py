"""Everything that reads several kept checks or wordings."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from qiao.drafting import rights
from qiao.drafting.bindings import Bindings
from qiao.drafting.models import CheckedFile, CheckedText, FindingMark, WordingBinding
from qiao.programme import rights as programme
from qiao.terms import Finding

BIND = "wording.bind"

Place = tuple[str, int, int]
"""A finding by its code and its place in the text."""


def visible_to(user: User | AnonymousUser) -> QuerySet[CheckedText]:
    """Return the kept checks that a user may see: those within their roles, and their own."""
    return rights.checks(user).select_related("person", "batch", "organisation", "by")


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
    return listed if may_bind(user) else listed.none()


def may_bind(user: User | AnonymousUser) -> bool:
    """Return whether a user may say what a wording counts, which holds for the whole programme."""
    return programme.may_whole(programme.actor(user), BIND)
