"""All kinds together: loaded once, and refused as a whole when two of them could be mixed up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qiao.catalogue.build import build
from qiao.catalogue.projects import hanging_on, refuse_strangers, words
from qiao.catalogue.source import Place, read
from qiao.catalogue.wording import NAMES, measure_of, placeholders
from qiao.terms import Condition, Field, Kind, Measure, Reads, Words

SHIPPED = Path(__file__).parent / "kinds"
HERE = Path(__file__).parent
EXAMPLES_NEEDED = 3
SEPARATORS = (("zh", ""), ("en", ", "))
RULINGS = ("supported", "contradicted", "unsupported", "ambiguous", "unbound", "hedged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit that measures use: its family (units of one family are one unit) and what it counts.

    `at_most` is the family whose figure the same thing, counted in this one, never exceeds; "" for none.
    """

    id: str
    family: str
    dimension: str
    at_most: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a sibling programme switches: which kinds are on, and its own names for them."""

    id: str
    label: Words
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """Every kind and measure that is on. `version` changes when any file does. Equal to itself alone, to key caches."""

    kinds: Mapping[str, Kind]
    measures: Mapping[str, Measure]
    units: Mapping[str, Unit]
    groups: Mapping[str, Words]
    presets: Mapping[str, Preset]
    version: str

    def kind_of(self, measure_id: str) -> Kind:
        """Return the kind that a measure belongs to. Raises KeyError for an unknown measure."""
        return self.kinds[self.measures[measure_id].kind]

    def narrowed(self, measure_id: str, where: tuple[Condition, ...] = ()) -> Measure:
        """Return a measure, narrowed to records with one option; its label says so."""
        measure = self.measures[measure_id]
        if not where:
            return measure
        fields = self.kinds[measure.kind].field_named
        options = [each for one in where for each in fields(one.field).options if each.id in one.values]
        zh, en = (separator.join(each.label[language] for each in options) for language, separator in SEPARATORS)
        label = {"zh": zh + measure.label["zh"], "en": f"{measure.label['en']} ({en})"}
        return replace(measure, label=label, where=(*measure.where, *where))

    def family(self, unit: str) -> str:
        """Return the family of a unit; a unit that the catalogue does not list is its own family."""
        known = self.units.get(unit)
        return known.family if known else unit

    def bounds(self, lesser: str, greater: str) -> bool:
        """Return whether a figure in one family of units is never above that of the same thing in the other."""
        known = self.units.get(lesser)
        return known is not None and known.at_most == greater != ""

    def are_kindred(self, one: str, other: str) -> bool:
        """Return whether two families count one thing in two ways: kept apart, but each explains the other."""
        return self.bounds(one, other) or self.bounds(other, one)

    def in_group(self, group: str) -> tuple[Kind, ...]:
        """Return the kinds of one field of work, in the order of their files' ids."""
        return tuple(kind for kind in self.kinds.values() if kind.group == group)

    def hanging_on(self, kind: Kind) -> tuple[Kind, ...]:
        """Return the kinds whose records belong to projects of a kind."""
        return hanging_on(kind, self.kinds)

    def kind_for_sheet(self, sheet: str) -> Kind | None:
        """Return the kind that a worksheet of this name holds, or None."""
        wanted = "".join(sheet.split())
        return next((kind for kind in self.kinds.values() if wanted in kind.sheets), None)


@cache
def groups() -> Mapping[str, Words]:
    """Return the fields of work by id, in the order in which documents take them."""
    return MappingProxyType({key: words(place) for key, place in read(HERE / "groups.yaml").items()})


