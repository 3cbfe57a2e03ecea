"""Kinds of record made on the site: the list, the form or the text of one, and beside it what it would give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qiao import claim
from qiao.catalogue import FIELD_TYPES
from qiao.drafting import own_kinds
from qiao.drafting.own_kinds import Made
from qiao.drafting.own_writes import Faulty
from qiao.programme import rights
from qiao.record import kinds
from qiao.record.models import OwnKind
from qiao.terms import Kind
from qiao.web import wording
from qiao.web.pages import entry, kind_form
from qiao.web.pages.entry import Entry, Input
from qiao.web.pages.kind_faults import told
from qiao.web.pages.kind_form import Form

FORM, YAML = "form", "yaml"
PASTED = 5_000
# What ends the clause in which a figure stands.
ENDS = re.compile("[\uff0c\u3002\uff1b,;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A kind of the list: of a file or own, with the ways on."""

    label: str
    name: str
    told: str
    copy: str = ""
    change: str = ""
    retire: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A kind being changed, as a form or as text. `version` is the one it was opened as, 0 for a new one."""

    name: str
    version: int
    tab: str
    text: str
    form: Form | None
    pasted: str
    types: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    units: list[str]
    history: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a kind would give: its entry form, its sentences, and what it reads; and what is wrong with it."""

    problem: str = ""
    line: int = 0
    written: str = ""
    where: str = ""
    title: str = ""
    inputs: list[Input] = field(default_factory=list)
    sentences: list[tuple[str, str, str]] = field(default_factory=list)
    read: list[tuple[str, str, bool]] = field(default_factory=list)
    is_read: bool = False


def may_make(user: User) -> bool:
    """Return whether a user may make kinds of record."""
    return rights.may_whole(rights.actor(user), own_kinds.CHANGE)


def lines() -> list[Line]:
    """Return every kind: the programme's own first, then those of files."""
    own = own_kinds.newest()
    names = {each.name for each in own}
    known = kinds.catalogue()
    shipped = [
        Line(label=wording.words(each.label), name=each.id, told=_("comes with Qiao"), copy=_copy(each.id))
        for each in known.kinds.values()
        if each.id not in names and own_kinds.source(each.id) is not None
    ]
    return [*(_line(each, known.kinds.get(each.name)) for each in own), *shipped]


def _line(each: OwnKind, kind: Kind | None) -> Line:
    by = _("version %(version)s, %(by)s") % {"version": each.version, "by": _who(each)}
    return Line(
        label=wording.words(kind.label) if kind else each.name,
        name=each.name,
        told=_("faulty: not offered until it is mended") if kind is None else _("retired") if each.is_retired else by,
        copy=_copy(each.name),
        change=reverse("record-kind", args=[each.name]),
        retire="" if each.is_retired else reverse("record-kind-retire", args=[each.name]),
    )


def _copy(name: str) -> str:
    return f"{reverse('record-kind-new')}?of={name}"


def copied(name: str) -> str | None:
    """Return the text with which a copy starts: the original under an id and a name of its own; None for no original.

    Its words to read by are the original's, so that it is refused until others are given.
    """
    text = own_kinds.source(name)
    if text is None:
        return None
    taken = {*kinds.catalogue().kinds, *(each.name for each in own_kinds.newest())}
    free = next(each for number in range(2, len(taken) + 3) if (each := f"{name}_{number}") not in taken)
    said = kind_form.plain(kind_form.renamed(text, name, free))
    said["id"] = free
    said.pop("sheets", None)
    said.pop("version", None)
    label = said.get("label")
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        if isinstance(label, dict):
            with translation.override(code):
                label[language] = _("%(kind)s (copy)") % {"kind": label.get(language, "")}
    return kind_form.dumped(said)


def editor(name: str, text: str, *, version: int, tab: str, pasted: str = "", fault: Faulty | None = None) -> Editor:
    """Return a kind being changed. A text that is no YAML at all can be shown as text only."""
    try:
        shown = (
            kind_form.form(text, told(str(fault)) if fault else "", fault.line if fault else 0) if tab == FORM else None
        )
    except Faulty:
        shown = None
    known = kinds.catalogue()
    return Editor(
        name=name,
        version=version,
        tab=FORM if shown else YAML,
        text=text,
        form=shown,
        pasted=pasted,
        types=[(each, _type(each)) for each in FIELD_TYPES],
        groups=[(key, wording.words(label)) for key, label in known.groups.items()],
        units=list(known.units),
        history=[(f"?version={each.version}", _version(each)) for each in own_kinds.versions(name)] if name else [],
    )


