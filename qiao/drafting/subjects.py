"""Whom a document is about, in words and days, as the roster has it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qiao.document import Outline
from qiao.programme import reads as programme
from qiao.programme.models import Secondee, Secondment
from qiao.programme.reads import Found
from qiao.record.kinds import catalogue
from qiao.terms import Subject


def unsuited(outline: Outline) -> str:
    """Return the words for whom an outline is for: what to say where somebody else is asked for."""
    kinds = {"person": _("a person"), "batch": _("a batch"), "organisation": _("an organisation")}
    fitting = _(" or ").join(kinds[each] for each in outline.subjects)
    return _("This document is written about %(whom)s.") % {"whom": fitting}


def subject(found: Found, language: str = "zh") -> Subject:
    """Return what a document says of a person, batch or organisation in words and days."""
    if found.person:
        last = programme.secondments(found.scope).order_by("-start").first()
        return person_subject(found.person, last, language)
    if found.batch:
        batch = found.batch
        return Subject(
            kind="batch",
            id=batch.name,
            name=batch.name,
            batch=batch.name,
            start=batch.start,
            end=batch.end,
        )
    if found.organisation:
        return Subject(
            kind="organisation",
            id=found.organisation.name,
            name=found.organisation.name,
        )
    raise ValueError("a document is about a person, a batch or an organisation")


def person_subject(person: Secondee, last: Secondment | None, language: str = "zh") -> Subject:
    """Return what a document says of a person; `last` is their last secondment, with what it names loaded."""
    host, post = last.last_post if last else (None, "")
    return Subject(
        kind="person",
        id=person.code,
        name=person.name,
        batch=last.batch.name if last else "",
        sending_organisation=last.sending_organisation.name if last else "",
        host_organisation=host.name if host else "",
        host_post=post,
        category=_category(last.category, language) if last else "",
        start=last.start if last else None,
        end=last.end if last else None,
        sources=(programme.roster_id(person.code, last.start),) if last else (),
    )


def _category(option_id: str, language: str) -> str:
    roster = next(kind for kind in catalogue().kinds.values() if kind.is_roster)
    return next(each.label[language] for each in roster.field_named("category").options if each.id == option_id)
