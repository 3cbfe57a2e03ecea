"""Kept checks and bound wordings: lists, and a check with what became of its findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.catalogue import Catalogue
from qiao.drafting import kept
from qiao.drafting.models import CheckedText, FindingMark, WordingBinding
from qiao.drafting.reads import Check, check
from qiao.record.kinds import catalogue
from qiao.text import HEDGES_VERSION
from qiao.web import reports, wording
from qiao.web.pages import checks, figures

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A kept check in the list."""

    title: str
    url: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A kept check."""

    uid: str
    check: checks.Page
    about: str
    accepted: list[tuple[str, str]]
    downloads: list[tuple[str, str]]
    is_older: bool
    may_bind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A wording that was bound by hand."""

    id: int
    written: str
    measure: str
    bound: str
    withdrawn: str


def listing(user: User) -> list[Line]:
    """Return the newest kept checks that a user may see."""
    return [
        Line(title=each.title, url=reverse("check-kept", args=[each.uid]), about=_about(each))
        for each in kept.visible_to(user)[:SHOWN]
    ]


def now(checked: CheckedText) -> Check:
    """Return the check of a kept text by the record of today."""
    return check(checked.text, checked.found, bindings=kept.bindings())


def whose(checked: CheckedText) -> str:
    """Return the name of whoever's record a kept text is held against, or ""."""
    return figures.whose(checked.found) if checked.found else ""


def page(user: User, checked: CheckedText) -> Page:
    """Return a kept check as a page."""
    known = (checked.catalogue_version, checked.hedges_version)
    marks = checked.marks.filter(status=FindingMark.Status.ACCEPTED)
    return Page(
        uid=str(checked.uid),
        check=checks.page(
            now(checked), whose(checked), checked.title, meant=kept.meant(checked), may_bind=kept.may_bind(user)
        ),
        about=_about(checked),
        accepted=[(each.written, each.instead) for each in marks],
        downloads=[
            (reverse("check-kept-file", args=[checked.uid, ending]), f".{ending}") for ending in reports.endings()
        ],
        is_older=known != (catalogue().version, HEDGES_VERSION),
        may_bind=kept.may_bind(user),
    )


def wordings(user: User) -> list[Wording]:
    """Return the wordings that a user may review."""
    known = catalogue()
    return [_wording(each, known) for each in kept.bindings_seen_by(user)]


def _wording(binding: WordingBinding, known: Catalogue) -> Wording:
    measure = known.measures.get(binding.measure)
    withdrawn = ""
    if binding.withdrawn_at:
        withdrawn = wording.joined((str(binding.withdrawn_by or ""), _day(binding.withdrawn_at)))
    return Wording(
        id=binding.pk,
        written=wording.joined(each for each in (binding.noun, binding.family) if each),
        measure=wording.words(measure.label) if measure else binding.measure,
        bound=wording.joined((str(binding.by), _day(binding.at))),
        withdrawn=withdrawn,
    )


def _about(checked: CheckedText) -> str:
    held = whose(checked) or _("Read without a record")
    return wording.joined((held, _day(checked.checked_at), str(checked.by)))


def _day(moment: dt.datetime) -> str:
    return wording.day(timezone.localdate(moment))
