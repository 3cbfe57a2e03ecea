"""One YAML file -> one Kind. Each function reads one part and refuses what it cannot mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from qiao.catalogue import projects
from qiao.catalogue.projects import LANGUAGES, words
from qiao.catalogue.projects import find as _find
from qiao.catalogue.source import Place
from qiao.terms import Condition, Example, Field, Kind, Measure, Option, Reads, Value, Words

__all__ = ["LANGUAGES", "build", "words"]

FIELD_TYPES = (
    "date",
    "text",
    "choice",
    "count",
    "yuan",
    "kilometres",
    "number",
    "organisation",
    "place",
    "code",
    "file",
)
NUMERIC = ("count", "yuan", "kilometres", "number")
SLOTS = {"n": 4, "d": 4, "k": 4}
ID = re.compile(r"[a-z][a-z0-9_]*")
KIND_KEYS = (
    "id", "version", "label", "group", "sheets", "participants", "identity", "evidence", "rows",
    "fields", "measures", "wording", "joint", "reads", "examples",
    "stages", "rates", "belongs", "apart", "approval",
)  # fmt: skip
FIELD_KEYS = ("type", "label", "columns", "required", "options", "extract", "help")
MEASURE_KEYS = (
    "id", "label", "unit", "counts", "field", "over_time", "over_persons", "day", "where",
    "numerator", "denominator", "stage", "names", "retired",
)  # fmt: skip


def identifier(place: Place) -> str:
    """Return an id: lower-case English, digits and underscores."""
    value = place.text()
    if not ID.fullmatch(value):
        raise place.refuse(f"{value!r} is not an id: lower-case letters, digits and _ only")
    return value


def build(top: Place) -> Kind:
    """Return the kind that a file describes. Raises CatalogueError with file and line."""
    part = top.mapping(known=KIND_KEYS, required=("id", "label", "fields", "measures", "wording", "reads", "examples"))
    kind_id = identifier(part["id"])
    fields = _fields(part["fields"])
    measures = tuple(_measure(each, kind_id, fields) for each in part["measures"].sequence())
    identity = _known_fields(part.get("identity"), fields)
    needs, approvers = projects.approval(part["approval"], fields) if "approval" in part else ((), 1)
    return Kind(
        id=kind_id,
        version=part["version"].integer() if "version" in part else 1,
        label=words(part["label"]),
        group=part["group"].text() if "group" in part else "other",
        fields=fields,
        measures=measures,
        variants=_variants(part["wording"]),
        reads=_reads(part["reads"], measures, fields),
        examples=tuple(_example(each, fields) for each in part["examples"].sequence()),
        joint=_joint(part["joint"]) if "joint" in part else {},
        sheets=part["sheets"].texts() if "sheets" in part else (words(part["label"])["zh"],),
        participants=_participants(part.get("participants")),
        identity=identity,
        is_evidence_demanded=part["evidence"].choice("demanded", "welcome") == "demanded"
        if "evidence" in part
        else False,
        stages=projects.stages(part["stages"], fields, identity) if "stages" in part else (),
        rates=projects.rates(part["rates"]) if "rates" in part else (),
        belongs=projects.belongs(part["belongs"], fields) if "belongs" in part else {},
        apart=projects.apart(part["apart"], fields) if "apart" in part else "",
        needs=needs,
        approvers=approvers,
        is_roster=part["rows"].choice("records", "roster") == "roster" if "rows" in part else False,
        source=f"{top.file}",
    )


def _variants(place: Place) -> Mapping[str, tuple[str, ...]]:
    # A kind of a single office may be worded in Chinese only; the shipped ones are complete (a test holds it).
    found = place.mapping(known=LANGUAGES, required=("zh",))
    for language, each in found.items():
        if not each.texts():
            raise each.refuse(f"no wording in {language!r}")
    return {language: found[language].texts() for language in found}


def _joint(place: Place) -> Words:
    found = place.mapping(known=LANGUAGES, required=("zh",))
    return {language: found[language].text() for language in found}


def _fields(place: Place) -> tuple[Field, ...]:
    slots = dict.fromkeys(SLOTS, 0)
    fields: list[Field] = []
    for field_id, spec in place.items():
        if not ID.fullmatch(field_id):
            raise spec.refuse(f"{field_id!r} is not an id: lower-case letters, digits and _ only")
        fields.append(_field(field_id, spec, slots, is_first_day=not any(f.type == "date" for f in fields)))
    if not any(f.type == "date" and f.required for f in fields):
        raise place.refuse("a kind needs a date that places its records in time")
    return tuple(fields)


def _field(field_id: str, spec: Place, slots: dict[str, int], *, is_first_day: bool) -> Field:
    if not spec.is_mapping:
        type_ = spec.choice(*FIELD_TYPES)
        label: Words = dict.fromkeys(LANGUAGES, field_id.replace("_", " "))
        part: dict[str, Place] = {}
    else:
        part = spec.mapping(known=FIELD_KEYS, required=("type", "label"))
        type_ = part["type"].choice(*FIELD_TYPES)
        label = words(part["label"])
    options = tuple(_option(each) for each in part["options"].sequence()) if "options" in part else ()
    if (type_ == "choice") != bool(options):
        raise spec.refuse("a choice has options, and only a choice has")
    is_day = type_ == "date" and is_first_day
    return Field(
        id=field_id,
        type=type_,  # type: ignore[arg-type]  # choice() has refused everything else
        label=label,
        columns=part["columns"].texts() if "columns" in part else (label["zh"],),
        required=is_day or ("required" in part and part["required"].flag()),
        options=options,
        slot="" if is_day else _slot(type_, slots, spec),
        extract=_extract(part["extract"]) if "extract" in part else "",
        help=words(part["help"]) if "help" in part else None,
    )


def _slot(type_: str, slots: dict[str, int], spec: Place) -> str:
    letter = "n" if type_ in NUMERIC else {"date": "d", "text": "", "file": ""}.get(type_, "k")
    if not letter:
        return ""
    slots[letter] += 1
    if slots[letter] > SLOTS[letter]:
        raise spec.refuse(f"a kind holds at most {SLOTS[letter]} fields of this family ({letter})")
    return f"{letter}{slots[letter]}"


def _extract(place: Place) -> str:
    if place.text().count("#") != 1:
        raise place.refuse("write one # where the number stands")
    return place.text()


def _option(place: Place) -> Option:
    part = place.mapping(known=("id", "label", "aliases"), required=("id", "label"))
    aliases = part["aliases"].texts() if "aliases" in part else ()
    return Option(id=identifier(part["id"]), label=words(part["label"]), aliases=aliases)


def _known_fields(place: Place | None, fields: tuple[Field, ...]) -> tuple[str, ...]:
    if place is None:
        return ()
    for each in place.texts():
        _find(fields, each, place)
    return place.texts()


def _measure(place: Place, kind_id: str, fields: tuple[Field, ...]) -> Measure:
    part = place.mapping(known=MEASURE_KEYS, required=("id", "unit", "over_time", "over_persons"))
    measure_id = part["id"].text()
    if not re.fullmatch(rf"{kind_id}\.[a-z][a-z0-9_]*", measure_id):
        raise part["id"].refuse(f"a measure of {kind_id!r} is called {kind_id}.plural_noun, not {measure_id!r}")
    over_time = part["over_time"].choice("sum", "distinct", "latest", "ratio")
    field = _find(fields, part["field"].text(), part["field"]) if "field" in part else None
    counts = (
        part["counts"].choice("events", "sum", "distinct", "persons", "ratio")
        if "counts" in part
        else _counts(field, over_time)
    )
    _refuse_mismatch(place, counts, over_time, field)
    day = _find(fields, part["day"].text(), part["day"]) if "day" in part else None
    if day is not None and day.type != "date":
        raise part["day"].refuse(f"{day.id!r} is not a date")
    default_label = dict.fromkeys(LANGUAGES, measure_id.partition(".")[2].replace("_", " "))
    return Measure(
        id=measure_id,
        kind=kind_id,
        label=words(part["label"]) if "label" in part else default_label,
        unit=part["unit"].text(),
        counts=counts,  # type: ignore[arg-type]
        over_time=over_time,  # type: ignore[arg-type]
        over_persons=part["over_persons"].choice("once", "each"),  # type: ignore[arg-type]
        field=field.id if field else "",
        day=day.id if day else "",
        where=tuple(_condition(each, spec, fields) for each, spec in part["where"].items()) if "where" in part else (),
        **{key: part[key].text() for key in ("numerator", "denominator", "stage") if key in part},
        names=_find(fields, part["names"].text(), part["names"]).id if "names" in part else "",
        is_retired="retired" in part and part["retired"].flag(),
    )


def _counts(field: Field | None, over_time: str) -> str:
    if over_time in {"distinct", "ratio"}:
        return over_time
    return "events" if field is None else "sum"


def _refuse_mismatch(place: Place, counts: str, over_time: str, field: Field | None) -> None:
    if counts == "sum" and (field is None or not field.is_numeric):
        raise place.refuse("only a numeric field can be summed; name one with `field`")
    if counts == "distinct" and field is None:
        raise place.refuse("name with `field` what is counted once")
    if counts == "distinct" and over_time != "distinct":
        raise place.refuse("different values are counted once over time too: over_time: distinct")
    if counts == "distinct" and field is not None and not field.slot and field.type != "date":
        raise place.refuse(f"{field.id!r} is free text, which is no key: make it a place, an organisation or a choice")
    if (counts == "ratio") != (over_time == "ratio"):
        raise place.refuse("a ratio is a ratio over time too: its parts are added up and divided last")


def _condition(field_id: str, spec: Place, fields: tuple[Field, ...]) -> Condition:
    field = _find(fields, field_id, spec)
    if spec.is_mapping:
        part = spec.mapping(known=("not",), required=("not",))
        values = part["not"].texts()
    else:
        values = spec.texts()
    if values in {("recorded",), ("unrecorded",)}:
        return Condition(field=field_id, is_negated=values == ("unrecorded",))
    known = {option.id for option in field.options}
    for value in values:
        if field.type == "choice" and value not in known:
            raise spec.refuse(f"{field_id!r} has no option {value!r}; it has: {', '.join(sorted(known))}")
    if not field.slot:
        raise spec.refuse(f"{field_id!r} is free text: a condition needs a choice, a place, an organisation or a date")
    return Condition(field=field_id, values=values, is_negated=spec.is_mapping)


def _participants(place: Place | None) -> Mapping[str, tuple[str, ...]]:
    if place is None:
        return {}
    part = place.mapping(known=("led", "took_part"), required=("led",))
    return {role: spec.texts() for role, spec in part.items()}


def _reads(place: Place, measures: tuple[Measure, ...], fields: tuple[Field, ...]) -> Mapping[str, Reads]:
    known = {measure.id for measure in measures}
    choices = {field.id for field in fields if field.options}
    result: dict[str, Reads] = {}
    for measure_id, spec in place.items():
        if measure_id not in known:
            raise spec.refuse(f"no measure {measure_id!r} in this kind; it has: {', '.join(sorted(known))}")
        if not spec.is_mapping:
            result[measure_id] = Reads(nouns=spec.texts())
            continue
        part = spec.mapping(known=("nouns", "verbs", "topics", "never", "units", "options"))
        for each in part["options"].sequence() if "options" in part else ():
            if each.text() not in choices:
                raise each.refuse(f"no choice field {each.text()!r} in this kind")
        result[measure_id] = Reads(**{key: each.texts() for key, each in part.items()})
    return result


def _example(place: Place, fields: tuple[Field, ...]) -> Example:
    part = place.mapping(known=("records", "writes", "writes_en", "reads_as"), required=("records", "writes"))
    records: list[Mapping[str, Value]] = []
    for each in part["records"].sequence():
        record: dict[str, Value] = {}
        for field_id, value in each.items():
            if field_id != "persons":
                _check_type(_find(fields, field_id, value), value)
            record[field_id] = value.scalar()
        records.append(record)
    return Example(
        records=tuple(records),
        writes=part["writes"].text(),
        writes_en=part["writes_en"].text() if "writes_en" in part else "",
        reads_as={key: value.text() for key, value in part["reads_as"].items()} if "reads_as" in part else {},
    )


def _check_type(field: Field, value: Place) -> None:
    got = value.scalar()
    expected = Decimal if field.is_numeric else dt.date if field.type == "date" else str
    if got is not None and not isinstance(got, expected):
        raise value.refuse(f"{field.id!r} is a {field.type}, which {got!r} is not")
    if field.type == "choice" and got not in {option.id for option in field.options}:
        raise value.refuse(f"{field.id!r} has no option {got!r}")
