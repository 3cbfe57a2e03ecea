"""All kinds together: loaded once, and refused as a whole when two of them could be mixed up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from qiao.catalogue.build import build
from qiao.catalogue.projects import hanging_on, refuse_strangers, words
from qiao.catalogue.protection import refuse_protected, refuse_text
from qiao.catalogue.source import Place, at, parse, read
from qiao.catalogue.wording import NAMES, measure_of, placeholders
from qiao.terms import Condition, Kind, Measure, Reads, Words

SHIPPED = Path(__file__).parent / "kinds"
HERE = Path(__file__).parent
PRESETS = HERE / "presets"
ALL = "all"
"""In place of a preset: every kind is on."""
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
    """What a sibling programme switches: which shipped kinds are on, and its own names.

    `labels` are its names for kinds and measures, by their ids, and `groups` those for fields of work.
    """

    id: str
    label: Words
    kinds: tuple[str, ...]
    labels: Mapping[str, Words] = field(default_factory=dict)
    groups: Mapping[str, Words] = field(default_factory=dict)

    def named(self, kind: Kind) -> Kind:
        """Return a kind under the names that the programme has for it and its measures.

        What it is called everywhere else stays good for sheets, and for reading.
        """
        label = self.labels.get(kind.id, kind.label)
        reads = dict(kind.reads)
        for each in kind.measures:
            if each.id in self.labels:
                known = reads.get(each.id, Reads())
                reads[each.id] = replace(known, nouns=tuple(dict.fromkeys((*known.nouns, each.label["zh"]))))
        measures = tuple(replace(each, label=self.labels.get(each.id, each.label)) for each in kind.measures)
        sheets = tuple(dict.fromkeys((*kind.sheets, label["zh"])))
        return replace(kind, label=label, measures=measures, reads=reads, sheets=sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindText:
    """A kind that is kept as a text: its YAML, which version of it this is, and whether it takes no new records."""

    name: str
    text: str
    version: int = 1
    is_retired: bool = False


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
        """Return the kinds of one field of work by their rank, and of one rank in the order of their files' ids."""
        return tuple(sorted((each for each in self.kinds.values() if each.group == group), key=lambda each: each.rank))

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
def load(folders: tuple[Path, ...] = (SHIPPED,), preset: str = ALL) -> Catalogue:
    """Return the catalogue of all `*.yaml` in these folders, narrowed to a preset unless all are wanted.

    A preset switches the shipped kinds; those of further folders are always on. Raises CatalogueError, with file and
    line, for a catalogue that could mislead, and KeyError for a preset that is not among `preset_names`.
    """
    units = _units(read(HERE / "units.yaml"))
    kinds: dict[str, Kind] = {}
    digest = hashlib.sha256()
    tops: dict[str, Place] = {}
    shipped: set[str] = set()
    # Folder by folder: a clash is the fault of the kind that came later, not of a shipped one.
    for path in (each for folder in folders for each in sorted(folder.glob("*.yaml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
        kind = build(top := read(path))
        _refuse_kind(kind, top, units, groups())
        if kind.id in kinds:
            raise top.refuse(f"the kind {kind.id!r} is already in {kinds[kind.id].source}")
        kinds[kind.id], tops[kind.id] = kind, top
        if path.parent == SHIPPED:
            shipped.add(kind.id)
    refuse_strangers(kinds, tops, {each: unit.dimension for each, unit in units.items()})
    presets = {path.stem: _preset(path, kinds) for path in sorted(PRESETS.glob("*.yaml"))}
    named = dict(groups())
    if preset != ALL:
        chosen = presets[preset]
        digest.update(preset.encode())
        kinds = {key: chosen.named(each) for key, each in kinds.items() if key in chosen.kinds or key not in shipped}
        named |= chosen.groups
    _refuse_mixups(kinds.values(), units, tops)
    return Catalogue(
        kinds=kinds,
        measures={measure.id: measure for kind in kinds.values() for measure in kind.measures},
        units=units,
        groups=named,
        presets=presets,
        version=digest.hexdigest()[:12],
    )


def extended(known: Catalogue, texts: Iterable[KindText]) -> Catalogue:
    """Return a catalogue with further kinds from texts, which come after its own and are refused where they clash.

    Raises CatalogueError, with the name of the text and the line.
    """
    kinds, tops = dict(known.kinds), {}
    digest = hashlib.sha256(known.version.encode())
    for each in texts:
        digest.update(repr((each.name, each.version, each.is_retired, each.text)).encode())
        kind = build(top := parse(each.name, each.text))
        _refuse_kind(kind, top, known.units, known.groups)
        if kind.id in kinds:
            raise at(top, "id").refuse(f"the kind {kind.id!r} is already in {kinds[kind.id].source}")
        taken = {sheet for other in kinds.values() for sheet in other.sheets}
        if clash := next((sheet for sheet in kind.sheets if sheet in taken), None):
            raise at(top, "label", "zh").refuse(f"the sheet {clash!r} is that of another kind: choose another name")
        kinds[kind.id] = replace(kind, version=each.version, is_retired=each.is_retired)
        tops[kind.id] = top
    refuse_strangers(kinds, tops, {each: unit.dimension for each, unit in known.units.items()})
    _refuse_mixups(kinds.values(), known.units, tops)
    measures = {measure.id: measure for kind in kinds.values() for measure in kind.measures}
    return replace(known, kinds=kinds, measures=measures, version=digest.hexdigest()[:12])


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


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that there are."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.yaml")))


