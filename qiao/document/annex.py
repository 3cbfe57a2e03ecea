"""The table of every recorded figure that stands after a text, with a column for each span."""

from __future__ import annotations

from decimal import Decimal

from qiao.catalogue import Catalogue
from qiao.document.filling import Filler
from qiao.document.order import kinds_of
from qiao.document.outline import ALL, SPAN_PLACE, TERM, YEAR, Annex
from qiao.document.pieces import text_of
from qiao.document.sentence import figure
from qiao.terms import Fact, Run, Table


class AnnexTable:
    """One annex: which measures it lists, and its table."""

    def __init__(self, part: Annex, filler: Filler, catalogue: Catalogue) -> None:
        self._part = part
        self._filler = filler
        self._catalogue = catalogue
        self._spans = [span for span in part.spans if span in filler.recorded.spans]

    def tabled(self) -> list[tuple[str, list[Fact | None]]]:
        """Return the measures of an annex that are recorded in any of its spans, with the fact of each span."""
        known = [self._filler.recorded.of(span) for span in self._spans]
        measures = [each.id for kind in kinds_of(self._part.groups, self._catalogue) for each in kind.measures]
        rows = [(name, [facts.get(name) for facts in known]) for name in measures]
        return [(name, row) for name, row in rows if any(each and isinstance(each.value, Decimal) for each in row)]

    def table(self) -> Table:
        """Return the table, its header first; a figure that is not recorded leaves its cell empty."""
        language = self._filler.language.id
        *first, last = self._filler.language.columns
        over = [self._over(span) for span in self._spans] if len(self._spans) > 1 else [(Run(text=last),)]
        rows = [(*((Run(text=each),) for each in first), *over)]
        for name, facts in self.tabled():
            measure, kind = self._catalogue.measures[name], self._catalogue.kind_of(name)
            said = (self._catalogue.groups[kind.group][language], measure.label[language])
            numbers = (
                (self._filler.run(figure(measure, kind, fact.value, language), fact),)
                if fact and isinstance(fact.value, Decimal)
                else ()
                for fact in facts
            )
            rows.append((*((Run(text=each),) for each in said), *numbers))
        return Table(caption=text_of(self._filler.filled(self._part.caption)), rows=tuple(rows))

    def _over(self, span: str) -> tuple[Run, ...]:
        """Return what stands over the column of a span: of which days its figures are."""
        filler, language = self._filler, self._filler.language
        named = Run(text=language.this_batch if filler.subject.kind == "batch" else language.this_period)
        if span == TERM and not filler.is_period_stated:
            return (named,)
        stated = filler.filled({language.id: f"{{{SPAN_PLACE}}}"}, span)
        return {TERM: (named, *stated), YEAR: stated, ALL: (*stated, Run(text=language.so_far))}[span]
