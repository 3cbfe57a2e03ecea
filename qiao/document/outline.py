"""Outlines: what a document of a kind holds, in which order, and where the author's own words go. One YAML file each.

The loader refuses, with file and line, what could mislead: an unknown key or place, and words that state a figure
of their own, since every number of a document comes from the record.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from qiao.catalogue import groups, placeholders
from qiao.catalogue.build import LANGUAGES, identifier, words
from qiao.catalogue.source import CatalogueError, Place, parse, read
from qiao.terms import Words
from qiao.text import read as read_quantities

SHIPPED = Path(__file__).parent / "outlines"
PLACES = (
    "name", "batch", "sending_organisation", "host_organisation", "host_post", "category",
    "start", "end", "period_start", "period_end",
)  # fmt: skip
"""What the outline's words may ask of the subject. The period's days are known only where it is not the term."""

SPAN_PLACE = "span"
"""What a lead may ask besides: which days its figures are of."""

SUBJECTS = ("person", "batch", "organisation")
TERM, YEAR, ALL = "term", "year", "all"
SPANS = (TERM, YEAR, ALL)
"""Of which days figures are: the term or the period asked for, the year in which it ends, all batches up to its end."""
LEVELS = 3
LINES = ("subtitle", "salutation", "signature")
ROLES = ("body", *LINES)
DAY = "day"
"""The id of the place where a document's day stands."""

