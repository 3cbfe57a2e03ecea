"""Sentences with places for measures: what cannot be said because nothing is recorded is left out, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

# "{kind.measure@led}": the figure of the records that the person led.
PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+(?:@led)?)\}")
# "{kind.measure@names}": what the record calls the things counted.
NAMES = re.compile(r"\{([a-z0-9_.]+)@names\}")
CLAUSE = re.compile("(?<=[\uff0c\uff1b,;])")
# "[one|many]": the form that agrees with the figure before it. Chinese has no use for it; English does.
AGREEMENT = re.compile(r"\{([a-z0-9_.]+(?:@led)?)\}|\[([^\[\]|]*)\|([^\[\]|]*)\]")
ENDS = "\uff0c\uff1b,; "


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a sentence; `measure` is the place that it fills (see `placeholders`), or "" for plain words."""

    text: str
    measure: str = ""


def placeholders(template: str) -> tuple[str, ...]:
    """Return the places for figures in a wording, in order: a measure's id, with "@led" for what the person led."""
    return tuple(PLACEHOLDER.findall(template))


def measure_of(placeholder: str) -> str:
    """Return the id of the measure that a place is for."""
    return placeholder.partition("@")[0]


def named(template: str, names: Mapping[str, str]) -> str:
    """Return the wording with each "{measure@names}" replaced; a clause without names to put there is left out.

    `names` holds the lists as they are to be written, by measure. They must hold no mark that ends a clause.
    """
    kept = [clause for clause in CLAUSE.split(template) if all(names.get(measure) for measure in NAMES.findall(clause))]
    return NAMES.sub(lambda match: names[match[1]], "".join(kept))


def first(template: str, known: Collection[str]) -> str:
    """Return the wording up to its first clause whose figures are all known; "" for none."""
    kept = ""
    for clause in CLAUSE.split(template):
        wanted = placeholders(clause)
        if wanted and all(each in known for each in wanted):
            return kept + clause
        kept += "" if wanted else clause
    return ""


def inflect(template: str, values: Mapping[str, Decimal]) -> str:
    """Return the wording with each "[one|many]" replaced by the form that agrees with the figure before it.

    A figure that is not recorded takes the second form: its clause is left out by `fill` in any case.
    """
    named = ""

    def choose(match: re.Match[str]) -> str:
        nonlocal named
        if match[1] is not None:
            named = match[1]
            return match[0]
        return match[2] if values.get(named) == 1 else match[3]

    return AGREEMENT.sub(choose, template)


def fill(template: str, written: Mapping[str, str | None]) -> tuple[Piece, ...]:
    """Return the sentence without end mark, in pieces; () where none of its measures is recorded.

    `written` gives the words of each measure, None where nothing is recorded. A clause whose measure is None is
    left out; a clause without any measure stays as long as one other clause does.
    """
    clauses = [clause for clause in CLAUSE.split(template) if clause.strip()]
    kept = [clause for clause in clauses if all(written.get(each) is not None for each in placeholders(clause))]
    if not any(placeholders(clause) for clause in kept):
        return ()
    pieces: list[Piece] = []
    sentence = "".join(kept).strip(ENDS)
    position = 0
    for match in PLACEHOLDER.finditer(sentence):
        pieces.append(Piece(text=sentence[position : match.start()]))
        pieces.append(Piece(text=written[match[1]] or "", measure=match[1]))
        position = match.end()
    pieces.append(Piece(text=sentence[position:]))
    return tuple(piece for piece in pieces if piece.text)
