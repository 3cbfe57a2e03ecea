"""The catalogue as an XBRL taxonomy: a concept for each measure and each day that documents state, with its labels.

One schema that needs nothing beside it: the labels are in a linkbase inside. It changes with the catalogue only, so
every document of one catalogue names the same file. XBRL 2.1, sections 5.1 and 5.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from qiao.catalogue import Catalogue
from qiao.catalogue.build import words
from qiao.catalogue.source import read
from qiao.document.layouts.visible import visible
from qiao.terms import Measure, Words

DATA = Path(__file__).parent / "ixbrl.yaml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
INSTANCE = "http://www.xbrl.org/2003/instance"
LINKBASE = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
ROLES = "http://www.xbrl.org/2003"
# What a figure may be about: the first of these that its scope names is the entity, the others narrow it further.
NARROWING = ("person", "batch", "organisation", "place", "role")
ITEM_TYPES = {"money": "monetaryItemType", "percent": "pureItemType", "day": "dateItemType", "year": "gYearItemType"}
ANY_NUMBER = "decimalItemType"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """What a fact may be of: the id of a measure or of a day, its XBRL type, and whether it is a stock."""

    id: str
    label: Words
    item_type: str
    period: Literal["instant", "duration"] = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that documents state, by id, and the transformation that reads a day, by language."""

    concepts: Mapping[str, Concept]
    formats: Mapping[str, str]


@cache
def days() -> Days:
    """Return what ixbrl.yaml holds. Raises CatalogueError for a faulty file."""
    part = read(DATA).mapping(known=("days", "formats"), required=("days", "formats"))
    concepts = {}
    for name, place in part["days"].items():
        one = place.mapping(known=("type", "label"), required=("type", "label"))
        kind = ITEM_TYPES[one["type"].choice("day", "year")]
        concepts[name] = Concept(id=name, label=words(one["label"]), item_type=kind)
    return Days(concepts=concepts, formats={language: each.text() for language, each in part["formats"].items()})


def namespace(catalogue: Catalogue) -> str:
    """Return the namespace of a catalogue's concepts."""
    return f"urn:qiao:taxonomy:{catalogue.version}"


def file_name(catalogue: Catalogue) -> str:
    """Return what the schema is called wherever it lies."""
    return f"qiao-{catalogue.version}.xsd"


def concepts(catalogue: Catalogue) -> Mapping[str, Concept]:
    """Return every concept by its id, measures first."""
    measured = {measure.id: _measured(measure, catalogue) for measure in catalogue.measures.values()}
    return {**measured, **days().concepts}


def _measured(measure: Measure, catalogue: Catalogue) -> Concept:
    dimension = catalogue.units[measure.unit].dimension
    return Concept(
        id=measure.id,
        label=measure.label,
        item_type=ITEM_TYPES.get(dimension, ANY_NUMBER),
        period="instant" if measure.over_time == "latest" else "duration",
    )


def schema(catalogue: Catalogue) -> bytes:
    """Return the taxonomy as one XML Schema."""
    known = concepts(catalogue)
    target = quoteattr(namespace(catalogue))
    elements = "".join(
        f'<xsd:element id={quoteattr(_anchor(each))} name={quoteattr(each.id)} type="xbrli:{each.item_type}" '
        f'substitutionGroup="xbrli:item" xbrli:periodType="{each.period}" nillable="true"/>\n'
        for each in known.values()
    )
    narrowing = "".join(f'<xsd:element name="{each}" type="xsd:string"/>\n' for each in NARROWING)
    return (
        f'{HEAD}<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="{INSTANCE}" '
        f'xmlns:link="{LINKBASE}" xmlns:xlink="{XLINK}" targetNamespace={target} elementFormDefault="qualified">\n'
        f"<xsd:annotation><xsd:appinfo>\n<link:linkbase>\n"
        f'<link:labelLink xlink:type="extended" xlink:role="{ROLES}/role/link">\n'
        f"{''.join(_labels(known))}</link:labelLink>\n</link:linkbase>\n</xsd:appinfo></xsd:annotation>\n"
        f'<xsd:import namespace="{INSTANCE}" schemaLocation="{ROLES}/xbrl-instance-2003-12-31.xsd"/>\n'
        f"{elements}{narrowing}</xsd:schema>\n"
    ).encode()


def _labels(known: Mapping[str, Concept]) -> Iterator[str]:
    for number, each in enumerate(known.values()):
        href = quoteattr(f"#{_anchor(each)}")
        yield f'<link:loc xlink:type="locator" xlink:href={href} xlink:label="c{number}"/>\n'
        for language, text in sorted(each.label.items()):
            yield (
                f'<link:label xlink:type="resource" xlink:label="l{number}" xlink:role="{ROLES}/role/label" '
                f"xml:lang={quoteattr(language)}>{escape(visible(text))}</link:label>\n"
            )
        yield (
            f'<link:labelArc xlink:type="arc" xlink:arcrole="{ROLES}/arcrole/concept-label" '
            f'xlink:from="c{number}" xlink:to="l{number}"/>\n'
        )


def _anchor(concept: Concept) -> str:
    return f"qiao_{concept.id}"
