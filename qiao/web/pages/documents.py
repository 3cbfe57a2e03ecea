"""A document as a page: every number leads to its records, and beside it stands what the record is silent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import document
from qiao.drafting import own as patterns
from qiao.drafting import reads as drafting
from qiao.drafting import writes
from qiao.drafting.models import Draft
from qiao.drafting.rights import WRITE
from qiao.drafting.subjects import unsuited
from qiao.programme import reads as programme
from qiao.programme import rights
from qiao.programme.reads import Found, UnknownSubject
from qiao.record.kinds import catalogue
from qiao.terms import Block, Chart, Document, Fact, Run, Table
from qiao.web import wording
from qiao.web.pages import figures

SUGGESTIONS = 500
LANGUAGES = ("zh", "en")
ROSTER_FACTS = "roster."


class NotWritten(Exception):  # noqa: N818  # it says what happened
    """No document can be made of what was asked. Its text says what to do, and `field` where."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text; a number has the address of its records."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph by its role in the document."""

    role: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; `caption` also tells the template that it is one. A chart has its drawing, as an SVG element."""

    caption: str
    drawing: str
    head: list[str]
    rows: list[list[list[Piece]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A table of labels and contents by turns: each row with how many columns its last content takes."""

    form: list[tuple[int, list[list[Piece]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A written document with the ways on from it."""

    title: str
    outline: str
    lang: str
    parts: list[Paragraph | Grid | Form]
    omitted: list[str]
    downloads: list[tuple[str, str]]
    sourced: list[tuple[str, str]]
    warning: str
    again: str
    counted: str
    asked: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form for a document asks for, as typed, with the problem where there is one."""

    outlines: list[tuple[str, str]]
    outline: str
    who: str
    suggestions: list[str]
    is_own_only: bool
    start: str
    end: str
    language: str
    styles: list[tuple[str, str]]
    style: str
    problem: str = ""
    problem_field: str = ""


def form(user: User, asked: Mapping[str, str], refused: NotWritten | None = None) -> Asked:
    """Return the form, filled with what was asked for."""
    own, is_own_only = programme.own_person(user), rights.is_own_only(user, WRITE)
    shown = [each for each in patterns.outlines().values() if not is_own_only or "person" in each.subjects]
    return Asked(
        outlines=[(each.id, wording.words(each.label)) for each in shown],
        outline=asked.get("outline", ""),
        who=asked.get("who", "") or (f"{own.code} {own.name}" if own and is_own_only else ""),
        suggestions=suggestions(user),
        is_own_only=is_own_only,
        start=asked.get("start", ""),
        end=asked.get("end", ""),
        language=asked.get("language", "") or wording.language(),
        styles=styles(),
        style=style_of(asked),
        problem=str(refused) if refused else "",
        problem_field=refused.field if refused else "",
    )


def suggestions(user: User) -> list[str]:
    """Return whom a user may ask about, as they are typed."""
    people = [f"{each.code} {each.name}" for each in programme.visible_to(user)[:SUGGESTIONS]]
    batches = [each.name for each in programme.batches_visible_to(user)]
    organisations = [each.name for each in programme.organisations_visible_to(user)[:SUGGESTIONS]]
    return [*batches, *people, *organisations]


def found(user: User, who: str, action: str = programme.SEE) -> Found:
    """Return whom a user means: a number, a name, a suggestion ("P031 name"), a batch, an organisation.

    Only whom an action of theirs may be about. Raises NotWritten.
    """
    words = who.split()
    if not words:
        raise NotWritten("who", _("Say whose record it is: a person's number or name, a batch or an organisation."))
    for each in dict.fromkeys((who, words[0])):
        try:
            return programme.found_by(user, each, action)
        except UnknownSubject:
            continue
    several = programme.visible_to(user).filter(name__in=("".join(words), words[0]))
    if codes := _(", ").join(each.code for each in several[:10]):
        raise NotWritten(
            "who", _("Several people have this name: type a number instead (%(codes)s).") % {"codes": codes}
        )
    why = _("Nobody and nothing in the record is called “%(who)s”: choose from the list while typing.") % {"who": who}
    raise NotWritten("who", why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: whose record, over which half-open days, in which language and house style."""

    found: Found
    start: dt.date | None
    end: dt.date | None
    language: str
    style: str


def wanted(user: User, asked: Mapping[str, str]) -> Wanted:
    """Return what a form asks for. Raises NotWritten."""
    whose = found(user, asked.get("who", ""), WRITE)
    start, end = period(asked)
    return Wanted(found=whose, start=start, end=end, language=language_of(asked), style=style_of(asked))


def language_of(asked: Mapping[str, str]) -> str:
    """Return the language of a document that a form asks for, or that of the page."""
    language = asked.get("language", "")
    return language if language in LANGUAGES else wording.language()


def styles() -> list[tuple[str, str]]:
    """Return the house styles that there are to choose from, each with its label: none where there is only one."""
    known = patterns.styles()
    return [(each.id, wording.words(each.label)) for each in known.values()] if len(known) > 1 else []


def style_of(asked: Mapping[str, str]) -> str:
    """Return the house style of a document that a form asks for; "" for the one that comes with Qiao."""
    style = asked.get("style", "")
    return style if style in patterns.styles() else ""


def period(asked: Mapping[str, str]) -> tuple[dt.date | None, dt.date | None]:
    """Return the half-open days that a form asks for. Raises NotWritten."""
    try:
        start, end = (dt.date.fromisoformat(asked[name]) if asked.get(name) else None for name in ("start", "end"))
    except ValueError as error:
        raise NotWritten("start", _("A day is written like 2024-05-31.")) from error
    if start and end and end < start:
        raise NotWritten("end", _("The period ends before it starts."))
    # People give the last day of a period; a scope holds the first day after it.
    return start, end + wording.ONE_DAY if end else None


def write(user: User, outline_id: str, asked: Mapping[str, str]) -> Document:
    """Return the document that was asked for. Raises NotWritten, and KeyError for an unknown outline."""
    what = wanted(user, asked)
    try:
        made = drafting.write(outline_id, what.found, start=what.start, end=what.end, language=what.language)
        return drafting.with_sources(made) if asked.get("sources") else made
    except document.UnsuitedOutlineError as error:
        raise NotWritten("who", unsuited(patterns.outlines()[outline_id])) from error


def start(user: User, outline_id: str, asked: Mapping[str, str]) -> Draft:
    """Start the draft that was asked for. Raises as `write` does."""
    what = wanted(user, asked)
    try:
        return writes.start(
            outline_id,
            what.found,
            by=user,
            start=what.start,
            end=what.end,
            language=what.language,
            style=what.style,
        )
    except document.UnsuitedOutlineError as error:
        raise NotWritten("who", unsuited(patterns.outlines()[outline_id])) from error


def page(made: Document, asked: Mapping[str, str], outline: document.Outline, problem: str = "") -> Page:
    """Return a document, written by the outline, as a page; `problem` is why a file could not be made of it."""
    kept = {key: asked[key] for key in ("who", "start", "end", "language", "style") if asked.get(key)}
    warning, endings = printed(made)
    return Page(
        title=made.title,
        outline=wording.words(outline.label),
        lang=lang(made),
        parts=[part(each, made) for each in made.blocks],
        omitted=list(made.omitted),
        downloads=_files(made, endings, kept),
        sourced=_files(made, endings, {**kept, "sources": "yes"}),
        warning=warning or problem,
        again=f"{reverse('document-new')}?{urlencode({'outline': made.outline, **kept})}",
        counted=counted(made),
        asked={"outline": made.outline, **kept},
    )


def printed(made: Document) -> tuple[str, list[str]]:
    """Return what a reader must know of the fonts, or "", and the endings of the files that can be had."""
    try:
        lost = document.missing(made)
    except document.NoChineseFontError:
        warning = _("No font on the server has Chinese characters, so there is no .pdf: see what qiao doctor says.")
        return warning, [each for each in document.LAYOUTS if each != ".pdf"]
    if not lost:
        return "", list(document.LAYOUTS)
    warning = _("No font on the server has %(characters)s: a .pdf shows a geta mark in their place.")
    return warning % {"characters": _(", ").join(lost)}, list(document.LAYOUTS)


def _files(made: Document, endings: list[str], asked: Mapping[str, str]) -> list[tuple[str, str]]:
    query = urlencode(asked)
    return [(f"{reverse('document-file', args=[made.outline, each[1:]])}?{query}", each) for each in endings]


def lang(made: Document) -> str:
    """Return the language of a document as HTML names it."""
    return {"zh": "zh-Hans"}.get(made.language, made.language)


def counted(made: Document) -> str:
    """Return how many numbers of a document's text have their records behind them, in words."""
    blocks = [each for each in made.blocks if isinstance(each, Block)]
    numbers = sum(run.fact is not None for each in blocks for run in each.runs)
    return wording.counted(
        ngettext("%(count)s number, with its records", "%(count)s numbers, each with its records", numbers), numbers
    )


def part(block: Block | Table, made: Document, urls: Sequence[str] | None = None) -> Paragraph | Grid | Form:
    """Return a block as a page shows it. `urls` are the addresses of the document's facts, where not their records."""
    if isinstance(block, Block):
        return Paragraph(role=block.role, pieces=[_piece(run, made, urls) for run in block.runs])
    if block.is_form:
        rows = [[[_piece(run, made, urls) for run in cell] for cell in row] for row in block.rows]
        columns = max(map(len, rows))
        return Form(form=[(columns - len(row) + 1, row) for row in rows])
    style = document.styles()[document.DEFAULT_STYLE]
    return Grid(
        caption=block.caption,
        drawing=mark_safe(document.draw(block, made, style).svg) if isinstance(block, Chart) else "",  # noqa: S308
        head=["".join(run.text for run in cell) for cell in block.rows[0]],
        rows=[[[_piece(run, made, urls) for run in cell] for cell in row] for row in block.rows[1:]],
    )


def _piece(run: Run, made: Document, urls: Sequence[str] | None) -> Piece:
    if run.fact is None:
        return Piece(text=run.text)
    return Piece(text=run.text, url=urls[run.fact] if urls else url(made.facts[run.fact]))


def url(fact: Fact) -> str:
    """Return the address of the records behind a fact; "" where it rests on none, as the day of a document does."""
    if fact.measure in catalogue().measures:
        return figures.url(fact.measure, fact.scope)
    # The days of the term rest on the roster, which a person's and a batch's page show.
    if fact.measure.startswith(ROSTER_FACTS) and fact.scope.person:
        return reverse("person", args=[fact.scope.person])
    if fact.measure.startswith(ROSTER_FACTS) and fact.scope.batch:
        return reverse("batch", args=[fact.scope.batch])
    return ""
