"""A small form of the office: what it asks, what was typed, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from qiao.programme import naming
from qiao.programme.models import Secondee
from qiao.web.pages.entry import Input, suggestion

SUGGESTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One thing that a form asks for. `sort` is text, date, count, choice, tick, or one of the sorts with a name."""

    name: str
    label: str
    sort: str = "text"
    value: str = ""
    is_required: bool = False
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    leave_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into a form: the values of its blanks, and the problems by blank."""

    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def with_problem(self, name: str, why: str) -> Typed:
        """Return the same with one problem more; "" is the form as a whole."""
        return Typed(values=self.values, texts=self.texts, problems={**self.problems, name: why})


def read(blanks: Sequence[Blank], texts: Mapping[str, str]) -> Typed:
    """Return what was typed, each value as its blank demands; None where nothing is written."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    held = {each.name: texts.get(each.name, "").strip() for each in blanks}
    for each in blanks:
        value, why = _value(each, held[each.name])
        values[each.name] = value
        if not why and each.is_required and value in {None, ""}:
            why = _("it is required")
        if why:
            problems[each.name] = why
    return Typed(values=values, texts=held, problems=problems)


def _value(blank: Blank, text: str) -> tuple[Any, str]:
    if blank.sort in naming.MODELS:
        return _thing(blank.sort, text)
    if blank.sort == "date":
        try:
            return (dt.date.fromisoformat(text) if text else None), ""
        except ValueError:
            return None, _("write the day as 2024-03-31")
    if blank.sort == "count":
        if text and not (text.isascii() and text.isdecimal()):
            return None, _("a number of people is a whole number")
        return (int(text) if text else None), ""
    if blank.sort == "choice" and text not in {value for value, _label in blank.options}:
        return None, _("choose one from the list")
    return (bool(text) if blank.sort == "tick" else text), ""


def _thing(sort: str, text: str) -> tuple[Any, str]:
    """Return what a name means, or a person's number; None and the reason where it means nothing or several."""
    if not text:
        return None, ""
    model, key = naming.MODELS[sort], "code" if sort == "person" else "name"
    # A suggestion reads "P031 name": its first word is the number.
    wanted = text.split(maxsplit=1)[0] if sort == "person" else text
    found: list[Any] = list(model.objects.filter(**{key: wanted}))
    if not found and sort == "person":
        found = list(Secondee.objects.filter(name=text))
    found = found or list(naming.formerly(sort, text))
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, _("several people have this name: type a number instead (%(codes)s)") % {
            "codes": _(", ").join(each.code for each in found)
        }
    return None, _("nothing has this name: choose one from the list while typing")


def inputs(blanks: Sequence[Blank], typed: Typed | None = None) -> list[Input]:
    """Return the form as its template shows it: what was typed, else what is there."""
    return [_input(each, typed) for each in blanks]


def _input(blank: Blank, typed: Typed | None) -> Input:
    widgets = {"date": "date", "count": "number", "choice": "select", "tick": "tick"}
    return Input(
        name=blank.name,
        label=blank.label,
        widget=widgets.get(blank.sort, "text"),
        values=(typed.texts.get(blank.name, "") if typed else blank.value,),
        help=blank.help,
        problem=typed.problems.get(blank.name, "") if typed else "",
        is_required=blank.is_required,
        options=tuple(each for each in blank.options if each[0]),
        suggestions=_suggestions(blank),
    )


def _suggestions(blank: Blank) -> tuple[str, ...]:
    if blank.sort not in naming.MODELS:
        return ()
    there = naming.MODELS[blank.sort].objects.filter(retired_on=None).exclude(pk=blank.leave_out)[:SUGGESTED]
    return tuple(suggestion(each) if isinstance(each, Secondee) else each.name for each in there)
