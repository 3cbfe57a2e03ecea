"""Kinds of record that a programme makes on its site: read, tried on their examples, kept as versions, retired.

A kind is refused as the loader refuses a file, and also where an example does not write its sentence, where that
sentence is not read back, or where records of the kind would lose what they hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qiao import claim, document, verdict
from qiao.catalogue import SHIPPED, Catalogue, CatalogueError, KindText, extended
from qiao.drafting.own_writes import LONGEST, NAME_LENGTH, Faulty
from qiao.drafting.writes import Refused
from qiao.measure import take
from qiao.programme.audit import note
from qiao.programme.rights import demand_whole
from qiao.record import kinds
from qiao.record.models import OwnKind, Record
from qiao.terms import Example, Fact, Kind, Measure, Participant, Row, Scope, Value

CHANGE = "kind.change"
NEW = "-"
# Between the people of an example.
SEPARATORS = re.compile("[\u3001\uff0c, ]")
HEDGED, SUPPORTED = "hedged", "supported"
# What a measure means, once records count for it.
MEANING = ("unit", "counts", "field", "over_time", "over_persons", "day", "where", "numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A kind that a text describes, and the catalogue with it in."""

    kind: Kind
    catalogue: Catalogue


def newest() -> list[OwnKind]:
    """Return the newest version of each of the programme's own kinds, the retired ones too."""
    found: dict[str, OwnKind] = {}
    for each in OwnKind.objects.select_related("by"):
        found.setdefault(each.name, each)
    return list(found.values())


def versions(name: str) -> list[OwnKind]:
    """Return every version of one of the programme's own kinds, the newest first."""
    return list(OwnKind.objects.filter(name=name).select_related("by"))


def source(name: str) -> str | None:
    """Return the text of a kind, own or of a file; None where there is none, or where it is the roster's."""
    own = OwnKind.objects.filter(name=name).first()
    if own is not None:
        return own.text
    known = kinds.shipped().kinds.get(name)
    path = SHIPPED / f"{name}.yaml"
    return path.read_text(encoding="utf-8") if known and not known.is_roster and path.is_file() else None


def described(name: str, text: str) -> Made:
    """Return what a text describes. `name` is the kind that is changed, "" for a new one. Raises Faulty."""
    if len(text) > LONGEST:
        raise Faulty(1, _("The text is too long: at most %(count)s characters.") % {"count": LONGEST})
    known = kinds.without(name) if name else kinds.catalogue()
    try:
        found = extended(known, [KindText(name=name or NEW, text=text)])
    except CatalogueError as error:
        raise Faulty(error.line, error.why) from error
    kind = next(each for key, each in found.kinds.items() if key not in known.kinds)
    _refuse_id(name, kind, text)
    for each in kind.measures:
        if not each.is_retired and not kind.reads[each.id].nouns:
            why = _("give the words by which %(id)s is read in a text") % {"id": each.id}
            raise Faulty(_line(text, f"{each.id}:"), why)
    if name and Record.objects.filter(kind=name).exists():
        _refuse_losses(name, kind, text)
    return Made(kind=kind, catalogue=found)


def tried(name: str, text: str) -> Made | None:
    """Return what a text describes although others may have its words; None where it can be nothing of the kind.

    Enough to show its form and its sentences, while other words are still looked for.
    """
    try:
        return described(name, text)
    except Faulty:
        known = replace(kinds.catalogue(), kinds={}, measures={})
    try:
        found = extended(known, [KindText(name=name or NEW, text=text)])
    except CatalogueError:
        return None
    return Made(kind=next(iter(found.kinds.values())), catalogue=found)


def _refuse_id(name: str, kind: Kind, text: str) -> None:
    why = ""
    if name and kind.id != name:
        why = _("The id stays %(name)s: records refer to it.") % {"name": name}
    elif len(kind.id) > NAME_LENGTH:
        why = _("The id is too long: at most %(count)s characters.") % {"count": NAME_LENGTH}
    elif kind.is_roster:
        why = _("The roster is no kind to be made here.")
    elif not name and _is_taken(kind.id):
        why = _("The id %(name)s is taken: choose another one.") % {"name": kind.id}
    if why:
        raise Faulty(_line(text, "id:"), why)


def _is_taken(kind_id: str) -> bool:
    """Return whether an id is that of a kind: own, with records, or one that comes with Qiao and is switched off."""
    is_shipped = (SHIPPED / f"{kind_id}.yaml").is_file()
    named = (OwnKind.objects.filter(name=kind_id), Record.objects.filter(kind=kind_id))
    return is_shipped or any(each.exists() for each in named)


def _line(text: str, start: str) -> int:
    return next((number for number, each in enumerate(text.splitlines(), 1) if each.strip().startswith(start)), 1)


def _refuse_losses(name: str, new: Kind, text: str) -> None:
    """Refuse a version without which the records of the one before could not be read, or would count otherwise."""
    old = kinds.catalogue().kinds.get(name)
    if old is None:
        return
    fields = {each.id: each for each in new.fields}
    for each in old.fields:
        now = fields.get(each.id)
        if now is None:
            raise Faulty(_line(text, "fields:"), _("The field %(id)s stays: records hold it.") % {"id": each.id})
        if (now.type, now.slot) != (each.type, each.slot):
            why = _("The field %(id)s keeps its type and its place: add new fields after it.") % {"id": each.id}
            raise Faulty(_line(text, f"{each.id}:"), why)
        if lost := {option.id for option in each.options} - {option.id for option in now.options}:
            why = _("The option %(id)s stays: records hold it.") % {"id": min(lost)}
            raise Faulty(_line(text, f"{each.id}:"), why)
    measures = {each.id: each for each in new.measures}
    for measure in old.measures:
        if measure.id not in measures:
            why = _("The measure %(id)s stays: documents refer to it. Retire it instead.") % {"id": measure.id}
            raise Faulty(_line(text, "measures:"), why)
        if _meaning(measure) != _meaning(measures[measure.id]):
            why = _("The measure %(id)s goes on counting the same: retire it, and add another one.")
            raise Faulty(_measure_line(text, measure), why % {"id": measure.id})


