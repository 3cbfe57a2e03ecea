"""Facts + an outline -> a Document whose every number is a run that names its fact."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from qiao.catalogue import Catalogue, Piece
from qiao.document.annex import AnnexTable
from qiao.document.authoring import NO_WORDS, Authored
from qiao.document.charting import Charting, Slice
from qiao.document.filling import Filler
from qiao.document.language import languages
from qiao.document.numbering import Headed, Item, numbered
from qiao.document.order import in_order, kinds_of
from qiao.document.outline import (
    DAY,
    TERM,
    Annex,
    Author,
    Cell,
    Charted,
    Day,
    Form,
    Line,
    Outline,
    Part,
    Section,
    Text,
    Work,
)
from qiao.document.pieces import merged, text_of
from qiao.document.recorded import Recorded
from qiao.document.sentence import sentence, variant, worded
from qiao.terms import Block, Document, Fact, Kind, Run, Scope, Subject, Table, Words

NO_SLICES: Mapping[str, Sequence[Slice]] = MappingProxyType({})


class UnsuitedOutlineError(ValueError):
    """The outline is not for this kind of subject. Its text is one line."""


def needed(outline: Outline, catalogue: Catalogue, span: str = TERM) -> tuple[str, ...]:
    """Return the ids of the measures that drafting takes over a span: those worded, and those of an annex."""
    found: list[str] = []
    for part in outline.each():
        if isinstance(part, Work) and part.span == span:
            found.extend(name for kind in kinds_of(part.groups, catalogue) for name in worded(kind))
        elif isinstance(part, Charted) and part.axis == "stages" and span == TERM:
            found.extend(each for each in part.measures if each in catalogue.measures)
        elif isinstance(part, Annex) and span in part.spans:
            found.extend(measure.id for kind in kinds_of(part.groups, catalogue) for measure in kind.measures)
    return tuple(name for name in dict.fromkeys(found) if not catalogue.measures[name].is_retired)


def write(
    outline: Outline,
    subject: Subject,
    facts: Sequence[Fact],
    catalogue: Catalogue,
    *,
    language: str = "zh",
    on: dt.date | None = None,
    spans: Mapping[str, Scope] | None = None,
    slices: Mapping[str, Sequence[Slice]] = NO_SLICES,
    words: Mapping[str, str] = NO_WORDS,
    without: Collection[str] = (),
) -> Document:
    """Return the document that the outline makes of the facts about the subject.

    `spans` are the scopes that the outline's spans stand for; those left out have nothing to say, and so have the
    parts that ask for them. Without any, all facts are of one scope, that of the term. Facts of the same scope with
    the role "led" tell what a person led: what others led is worded as taking part.

    `slices` are the facts of each year and of each organisation that its charts compare, by axis.

    `on` is the day that the document bears. Nothing recorded writes nothing; `omitted` says in words which kinds
    the text is silent about. Days are facts too: of the term ("roster.start", "roster.end"), resting on the roster's
    rows; of a period other than the term and of each span ("scope.start", "scope.end", the last day inside, or
    "scope.year"); and the day of the document ("document.day").

    `words` are the author's own, by the id of their place, a line for each paragraph; their numbers are no facts. A
    place without words stays marked, but for those of `without`, which the author has said stay empty.

    Raises UnsuitedOutlineError for a subject that the outline is not for, ValueError for facts of other scopes and
    KeyError for an unknown language.
    """
    _suits(outline, subject)
    known = spans or {TERM: dataclasses.replace(facts[0].scope, role=None) if facts else _scope_of(subject)}
    filler = Filler(subject, Recorded(facts, known), languages()[language], on)
    charting = Charting(filler.run, slices, catalogue, filler.language)
    writer = _Writer(filler, catalogue, charting, Authored(words=words, without=without))
    title = filler.filled(outline.title)
    blocks = [Block(role="title", runs=title), *writer.blocks(outline.parts), *writer.annexes()]
    return Document(
        outline=outline.id,
        title=text_of(title),
        subject=subject.id,
        scope=known[TERM],
        blocks=tuple(blocks),
        facts=filler.recorded.used,
        omitted=writer.omitted(outline),
        language=language,
    )


def _suits(outline: Outline, subject: Subject) -> None:
    if subject.kind not in outline.subjects:
        fitting = ", ".join(outline.subjects)
        raise UnsuitedOutlineError(f"{outline.id} is written for: {fitting}; not for a {subject.kind}")


def _scope_of(subject: Subject) -> Scope:
    term = Scope(start=subject.start, end=subject.end)
    match subject.kind:
        case "person":
            return dataclasses.replace(term, person=subject.id)
        case "batch":
            return dataclasses.replace(term, batch=subject.id)
        case "organisation":
            return dataclasses.replace(term, organisation=subject.id)


class _Writer:
    """Makes one document out of what is recorded."""

    def __init__(self, filler: Filler, catalogue: Catalogue, charting: Charting, author: Authored) -> None:
        self._filler = filler
        self._subject = filler.subject
        self._language = filler.language
        self._catalogue = catalogue
        self._charting = charting
        self._author = author
        self._to_annex: list[AnnexTable] = []

    def blocks(self, parts: Sequence[Part]) -> list[Block | Table]:
        """Return the parts written, headings numbered."""
        return numbered(self._items(parts), self._language)

    def annexes(self) -> list[Block | Table]:
        """Return the tables that the text has announced, each under the word for an annex."""
        word = Block(role="annex", runs=(Run(text=self._language.annex),))
        return [each for part in self._to_annex for each in (word, part.table())]

    def omitted(self, outline: Outline) -> tuple[str, ...]:
        """Return in words what the record does not say, kind by kind."""
        spoken = [part.groups for part in outline.each() if isinstance(part, Work) and part.span == TERM]
        kinds = [kind for groups in spoken for kind in kinds_of(groups, self._catalogue)]
        return tuple(dict.fromkeys(line for kind in kinds for line in self._silences(kind)))

    def _silences(self, kind: Kind) -> list[str]:
        """Return the words for what the text does not say of a kind: all of it, or single figures."""
        named, facts = self._language.id, self._filler.recorded.of(TERM)
        measures = [self._catalogue.measures[name] for name in worded(kind)]
        retired = [each for each in measures if each.is_retired]
        measures = [each for each in measures if not each.is_retired]
        values = {each.id: facts[each.id].value if each.id in facts else None for each in measures}
        lines: list[str] = []
        said = {piece.measure for piece in sentence(kind, facts, named)}
        missing = [each for each in measures if values[each.id] is None]
        if said and missing:
            lines.append(self._silence(self._language.omitted_part, kind, [each.label[named] for each in missing]))
        elif measures and not said:
            is_zero = len(missing) < len(measures)
            unworded = self._language.omitted_unworded if any(values.values()) else self._language.omitted_zero
            lines.append(self._silence(unworded if is_zero else self._language.omitted, kind, []))
        if retired:
            lines.append(self._silence(self._language.omitted_retired, kind, [each.label[named] for each in retired]))
        return lines

    def _silence(self, template: str, kind: Kind, measures: Sequence[str]) -> str:
        return template.format(kind=kind.label[self._language.id], measures=self._language.between.join(measures))

    def _items(self, parts: Sequence[Part]) -> list[Item]:
        items: list[Item] = []
        for part in parts:
            match part:
                case Section():
                    items.append(Headed(text_of(self._filler.filled(part.heading)), tuple(self._items(part.parts))))
                case Work():
                    items.extend(self._work(part))
                case Annex():
                    items.extend(self._announced(part))
                case Charted():
                    caption = text_of(self._filler.filled(part.caption))
                    items.extend(self._charting.charts(part, caption, self._filler.recorded.of(TERM)))
                case Form():
                    items.append(self._form(part))
                case Text():
                    items.extend(self._paragraph([self._filler.filled(each) for each in part.sentences], join=""))
                case Author():
                    items.extend(self._for_author(part.hint, part.id, part.role))
                case Day():
                    items.extend(self._day(part.hint))
                case Line():
                    runs = self._filler.filled(part.words)
                    items.extend([Block(role=part.role, runs=runs)] if runs else [])
        return items

    def _for_author(self, hint: Words, place: str, role: str = "body") -> list[Block]:
        return self._author.blocks(place, role, self._language.for_author(text_of(self._filler.filled(hint))))

    def _day(self, hint: Words) -> list[Block]:
        day = self._filler.day()
        return [Block(role="date", runs=(day,), place=DAY)] if day else self._for_author(hint, DAY)

    def _work(self, part: Work) -> list[Block | Headed]:
        worded: list[tuple[str, list[tuple[Piece, ...]]]] = []
        for group in self._catalogue.groups:
            kinds = in_order(self._catalogue.in_group(group)) if part.groups.holds(group) else []
            if sentences := [pieces for kind in kinds if (pieces := self._sentence(kind, part))]:
                worded.append((self._catalogue.groups[group][self._language.id], sentences))
        if not worded:
            return list(self._paragraph([self._filler.filled(part.nothing)], join="")) if part.nothing else []
        # Facts are counted as they are read: the days of a lead come before the figures.
        lead = self._filler.lead(part.lead, part.span)
        groups = [(label, [self._runs(each, part.span) for each in sentences]) for label, sentences in worded]
        if part.style == "paragraph":
            return list(self._paragraph([runs for _, said in groups for runs in said], lead=lead))
        if part.style == "points":
            return [
                block
                for number, (label, said) in enumerate(groups, 1)
                for block in self._point(number, len(groups), label, said)
            ]
        return [Headed(label, tuple(self._paragraph(said, lead=lead))) for label, said in groups]

    def _point(self, number: int, count: int, label: str, said: list[tuple[Run, ...]]) -> list[Block]:
        opening = self._language.point(number) if count > 1 else ""
        name = label.lower() if opening.isascii() and opening else label
        return self._paragraph(
            said, lead=(Run(text=f"{opening}{name}{self._language.end}{self._language.after_sentence}"),)
        )

    def _sentence(self, kind: Kind, part: Work) -> tuple[Piece, ...]:
        facts, language = self._filler.recorded.of(part.span), self._language.id
        number = variant(self._subject.id, kind, language)
        return sentence(kind, facts, language, variant=number, is_leading=part.is_leading)

    def _runs(self, pieces: Sequence[Piece], span: str) -> tuple[Run, ...]:
        facts = self._filler.recorded.of(span)
        return tuple(
            self._filler.run(piece.text, facts[piece.measure]) if piece.measure else Run(text=piece.text)
            for piece in pieces
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

    def _form(self, part: Form) -> Table:
        return Table(caption="", rows=tuple(self._row(each) for each in part.rows), is_form=True)

    def _row(self, row: tuple[Cell, ...]) -> tuple[tuple[Run, ...], ...]:
        filled = ((self._filler.filled(cell.label), self._content(cell)) for cell in row)
        return tuple(runs for pair in filled for runs in pair)

    def _content(self, cell: Cell) -> tuple[Run, ...]:
        if isinstance(cell.part, Text):
            return merged(run for each in cell.part.sentences for run in self._filler.filled(each))
        blocks = [each for each in self._items([cell.part]) if isinstance(each, Block)]
        return merged(run for block in blocks for run in block.runs)

    def _announced(self, part: Annex) -> list[Block]:
        """Return the note that names an annex, which itself stands after the text; [] for an annex without rows."""
        annex = AnnexTable(part, self._filler, self._catalogue)
        if not annex.tabled():
            return []
        self._to_annex.append(annex)
        note = self._language.annex_note.format(caption=text_of(self._filler.filled(part.caption)))
        return [Block(role="note", runs=(Run(text=note),))]
