"""Words of workbooks that no kind declares: what is asked of them, what was answered, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext as _

from qiao.exchange import preview
from qiao.exchange.jobs import reads
from qiao.exchange.layout import Layout, by_id
from qiao.exchange.meanings import IGNORE, Said
from qiao.exchange.preview import Preview
from qiao.exchange.survey import Question
from qiao.record.kinds import catalogue
from qiao.record.models import Import, Meaning
from qiao.web import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that a word may mean."""

    value: str
    label: str
    is_likely: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A word that no kind declares, with what it may mean. `name` is that of its field in the form."""

    name: str
    what: str
    written: str
    examples: str
    is_needed: bool
    choices: list[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One meaning in the list."""

    pk: int
    what: str
    written: str
    means: str
    who: str


def questions(found: Preview) -> list[Asked]:
    """Return what a workbook leaves open, as a form asks it."""
    return [_question(at, each) for at, each in enumerate(found.questions)]


def missing(found: Preview) -> list[str]:
    """Return for each sheet that cannot be read yet which columns it has not."""
    lacking = {each.sheet: each.missing for each in found.questions if each.missing}
    return [
        _("The sheet %(sheet)s has no column yet for: %(columns)s") % {"sheet": sheet, "columns": _(", ").join(columns)}
        for sheet, columns in lacking.items()
    ]


def _question(at: int, question: Question) -> Asked:
    labels = _meant(question)
    likely = {each: labels[each] for each in question.suggestions if each in labels}
    rest = {each: label for each, label in labels.items() if each not in likely}
    choices = [
        *(Choice(value=each, label=label, is_likely=True) for each, label in likely.items()),
        *(Choice(value=each, label=label, is_likely=False) for each, label in rest.items()),
    ]
    what = {
        Meaning.Sort.SHEET: _("sheet"),
        Meaning.Sort.COLUMN: _("%(sheet)s: column") % {"sheet": question.sheet},
        Meaning.Sort.OPTION: _("%(sheet)s: wording") % {"sheet": question.sheet},
    }
    return Asked(
        name=f"q{at}",
        what=what[Meaning.Sort(question.sort)],
        written=question.written,
        examples=_(", ").join(question.examples),
        # Of the columns not each is needed; what is missing is said above them.
        is_needed=question.is_needed and not question.missing,
        choices=choices,
    )


def _meant(question: Question) -> dict[str, str]:
    """Return everything that a word may mean, each with its name."""
    layouts = by_id(catalogue())
    if question.sort == Meaning.Sort.SHEET:
        return {each: layout_name(layouts, each) for each in layouts}
    layout = layouts[question.layout]
    if question.sort == Meaning.Sort.COLUMN:
        return _targets(layout)
    field = next(each for each in layout.fields if each.id == question.field)
    return {each.id: wording.words(each.label) for each in field.options}


def _targets(layout: Layout) -> dict[str, str]:
    return {
        **{role: names[0] for role, names in layout.participants.items()},
        **{each.id: wording.words(each.label) for each in layout.fields},
    }


def layout_name(layouts: Mapping[str, Layout], layout_id: str) -> str:
    """Return what a kind or a sheet of the roster is called on pages; its id where it is gone."""
    layout = layouts.get(layout_id)
    if layout is None:
        return layout_id
    return wording.words(layout.kind.label) if layout.kind else layout.sheets[0]


def answers(job: Import, given: QueryDict) -> list[Said]:
    """Return what the form of questions says; what was left open is left out."""
    found = preview.read(reads.folder(job))
    questions: Iterable[Question] = found.questions if found else ()
    return [
        Said(
            sort=each.sort,
            layout=each.layout,
            field=each.field,
            written=each.written,
            means="" if means == IGNORE else means,
        )
        for at, each in enumerate(questions)
        if (means := given.get(f"q{at}", ""))
    ]


def remembered(user: User) -> list[Remembered]:
    """Return what unknown words mean, for who may change it."""
    return [_remembered(each) for each in reads.meanings_visible_to(user)]


def _remembered(meaning: Meaning) -> Remembered:
    question = Question(
        sort=meaning.sort, sheet="", layout=meaning.layout, field=meaning.field, written=meaning.written
    )
    layouts = by_id(catalogue())
    is_known = meaning.sort == Meaning.Sort.SHEET or meaning.layout in layouts
    labels = _meant(question) if is_known else {}
    place = layout_name(layouts, meaning.layout)
    means = _("not to be read") if meaning.means == IGNORE else labels.get(meaning.means, meaning.means)
    return Remembered(
        pk=meaning.pk,
        what=wording.joined(part for part in (str(Meaning.Sort(meaning.sort).label), place) if part),
        written=meaning.written,
        means=means,
        who=meaning.by.get_username() if meaning.by else _("the command line"),
    )
