"""The programme's own outlines and house styles: the list, the text, and beside it its fault or what it gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.catalogue import CatalogueError
from qiao.document import Outline, Style, UnsuitedOutlineError
from qiao.drafting import own, own_writes
from qiao.drafting import reads as drafting
from qiao.drafting.models import OwnText
from qiao.drafting.subjects import unsuited
from qiao.programme import reads as programme
from qiao.programme.reads import Found
from qiao.terms import Document
from qiao.web import wording
from qiao.web.pages import documents
from qiao.web.pages.documents import NotWritten

SORTS = (own.OUTLINE, own.STYLE)
POINTS_PER_MM = Decimal(72) / Decimal("25.4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An outline or a style of the list: shipped or own, with the ways on."""

    label: str
    name: str
    told: str
    copy: str
    change: str = ""
    retire: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The outlines, or the styles."""

    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A text being changed, and whom a preview is of. `version` is the one it was opened as, 0 for a new one."""

    sort: str
    title: str
    name: str
    version: int
    text: str
    who: str
    suggestions: list[str]
    is_own_only: bool = False
    problem_field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a text would give: a document, or the measures of a style; or what is wrong, and in which line it stands."""

    problem: str = ""
    line: int = 0
    written: str = ""
    page: documents.Page | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)


def parts() -> list[Part]:
    """Return what there is, the shipped ones first."""
    titles = {own.OUTLINE: _("Outlines"), own.STYLE: _("House styles")}
    return [Part(title=titles[sort], lines=[*_shipped(sort), *map(_line, own.newest(sort))]) for sort in SORTS]


def _shipped(sort: str) -> list[Line]:
    return [
        Line(label=wording.words(each.label), name=name, told=_("comes with Qiao"), copy=_copy(sort, name))
        for name, each in own.shipped(sort).items()
    ]


def _line(each: OwnText) -> Line:
    is_sound = own.is_sound(each)
    label = wording.words(own.read(each.sort, each.name, each.text).label) if is_sound else each.name
    by = _("version %(version)s, %(by)s") % {"version": each.version, "by": each.by.get_username()}
    told = _("retired") if each.is_retired else by if is_sound else _("faulty: not offered until it is mended")
    return Line(
        label=label,
        name=each.name,
        told=told,
        copy=_copy(each.sort, each.name),
        change=reverse("document-pattern", args=[each.sort, each.name]),
        retire="" if each.is_retired else reverse("document-pattern-retire", args=[each.sort, each.name]),
    )


def _copy(sort: str, name: str) -> str:
    return f"{reverse('document-pattern-new', args=[sort])}?of={name}"


def copied(sort: str, name: str) -> str | None:
    """Return the text with which a copy starts: that of the original, under an id of its own; None for no original."""
    text = own.source(sort, name)
    if text is None:
        return None
    taken = {*own.shipped(sort), *(each.name for each in own.newest(sort))}
    free = next(each for number in range(2, len(taken) + 3) if (each := f"{name}_{number}") not in taken)
    return re.sub(r"(?m)^id:.*$", f"id: {free}", text, count=1)


def editor(user: User, sort: str, name: str, *, version: int, asked: Mapping[str, str], text: str) -> Editor:
    """Return the text being changed, with whom a preview is of."""
    form = documents.form(user, asked)
    return Editor(
        sort=sort,
        title=_("Outline") if sort == own.OUTLINE else _("House style"),
        name=name,
        version=version,
        text=text,
        who=asked.get("who", "") or _example(_subjects(sort, name, text)),
        suggestions=form.suggestions,
    )


def _subjects(sort: str, name: str, text: str) -> tuple[str, ...]:
    """Return whom a preview may be of: those that the outline is for; anybody for a style, or a text with a fault."""
    try:
        found = own.read(sort, name or "-", text)
    except CatalogueError:
        return ()
    return found.subjects if isinstance(found, Outline) else ()


def _example(subjects: tuple[str, ...]) -> str:
    """Return whom a preview is of at first: the last batch, or one of its people for an outline about a person."""
    last = programme.batches().last()
    if last is None:
        return ""
    if subjects and "batch" not in subjects and (people := programme.people_of(last)):
        return f"{people[0].code} {people[0].name}"
    return last.name


def preview(user: User, sort: str, name: str, asked: Mapping[str, str]) -> Preview:
    """Return what the text would give as it stands, or the line of its fault."""
    text = asked.get("text", "")
    try:
        own_writes.checked(sort, name, text)
    except own_writes.Faulty as fault:
        return Preview(problem=str(fault), line=fault.line, written=_written(text, fault.line))
    found = own.read(sort, name or "-", text)
    if isinstance(found, Style):
        return Preview(facts=_told(found))
    try:
        made = _made(found, documents.found(user, asked.get("who", "")))
    except NotWritten as refused:
        return Preview(problem=str(refused))
    except UnsuitedOutlineError:
        return Preview(problem=unsuited(found))
    return Preview(page=documents.page(made, {}, found))


def tried(user: User, asked: Mapping[str, str], style_text: str) -> tuple[Document, Style]:
    """Return a document and the style of a text, to be looked at as a file. Raises Faulty, and NotWritten."""
    own_writes.checked(own.STYLE, asked.get("name", ""), style_text)
    style = own.read(own.STYLE, "-", style_text)
    whose = documents.found(user, asked.get("who", ""))
    fitting = (each for each in own.outlines().values() if _kind(whose) in each.subjects)
    if not isinstance(style, Style):
        raise TypeError("a style was read")
    return _made(next(fitting), whose), style


def _kind(found: Found) -> str:
    return "person" if found.person else "batch" if found.batch else "organisation"


def _made(outline: Outline, found: Found) -> Document:
    return drafting.write_by(outline, found, language=wording.language())


def _written(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _told(style: Style) -> list[tuple[str, str]]:
    page, body = style.page, style.paragraphs["body"]
    width, height = page.width - page.left - page.right, page.height - page.top - page.bottom
    lines = int(height * POINTS_PER_MM / style.line + Decimal("0.05"))
    across = int(width * POINTS_PER_MM / (body.size + body.spacing) + Decimal("0.05"))
    roles = _roles()
    return [
        (_("Paper"), f"{page.width} × {page.height} mm"),
        (_("Margins: top, bottom, left, right"), f"{page.top}, {page.bottom}, {page.left}, {page.right} mm"),
        (_("Type area"), f"{width} × {height} mm"),
        (_("Lines on a page"), str(lines)),
        (_("Characters in a line"), str(across)),
        *((f"{roles[role]} ({role})", f"{look.font.name}, {look.size} pt") for role, look in style.paragraphs.items()),
    ]


def _roles() -> Mapping[str, str]:
    """Return what the paragraphs of a style are called: beside the word of the text, which is not translated."""
    return {
        "title": _("title of the document"),
        "subtitle": _("subtitle"),
        "salutation": _("salutation"),
        "heading1": _("heading, first level"),
        "heading2": _("heading, second level"),
        "heading3": _("heading, third level"),
        "body": _("text"),
        "author": _("place for the author"),
        "note": _("note of an annex"),
        "signature": _("signature"),
        "date": _("date"),
        "annex": _("annex"),
        "caption": _("caption of a table"),
        "figure": _("caption of a chart"),
        "header": _("head of a table"),
        "cell": _("cell of a table"),
        "fine": _("small print"),
    }