def _meaning(measure: Measure) -> tuple[object, ...]:
    return tuple(getattr(measure, each) for each in MEANING)


def _measure_line(text: str, measure: Measure) -> int:
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, each in lines if "id:" in each and measure.id in each), 1)


def facts(kind: Kind, example: Example) -> Mapping[str, Fact]:
    """Return what the records of an example amount to, by measure."""
    rows = [_row(kind, record, number) for number, record in enumerate(example.records)]
    parts = {each.id: each for each in kind.measures}
    return {each.id: take(each, Scope(), rows, parts) for each in kind.measures}


def _row(kind: Kind, record: Mapping[str, Value], number: int) -> Row:
    data = {key: value for key, value in record.items() if key != "persons"}
    day = data.get(kind.day_field)
    # An example without its day is refused when it is tried; here any will do.
    when = day if isinstance(day, dt.date) else dt.date.min
    named = [each for each in SEPARATORS.split(str(record.get("persons") or "")) if each]
    people = (Participant(person=each, role="took_part" if at else "led") for at, each in enumerate(named))
    return Row(id=f"r{number}", kind=kind.id, day=when, data=data, participants=tuple(people))


def sentence(kind: Kind, example: Example, language: str) -> str:
    """Return what an example writes."""
    return "".join(piece.text for piece in document.sentence(kind, facts(kind, example), language))


def faults(made: Made) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the examples of a kind: which one, from 0, and why."""
    for number, example in enumerate(made.kind.examples):
        written = sentence(made.kind, example, "zh")
        if written != example.writes:
            yield number, _("these records write: %(sentence)s") % {"sentence": written or _("nothing")}
            continue
        if example.writes_en and (english := sentence(made.kind, example, "en")) != example.writes_en:
            yield number, _("these records write: %(sentence)s") % {"sentence": english or _("nothing")}
        for ruling in _rulings(made, example, f"{written}\u3002"):
            if ruling != SUPPORTED:
                yield number, _("what it writes is not read back: other words are needed to read it by")
                break
        for said, expected in example.reads_as.items():
            found = _rulings(made, example, said)
            if not found or any(ruling != expected for ruling in found):
                given = ", ".join(found) or _("nothing")
                what = {"sentence": said, "ruling": given, "expected": expected}
                yield number, _("%(sentence)s: it is read as %(ruling)s, and not as %(expected)s") % what


def _rulings(made: Made, example: Example, text: str) -> list[str]:
    """Return how the claims of a text that are about this kind are ruled by the records of an example."""
    known = facts(made.kind, example)
    found = []
    for each in claim.read(text, made.catalogue).claims:
        if any(made.catalogue.measures[one.measure].kind == made.kind.id for one in each.candidates[:1]):
            ruled = verdict.judge(each, known, made.catalogue)
            found.append(HEDGED if HEDGED in ruled.notes and ruled.ruling == SUPPORTED else ruled.ruling)
    return found


def checked(name: str, text: str) -> Made:
    """Return a kind that can be kept. Raises Faulty."""
    made = described(name, text)
    for number, why in faults(made):
        line = _example_line(text, number)
        raise Faulty(line, _("Example %(number)s: %(why)s") % {"number": number + 1, "why": why})
    return made


def _example_line(text: str, number: int) -> int:
    lines = text.splitlines()
    start = _line(text, "examples:")
    items = [at for at in range(start + 1, len(lines) + 1) if lines[at - 1].lstrip().startswith("- records")]
    return items[number] if number < len(items) else start


def save(name: str, text: str, *, version: int, by: User) -> OwnKind:
    """Keep a new version of a kind; `name` and `version` are what was changed, "" and 0 for a new one.

    Raises Faulty for a text that cannot be used, and Refused where somebody else has saved one in between.
    """
    demand_whole(by, CHANGE)
    text = "\n".join(text.splitlines()) + "\n"
    try:
        with transaction.atomic():
            found = checked(name, text).kind.id
            before = OwnKind.objects.filter(name=name).first() if name else None
            kept = OwnKind.objects.create(name=found, version=version + 1, text=text, by=by)
            note("save kind", found, by=by, version=kept.version, before=before.text if before else None, after=text)
    except IntegrityError as error:
        raise Refused(_("Somebody else has changed this since you opened it. Open it again.")) from error
    kinds.forget()
    return kept


@transaction.atomic
def retire(name: str, *, by: User) -> None:
    """Let one of the programme's own kinds take no new records. What is recorded stays and counts. Twice is once."""
    demand_whole(by, CHANGE)
    last = OwnKind.objects.filter(name=name).first()
    if last is not None and not last.is_retired:
        OwnKind.objects.create(name=name, version=last.version + 1, text=last.text, is_retired=True, by=by)
        note("retire kind", name, by=by, version=last.version + 1, before="in use", after="retired")
    kinds.forget()
