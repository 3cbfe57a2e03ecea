"""A traced file: what became of each of its numbers, those that changed first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import claim
from qiao.drafting import reads as drafting
from qiao.drafting import tracing
from qiao.drafting.tracing.opening import opened
from qiao.drafting.tracing.record import Today, today
from qiao.drafting.tracing.telling import label, said
from qiao.programme import reads as programme
from qiao.record.kinds import catalogue
from qiao.terms import Quantity
from qiao.web import wording
from qiao.web.pages import figures

# Readable without colour: a mark of its own for each state. The tones are those of the rulings.
MARKS = {"same": "\u2713", "edited": "\u2717", "gone": "\u2013", "moved_on": "\u2192", "unsourced": "?"}
TONES = {
    "same": "supported",
    "edited": "contradicted",
    "gone": "unsupported",
    "moved_on": "ambiguous",
    "unsourced": "unbound",
}


class NotTraced(Exception):  # noqa: N818  # it says what happened
    """A file that cannot be traced. Its text is one line that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place of a fact, or a number without one. `url` leads to its records, "" for who may not see them."""

    state: str
    tone: str
    mark: str
    label: str = ""
    url: str = ""
    then: str = ""
    now: str = ""
    record: str = ""
    sources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines under one heading. `is_same`: what was written then is what is written now, so it is said once."""

    heading: str
    is_same: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A traced file."""

    title: str
    file: str
    issued: str
    summary: str
    parts: list[Part]


def page(user: User, data: bytes, name: str) -> Page:
    """Return what became of the numbers of a file. Raises NotTraced.

    What the file says itself is shown to whoever has it; what the record says, to those who may see whose it is.
    """
    try:
        file = opened(data, name, partial(drafting.manifest_for, seen_by=user))
    except claim.UnreadableFile as error:
        raise NotTraced(wording.words(error.words)) from error
    if file.manifest is None:
        why = _("Nothing is left in this file to trace: check it against the record instead, on the page “Check”.")
        raise NotTraced(why)
    found = tracing.trace(file.manifest, claim.read(file.text, catalogue()), file.bookmarks)
    record = today(found.manifest.stated, partial(programme.found_by, user))
    return _page(found, record, name)


def _page(found: tracing.Trace, record: Mapping[int, Today], name: str) -> Page:
    lines = [_line(each, record.get(each.number)) for each in found.places]
    changed = [line for line, is_same in lines if not is_same] + [_unsourced(each) for each in found.unsourced]
    same = [line for line, is_same in lines if is_same]
    headed = ((_("To look at"), changed, False), (_("As written"), same, True))
    serial = found.manifest.serial
    return Page(
        title=found.manifest.title,
        file=name,
        issued=_("issued as %(serial)s") % {"serial": serial} if serial else _("draft"),
        summary=_summary(len(changed), len(same)),
        parts=[Part(heading=heading, lines=listed, is_same=is_same) for heading, listed, is_same in headed if listed],
    )


def _summary(changed: int, same: int) -> str:
    as_written = wording.counted(
        ngettext("%(count)s number is as written.", "%(count)s numbers are as written.", same), same
    )
    if not changed:
        return as_written
    to_look_at = ngettext("%(count)s place to look at.", "%(count)s places to look at.", changed)
    return wording.sentences((wording.counted(to_look_at, changed), as_written))


def _line(each: tracing.Traced, record: Today | None) -> tuple[Line, bool]:
    """Return the line of a place, and whether all is as it was."""
    fact = each.stated.fact
    has_moved = record is not None and record.has_moved
    state = "moved_on" if has_moved and each.state == "same" else each.state
    count = len(fact.sources) if each.stated.count is None else each.stated.count
    line = Line(
        state=_states()[state],
        tone=TONES[state],
        mark=MARKS[state],
        label=wording.words(label(fact.measure)),
        # Whoever may not see the record is not led to a page that is not there.
        url=figures.url(fact.measure, fact.scope) if record and fact.measure in catalogue().measures else "",
        then=each.place.written,
        now=each.written or "",
        record=_today(each, record) if record and has_moved else "",
        sources=wording.number(count),
    )
    return line, state == "same"


def _today(each: tracing.Traced, record: Today) -> str:
    return said(each.stated.fact.measure, record.value, wording.language()) or _("nothing recorded")


def _unsourced(quantity: Quantity) -> Line:
    return Line(state=_states()["unsourced"], tone=TONES["unsourced"], mark=MARKS["unsourced"], now=quantity.text)


def _states() -> Mapping[str, str]:
    return {
        "same": _("same"),
        "edited": _("edited"),
        "gone": _("gone"),
        "moved_on": _("the record has moved on"),
        "unsourced": _("without source"),
    }
