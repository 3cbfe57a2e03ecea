"""What a kind says of stages, of what hangs on a project, and of approval; each part is refused where it misleads."""

from __future__ import annotations

from collections.abc import Mapping

from qiao.catalogue.source import Place
from qiao.terms import Field, Kind, Measure, Rate, Stage, Words

STAGE_KEYS = ("id", "label", "day", "after", "needs", "evidence", "imports")
RATE_KEYS = ("id", "label", "part", "whole")
MOST_APPROVERS = 5
LANGUAGES = ("zh", "en")


def words(place: Place) -> Words:
    """Return a text per language; both are required."""
    found = place.mapping(known=LANGUAGES, required=LANGUAGES)
    return {language: found[language].text() for language in LANGUAGES}


def find(fields: tuple[Field, ...], field_id: str, place: Place) -> Field:
    """Return the field of this id. Raises CatalogueError for one that the kind does not have."""
    for each in fields:
        if each.id == field_id:
            return each
    raise place.refuse(f"no field {field_id!r} in this kind; it has: {', '.join(f.id for f in fields)}")


def _fields_named(place: Place, fields: tuple[Field, ...]) -> tuple[str, ...]:
    return tuple(find(fields, each.text(), each).id for each in place.sequence())


def stages(place: Place, fields: tuple[Field, ...], identity: tuple[str, ...]) -> tuple[Stage, ...]:
    """Return the stages in their order; the first is reached on the day of the record, each other after one before."""
    if len(identity) != 1 or find(fields, identity[0], place).type != "code":
        raise place.refuse("what has stages is known by one code: write `identity: [code]`, of a field of this type")
    found: list[Stage] = []
    for each in place.sequence():
        stage = _stage(each, fields, found)
        if stage.id in {other.id for other in found} or stage.day in {other.day for other in found}:
            raise each.refuse(f"the stage {stage.id!r}, or its day, is written twice")
        found.append(stage)
    first_day = next(field.id for field in fields if field.type == "date")
    if not found or found[0].day != first_day:
        raise place.refuse(f"the first stage is reached on the day of the record: day: {first_day}")
    return tuple(found)


def _stage(place: Place, fields: tuple[Field, ...], before: list[Stage]) -> Stage:
    part = place.mapping(known=STAGE_KEYS, required=("id", "label", "day"))
    day = find(fields, part["day"].text(), part["day"])
    if day.type != "date":
        raise part["day"].refuse(f"{day.id!r} is not a date")
    after = part["after"].text() if "after" in part else before[-1].id if before else ""
    if after and after not in {each.id for each in before}:
        raise part["after"].refuse(f"no stage {after!r} stands before this one")
    return Stage(
        id=part["id"].text(),
        label=words(part["label"]),
        day=day.id,
        after=after,
        needs=_fields_named(part["needs"], fields) if "needs" in part else (),
        is_evidence_demanded="evidence" in part and part["evidence"].choice("demanded", "welcome") == "demanded",
        binds_imports="imports" not in part or part["imports"].choice("bound", "free") == "bound",
    )


def rates(place: Place) -> tuple[Rate, ...]:
    """Return the rates as they are written; whether their measures fit is seen with all kinds together."""
    found = []
    for each in place.sequence():
        part = each.mapping(known=RATE_KEYS, required=RATE_KEYS)
        told = {key: part[key].text() for key in ("id", "part", "whole")}
        found.append(Rate(label=words(part["label"]), **told))
    return tuple(found)


def belongs(place: Place, fields: tuple[Field, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return for each field that holds the code of a project the kinds that it may be of."""
    found = {}
    for field_id, kinds in place.items():
        if find(fields, field_id, kinds).type != "code":
            raise kinds.refuse(f"{field_id!r} is not a code: only a code names a project")
        found[field_id] = kinds.texts()
    return found


def apart(place: Place, fields: tuple[Field, ...]) -> str:
    """Return the choice whose options are told apart."""
    if not find(fields, place.text(), place).options:
        raise place.refuse(f"{place.text()!r} is not a choice")
    return place.text()


def approval(place: Place, fields: tuple[Field, ...]) -> tuple[tuple[str, ...], int]:
    """Return which fields approval asks for, and how many people must approve."""
    part = place.mapping(known=("needs", "approvers"))
    approvers = part["approvers"].integer() if "approvers" in part else 1
    if not 1 <= approvers <= MOST_APPROVERS:
        raise part["approvers"].refuse(f"from 1 to {MOST_APPROVERS} people approve a record")
    return _fields_named(part["needs"], fields) if "needs" in part else (), approvers


def refuse_strangers(kinds: Mapping[str, Kind], tops: Mapping[str, Place], dimensions: Mapping[str, str]) -> None:
    """Refuse what names another kind that cannot be meant: no such kind, no project, or figures that do not divide.

    `dimensions` says what each unit measures.
    """
    for kind in kinds.values():
        parts = dict(tops[kind.id].items())
        for field_id, owners in kind.belongs.items():
            place = dict(parts["belongs"].items())[field_id]
            for owner in owners:
                if owner not in kinds or not kinds[owner].stages:
                    raise place.refuse(f"{owner!r} is no kind with stages: nothing can belong to it")
        for rate, place in zip(kind.rates, parts["rates"].sequence() if kind.rates else (), strict=True):
            _refuse_rate(rate, kind, kinds, place, dimensions)


def _refuse_rate(
    rate: Rate, kind: Kind, kinds: Mapping[str, Kind], place: Place, dimensions: Mapping[str, str]
) -> None:
    own = {each.id: each for each in kind.measures}
    theirs = {each.id: each for other in hanging_on(kind, kinds) for each in other.measures}
    part: Measure | None = own.get(rate.part) or theirs.get(rate.part)
    whole = own.get(rate.whole)
    if part is None or whole is None or not kind.stages:
        raise place.refuse("a rate divides a measure of its projects, or of what belongs to them, by one of its own")
    if "ratio" in {part.counts, whole.counts} or dimensions[part.unit] != dimensions[whole.unit]:
        raise place.refuse(f"{part.id!r} cannot be divided by {whole.id!r}: they count different things")


def hanging_on(kind: Kind, kinds: Mapping[str, Kind]) -> tuple[Kind, ...]:
    """Return the kinds whose records belong to projects of a kind."""
    return tuple(each for each in kinds.values() if any(kind.id in owners for owners in each.belongs.values()))
