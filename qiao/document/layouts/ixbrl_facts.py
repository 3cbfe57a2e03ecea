"""How a number in prose becomes an XBRL fact: its digits and scale, unit, period and whose it is. Inline XBRL 1.1."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape, quoteattr

from qiao.catalogue import Catalogue
from qiao.document.layouts.ixbrl_taxonomy import NARROWING, Concept, concepts, days
from qiao.document.layouts.visible import visible
from qiao.terms import Document, Fact, Scope
from qiao.text.saying import WAN, YI

NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
SCALES = {WAN: 4, YI: 8}
PERCENT_SCALE = -2
EXACT = "INF"
ONE_DAY = dt.timedelta(days=1)
# XBRL has no period that is open at one end. These days say so: no record lies before the one or after the other.
FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 30)
WHOLE_PROGRAMME = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The digits that a run shows, between what stands before and behind, and what makes the value of them."""

    before: str
    digits: str
    behind: str
    scale: int
    decimals: str
    is_negative: bool


def shown(text: str, value: Decimal, *, is_percent: bool) -> Shown | None:
    """Return how a run shows a value; None where its digits are not the value's, which is then not to be claimed.

    A percentage is a pure number in XBRL: 85.3% is 0.853. It is rounded where the ratio behind it is not, and
    `decimals` says to how many places; everything else is exact.
    """
    found = NUMBER.search(text)
    if found is None:
        return None
    number = Decimal(found.group().replace(",", ""))
    places = max(0, -int(number.as_tuple().exponent))
    if is_percent:
        # As `sentence.figure` rounds, so that 12.25 printed as 12.3 is found.
        rounded = abs(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if number != rounded:
            return None
        decimals = EXACT if rounded == abs(value) else str(places - PERCENT_SCALE)
        scale = PERCENT_SCALE
    else:
        scale, decimals = SCALES.get(text[found.end() : found.end() + 1], 0), EXACT
        if number.scaleb(scale) != abs(value):
            return None
    return Shown(
        before=text[: found.start()],
        digits=found.group(),
        behind=text[found.end() :],
        scale=scale,
        decimals=decimals,
        is_negative=value < 0,
    )


@dataclass(slots=True)
class Tagger:
    """Tags the facts of one document, and collects the contexts and units that they share, in order of first use."""

    document: Document
    catalogue: Catalogue
    contexts: dict[tuple[Scope, str], str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    _concepts: Mapping[str, Concept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._concepts = concepts(self.catalogue)

    def tagged(self, text: str, fact: Fact, mark: str) -> str:
        """Return a run's words with the fact tagged in them; plain words where they do not show its value."""
        concept = self._concepts[fact.measure]
        if isinstance(fact.value, dt.date):
            return self._day(text, fact.value, fact.scope, concept, mark)
        if fact.value is None:
            return _text(text)
        measure = self.catalogue.measures[fact.measure]
        dimension = self.catalogue.units[measure.unit].dimension
        found = shown(visible(text), fact.value, is_percent=dimension == "percent")
        if found is None:
            return _text(text)
        sign = ' sign="-"' if found.is_negative else ""
        return (
            f'{escape(found.before)}<ix:nonFraction id="{mark}" name={quoteattr(f"qiao:{concept.id}")} '
            f'contextRef="{self._context(fact.scope, concept.period)}" unitRef="{self._unit(measure.unit, dimension)}" '
            f'decimals="{found.decimals}" scale="{found.scale}"{sign} format="ixt:num-dot-decimal">'
            f"{found.digits}</ix:nonFraction>{escape(found.behind)}"
        )

    def _day(self, text: str, day: dt.date, scope: Scope, concept: Concept, mark: str) -> str:
        name, context = quoteattr(f"qiao:{concept.id}"), self._context(scope, concept.period)
        opening = f'<ix:nonNumeric id="{mark}" name={name} contextRef="{context}"'
        if concept.item_type == "gYearItemType":
            found = YEAR.search(text)
            if found is None or int(found.group()) != day.year:
                return _text(text)
            before, behind = _text(text[: found.start()]), _text(text[found.end() :])
            return f"{before}{opening}>{found.group()}</ix:nonNumeric>{behind}"
        reading = days().formats[self.document.language]
        return f'{opening} format="ixt:{reading}">{_text(text)}</ix:nonNumeric>'

    def _context(self, scope: Scope, period: str) -> str:
        return self.contexts.setdefault((scope, period), f"c{len(self.contexts) + 1}")

    def _unit(self, unit: str, dimension: str) -> str:
        measure = {"money": "iso4217:CNY", "percent": "xbrli:pure"}.get(dimension)
        # Units of one family are one unit (名 and 人), so that figures in them can be compared.
        named = measure or f"qiao:{self.catalogue.family(unit)}"
        return self.units.setdefault(named, f"u{len(self.units) + 1}")

    def resources(self) -> str:
        """Return the contexts and units of all that was tagged."""
        told = "".join(_context(name, scope, period) for (scope, period), name in self.contexts.items())
        # Every element is closed by a tag of its own: browsers read the page as HTML.
        return told + "".join(
            f'<xbrli:unit id="{name}"><xbrli:measure>{escape(measure)}</xbrli:measure></xbrli:unit>\n'
            for measure, name in self.units.items()
        )


def _context(name: str, scope: Scope, period: str) -> str:
    owners = [(each, str(value)) for each in NARROWING if (value := getattr(scope, each, None))]
    kind, identifier = next((each for each in owners if each[0] != "role"), ("programme", WHOLE_PROGRAMME))
    others = "".join(f"<qiao:{each}>{_text(value)}</qiao:{each}>" for each, value in owners if each != kind)
    scenario = f"<xbrli:scenario>{others}</xbrli:scenario>" if others else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="urn:qiao:{kind}">{_text(identifier)}'
        f"</xbrli:identifier></xbrli:entity><xbrli:period>{_period(scope, period)}</xbrli:period>{scenario}"
        "</xbrli:context>\n"
    )


def _period(scope: Scope, period: str) -> str:
    # A scope's end is outside; a date in XBRL means the end of that day (XBRL 2.1, 4.7.2).
    last = scope.end - ONE_DAY if scope.end else LAST_DAY
    if period == "instant":
        return f"<xbrli:instant>{last.isoformat()}</xbrli:instant>"
    if scope.start is None and scope.end is None:
        return "<xbrli:forever></xbrli:forever>"
    start = scope.start or FIRST_DAY
    return f"<xbrli:startDate>{start.isoformat()}</xbrli:startDate><xbrli:endDate>{last.isoformat()}</xbrli:endDate>"


def _text(words: str) -> str:
    return escape(visible(words))
