"""Facts + an outline -> a Document whose every number is a run that names its fact."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from qiao.catalogue import Catalogue, fill, placeholders
from qiao.document.authoring import NO_WORDS, Authored, clean
from qiao.document.charting import Charting, Slice
from qiao.document.language import Language, languages
from qiao.document.order import in_order
from qiao.document.outline import DAY, Annex, Author, Charted, Day, Groups, Line, Outline, Part, Section, Text, Work
from qiao.document.sentence import figure, sentence
from qiao.terms import Block, Chart, Document, Fact, Kind, Run, Scope, Subject, Table, Words

NO_SLICES: Mapping[str, Sequence[Slice]] = MappingProxyType({})
SUBJECT_DAYS = ("start", "end", "period_start", "period_end")


class UnsuitedOutlineError(ValueError):
    """The outline is not for this kind of subject. Its text is one line."""


def needed(outline: Outline, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of the measures that drafting takes before writing: those worded, and those of an annex."""
    found: list[str] = []
    for part in outline.each():
        if isinstance(part, Work):
            for kind in _kinds(part.groups, catalogue):
                found.extend(name for template in kind.wording.values() for name in placeholders(template))
        elif isinstance(part, Charted) and part.axis == "stages":
            found.extend(each for each in part.measures if each in catalogue.measures)
        elif isinstance(part, Annex):
            found.extend(measure.id for kind in _kinds(part.groups, catalogue) for measure in kind.measures)
    return tuple(name for name in dict.fromkeys(found) if not catalogue.measures[name].is_retired)


def write(
    outline: Outline,
    subject: Subject,
    facts: Sequence[Fact],
    catalogue: Catalogue,
    *,
    language: str = "zh",
    on: dt.date | None = None,
    slices: Mapping[str, Sequence[Slice]] = NO_SLICES,
    words: Mapping[str, str] = NO_WORDS,
    without: Collection[str] = (),
) -> Document:
    """Return the document that the outline makes of the facts, all of one scope, about the subject.

    `slices` are the facts of each year and of each organisation that its charts compare, by axis.
    `on` is the day that the document bears. Nothing recorded writes nothing; `omitted` says in words which kinds
    the text is silent about. Days of the term are facts too ("roster.start", "roster.end"), resting on the roster's
    rows; a period other than the term is stated ("scope.start", and "scope.end", the last day inside), and so is the
    day of the document ("document.day").

    `words` are the author's own, by the id of their place, a line for each paragraph; their numbers are no facts. A
    place without words stays marked, but for those of `without`, which the author has said stay empty.

    Raises UnsuitedOutlineError for a subject that the outline is not for, ValueError for facts of several scopes and
    KeyError for an unknown language.
    """
    _suits(outline, subject)
    scope = _scope(facts, subject)
    writer = _Writer(
        subject=subject,
        scope=scope,
        facts=facts,
        catalogue=catalogue,
        language=languages()[language],
        on=on,
        slices=slices,
        author=Authored(words=words, without=without),
    )
    title = writer.filled(outline.title)
    blocks = [Block(role="title", runs=title), *writer.blocks(outline.parts), *writer.annexes()]
    return Document(
        outline=outline.id,
        title=_words(title),
        subject=subject.id,
        scope=scope,
        blocks=tuple(blocks),
        facts=writer.facts,
        omitted=writer.omitted(outline),
        language=language,
    )


def _suits(outline: Outline, subject: Subject) -> None:
    if subject.kind not in outline.subjects:
        fitting = ", ".join(outline.subjects)
        raise UnsuitedOutlineError(f"{outline.id} is written for: {fitting}; not for a {subject.kind}")


def _scope(facts: Iterable[Fact], subject: Subject) -> Scope:
    scopes = {fact.scope for fact in facts}
    if len(scopes) > 1:
        raise ValueError(f"the facts of one document share one scope, not {len(scopes)}")
    return scopes.pop() if scopes else _scope_of(subject)


def _scope_of(subject: Subject) -> Scope:
    term = Scope(start=subject.start, end=subject.end)
    match subject.kind:
        case "person":
            return dataclasses.replace(term, person=subject.id)
        case "batch":
            return dataclasses.replace(term, batch=subject.id)
        case "organisation":
            return dataclasses.replace(term, organisation=subject.id)


def _kinds(groups: Groups, catalogue: Catalogue) -> list[Kind]:
    return [kind for group in catalogue.groups if groups.holds(group) for kind in in_order(catalogue.in_group(group))]


@dataclass(frozen=True, slots=True)
class _Headed:
    """A section before it is numbered."""

    heading: str
    items: tuple[Block | Chart | _Headed, ...]


Item = Block | Chart | _Headed