PLACE_LENGTH = 8
PART_KEYS = {
    "text": (),
    "author": ("id", "as"),
    "subtitle": (),
    "salutation": (),
    "signature": (),
    "date": (),
    "section": ("parts",),
    "work": ("groups", "lead", "nothing", "span", "figures"),
    "annex": ("groups", "spans"),
    "form": (),
    "chart": ("axis", "measures"),
}
CELL_PARTS = ("text", "author", "work", "date")
AXES = ("stages", "years", "organisations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Fields of work (catalogue/groups.yaml): those named, or all but those named."""

    named: tuple[str, ...] = ()
    is_all_but: bool = True

    def holds(self, group: str) -> bool:
        """Return whether a field of work belongs."""
        return (group in self.named) != self.is_all_but


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph of sentences. A clause whose place the subject cannot fill is left out."""

    sentences: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of its own: subtitle, salutation or signature."""

    role: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A marked place for the author's own words, with a hint of what belongs there, and the role that they take.

    Words are kept by `id`: the one that the outline gives, so that a hint can be reworded, or one made of the hint.
    """

    id: str
    hint: Words
    role: str = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day of the document; a place for the author where it is not given."""

    hint: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the record says, by field of work: `sections` with headings, `points` of a speech, or one `paragraph`.

    `lead` opens each paragraph, in the languages that have one; `nothing` is said where the record has nothing at all.
    `is_leading` gives only the first figure of each kind.
    """

    style: Literal["sections", "points", "paragraph"]
    groups: Groups
    lead: Words = dataclasses.field(default_factory=dict)
    nothing: Words | None = None
    span: str = TERM
    is_leading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table of every recorded measure, after the text, with a column for each span."""

    caption: Words
    groups: Groups
    spans: tuple[str, ...] = (TERM,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place of a form: what stands before it, and what fills it."""

    label: Words
    part: Text | Author | Day | Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Rows of labelled places, laid out as a table."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """Measures drawn as bars: as stages of one undertaking, by year, or by host organisation."""

    caption: Words
    axis: Literal["stages", "years", "organisations"]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, numbered when written, and what stands under it. It is left out when nothing does."""

    heading: Words
    parts: tuple[Part, ...]


Part = Text | Line | Author | Day | Work | Annex | Charted | Section | Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What one sort of document holds. `subjects` are the kinds of subject that it suits."""

    id: str
    label: Words
    subjects: tuple[str, ...]
    title: Words
    parts: tuple[Part, ...]

    def each(self) -> tuple[Part, ...]:
        """Return all parts, those inside sections and forms too, in order."""
        return tuple(_each(self.parts))

    def spans(self) -> tuple[str, ...]:
        """Return the spans whose figures the document may state."""
        asked = {TERM}
        for part in self.each():
            asked |= {part.span} if isinstance(part, Work) else set(part.spans) if isinstance(part, Annex) else set()
        return tuple(span for span in SPANS if span in asked)

    @property
    def places(self) -> Mapping[str, Words]:
        """The places that the author fills, by id, each with its hint; that of the day is among them."""
        found = ((part.id if isinstance(part, Author) else DAY, part.hint) for part in _hinted(self.each()))
        return dict(found)


def _hinted(parts: tuple[Part, ...]) -> list[Author | Day]:
    return [part for part in parts if isinstance(part, Author | Day)]


def _each(parts: tuple[Part, ...]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        found.append(part)
        if isinstance(part, Section):
            found.extend(_each(part.parts))
        elif isinstance(part, Form):
            found.extend(cell.part for row in part.rows for cell in row)
    return found


@cache
def outlines(folders: tuple[Path, ...] = (SHIPPED,)) -> Mapping[str, Outline]:
    """Return every outline of the folders by id. Raises CatalogueError, with file and line, for a faulty one."""
    found: dict[str, Outline] = {}
    for path in sorted(each for folder in folders for each in folder.glob("*.yaml")):
        outline = build(read(path))
        if outline.id in found:
            raise CatalogueError(path.name, 1, f"the outline {outline.id!r} is already there")
        found[outline.id] = outline
    return MappingProxyType(found)


def outline_source(outline_id: str) -> str:
    """Return the text of a shipped outline. Raises KeyError."""
    return (SHIPPED / f"{outlines()[outline_id].id}.yaml").read_text(encoding="utf-8")


def read_outline(name: str, written: str) -> Outline:
    """Return the outline that a text in YAML describes; errors name it. Raises CatalogueError, with the line."""
    return build(parse(name, written))


def build(top: Place) -> Outline:
    """Return the outline that a file describes. Raises CatalogueError, with file and line."""
    known = ("id", "label", "subjects", "title", "parts")
    part = top.mapping(known=known, required=known)
    subjects = part["subjects"].sequence()
    outline = Outline(
        id=identifier(part["id"]),
        label=words(part["label"]),
        subjects=tuple(each.choice(*SUBJECTS) for each in subjects),
        title=_said(part["title"]),
        parts=_parts(part["parts"], level=1),
    )
    authors = [each.id for each in outline.each() if isinstance(each, Author)]
    twice = next((each for each in authors if authors.count(each) > 1 or each == DAY), "")
    if twice:
        raise part["parts"].refuse(f"two of the author's places are one ({twice!r}): give each an id of its own")
    return outline


def _parts(place: Place, level: int) -> tuple[Part, ...]:
    return tuple(_part(each, level) for each in place.sequence())


def _part(place: Place, level: int) -> Part:
    keys = [key for key, _ in place.items()]
    name = next((key for key in keys if key in PART_KEYS), "")
    if not name:
        raise place.refuse(f"a part begins with one of: {', '.join(PART_KEYS)}")
    part = place.mapping(known=(name, *PART_KEYS[name]), required=(name,))
    match name:
        case "text":
            return Text(sentences=tuple(_said(each) for each in part[name].sequence()))
        case "author":
            return _author(part)
        case "date":
            return Day(hint=_said(part[name]))
        case "section":
            return _section(part, level, place)
        case "work":
            return _work(part, level)
        case "annex":
            return Annex(caption=_said(part[name]), groups=_groups(part.get("groups")), spans=_spans(part.get("spans")))
        case "form":
            return Form(rows=tuple(_row(each, level) for each in part[name].sequence()))
        case "chart":
            return _charted(part, place)
        case _:
            return Line(role=name, words=_said(part[name]))


def _author(part: Mapping[str, Place]) -> Author:
    hint = _said(part["author"])
    made = hashlib.sha256(hint[LANGUAGES[0]].encode()).hexdigest()[:PLACE_LENGTH]
    return Author(
        id=identifier(part["id"]) if "id" in part else f"p{made}",
        hint=hint,
        role=part["as"].choice(*ROLES) if "as" in part else "body",
    )


def _section(part: Mapping[str, Place], level: int, place: Place) -> Section:
    if level > LEVELS:
        raise place.refuse(f"sections are nested at most {LEVELS} deep")
    if "parts" not in part:
        raise place.refuse("'parts' is missing")
    return Section(heading=_said(part["section"]), parts=_parts(part["parts"], level + 1))


def _row(place: Place, level: int) -> tuple[Cell, ...]:
    return tuple(_cell(each, level) for each in place.sequence())


def _cell(place: Place, level: int) -> Cell:
    found = dict(place.items())
    name = next((key for key in found if key in CELL_PARTS), "")
    if not name or "label" not in found:
        raise place.refuse(f"a place of a form has a label and one of: {', '.join(CELL_PARTS)}")
    part = place.mapping(known=("label", name, *PART_KEYS[name]), required=("label",))
    label = _said(part["label"])
    match name:
        case "text":
            filled: Text | Author | Day | Work = Text(sentences=(_said(part[name]),))
        case "author":
            filled = _author(part)
        case "date":
            filled = Day(hint=_said(part[name]))
        case _:
            part[name].choice("paragraph")
            filled = _work(part, level)
    return Cell(label=label, part=filled)


def _spans(place: Place | None) -> tuple[str, ...]:
    return tuple(each.choice(*SPANS) for each in place.sequence()) if place else (TERM,)


def _work(part: Mapping[str, Place], level: int) -> Work:
    style = part["work"].choice("sections", "points", "paragraph")
    if style == "sections" and level > LEVELS:
        raise part["work"].refuse(f"sections are nested at most {LEVELS} deep")
    return Work(
        style=style,  # type: ignore[arg-type]  # choice() has refused everything else
        groups=_groups(part.get("groups")),
        lead=_said(part["lead"], required=(), places=(*PLACES, SPAN_PLACE)) if "lead" in part else {},
        nothing=_said(part["nothing"]) if "nothing" in part else None,
        span=part["span"].choice(*SPANS) if "span" in part else TERM,
        is_leading=part["figures"].choice("all", "leading") == "leading" if "figures" in part else False,
    )


def _charted(part: Mapping[str, Place], place: Place) -> Charted:
    for each in PART_KEYS["chart"]:
        if each not in part:
            raise place.refuse(f"{each!r} is missing")
    return Charted(
        caption=_said(part["chart"]),
        axis=part["axis"].choice(*AXES),  # type: ignore[arg-type]  # choice() has refused everything else
        measures=part["measures"].texts(),
    )


def _groups(place: Place | None) -> Groups:
    if place is None:
        return Groups()
    if not place.is_mapping:
        return Groups(named=_fields_of_work(place), is_all_but=False)
    return Groups(named=_fields_of_work(place.mapping(known=("not",), required=("not",))["not"]))


def _fields_of_work(place: Place) -> tuple[str, ...]:
    known = groups()
    for each in place.sequence() if place.is_sequence else [place]:
        if each.text() not in known:
            raise each.refuse(f"no field of work {each.text()!r}; groups.yaml has: {', '.join(known)}")
    return place.texts()


def _said(place: Place, required: tuple[str, ...] = LANGUAGES, places: tuple[str, ...] = PLACES) -> Words:
    """Return words that a document says: only known places, and no figure of their own."""
    spoken = place.mapping(known=LANGUAGES, required=required)
    said = {language: each.text() for language, each in spoken.items()}
    for language, text in said.items():
        for name in placeholders(text):
            if name not in places:
                raise spoken[language].refuse(f"unknown place {name!r}; known: {', '.join(places)}")
        plain = re.sub(r"\{[^}]*\}", "", text)
        stated = [each.text for each in read_quantities(plain) if each.kind != "ordinal"]
        if stated or re.search(r"\d", plain):
            figure = stated[0] if stated else plain
            raise spoken[language].refuse(
                f"an outline states no figure of its own, since no record is behind it: {figure!r}"
            )
    return said
