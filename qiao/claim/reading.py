"""Text -> a Reading: quantities, what each may count, and what is blank or broken."""

from __future__ import annotations

from collections.abc import Sequence

from qiao import text as prose
from qiao.catalogue import Catalogue
from qiao.claim.binding import bind
from qiao.claim.days import period
from qiao.claim.layout import lay_out
from qiao.claim.lexicon import lexicons
from qiao.claim.words import MESSAGES
from qiao.terms import Claim, Finding, Quantity, Reading

# What says when, how long or the how-manieth: the scope of other figures, and no figure of the record itself.
SCOPES = frozenset({"date", "ordinal", "duration"})


def read(text: str, catalogue: Catalogue) -> Reading:
    """Return what a text says: its quantities, the measures that each may be about, and its blanks.

    Every quantity but dates, ordinals and durations is a claim; one that no measure of the catalogue fits has no
    candidates. Candidates are ranked; those of nearly equal score are equally likely.
    """
    quantities = tuple(prose.read(text))
    return Reading(
        text=text, quantities=quantities, claims=_claims(text, quantities, catalogue), findings=_broken(text)
    )


def _claims(text: str, quantities: Sequence[Quantity], catalogue: Catalogue) -> tuple[Claim, ...]:
    layout, known = lay_out(text, quantities), lexicons(catalogue)
    claims = []
    for index, quantity in enumerate(quantities):
        if quantity.kind in SCOPES:
            continue
        found, aside = bind(layout, quantities, index, known)
        start, end = period(layout, quantities, index)
        claims.append(Claim(index=index, quantity=quantity, candidates=found, aside=aside, start=start, end=end))
    return tuple(claims)


def _broken(text: str) -> tuple[Finding, ...]:
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
        for mask in prose.masks(text)
    )