class _Writer:
    """Makes one document. It collects the facts that are worded, in the order of their first use."""

    def __init__(
        self,
        *,
        subject: Subject,
        scope: Scope,
        facts: Iterable[Fact],
        catalogue: Catalogue,
        language: Language,
        on: dt.date | None,
        slices: Mapping[str, Sequence[Slice]],
        author: Authored,
    ) -> None:
        self._subject = subject
        self._catalogue = catalogue
        self._language = language
        self._on = on
        self._author = author
        self._recorded = {fact.measure: fact for fact in facts}
        self._days = _days(subject, scope, on)
        self._charting = Charting(self._run, slices, catalogue, language)
        self._used: dict[Fact, int] = {}
        self._to_annex: list[Annex] = []

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the document words."""
        return tuple(self._used)

    def blocks(self, parts: Sequence[Part]) -> list[Block | Table]:
        """Return the parts written, headings numbered."""
        return self._numbered(self._items(parts), level=1)

    def annexes(self) -> list[Block | Table]:
        """Return the tables that the text has announced, each under the word for an annex."""
        word = Block(role="annex", runs=(Run(text=self._language.annex),))
        return [each for part in self._to_annex for each in (word, self._table(part))]

    def omitted(self, outline: Outline) -> tuple[str, ...]:
        """Return in words what the record does not say, kind by kind."""
        named = self._language.id
        spoken = [part.groups for part in outline.each() if isinstance(part, Work)]
        kinds = [kind for groups in spoken for kind in _kinds(groups, self._catalogue)]
        silent = [kind for kind in kinds if not sentence(kind, self._recorded, named)]
        return tuple(dict.fromkeys(self._silence(kind).format(kind=kind.label[named]) for kind in silent))

    def _silence(self, kind: Kind) -> str:
        """Return the words for why the text says nothing of a kind."""
        names = {name for wording in kind.wording.values() for name in placeholders(wording)}
        values = [self._recorded[name].value for name in names if name in self._recorded]
        if all(value is None for value in values):
            return self._language.omitted
        return self._language.omitted_unworded if any(values) else self._language.omitted_zero

    def filled(self, said: Words) -> tuple[Run, ...]:
        """Return the outline's words with the subject's in their places, without end mark; () if none is known."""
        template = said[self._language.id]
        if not placeholders(template):
            return (Run(text=template),)
        pieces = fill(template, {name: self._known(name) for name in placeholders(template)})
        return tuple(
            self._run(each.text, self._days[each.measure]) if each.measure in self._days else Run(text=each.text)
            for each in pieces
        )

    def _known(self, name: str) -> str | None:
        if name in SUBJECT_DAYS:
            day = self._days[name].value if name in self._days else None
            return self._language.date(day) if isinstance(day, dt.date) else None
        if name == "category":
            return clean(self._subject.category) or self._language.category
        return clean(str(getattr(self._subject, name))) or None

    def _run(self, text: str, fact: Fact) -> Run:
        return Run(text=text, fact=self._used.setdefault(fact, len(self._used)))

    def _items(self, parts: Sequence[Part]) -> list[Item]:
        items: list[Item] = []
        for part in parts:
            match part:
                case Section():
                    heading = _words(self.filled(part.heading))
                    items.append(_Headed(heading, tuple(self._items(part.parts))))
                case Work():
                    items.extend(self._work(part))
                case Annex():
                    items.extend(self._announced(part))
                case Charted():
                    items.extend(self._charting.charts(part, _words(self.filled(part.caption)), self._recorded))
                case Text():
                    items.extend(self._paragraph([self.filled(each) for each in part.sentences], join=""))
                case Author():
                    items.extend(self._for_author(part.hint, part.id, part.role))
                case Day():
                    items.extend(self._day(part.hint))
                case Line():
                    runs = self.filled(part.words)
                    items.extend([Block(role=part.role, runs=runs)] if runs else [])
        return items

    def _for_author(self, hint: Words, place: str, role: str = "body") -> list[Block]:
        return self._author.blocks(place, role, self._language.for_author(_words(self.filled(hint))))

    def _day(self, hint: Words) -> list[Block]:
        if self._on is None:
            return self._for_author(hint, DAY)
        return [Block(role="date", runs=(self._run(self._language.date(self._on), self._days["day"]),), place=DAY)]

    def _work(self, part: Work) -> list[Item]:
        groups: list[tuple[str, list[tuple[Run, ...]]]] = []
        for group in self._catalogue.groups:
            said = [
                self._sentence(kind) for kind in in_order(self._catalogue.in_group(group)) if part.groups.holds(group)
            ]
            if any(said):
                groups.append((self._catalogue.groups[group][self._language.id], [runs for runs in said if runs]))
        lead = self.filled(part.lead) if self._language.id in part.lead else ()
        if not groups:
            return list(self._paragraph([self.filled(part.nothing)], join="")) if part.nothing else []
        if part.style == "paragraph":
            return list(self._paragraph([runs for _, said in groups for runs in said], lead=lead))
        if part.style == "points":
            return [
                block
                for number, (label, said) in enumerate(groups, 1)
                for block in self._point(number, len(groups), label, said)
            ]
        return [_Headed(label, tuple(self._paragraph(said, lead=lead))) for label, said in groups]

    def _point(self, number: int, count: int, label: str, said: list[tuple[Run, ...]]) -> list[Block]:
        opening = self._language.point(number) if count > 1 else ""
        name = label.lower() if opening.isascii() and opening else label
        return self._paragraph(
            said, lead=(Run(text=f"{opening}{name}{self._language.end}{self._language.after_sentence}"),)
        )

    def _sentence(self, kind: Kind) -> tuple[Run, ...]:
        return tuple(
            self._run(piece.text, self._recorded[piece.measure]) if piece.measure else Run(text=piece.text)
            for piece in sentence(kind, self._recorded, self._language.id)
        )

    def _paragraph(
        self, said: Sequence[tuple[Run, ...]], *, join: str | None = None, lead: tuple[Run, ...] = ()
    ) -> list[Block]:
        """Return one paragraph: sentences joined by the language's mark, or each ended where `join` is ""."""
        sentences = [runs for runs in said if runs]
        if not sentences:
            return []
        end, gap = self._language.end, self._language.after_sentence
        between = self._language.join if join is None else f"{end}{gap}"
        runs = list(lead)
        for number, each in enumerate(sentences):
            runs.extend(([Run(text=between)] if number else []) + list(each))
        return [Block(role="body", runs=merged([*runs, Run(text=end)]))]

    def _announced(self, part: Annex) -> list[Block]:
        """Return the note that names an annex, which itself stands after the text; [] for an annex without rows."""
        if not any(isinstance(self._recorded[name].value, Decimal) for name in self._tabled(part)):
            return []
        self._to_annex.append(part)
        note = self._language.annex_note.format(caption=_words(self.filled(part.caption)))
        return [Block(role="note", runs=(Run(text=note),))]

    def _tabled(self, part: Annex) -> list[str]:
        measures = [each for kind in _kinds(part.groups, self._catalogue) for each in kind.measures]
        return [each.id for each in measures if each.id in self._recorded]

    def _table(self, part: Annex) -> Table:
        language = self._language.id
        rows = [tuple((Run(text=each),) for each in self._language.columns)]
        for name in self._tabled(part):
            fact, measure, kind = self._recorded[name], self._catalogue.measures[name], self._catalogue.kind_of(name)
            if isinstance(fact.value, Decimal):
                said = (self._catalogue.groups[kind.group][language], measure.label[language])
                number = self._run(figure(measure, kind, fact.value, language), fact)
                rows.append((*((Run(text=each),) for each in said), (number,)))
        return Table(caption=_words(self.filled(part.caption)), rows=tuple(rows))

    def _numbered(self, items: Iterable[Item], level: int) -> list[Block | Table]:
        """Return the blocks in order. Sections with nothing in them vanish; a lone subsection needs no heading."""
        kept = [item for item in items if not isinstance(item, _Headed) or _is_written(item)]
        count = sum(isinstance(item, _Headed) for item in kept)
        blocks: list[Block | Table] = []
        number = 0
        for item in kept:
            if not isinstance(item, _Headed):
                blocks.append(item)
                continue
            number += 1
            if count > 1:
                runs = (Run(text=self._language.enumerator(level, number)), Run(text=item.heading))
                blocks.append(Block(role=f"heading{level}", runs=runs))
            elif level == 1:
                blocks.append(Block(role="heading1", runs=(Run(text=item.heading),)))
            blocks.extend(self._numbered(item.items, level + 1))
        return blocks


def _words(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _is_written(section: _Headed) -> bool:
    return any(not isinstance(item, _Headed) or _is_written(item) for item in section.items)


def merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs with neighbouring plain words joined into one."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.fact is None and joined[-1].fact is None:
            joined[-1] = Run(text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _days(subject: Subject, scope: Scope, on: dt.date | None) -> Mapping[str, Fact]:
    """Return the days that a document may state, by their place in an outline, as facts."""
    known: dict[str, tuple[str, dt.date | None]] = {
        "start": ("roster.start", subject.start),
        "end": ("roster.end", subject.end),
        "day": ("document.day", on),
    }
    if (scope.start, scope.end) != (subject.start, subject.end):
        # A period ends before its `end`: prose names the last day inside.
        last = scope.end - dt.timedelta(days=1) if scope.end else None
        known |= {"period_start": ("scope.start", scope.start), "period_end": ("scope.end", last)}
    sources = subject.sources or (subject.id,)
    return {
        place: Fact(measure=measure, scope=scope, value=value, sources=sources)
        for place, (measure, value) in known.items()
        if value is not None
    }
