"""The marks by which a number is found again in a file: the same in every layout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from qiao.terms import Block, Document, Fact, Run, Table

KEY_LENGTH = 12


def document_id(document: Document) -> str:
    """Return 32 hex digits that change with anything that the document says or rests on."""
    said = (document.outline, document.language, document.subject, record_digest(document))
    return _hex((*said, *(_said(each) for each in document.blocks)), 32)


def record_digest(document: Document) -> str:
    """Return 64 hex digits over the document's facts: values, scope and the ids of the records behind them."""
    return _hex((_told(fact) for fact in document.facts), 64)


def value_of(fact: Fact) -> str:
    """Return a fact's value as machines read it: a plain number, or an ISO day; "" for nothing recorded."""
    if fact.value is None:
        return ""
    return fact.value.isoformat() if hasattr(fact.value, "isoformat") else f"{fact.value:f}"


def marks(document: Document) -> Iterator[str]:
    """Yield the mark of each number in reading order: q_<index of its fact>_<12 hex>.

    A fact may be worded twice, and Word keeps only one bookmark of a name: the hex digits tell the places apart.
    """
    seen: dict[int, int] = {}
    for run in runs(document):
        if run.fact is not None:
            place = seen[run.fact] = seen.get(run.fact, 0) + 1
            yield f"q_{run.fact}_{_hex((_told(document.facts[run.fact]), str(place)), KEY_LENGTH)}"


def runs(document: Document) -> Iterator[Run]:
    """Yield every run in reading order, cells of tables row by row."""
    for line in lines(document):
        yield from line


def lines(document: Document) -> Iterator[tuple[Run, ...]]:
    """Yield the runs that stand together: those of a paragraph, or of a cell."""
    for block in document.blocks:
        if isinstance(block, Block):
            yield block.runs
        else:
            for row in block.rows:
                yield from row


def digest_of(sources: Iterable[str]) -> str:
    """Return 64 hex digits over the ids of records, in whatever order they come."""
    return _hex(sorted(sources), 64)


def _said(block: Block | Table) -> str:
    """Return all that a reader sees of a block: what else it carries must not change the id of a kept document."""
    if isinstance(block, Block):
        return f"{block.role}\x1d{_worded(block.runs)}"
    return "\x1d".join(("", block.caption, *(_worded(cell) for row in block.rows for cell in row)))


def _worded(runs_: tuple[Run, ...]) -> str:
    return "\x1c".join(f"{run.text}\x1f{'' if run.fact is None else run.fact}" for run in runs_)


def _told(fact: Fact) -> str:
    scope = fact.scope
    days = (str(scope.start), str(scope.end))
    whose = (scope.person, scope.role or "", scope.batch, scope.organisation, *days, *scope.statuses)
    return "\x1f".join((fact.measure, value_of(fact), fact.unit, *whose, "", *fact.sources))


def _hex(parts: Iterable[str], length: int) -> str:
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]