def _preset(path: Path, kinds: Mapping[str, Kind]) -> Preset:
    part = read(path).mapping(known=("label", "kinds", "labels", "groups"), required=("label", "kinds"))
    for each in part["kinds"].sequence():
        if each.text() not in kinds:
            raise each.refuse(f"no kind {each.text()!r} in the catalogue")
    on = part["kinds"].texts()
    if not any(kinds[each].is_roster for each in on):
        raise part["kinds"].refuse("the roster is missing: without it nobody is in the programme")
    measures = {measure.id for each in on for measure in kinds[each].measures}
    return Preset(
        id=path.stem,
        label=words(part["label"]),
        kinds=on,
        labels=_names(part.get("labels"), {*on, *measures}, "kind or measure that is on"),
        groups=_names(part.get("groups"), set(groups()), "field of work"),
    )


def _names(place: Place | None, known: Collection[str], what: str) -> Mapping[str, Words]:
    found: dict[str, Words] = {}
    for key, each in place.items() if place else ():
        if key not in known:
            raise each.refuse(f"no {what} is called {key!r}")
        found[key] = words(each)
        refuse_text(f"the name of {key!r}", each, *found[key].values())
    return found


def _refuse_kind(kind: Kind, top: Place, units: Mapping[str, Unit], groups: Mapping[str, Words]) -> None:
    for measure, place in zip(kind.measures, at(top, "measures").sequence(), strict=True):
        _refuse_measure(measure, kind, place, units)
        if measure.id not in kind.reads and not measure.is_retired:
            why = f"no words to read {measure.id!r} by: a figure that is written must be read back"
            raise at(top, "reads").refuse(why)
    _refuse_wordings(kind, top)
    if kind.group not in groups:
        raise at(top, "group").refuse(f"no field of work {kind.group!r}; groups.yaml has: {', '.join(groups)}")
    _refuse_examples(kind, at(top, "examples"))
    refuse_protected(kind, top)


def _refuse_wordings(kind: Kind, top: Place) -> None:
    """Refuse a wording with a place for what the kind does not have; only joint work tells what was led."""
    ids = {measure.id for measure in kind.measures}
    nameable = {measure.id for measure in kind.measures if measure.names}
    said = [("wording", language, each) for language, every in kind.variants.items() for each in every]
    joint = [("joint", language, each) for language, each in kind.joint.items()]
    for key, language, template in (*said, *joint):
        place = at(top, key, language)
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
        raise at(place, "unit").refuse(f"the unit {measure.unit!r} is not in units.yaml")
    for part in (measure.numerator, measure.denominator):
        if part and part not in ids:
            raise place.refuse(f"no measure {part!r} in this kind")
        if part and kind.measures[ids.index(part)].counts == "ratio":
            raise place.refuse(f"{part!r} is a ratio itself: only figures that add up can be divided")
    if measure.counts == "ratio" and not (measure.numerator and measure.denominator):
        raise place.refuse("name the `numerator` and the `denominator` of the ratio")
    _refuse_units(measure, kind, place, units)


def _refuse_examples(kind: Kind, place: Place) -> None:
    if len(kind.examples) < EXAMPLES_NEEDED:
        raise place.refuse(f"{len(kind.examples)} examples: a kind has at least {EXAMPLES_NEEDED}")
    for example, each in zip(kind.examples, place.sequence(), strict=True):
        for sentence, ruling in example.reads_as.items():
            if ruling not in RULINGS:
                raise at(each, "reads_as", sentence).refuse(f"{ruling!r} is not one of: {', '.join(RULINGS)}")


def _refuse_units(measure: Measure, kind: Kind, place: Place, units: Mapping[str, Unit]) -> None:
    dimension = units[measure.unit].dimension
    field_type = kind.field_named(measure.field).type if measure.counts == "sum" else "count"
    expected = {"yuan": "money", "kilometres": "distance", "count": "count"}.get(field_type, dimension)
    if measure.counts == "ratio":
        expected = "percent"
    if dimension != expected:
        raise at(place, "unit").refuse(
            f"{measure.unit!r} measures {dimension}, but {measure.id!r} is a figure of {expected}"
        )


def _refuse_mixups(kinds: Iterable[Kind], units: Mapping[str, Unit], tops: Mapping[str, Place]) -> None:
    """Refuse two measures that one noun with one unit would name alike: a claim could be bound to either."""
    owner: dict[tuple[str, str], tuple[Measure, Reads]] = {}
    for kind in kinds:
        for measure in kind.measures:
            reads = kind.reads.get(measure.id, Reads())
            # A label is a noun as well: by it a row of an annex is read.
            for noun in () if measure.is_retired else dict.fromkeys((*reads.nouns, measure.label["zh"])):
                key = (noun, units[measure.unit].family)
                other, other_reads = owner.setdefault(key, (measure, reads))
                # Two measures may share a noun only where words nearby (`topics`) tell them apart.
                if other.id != measure.id and not (reads.topics and other_reads.topics):
                    why = (
                        f"{noun!r} counted in {measure.unit!r} names both {other.id!r} and {measure.id!r}: "
                        "use another noun, or give both `topics` that tell them apart"
                    )
                    raise at(tops[kind.id], "reads", measure.id).refuse(why)
