"""Text -> a Reading: quantities, what each may count, and what is blank or broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qiao import text as prose
from qiao.catalogue import Catalogue
from qiao.claim.claiming import NOWHERE, claimed
from qiao.claim.columns import columns
from qiao.claim.findings import find
from qiao.claim.gaps import gaps
from qiao.claim.layout import lay_out
from qiao.claim.lexicon import lexicons
from qiao.claim.tables import apart
from qiao.claim.words import MESSAGES
from qiao.terms import Claim, Finding, Places, Quantity, Reading
from qiao.text import Mask

# What says when or the how-manieth: the scope of other figures, and no figure of the record itself.
SCOPES = frozenset({"date", "ordinal"})
# How long is that as well, but for the days that a measure counts.
SPAN = "duration"


def read(text: str, catalogue: Catalogue, places: Places = NOWHERE) -> Reading:
    """Return what a text says: its quantities, the measures that each may be about, and its blanks.

    Every quantity but dates, ordinals, durations and those of tables apart is a claim; one that no measure of the
    catalogue fits has no candidates. A duration is one where a measure counts such days. Candidates are ranked; those
    of nearly equal score are equally likely. `places` are those of the programme, by which a figure may be narrowed.
    """
    quantities, masks = tuple(prose.read(text)), prose.masks(text)
    return Reading(
        text=text,
        quantities=quantities,
        claims=claims(text, quantities, catalogue, places),
        findings=_found(text, masks, quantities),
        gaps=gaps(text, masks, quantities, catalogue),
    )


def claims(
    text: str, quantities: Sequence[Quantity], catalogue: Catalogue, places: Places = NOWHERE
) -> tuple[Claim, ...]:
    """Return the claims of a text whose quantities were read, in their order."""
    layout, known = lay_out(text, quantities), lexicons(catalogue)
    others = apart(text, quantities)
    found = (
        claimed(layout, quantities, index, known, index=index, places=places)
        for index, quantity in enumerate(quantities)
        if quantity.kind not in SCOPES
        and index not in others
        and (quantity.kind != SPAN or known.of(quantity).pattern is not None)
    )
    found = (each for each in found if each.candidates or each.quantity.kind != SPAN)
    headed = columns(layout, quantities)
    return tuple(
        replace(each, start=headed[each.index][0], end=headed[each.index][1])
        if each.index in headed and not (each.start or each.end)
        else each
        for each in found
    )


def _found(text: str, masks: Sequence[Mask], quantities: Sequence[prose.Quantity]) -> tuple[Finding, ...]:
    found = (*_broken(masks), *find(text, quantities))
    return tuple(sorted(found, key=lambda each: (each.start, each.end, each.code)))


def _broken(masks: Sequence[Mask]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code=mask.code,
            start=mask.start,
            end=mask.end,
            text=mask.text,
            message={
                language: MESSAGES["findings"][mask.code][language].format(text=mask.text) for language in ("zh", "en")
            },
            suggestion=MESSAGES["findings"][mask.code]["suggestion"],
        )
        for mask in masks
    )
