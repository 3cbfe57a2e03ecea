"""House styles: the look of a document as data, the same for every layout. One YAML file each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qiao.catalogue.build import identifier, words
from qiao.catalogue.source import CatalogueError, Place, parse, read
from qiao.terms import Words

NARROWEST = 40
SMALLEST, LARGEST = -100, 2000
SHIPPED = Path(__file__).parent / "styles"
DEFAULT = "gbt9704"
FONT_NAME = re.compile(r"[\w -]+")
GENERIC = ("serif", "sans-serif", "monospace")
PARAGRAPHS = (
    "title", "subtitle", "salutation", "heading1", "heading2", "heading3", "body", "author", "note", "signature",
    "date", "annex", "caption", "figure", "header", "cell", "fine",
)  # fmt: skip
"""Every style has all of these: the roles of `terms.Block`, what a table has, and figure over a chart."""

LENGTHS = ("width", "height", "top", "bottom", "left", "right")
PARAGRAPH_KEYS = ("font", "size", "spacing", "align", "first", "before", "after", "line", "keep", "page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """A font by name: Chinese, Western, what stands in for each in order, and the generic family at the end."""

    name: str
    western: str
    alternatives: tuple[str, ...]
    generic: str
    western_alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Sizes and margins in millimetres."""

    width: Decimal
    height: Decimal
    top: Decimal
    bottom: Decimal
    left: Decimal
    right: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """Font and size (pt) of the page number; mm below the type area; characters in from its outer edge."""

    font: Font
    size: Decimal
    below: Decimal
    indent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """How one role looks. Sizes, spacing and line in points; first in characters; before and after in lines."""

    font: Font
    size: Decimal
    line: Decimal
    spacing: Decimal = Decimal(0)
    align: str = "justify"
    first: Decimal = Decimal(0)
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    is_kept_with_next: bool = False
    is_new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A house style. `line` is the pitch of the page's lines in points."""

    id: str
    label: Words
    page: Page
    line: Decimal
    fonts: Mapping[str, Font]
    page_number: PageNumber
    paragraphs: Mapping[str, Paragraph]


@cache
def styles(folders: tuple[Path, ...] = (SHIPPED,)) -> Mapping[str, Style]:
    """Return every house style of the folders by id. Raises CatalogueError, with file and line, for a faulty one."""
    found: dict[str, Style] = {}
    for path in sorted(each for folder in folders for each in folder.glob("*.yaml")):
        style = build(read(path))
        if style.id in found:
            raise CatalogueError(path.name, 1, f"the style {style.id!r} is already there")
        found[style.id] = style
    return MappingProxyType(found)


def style_source(style_id: str) -> str:
    """Return the text of a shipped style. Raises KeyError."""
    return (SHIPPED / f"{styles()[style_id].id}.yaml").read_text(encoding="utf-8")


def read_style(name: str, written: str) -> Style:
    """Return the style that a text in YAML describes; errors name it. Raises CatalogueError, with the line."""
    return build(parse(name, written))


def build(top: Place) -> Style:
    """Return the style that a file describes. Raises CatalogueError, with file and line."""
    known = ("id", "label", "page", "line", "fonts", "page_number", "paragraphs")
    part = top.mapping(known=known, required=known)
    fonts = {name: _font(place) for name, place in part["fonts"].items()}
    lengths = part["page"].mapping(known=LENGTHS, required=LENGTHS)
    line = _size(part["line"])
    number = part["page_number"].mapping(
        known=("font", "size", "below", "indent"), required=("font", "size", "below", "indent")
    )
    looks = part["paragraphs"].mapping(known=PARAGRAPHS, required=PARAGRAPHS)
    page = Page(**{name: _number(place) for name, place in lengths.items()})
    if min(page.width - page.left - page.right, page.height - page.top - page.bottom) < NARROWEST:
        raise part["page"].refuse(f"the margins leave less than {NARROWEST} mm to write on")
    return Style(
        id=identifier(part["id"]),
        label=words(part["label"]),
        page=page,
        line=line,
        fonts=MappingProxyType(fonts),
        page_number=PageNumber(
            font=_named(number["font"], fonts),
            size=_size(number["size"]),
            below=_number(number["below"]),
            indent=_number(number["indent"]),
        ),
        paragraphs=MappingProxyType({role: _paragraph(place, fonts, line) for role, place in looks.items()}),
    )


def _font(place: Place) -> Font:
    known = ("name", "western", "alternatives", "western_alternatives", "generic")
    part = place.mapping(known=known, required=("name", "western", "generic"))
    return Font(
        name=_font_name(part["name"]),
        western=_font_name(part["western"]),
        alternatives=_font_names(part.get("alternatives")),
        western_alternatives=_font_names(part.get("western_alternatives")),
        generic=part["generic"].choice(*GENERIC),
    )


def _font_names(place: Place | None) -> tuple[str, ...]:
    return tuple(_font_name(each) for each in place.sequence()) if place else ()


def _font_name(place: Place) -> str:
    # Names go into style sheets as they are: a quotation mark or a bracket would end the rule that they stand in.
    name = place.text()
    if not FONT_NAME.fullmatch(name):
        raise place.refuse(f"{name!r} is not the name of a font: letters, digits, blanks, _ and - only")
    return name


def _paragraph(place: Place, fonts: Mapping[str, Font], line: Decimal) -> Paragraph:
    part = place.mapping(known=PARAGRAPH_KEYS, required=("font", "size"))
    zero = Decimal(0)
    return Paragraph(
        font=_named(part["font"], fonts),
        size=_size(part["size"]),
        line=_size(part["line"]) if "line" in part else line,
        spacing=_number(part["spacing"]) if "spacing" in part else zero,
        align=part["align"].choice("justify", "left", "centre", "right") if "align" in part else "justify",
        first=_number(part["first"]) if "first" in part else zero,
        before=_number(part["before"]) if "before" in part else zero,
        after=_number(part["after"]) if "after" in part else zero,
        is_kept_with_next="keep" in part and part["keep"].flag(),
        is_new_page="page" in part and part["page"].flag(),
    )


def _named(place: Place, fonts: Mapping[str, Font]) -> Font:
    return fonts[place.choice(*fonts)]


def _number(place: Place) -> Decimal:
    value = place.scalar()
    if not isinstance(value, Decimal):
        raise place.refuse("a number is expected here")
    if not SMALLEST <= value <= LARGEST:
        raise place.refuse(f"{value} is no length that a page has: {SMALLEST} to {LARGEST}")
    return value


def _size(place: Place) -> Decimal:
    value = _number(place)
    if value < 1:
        raise place.refuse(f"{value} is too small to be read")
    return value
