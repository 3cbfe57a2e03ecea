"""The form of a kind of record: the parts of its YAML as inputs, and what was typed as YAML again.

What the form does not show (conditions, stages, topics, joint work) stays as it was in the text that it started from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from qiao.catalogue import CatalogueError, Place, parse
from qiao.drafting.own_writes import Faulty

LANGUAGES = ("zh", "en")
MORE = {"fields": 2, "measures": 2, "examples": 1}
LEAST = {"fields": 0, "measures": 0, "examples": 3}
SHOWN = frozenset(
    ["id", "group", "fields", "measures", "reads", "examples", "wording"]
    + [f"{part}_{language}" for part in ("label", "wording", "joint") for language in LANGUAGES]
)
NUMERIC = ("count", "yuan", "kilometres", "number")
EMPTY = {"type": "text"}
KEPT = "keep"
COMMAS = re.compile(r"[,\uff0c\u3001;\uff1b\n]")
OPTION = re.compile(r"\s*([^=]*?)\s*=\s*([^/]*?)\s*(?:/\s*(.*?)\s*)?")
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field, measure or example: its inputs by name, its choices, and what is wrong with it."""

    prefix: str
    values: Mapping[str, str]
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form. `problems` are by the name of the input; "" is of none that is shown."""

    values: Mapping[str, str]
    fields: list[Row]
    measures: list[Row]
    examples: list[Row]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def general(self) -> str:
        """Return what is wrong with a part that the form does not show."""
        return self.problems.get("", "")


def plain(text: str) -> Plain:
    """Return a text in YAML as plain data. Raises Faulty."""
    try:
        top = parse("-", text)
        found = top.plain()
    except CatalogueError as error:
        raise Faulty(error.line, error.why) from error
    if not isinstance(found, dict):
        raise Faulty(1, _("A kind is a list of parts with their names: this text is none."))
    return found


def form(text: str, problem: str = "", line: int = 0) -> Form:
    """Return the form of a text, with what is wrong at the input that the line belongs to. Raises Faulty."""
    said = plain(text)
    at = located(text, line) if problem else ""
    # What is wrong in a part that the form does not show is told above it.
    problems = {at if at.partition("-")[0] in SHOWN else "": problem} if problem else {}
    label, wording, joint = _part(said, "label"), _part(said, "wording"), _part(said, "joint")
    values = {
        "id": str(said.get("id", "")),
        "group": str(said.get("group", "other")),
        "evidence": "demanded" if said.get("evidence") == "demanded" else "",
        **{f"label_{each}": str(label.get(each, "")) for each in LANGUAGES},
        **{f"wording_{each}": "\n".join(_texts(wording.get(each))) for each in LANGUAGES},
        **{f"joint_{each}": str(joint.get(each, "")) for each in LANGUAGES},
    }
    fields = [_field_row(key, spec) for key, spec in _part(said, "fields").items()]
    reads = _part(said, "reads")
    measures = [_measure_row(each, reads) for each in _list(said, "measures") if isinstance(each, dict)]
    examples = [_example_row(each) for each in _list(said, "examples") if isinstance(each, dict)]
    choices = tuple(_counts(_part(said, "fields")))
    return Form(
        values=values,
        fields=_rows("fields", fields, problems),
        measures=_rows("measures", measures, problems, choices),
        examples=_rows("examples", examples, problems),
        problems=problems,
    )


def _rows(
    part: str, given: list[dict[str, str]], problems: Mapping[str, str], choices: tuple[tuple[str, str], ...] = ()
) -> list[Row]:
    """Return the rows of a part, and some empty ones for what is to be added."""
    count = max(len(given) + MORE[part], LEAST[part])
    padded = [*given, *(dict(EMPTY) for _each in range(count - len(given)))]
    found = []
    for number, values in enumerate(padded):
        prefix = f"{part}-{number}"
        kept = ((KEPT, _("as it is in the YAML")),) if values.get("counts") == KEPT else ()
        found.append(Row(prefix=prefix, values=values, choices=(*kept, *choices), problem=problems.get(prefix, "")))
    return found


def _field_row(key: str, spec: object) -> dict[str, str]:
    said: Plain = spec if isinstance(spec, dict) else {"type": spec}
    label = _part(said, "label")
    options = [
        f"{each.get('id', '')} = {_part(each, 'label').get('zh', '')} / {_part(each, 'label').get('en', '')}"
        for each in _list(said, "options")
        if isinstance(each, dict)
    ]
    return {
        "was": key,
        "id": key,
        "type": str(said.get("type", "")),
        "label_zh": str(label.get("zh", "")),
        "label_en": str(label.get("en", key.replace("_", " "))),
        "required": "yes" if said.get("required") else "",
        "options": "\n".join(options),
    }


def _measure_row(said: Plain, reads: Plain) -> dict[str, str]:
    measure_id = str(said.get("id", ""))
    label, words = _part(said, "label"), reads.get(measure_id)
    nouns = words.get("nouns") if isinstance(words, dict) else words
    return {
        "was": measure_id,
        "id": measure_id.partition(".")[2],
        "label_zh": str(label.get("zh", "")),
        "label_en": str(label.get("en", "")),
        "unit": str(said.get("unit", "")),
        "counts": _counted(said),
        "nouns": ", ".join(_texts(nouns)),
        "retired": "yes" if said.get("retired") else "",
    }


def _counted(said: Plain) -> str:
    rule = (said.get("counts", ""), said.get("over_time"), bool(said.get("where")), "field" in said)
    if rule in {("", "sum", False, False), ("events", "sum", False, False)}:
        return "events"
    if rule[1:] == ("sum", False, True) and rule[0] in {"", "sum"}:
        return f"sum:{said['field']}"
    if rule[1:] == ("distinct", False, True) and rule[0] in {"", "distinct"}:
        return f"distinct:{said['field']}"
    return KEPT


def _counts(fields: Plain) -> Iterable[tuple[str, str]]:
    """Yield what a measure can count by the fields that there are."""
    yield "events", _("how many records")
    for key, spec in fields.items():
        said: Plain = spec if isinstance(spec, dict) else {"type": spec}
        named = {"field": str(_part(said, "label").get("zh", key))}
        if said.get("type") in NUMERIC:
            yield f"sum:{key}", _("the sum of %(field)s") % named
        elif said.get("type") in {"place", "organisation", "choice", "code"}:
            yield f"distinct:{key}", _("how many different %(field)s") % named


def _example_row(said: Plain) -> dict[str, str]:
    records = [_flow(each) for each in _list(said, "records")]
    ruled = said.get("reads_as")
    return {
        "records": "\n".join(records),
        "writes": str(said.get("writes", "")),
        "writes_en": str(said.get("writes_en", "")),
        "reads_as": "\n".join(f"{key} = {value}" for key, value in (ruled.items() if isinstance(ruled, dict) else ())),
    }


def _flow(value: object) -> str:
    if isinstance(value, str):
        return value
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000).strip(
        "{}\n"
    )


def _part(said: Plain, key: str) -> Plain:
    found = said.get(key)
    return found if isinstance(found, dict) else {}


def _list(said: Plain, key: str) -> list[Any]:
    found = said.get(key)
    return found if isinstance(found, list) else []


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def composed(base: str, typed: Mapping[str, str]) -> str:
    """Return the YAML of what was typed, on the ground of the text that the form was made from. Raises Faulty."""
    kind_id = typed.get("id", "").strip()
    before = str(plain(base).get("id", ""))
    if before and before != kind_id:
        # Its figures are called after it, wherever they are named.
        base, typed = (
            renamed(base, before, kind_id),
            {key: renamed(each, before, kind_id) for key, each in typed.items()},
        )
    said = plain(base)
    said["id"] = kind_id
    said["label"] = {each: typed.get(f"label_{each}", "").strip() for each in LANGUAGES}
    said["group"] = typed.get("group", "other")
    said.pop("evidence", None)
    if typed.get("evidence"):
        said["evidence"] = "demanded"
    said["fields"] = {name: spec for row in rows(typed, "fields") for name, spec in [_typed_field(said, row)]}
    measures, reads = [], {}
    for row in rows(typed, "measures"):
        measure, words = _typed_measure(said, row, kind_id)
        measures.append(measure)
        reads[measure["id"]] = words
    said["measures"], said["reads"] = measures, reads
    said["wording"] = {each: lines for each in LANGUAGES if (lines := _lines(typed.get(f"wording_{each}", "")))}
    said.pop("joint", None)
    if joint := {each: line for each in LANGUAGES if (line := typed.get(f"joint_{each}", "").strip())}:
        said["joint"] = joint
    said["examples"] = [_typed_example(row) for row in rows(typed, "examples")]
    return dumped(said)


def dumped(said: Plain) -> str:
    """Return plain data as YAML, each value on a line of its own, so that a line names one input."""
    return yaml.dump(said, Dumper=_Written, allow_unicode=True, sort_keys=False, width=10_000)


class _Written(yaml.SafeDumper):
    """Writes what stands twice twice: an alias is not read back."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # as PyYAML calls it
        """Return True: nothing is an alias."""
        return True


