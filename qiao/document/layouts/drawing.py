"""Chart -> SVG: bars beside their names, one panel for each scale. Pure: the same chart gives the same drawing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from qiao.document.language import Language, languages
from qiao.document.layouts.visible import visible
from qiao.document.style import Style
from qiao.terms import Chart, Document, Run

# Points. The widest name and the widest figure leave the bars at least a third of the width.
LETTER = 10.5
ROW = 20.0
BAR = 11.0
GAP = 6.0
TITLE = 22.0
BETWEEN = 8.0
LONGEST = 14
# What of a page stays for the caption of a chart and the head of its table.
LINES_BESIDE = 4
ELLIPSIS = "\u2026"
HALF_WIDTH = 0.55
# Dark enough to be told from paper on a copier, and from black letters on a screen.
INK = "#2f5d8a"
AXIS = "#888888"
POINTS_PER_MM = 72 / 25.4
NAMESPACE = "http://www.w3.org/2000/svg"
COLON = {"zh": "\uff1a", "en": ": "}

Shown = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A number by name, in words, and as a length; None: nothing recorded, so no bar."""

    name: str
    words: str
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Bars that share a scale, and the measure that they all have, or ""."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing as an SVG element, with its size in points and what it shows in words."""

    svg: str
    width: float
    height: float
    told: str

    @property
    def file(self) -> str:
        """Return the element as a file of its own: within HTML it needs no namespace, and names no address."""
        return self.svg.replace("<svg ", f'<svg xmlns="{NAMESPACE}" ', 1)


def draw(chart: Chart, document: Document, style: Style, *, family: str = "", shown: Shown = visible) -> Drawing:
    """Return the chart drawn as wide as the text, in the fonts for cells, or in one family where typst draws it.

    `shown` gives the words as that family can show them.
    """
    page = style.page
    width = round(float(page.width - page.left - page.right) * POINTS_PER_MM, 2)
    drawn = [_worded(each, shown) for each in panels(chart, document)]
    parts, top = [], 0.0
    room = float(page.height - page.top - page.bottom) * POINTS_PER_MM - float(LINES_BESIDE * style.line)
    most = max(int((room / len(drawn) - TITLE - BETWEEN) / ROW), 1)
    for panel in drawn:
        part, height = _panel(_fitting(panel, most), width, top)
        parts.append(part)
        top += height
    height = round(max(top - BETWEEN, ROW), 2)
    told = _told(chart, drawn, languages()[document.language])
    svg = (
        f'<svg viewBox="0 0 {width} {height}" width="{width}pt" height="{height}pt" '
        f'role="img" aria-label={quoteattr(told)} font-family={_family(style, family)} font-size="{LETTER}">'
        f"{''.join(parts)}</svg>"
    )
    return Drawing(svg=svg, width=width, height=height, told=told)


def panels(chart: Chart, document: Document) -> tuple[Panel, ...]:
    """Return what is drawn together. Stages of one unit share a scale; other charts have a panel for each measure."""
    head, *rows = chart.rows
    if chart.axis == "years":
        return tuple(
            Panel(
                title=_text(row[0]),
                bars=tuple(_bar(name, number, document) for name, number in zip(head[1:], row[1:], strict=True)),
            )
            for row in rows
        )
    if chart.axis == "organisations":
        return tuple(
            Panel(title=_text(title), bars=tuple(_bar(row[0], row[column], document) for row in rows))
            for column, title in enumerate(head)
            if column
        )
    units: dict[str, list[Bar]] = {}
    for row in rows:
        unit = next((document.facts[run.fact].unit for run in row[1] if run.fact is not None), "")
        units.setdefault(unit, []).append(_bar(row[0], row[1], document))
    return tuple(Panel(title="", bars=tuple(bars)) for bars in units.values())


