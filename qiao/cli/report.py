"""What was read and ruled, as an aligned list for people. The other face of the same data is the JSON of DESIGN 7."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from qiao.catalogue import Catalogue
from qiao.cli.language import _, chosen, said
from qiao.cli.screen import explained, listing, put, screen
from qiao.document import figure
from qiao.drafting.exports import Places, coverage, title
from qiao.terms import Candidate, Finding, Number, Quantity, Reading, Verdict
from qiao.text import HEDGES_VERSION

MARKS = {
    "supported": ("\u2714", "green"),
    "contradicted": ("\u2718", "bold red"),
    "unsupported": ("?", "yellow"),
    "ambiguous": ("~", "yellow"),
    "unbound": ("\u00b7", "dim"),
}
BROKEN = ("!", "bold magenta")
CALLS_FOR_A_LOOK = frozenset({"contradicted", "unsupported", "ambiguous"})


def code(reading_: Reading, verdicts: Sequence[Verdict]) -> int:
    """Return 1 where something was found that calls for a look, else 0: an exit code."""
    return 1 if reading_.findings or any(each.ruling in CALLS_FOR_A_LOOK for each in verdicts) else 0


def rulings() -> dict[str, str]:
    """Return the word for each ruling."""
    return {
        "supported": _("supported"),
        "contradicted": _("contradicted"),
        "unsupported": _("unsupported"),
        "ambiguous": _("ambiguous"),
        "unbound": _("unbound"),
    }


def check(file: str, found: Reading, verdicts: Sequence[Verdict], catalogue: Catalogue) -> None:
    """Print each claim with its ruling and each finding, in the order of the text, then how much was covered."""
    places = Places(found.text)
    lines = (
        [*_ruled(found, verdicts, catalogue), *_broken(found)]
        if verdicts
        else [*_bound(found, catalogue), *_broken(found)]
    )
    rows = [
        ((Text(places.of(start)), Text(written), mark, Text(measure), Text(value)), why)
        for start, written, mark, measure, value, why in sorted(lines, key=lambda line: line[0])
    ]
    out = screen()
    out.print(Text(file, style="bold"))
    columns = (_("line:column"), _("written"), _("ruling"), _("measure"), _("the record says"), _("why"))
    explained(out, columns, rows)
    counts = coverage(found, verdicts)
    line = _(
        "{numbers} numbers: {bound} bound, {unbound} unbound, {others} dates and ordinals; {blanks} blank or corrupt."
    ).format(
        numbers=counts.numbers,
        bound=counts.bound,
        unbound=counts.unbound,
        others=counts.others,
        blanks=counts.blanks,
    )
    out.print(line, versions(catalogue), soft_wrap=True)


def versions(catalogue: Catalogue) -> str:
    """Return which catalogue and hedge table read a text."""
    return _("Catalogue {catalogue}, hedge table {hedges}.").format(catalogue=catalogue.version, hedges=HEDGES_VERSION)


def reading(file: str, found: Reading) -> None:
    """Print each quantity with the interval that it means, then each finding."""
    places = Places(found.text)
    out = screen()
    out.print(Text(file, style="bold"))
    table = listing(
        _("line:column"), _("written"), _("sort of number"), _("means"), _("unit"), _("hedge"), _("what it counts")
    )
    for each in found.quantities:
        table.add_row(
            places.of(each.start),
            Text(each.text),
            each.kind,
            interval(each),
            each.unit,
            each.hedge,
            Text(each.measured),
        )
    put(out, table)
    if found.findings:
        columns = (_("line:column"), _("written"), _("finding"), _("why"))
        rows = [((Text(places.of(each[0])), Text(each[1]), each[2]), each[-1]) for each in _broken(found)]
        explained(out, columns, rows)
    line = _("{numbers} numbers, {findings} findings. Hedge table {hedges}.")
    out.print(
        line.format(numbers=len(found.quantities), findings=len(found.findings), hedges=HEDGES_VERSION), soft_wrap=True
    )


def interval(quantity: Quantity) -> str:
    """Return what a quantity means: "45", or with open and closed ends "(60, 70)"."""
    if quantity.low == quantity.high and quantity.low is not None:
        return plain(quantity.low)
    low = "" if quantity.low is None else plain(quantity.low)
    high = "" if quantity.high is None else plain(quantity.high)
    return (
        f"{'(' if quantity.low_open or not low else '['}{low}, {high}{')' if quantity.high_open or not high else ']'}"
    )


def plain(value: Number | str) -> str:
    """Return a number as digits without an exponent; a day as it is."""
    return value if isinstance(value, str) else f"{float(value):.10g}"


Line = tuple[int, str, Text, str, str, str]
"""Offset, what is written, the mark, the measure's label, what the record says, why."""


def _ruled(found: Reading, verdicts: Sequence[Verdict], catalogue: Catalogue) -> Iterator[Line]:
    words, vague = rulings(), _("hedged")
    for each in verdicts:
        quantity = found.quantities[each.claim]
        mark, style = MARKS[each.ruling]
        word = f"{words[each.ruling]} ({vague})" if "hedged" in each.notes else words[each.ruling]
        measure = catalogue.measures.get(each.measure)
        label = said(measure.label) if measure else ""
        value = ""
        if measure and each.value is not None:
            value = figure(measure, catalogue.kind_of(measure.id), each.value, chosen())
        yield quantity.start, quantity.text, Text(f"{mark} {word}", style=style), label, value, said(each.reason)


def _bound(found: Reading, catalogue: Catalogue) -> Iterator[Line]:
    for each in found.claims:
        labels = " / ".join(said(catalogue.measures[best.measure].label) for best in best_of(each.candidates))
        yield each.quantity.start, each.quantity.text, Text(""), labels, "", ""


def best_of(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates that fit best: several where they fit equally well."""
    highest = max((each.score for each in candidates), default=0)
    return tuple(each for each in candidates if each.score == highest)


def _broken(found: Reading) -> Iterator[Line]:
    mark, style = BROKEN
    for each in found.findings:
        yield each.start, each.text, Text(f"{mark} {said(title(each))}", style=style), "", "", _explained(each)


def _explained(finding: Finding) -> str:
    advice = _("; write: {suggestion}").format(suggestion=finding.suggestion) if finding.suggestion else ""
    return said(finding.message) + advice