def renamed(text: str, before: str, after: str) -> str:
    """Return a text with the figures of a kind called after its new id."""
    return re.sub(rf"(?<![\w.]){re.escape(before)}\.(?=[a-z])", lambda _match: f"{after}.", text)


def rows(typed: Mapping[str, str], part: str) -> list[dict[str, str]]:
    """Return what was typed into the rows of a part, without those that stayed empty."""
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        place, _dash, key = name.removeprefix(f"{part}-").partition("-")
        if name.startswith(f"{part}-") and place.isdecimal():
            found.setdefault(int(place), {})[key] = value.strip()
    asked = {"fields": ("id", "label_zh"), "measures": ("id", "label_zh"), "examples": ("records", "writes")}[part]
    return [found[number] for number in sorted(found) if any(found[number].get(each) for each in asked)]


def _typed_field(said: Plain, row: Mapping[str, str]) -> tuple[str, Plain]:
    before = _part(said, "fields").get(row.get("was", ""))
    spec: Plain = dict(before) if isinstance(before, dict) else {}
    spec["type"] = row.get("type", "text")
    spec["label"] = {each: row.get(f"label_{each}", "") for each in LANGUAGES}
    spec.pop("required", None)
    if row.get("required"):
        spec["required"] = True
    known = {each.get("id"): each for each in _list(spec, "options") if isinstance(each, dict)}
    spec.pop("options", None)
    if options := [_typed_option(line, known) for line in _lines(row.get("options", ""))]:
        spec["options"] = options
    return row.get("id", ""), spec