def _fitting(panel: Panel, most: int) -> Panel:
    """Return the panel with as many bars as a page has room for, and a sign that the table has more."""
    if len(panel.bars) <= most:
        return panel
    return Panel(title=panel.title, bars=(*panel.bars[: most - 1], Bar(name=ELLIPSIS, words="", value=None)))


def _worded(panel: Panel, shown: Shown) -> Panel:
    bars = tuple(Bar(name=shown(bar.name), words=shown(bar.words), value=bar.value) for bar in panel.bars)
    return Panel(title=shown(panel.title), bars=bars)


def _family(style: Style, family: str) -> str:
    font = style.paragraphs["cell"].font
    every = (font.western, *font.western_alternatives, font.name, *font.alternatives)
    names = ", ".join(f"'{each}'" for each in ((family,) if family else dict.fromkeys(every)))
    return quoteattr(f"{names}, {font.generic}")


def _bar(name: tuple[Run, ...], number: tuple[Run, ...], document: Document) -> Bar:
    values = [document.facts[run.fact].value for run in number if run.fact is not None]
    value = values[0] if values else None
    return Bar(name=_text(name), words=_text(number), value=value if isinstance(value, Decimal) else None)


def _panel(panel: Panel, width: float, top: float) -> tuple[str, float]:
    """Return the panel's part of the drawing, and its height with the space below it."""
    parts = []
    start = top
    if panel.title:
        parts.append(_words(panel.title, 0, top + TITLE * 0.7))
        top += TITLE
    names = [_cut(bar.name) for bar in panel.bars]
    left = max(map(_width, names)) + GAP
    room = width - left - GAP - max(_width(bar.words) for bar in panel.bars)
    largest = max((bar.value for bar in panel.bars if bar.value is not None), default=Decimal(0))
    axis = top
    for name, bar in zip(names, panel.bars, strict=True):
        middle = top + ROW / 2
        length = _length(bar.value, largest, room)
        parts.append(_words(name, left - GAP, middle + LETTER * 0.36, anchor="end"))
        if length:
            parts.append(_box(left, middle - BAR / 2, length, BAR, INK))
        parts.append(_words(bar.words, left + length + GAP, middle + LETTER * 0.36))
        top += ROW
    parts.append(_box(left - 0.5, axis, 0.5, top - axis, AXIS))
    return "".join(parts), top - start + BETWEEN


def _length(value: Decimal | None, largest: Decimal, room: float) -> float:
    if value is None or value <= 0 or largest <= 0:
        return 0
    # What is there is seen, however small beside the rest.
    return max(round(room * float(value / largest), 2), 1)


def _words(words: str, x: float, y: float, anchor: str = "start") -> str:
    at = f'x="{round(x, 2)}" y="{round(y, 2)}"'
    return f'<text {at} text-anchor="{anchor}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    place = f'x="{round(x, 2)}" y="{round(y, 2)}" width="{round(width, 2)}" height="{round(height, 2)}"'
    return f'<rect {place} fill="{colour}"/>'


def _cut(name: str) -> str:
    """Return a name that leaves room for the bars; the table under the chart has it whole."""
    return name if _width(name) <= LONGEST * LETTER else f"{name[: LONGEST - 1]}{ELLIPSIS}"


def _width(words: str) -> float:
    """Return about how wide words are: a Chinese character is a letter's size, others a little over half of it."""
    return sum(LETTER * (1 if unicodedata.east_asian_width(each) in "WFA" else HALF_WIDTH) for each in words)


def _told(chart: Chart, drawn: Sequence[Panel], language: Language) -> str:
    """Return the chart in words, for whoever cannot see it: its caption and every figure."""
    colon = COLON[language.id]
    listed = []
    for panel in drawn:
        figures = language.comma.join(f"{bar.name} {bar.words}" for bar in panel.bars)
        listed.append(f"{panel.title}{colon}{figures}" if panel.title else figures)
    return f"{visible(chart.caption)}{colon}{language.join.join(listed)}"


def _text(runs: tuple[Run, ...]) -> str:
    return visible("".join(run.text for run in runs))