def _version(each: OwnKind) -> str:
    what = {"version": each.version, "by": _who(each), "day": wording.day(timezone.localdate(each.at))}
    said = _("version %(version)s, %(by)s, %(day)s") % what
    return wording.joined([said, _("retired")]) if each.is_retired else said


def _type(each: str) -> str:
    return {
        "date": _("day"),
        "text": _("text"),
        "choice": _("choice"),
        "count": _("whole number"),
        "yuan": _("money in yuan"),
        "kilometres": _("kilometres"),
        "number": _("number with decimals"),
        "organisation": _("organisation"),
        "place": _("place"),
        "code": _("number of a document"),
        "file": _("name of a file"),
    }[each]


def text_of(typed: Mapping[str, str]) -> str:
    """Return the text that was sent, or the one that the form makes. Raises Faulty."""
    text = typed.get("text", "")
    return kind_form.composed(text, typed) if typed.get("tab") == FORM else text


def preview(user: User, name: str, text: str, pasted: str, tab: str) -> Preview:
    """Return what a kind would give as it stands, with what is wrong with it."""
    wrong = _first_fault(name, text)
    shown = faulty(wrong, text, tab) if wrong else Preview()
    made = own_kinds.tried(name, text)
    if made is None:
        return shown
    kind = made.kind
    return replace(
        shown,
        title=wording.words(kind.label),
        inputs=entry.inputs(Entry(kind=kind, texts={}), user),
        sentences=[
            (str(number), own_kinds.sentence(kind, each, "zh"), own_kinds.sentence(kind, each, "en"))
            for number, each in enumerate(kind.examples, 1)
        ],
        read=_read(made, pasted[:PASTED]),
        is_read=bool(pasted.strip()),
    )


def _first_fault(name: str, text: str) -> Faulty | None:
    try:
        own_kinds.checked(name, text)
    except Faulty as fault:
        return fault
    return None


def faulty(fault: Faulty, text: str, tab: str) -> Preview:
    """Return what is wrong with a text, and where: the line of the text, or the part of the form."""
    lines = text.splitlines()
    written = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
    if tab == YAML:
        return Preview(problem=told(str(fault)), line=fault.line, written=written)
    return Preview(problem=told(str(fault)), where=_place(kind_form.located(text, fault.line)))


def _place(name: str) -> str:
    """Return what a part of the form is called."""
    part, _dash, number = name.partition("-")
    if number.isdecimal():
        row = {"number": int(number) + 1}
        rows = {
            "fields": _("Field %(number)s"),
            "measures": _("Figure %(number)s"),
            "examples": _("Example %(number)s"),
        }
        return rows[part] % row
    return {
        "id": _("Id"),
        "group": _("Field of work"),
        "label_zh": _("Name in Chinese"),
        "label_en": _("Name in English"),
        "wording_zh": _("Sentence in Chinese"),
        "wording_en": _("Sentence in English"),
        "joint_zh": _("Joint work, in Chinese"),
        "joint_en": _("Joint work, in English"),
        "fields": _("Fields"),
        "measures": _("Figures"),
        "examples": _("Examples"),
    }.get(part, "")


def _read(made: Made, pasted: str) -> list[tuple[str, str, bool]]:
    """Return what is recognised in a text: what is written, what it is taken for, and whether by the kind."""
    found = []
    for each in claim.read(pasted, made.catalogue).claims:
        first = next((one.measure for one in each.candidates[:1]), "")
        label = wording.words(made.catalogue.measures[first].label) if first else _("nothing that is counted")
        is_own = bool(first) and made.catalogue.measures[first].kind == made.kind.id
        start, end = each.quantity.start, each.quantity.end
        before, after = ENDS.split(pasted[:start])[-1], ENDS.split(pasted[end:])[0]
        found.append((f"{before}{pasted[start:end]}{after}".strip(), label, is_own))
    return found


def _who(each: OwnKind) -> str:
    return each.by.get_username() if each.by else _("an import")
