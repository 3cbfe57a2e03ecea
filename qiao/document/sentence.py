"""A kind's facts -> the sentence that its wording makes of them. The catalogue's examples and documents both use it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from qiao.catalogue import NAMES, Piece, fill, first, inflect, measure_of, named, placeholders
from qiao.document.language import languages
from qiao.document.recorded import LED
from qiao.terms import Fact, Kind, Measure
from qiao.text import read, say

# Percentages are printed with one decimal (DOMAIN 5.3); the fact keeps the exact ratio.
PERCENT_STEP = Decimal("0.1")
NAMED = 3
NAME_LENGTH = 40
# What would end a clause or a sentence, or stand for something in a template.
MARKS = re.compile("[\uff0c\uff1b\u3002\u3001\uff01\uff1f,;.!?{}\\[\\]|\\n\\r\\t]")
# What English sets after a number, by the field that is added up or the rule by which is counted.
AFTER = {"kilometres": " km", "ratio": "%"}


def sentence(
    kind: Kind, facts: Mapping[str, Fact], language: str = "zh", *, variant: int = 0, is_leading: bool = False
) -> tuple[Piece, ...]:
    """Return the kind's wording filled with the facts, by place, without end mark; () for nothing to say.

    A clause whose fact is missing or None is left out. A sentence that would hold nothing but zeros says nothing
    and is left out too, though a 0 beside another figure is written. A kind that has no wording in the language
    gives (): figures are never put into words of another language.

    `variant` chooses among the kind's wordings. Where the facts hold what the person led ("kind.measure@led") and that
    is not all, the sentence is that of joint work. `is_leading` gives the first figure only.
    """
    shared = is_joint(kind, facts)
    template = kind.joint.get(language, "") if shared else ""
    is_worded = bool(template)
    if not is_worded:
        template = _variant(kind, language, variant)
    values = _values(template, facts)
    if not any(values.values()):
        return ()
    template = named(template, _names(template, facts, language))
    if is_leading:
        template = first(template, values)
    measures = {measure.id: measure for measure in kind.measures}
    written = {name: figure(measures[measure_of(name)], kind, value, language) for name, value in values.items()}
    pieces = fill(inflect(template, values), written)
    # Without the words that say so, at the head of the sentence, one person must not claim what several did.
    is_said = is_worded and "".join(each.text for each in pieces).startswith(template.split("{")[0])
    return pieces if not pieces or is_said or not shared else (*pieces, Piece(text=languages()[language].shared))


def is_joint(kind: Kind, facts: Mapping[str, Fact]) -> bool:
    """Return whether the records behind a kind's figures are not all ones that the person led."""
    for name in {measure_of(each) for said in kind.variants.values() for one in said for each in placeholders(one)}:
        led = facts.get(name + LED)
        if led is not None and name in facts and set(facts[name].sources) != set(led.sources):
            return True
    return False


def worded(kind: Kind) -> tuple[str, ...]:
    """Return the ids of the measures that the kind's wordings have places for, in order."""
    said = [one for each in kind.variants.values() for one in each] + list(kind.joint.values())
    return tuple(dict.fromkeys(measure_of(name) for one in said for name in placeholders(one)))


def variant(subject: str, kind: Kind, language: str) -> int:
    """Return which wording of a kind a subject's documents use: varied from one to the next, and always the same."""
    count = len(kind.variants.get(language, ()))
    digest = hashlib.sha256(f"{subject}\x1f{kind.id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4]) % count if count else 0


def _variant(kind: Kind, language: str, number: int) -> str:
    said = kind.variants.get(language, ())
    return said[number % len(said)] if said else ""


def _values(template: str, facts: Mapping[str, Fact]) -> dict[str, Decimal]:
    found = {name: facts[name].value for name in placeholders(template) if name in facts}
    return {name: value for name, value in found.items() if isinstance(value, Decimal)}


def _names(template: str, facts: Mapping[str, Fact], language: str) -> Mapping[str, str]:
    """Return what may be named in a sentence, by measure: a few names, and a word for more where there are more."""
    words = languages()[language]
    listed: dict[str, str] = {}
    for name in NAMES.findall(template):
        fact = facts.get(name)
        fit = [each for each in fact.names if _is_namable(each)][:NAMED] if fact else []
        if fact and fit:
            more = words.others if fact.value != len(fit) else ""
            listed[name] = f"{words.between.join(fit)}{more}"
    return listed


def _is_namable(name: str) -> bool:
    """Return whether a name can stand in a sentence: it states no figure of its own and holds no mark that ends one."""
    return len(name) <= NAME_LENGTH and not MARKS.search(name) and not read(name) and not re.search(r"\d", name)


def figure(measure: Measure, kind: Kind, value: Decimal, language: str) -> str:
    """Return a measure's value in words.

    Chinese has its unit, money sized by GB/T 15835. English is as by figures(), with km and %: what is counted there
    is in the words of the sentence or the column. An estimate says that it is one.
    """
    about = languages()[language].about if measure.is_estimate and value else ""
    if measure.counts == "ratio":
        value = value.quantize(PERCENT_STEP, rounding=ROUND_HALF_UP)
    if language == "zh":
        return about + say(value, measure.unit)
    counted = kind.field_named(measure.field).type if measure.counts == "sum" else measure.counts
    return about + figures(value, is_money=counted == "yuan") + AFTER.get(counted, "")


def figures(value: Decimal, *, is_money: bool = False) -> str:
    """Return a number as English prints it: 1,234, and CNY 450,000."""
    digits = f"{value:,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"CNY {digits}" if is_money else digits