@cache
def load(folders: tuple[Path, ...] = (SHIPPED,), preset: str = "") -> Catalogue:
    """Return the catalogue of all `*.yaml` in these folders, narrowed to a preset where one is named.

    Raises CatalogueError, with file and line, for a catalogue that could mislead.
    """
    units = _units(read(HERE / "units.yaml"))
    protected = read(HERE / "protected.yaml").texts()
    kinds: dict[str, Kind] = {}
    digest = hashlib.sha256()
    tops: dict[str, Place] = {}
    # Folder by folder: a clash is the fault of the kind that came later, not of a shipped one.
    for path in (each for folder in folders for each in sorted(folder.glob("*.yaml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
        kind = build(top := read(path))
        _refuse_kind(kind, top, units, groups(), protected)
        if kind.id in kinds:
            raise top.refuse(f"the kind {kind.id!r} is already in {kinds[kind.id].source}")
        kinds[kind.id], tops[kind.id] = kind, top
    refuse_strangers(kinds, tops, {each: unit.dimension for each, unit in units.items()})
    presets = {path.stem: _preset(path, kinds) for path in sorted((HERE / "presets").glob("*.yaml"))}
    if preset:
        kinds = {key: kind for key, kind in kinds.items() if key in presets[preset].kinds}
    _refuse_mixups(kinds.values(), units, tops)
    return Catalogue(
        kinds=kinds,
        measures={measure.id: measure for kind in kinds.values() for measure in kind.measures},
        units=units,
        groups=groups(),
        presets=presets,
        version=digest.hexdigest()[:12],
    )


def _units(top: Place) -> Mapping[str, Unit]:
    units: dict[str, Unit] = {}
    for family, place in top.items():
        part = place.mapping(known=("dimension", "also", "at_most"), required=("dimension",))
        at_most = part["at_most"].text() if "at_most" in part else ""
        for each in (family, *(part["also"].texts() if "also" in part else ())):
            if each in units:
                raise place.refuse(f"the unit {each!r} is already in the family {units[each].family!r}")
            units[each] = Unit(id=each, family=family, dimension=part["dimension"].text(), at_most=at_most)
    return units


def _preset(path: Path, kinds: Mapping[str, Kind]) -> Preset:
    part = read(path).mapping(known=("label", "kinds"), required=("label", "kinds"))
    for each in part["kinds"].sequence():
        if each.text() not in kinds:
            raise each.refuse(f"no kind {each.text()!r} in the catalogue")
    return Preset(id=path.stem, label=words(part["label"]), kinds=part["kinds"].texts())


def _at(top: Place, *keys: str) -> Place:
    """Return the place of a nested key, so that an error names its line."""
    place = top
    for key in keys:
        place = dict(place.items()).get(key, place) if place.is_mapping else place
    return place


def _refuse_kind(
    kind: Kind, top: Place, units: Mapping[str, Unit], groups: Mapping[str, Words], protected: tuple[str, ...]
) -> None:
    for measure, place in zip(kind.measures, _at(top, "measures").sequence(), strict=True):
        _refuse_measure(measure, kind, place, units)
        if measure.id not in kind.reads and not measure.is_retired:
            why = f"no words to read {measure.id!r} by: a figure that is written must be read back"
            raise _at(top, "reads").refuse(why)
    _refuse_wordings(kind, top)
    if kind.group not in groups:
        raise _at(top, "group").refuse(f"no field of work {kind.group!r}; groups.yaml has: {', '.join(groups)}")
    _refuse_examples(kind, _at(top, "examples"))
    for field in kind.fields:
        _refuse_protected(field, _at(top, "fields", field.id), protected)


def _refuse_wordings(kind: Kind, top: Place) -> None:
    """Refuse a wording with a place for what the kind does not have; only joint work tells what was led."""
    ids = {measure.id for measure in kind.measures}
    nameable = {measure.id for measure in kind.measures if measure.names}
    said = [("wording", language, each) for language, every in kind.variants.items() for each in every]
    joint = [("joint", language, each) for language, each in kind.joint.items()]
    for key, language, template in (*said, *joint):
        place = _at(top, key, language)
        for name in placeholders(template):
            known = measure_of(name) if key == "joint" else name
            if known not in ids:
                raise place.refuse(f"no measure {known!r} in this kind")
        for name in NAMES.findall(template):
            if name not in nameable:
                raise place.refuse(f"{name!r} has no `names`: say which field holds what it is called")


def _refuse_measure(measure: Measure, kind: Kind, place: Place, units: Mapping[str, Unit]) -> None:
    ids = [each.id for each in kind.measures]
    if ids.count(measure.id) > 1:
        raise place.refuse(f"the measure {measure.id!r} is written twice")
    if measure.unit not in units:
        raise _at(place, "unit").refuse(f"the unit {measure.unit!r} is not in units.yaml")
    for part in (measure.numerator, measure.denominator):
        if part and part not in ids:
            raise place.refuse(f"no measure {part!r} in this kind")
    _refuse_units(measure, kind, place, units)


def _refuse_examples(kind: Kind, place: Place) -> None:
    if len(kind.examples) < EXAMPLES_NEEDED:
        raise place.refuse(f"{len(kind.examples)} examples: a kind has at least {EXAMPLES_NEEDED}")
    for example, each in zip(kind.examples, place.sequence(), strict=True):
        for sentence, ruling in example.reads_as.items():
            if ruling not in RULINGS:
                raise _at(each, "reads_as", sentence).refuse(f"{ruling!r} is not one of: {', '.join(RULINGS)}")


def _refuse_units(measure: Measure, kind: Kind, place: Place, units: Mapping[str, Unit]) -> None:
    dimension = units[measure.unit].dimension
    field_type = kind.field_named(measure.field).type if measure.counts == "sum" else "count"
    expected = {"yuan": "money", "kilometres": "distance", "count": "count"}.get(field_type, dimension)
    if measure.counts == "ratio":
        expected = "percent"
    if dimension != expected:
        raise _at(place, "unit").refuse(
            f"{measure.unit!r} measures {dimension}, but {measure.id!r} is a figure of {expected}"
        )


def _refuse_protected(field: Field, place: Place, protected: tuple[str, ...]) -> None:
    # "Respect for people": no field for anyone's ethnicity, religion, belief or politics, nor on single residents.
    said = " ".join((field.id, *field.label.values(), *field.columns)).lower()
    for word in protected:
        if word in said:
            raise place.refuse(f"{field.id!r} looks like a protected trait ({word}): Qiao keeps no such field")


def _refuse_mixups(kinds: Iterable[Kind], units: Mapping[str, Unit], tops: Mapping[str, Place]) -> None:
    """Refuse two measures that one noun with one unit would name alike: a claim could be bound to either."""
    owner: dict[tuple[str, str], tuple[Measure, Reads]] = {}
    for kind in kinds:
        for measure in kind.measures:
            reads = kind.reads.get(measure.id, Reads())
            for noun in () if measure.is_retired else reads.nouns:
                key = (noun, units[measure.unit].family)
                other, other_reads = owner.setdefault(key, (measure, reads))
                # Two measures may share a noun only where words nearby (`topics`) tell them apart.
                if other.id != measure.id and not (reads.topics and other_reads.topics):
                    why = (
                        f"{noun!r} counted in {measure.unit!r} names both {other.id!r} and {measure.id!r}: "
                        "use another noun, or give both `topics` that tell them apart"
                    )
                    raise _at(tops[kind.id], "reads", measure.id).refuse(why)