def _typed_option(line: str, known: Mapping[Any, Plain]) -> Plain:
    match = OPTION.fullmatch(line)
    name, zh, en = (match[1], match[2], match[3] or match[2]) if match else (line.strip(), line.strip(), line.strip())
    return {**known.get(name, {}), "id": name, "label": {"zh": zh, "en": en}}


def _typed_measure(said: Plain, row: Mapping[str, str], kind_id: str) -> tuple[Plain, object]:
    listed: list[Plain] = [each for each in _list(said, "measures") if isinstance(each, dict)]
    before: Plain = next((each for each in listed if each.get("id") == row.get("was")), {})
    measure: Plain = {**before, "id": f"{kind_id}.{row.get('id', '')}"}
    measure["label"] = {each: row.get(f"label_{each}", "") for each in LANGUAGES}
    measure["unit"] = row.get("unit", "")
    measure.pop("retired", None)
    if row.get("retired"):
        measure["retired"] = True
    rule, _colon, name = row.get("counts", "events").partition(":")
    if rule != KEPT:
        for each in ("counts", "field", "where"):
            measure.pop(each, None)
        measure |= {"over_time": "distinct" if rule == "distinct" else "sum"} | ({"field": name} if name else {})
        measure.setdefault("over_persons", "once")
    nouns = [each.strip() for each in COMMAS.split(row.get("nouns", "")) if each.strip()]
    words = _part(said, "reads").get(row.get("was", ""))
    return measure, {**words, "nouns": nouns} if isinstance(words, dict) else nouns


def _typed_example(row: Mapping[str, str]) -> Plain:
    example: Plain = {"records": [_typed_record(line) for line in _lines(row.get("records", ""))]}
    example["writes"] = row.get("writes", "")
    if row.get("writes_en"):
        example["writes_en"] = row["writes_en"]
    ruled = (line.rpartition("=") for line in _lines(row.get("reads_as", "")))
    if said := {text.strip(): ruling.strip() for text, _equals, ruling in ruled}:
        example["reads_as"] = said
    return example


def _typed_record(line: str) -> object:
    try:
        return parse("-", line if line.startswith("{") else f"{{{line}}}").plain()
    except CatalogueError:
        # As it is: the loader says of its line what is expected there.
        return line


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def located(text: str, line: int) -> str:
    """Return the name of the input, or the prefix of the row, that a line of a text belongs to; "" for no such one."""
    try:
        top = parse("-", text)
    except CatalogueError:
        return ""
    if not top.is_mapping or not (parts := list(top.items())):
        return ""
    part, place = _last(parts, line)
    if part in {"id", "group", "evidence"}:
        return part
    inside = list(place.items()) if place.is_mapping else []
    if part in {"label", "wording", "joint"} and inside:
        return f"{part}_{_last(inside, line)[0]}"
    if part == "fields" and inside:
        return f"fields-{[key for key, _each in inside].index(_last(inside, line)[0])}"
    if part in {"measures", "examples"} and place.is_sequence:
        started = [number for number, each in enumerate(place.sequence()) if each.line <= line]
        return f"{part}-{started[-1] if started else 0}"
    if part == "reads" and inside:
        wanted = _last(inside, line)[0]
        ids = [str(each.get("id")) for each in _list(plain(text), "measures")]
        return f"measures-{ids.index(wanted)}" if wanted in ids else part
    return part


def _last(items: Iterable[tuple[str, Place]], line: int) -> tuple[str, Place]:
    """Return the last of some keys whose value starts at a line or before it; the first where none does."""
    first, *rest = items
    return ([first, *(each for each in rest if each[1].line <= line)])[-1]
