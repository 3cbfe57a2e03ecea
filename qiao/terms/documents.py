"""Document: whom it is about, and what was written, each number with the fact that it words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from qiao.terms.facts import Fact, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a document is about, as the roster has it. What the roster does not say is "" or None.

    `id` is what the programme gives a person, a batch or an organisation; `batch` to `category` are words as they
    are to be written. The term is half-open, as in `Scope`. `sources` are the ids of the roster's rows behind the
    term's days; without them the subject's own id stands for them.
    """

    kind: Literal["person", "batch", "organisation"]
    id: str
    name: str
    batch: str = ""
    sending_organisation: str = ""
    host_organisation: str = ""
    host_post: str = ""
    category: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text; `fact` is the index of the document's fact that it words, or None for plain words."""

    text: str
    fact: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph-like part of a document.

    `role`: title, subtitle, salutation, heading1, heading2, heading3, body, author (a marked place for the author's
    own words), signature, date, note (which annexes follow), annex (the word over an annex). Tables are `Table`.
    `place` is the id of the author's place that a block marks or fills; "" for what the record and the outline say.
    """

    role: str
    runs: tuple[Run, ...]
    place: str = ""

    @property
    def text(self) -> str:
        """Return the words without their provenance."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of cells, each a tuple of runs; the first row is the header and repeats on each page.

    `is_fine` sets it in the smaller letters of what is looked up and not read.
    A form has no header: its cells are label and content by turns, and the last cell of a shorter row takes the rest.
    """

    caption: str
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    is_form: bool = False
    is_fine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Table):
    """A table that is also drawn, one bar for each number: what cannot draw shows the table, and loses no figure.

    With the axis "stages" a row is a bar, and bars of one unit share a scale. With "years" a row is a measure and a
    column a year, with "organisations" a row is an organisation and a column a measure: each measure has a scale of
    its own.
    """

    axis: Literal["stages", "years", "organisations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was written: blocks in order, the facts they word, and what the record does not say."""

    outline: str
    title: str
    subject: str
    scope: Scope
    blocks: tuple[Block | Table, ...]
    facts: tuple[Fact, ...]
    omitted: tuple[str, ...] = ()
    language: str = "zh"
