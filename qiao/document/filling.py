"""The words of an outline, with what the roster says of the subject and the days of the document in their places."""

from __future__ import annotations

import datetime as dt

from qiao.catalogue import ENDS, fill, placeholders
from qiao.document.authoring import clean
from qiao.document.language import Language
from qiao.document.outline import SPAN_PLACE, TERM
from qiao.document.pieces import merged
from qiao.document.recorded import Recorded, days
from qiao.terms import Fact, Run, Subject, Words

SUBJECT_DAYS = ("start", "end", "period_start", "period_end")


class Filler:
    """Fills the places of one document's words, and gives every figure its fact."""

    def __init__(self, subject: Subject, recorded: Recorded, language: Language, on: dt.date | None) -> None:
        self.subject = subject
        self.recorded = recorded
        self.language = language
        self._on = on
        self._days = days(subject, recorded.spans, on)

    @property
    def is_period_stated(self) -> bool:
        """Whether the document is about other days than those of the term."""
        return "period_start" in self._days or "period_end" in self._days

    def day(self) -> Run | None:
        """Return the day that the document bears, or None where it bears none."""
        return None if self._on is None else self.run(self.language.date(self._on), self._days["day"])

    def filled(self, said: Words, span: str = TERM) -> tuple[Run, ...]:
        """Return the outline's words with the subject's in their places, without end mark; () if none is known."""
        template = said[self.language.id].replace(f"{{{SPAN_PLACE}}}", self._span(span))
        if not placeholders(template):
            return (Run(text=template),)
        pieces = fill(template, {name: self._known(name) for name in placeholders(template)})
        return tuple(
            self.run(each.text, self._days[each.measure]) if each.measure in self._days else Run(text=each.text)
            for each in pieces
        )

    def lead(self, said: Words, span: str) -> tuple[Run, ...]:
        """Return the words that open a paragraph, with the mark and the blank that they end in; () for none."""
        template = said.get(self.language.id, "")
        if not template:
            return ()
        runs = self.filled(said, span)
        tail = template[len(template.rstrip(ENDS)) :]
        return merged([*runs, Run(text=tail)]) if tail and runs and placeholders(template) else runs

    def _span(self, span: str) -> str:
        """Return a template for the days of a span: its year where it is one, else its first and last day."""
        if f"{span}.year" in self._days:
            return f"{{{span}.year}}"
        return self.language.days.format(start=f"{{{span}.start}}", end=f"{{{span}.end}}")

    def _known(self, name: str) -> str | None:
        if name in SUBJECT_DAYS or "." in name:
            day = self._days[name].value if name in self._days else None
            if not isinstance(day, dt.date):
                return None
            return self.language.in_year(day) if name.endswith(".year") else self.language.date(day)
        if name == "category":
            return clean(self.subject.category) or self.language.category
        return clean(str(getattr(self.subject, name))) or None

    def run(self, text: str, fact: Fact) -> Run:
        """Return a stretch of text that words a fact."""
        return Run(text=text, fact=self.recorded.use(fact))
