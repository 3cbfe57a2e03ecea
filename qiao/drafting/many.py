"""The documents of everybody in a batch: the rows of a kind are read once for many people, not once for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qiao import document
from qiao.document import Outline
from qiao.drafting import own, reads
from qiao.drafting.subjects import person_subject
from qiao.measure import take
from qiao.programme import reads as programme
from qiao.programme.models import Batch, Secondee, Secondment
from qiao.programme.reads import Found
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Document, Fact, Row, Scope, Subject

PERSON = "person"
TOGETHER = 50
"""People whose rows are held at a time: enough to save queries, few enough for a hundred thousand records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be written for each person of a batch: outlines by id, in the order of the files.

    `is_sourced`: with the annex of the records behind each number, which takes a query for each document. `style` is
    the id of a house style, "" for the shipped one.
    """

    outlines: tuple[str, ...]
    start: dt.date | None = None
    end: dt.date | None = None
    language: str = "zh"
    on: dt.date | None = None
    is_sourced: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One document of one person, or why there is none. `is_recorded`: the record holds any of the work asked for."""

    person: Secondee
    outline: Outline
    document: Document | None
    is_recorded: bool = True
    reason: str = ""


class Shared:
    """The rows of several people, read together: the source of their documents' facts."""

    def __init__(self, people: Sequence[Secondee]) -> None:
        self._codes = [each.code for each in people]
        self._careers = programme.careers(people)
        self._rows: dict[str, Mapping[str, Sequence[Row]]] = {}
        self._taken: dict[tuple[Scope, str], Fact] = {}

    def facts(self, scope: Scope, measures: Iterable[str]) -> dict[str, Fact]:
        """Return each measure over a scope of one of the people, with its sources."""
        if replace(scope, start=None, end=None, role=None) != Scope(person=scope.person):
            # Narrowed by more than days and the role, which these rows cannot tell.
            return reads.facts(scope, measures)
        return {each: self._fact(scope, each) for each in dict.fromkeys(measures)}

    def subject(self, found: Found, language: str) -> Subject:
        """Return what a document says of one of the people."""
        if found.person is None:
            raise ValueError("these are the rows of people")
        last: Secondment | None = next(iter(self._careers.get(found.person.code, ())), None)
        return person_subject(found.person, last, language)

    def is_recorded(self, scope: Scope, measures: Iterable[str]) -> bool:
        """Return whether any of these measures is recorded in a scope; days of the roster are no work."""
        work = [each for each in measures if not catalogue().kind_of(each).is_roster]
        return not work or any(fact.value is not None for fact in self.facts(scope, work).values())

    def _fact(self, scope: Scope, measure_id: str) -> Fact:
        # Several outlines ask for the same figures of a person.
        if (scope, measure_id) not in self._taken:
            kind = catalogue().kind_of(measure_id)
            parts = {each.id: each for each in kind.measures}
            rows = self._of(kind.id).get(scope.person, ())
            self._taken[scope, measure_id] = take(parts[measure_id], scope, rows, parts)
        return self._taken[scope, measure_id]

    def _of(self, kind_id: str) -> Mapping[str, Sequence[Row]]:
        if kind_id not in self._rows:
            kind = catalogue().kinds[kind_id]
            self._rows[kind_id] = (
                {code: [programme.roster_row(each, kind_id) for each in own] for code, own in self._careers.items()}
                if kind.is_roster
                else record.rows_of_each(self._codes, kind)
            )
        return self._rows[kind_id]


def unsuited(outlines: Sequence[str]) -> list[str]:
    """Return the outlines, of those named, that are not written about a person. Raises KeyError for an unknown one."""
    known = own.outlines()
    return [each for each in outlines if PERSON not in known[each].subjects]


def write_each(asked: Asked, batch: Batch, beat: Callable[[], object] = int) -> Iterator[Written]:
    """Yield what `reads.write` gives for everybody who was ever in the batch, by number, outline by outline.

    A document that cannot be written is told with its reason, and the others follow. `beat` is called whenever rows
    are to be read, which takes longest. Raises KeyError for an unknown outline.
    """
    outlines = [own.outlines()[each] for each in asked.outlines]
    everybody = programme.people_of(batch)
    for first in range(0, len(everybody), TOGETHER):
        beat()
        people = everybody[first : first + TOGETHER]
        shared = Shared(people)
        for person in people:
            for outline in outlines:
                yield _written(asked, person, outline, shared)


def _written(asked: Asked, person: Secondee, outline: Outline, shared: Shared) -> Written:
    try:
        made = reads.write_by(
            outline,
            Found(person=person),
            start=asked.start,
            end=asked.end,
            language=asked.language,
            on=asked.on,
            source=shared,
        )
    except ValueError as error:
        # A figure that cannot be said, an outline that does not suit: a matter of this one document.
        return Written(person=person, outline=outline, document=None, reason=one_line(error))
    is_recorded = shared.is_recorded(made.scope, document.needed(outline, catalogue()))
    told = reads.with_sources(made) if asked.is_sourced else made
    return Written(person=person, outline=outline, document=told, is_recorded=is_recorded)


def one_line(error: Exception) -> str:
    """Return what went wrong in one line."""
    return " ".join(str(error).split()) or type(error).__name__
