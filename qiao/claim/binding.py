"""What a figure counts: the measures that the words around it name, the better placed the higher the score.

Chinese names a figure before it ("noun 10 times"), directly behind it ("80 classes", "650,000 yuan of ...") or, for a
verb, anywhere in its clause. A figure with nothing but fillers around it inherits what the figure before it counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qiao.claim import restrictions
from qiao.claim.layout import FIGURE, SENTENCE, WINDOW, Layout
from qiao.claim.lexicon import Entry, Found, Lexicon, Lexicons
from qiao.claim.words import ASUNDER, FORECASTS, RATES, RATES_BEHIND, STAGES, TOTALS, is_filler
from qiao.terms import Candidate, Condition, Quantity

# Scores by where the word stands. Only their order matters, and that the places differ by more than a word's length.
BESIDE = 200
BEHIND = 12
APART = 120
ACROSS = 70
INHERITED = 60
VERB = -10
LETTER = 6
# A noun that the next figure is written right behind belongs to that one rather.
NEXT_ONE = -60
TOPIC_IN_CLAUSE = 24
TOPIC_IN_SENTENCE = 16
TOPIC_IN_LINE = 6
STAGE = 14
OTHER_STAGE = -40
FIT = {"own": 0, "generic": -30, "bare": -20, "kindred": -150, "span": 0}
# With one of these the noun must stand beside the figure: days are the scope of other figures nearly everywhere.
BESIDE_ONLY = frozenset({"generic", "bare", "span"})

LONGEST_GAP = 8
LONGEST_REACH = 24
SEGMENTS_BACK = 4
MOST = 12
"""How many candidates a claim keeps."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around a figure, ever wider; each is cut out when it is first looked at, which is seldom."""

    layout: Layout
    index: int

    @cached_property
    def clause(self) -> str:
        """The clause that the figure stands in."""
        return self.layout.text[slice(*self.layout.clause(self.index))]

    @cached_property
    def sentence(self) -> str:
        """Its sentence."""
        return self.layout.text[slice(*self.layout.sentence(self.index))]

    @cached_property
    def line(self) -> str:
        """Its line, which is a paragraph."""
        return self.layout.text[slice(*self.layout.line(self.index))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A word that may name the figure: where it stands to it, and how well that place speaks for it."""

    word: Found
    score: int
    is_beside: bool
    is_verb_only: bool = False


def bind(
    layout: Layout, quantities: Sequence[Quantity], index: int, lexicons: Lexicons
) -> tuple[tuple[Candidate, ...], str]:
    """Return the measures that a figure may be about, the best first, each once; and what makes it no total, or ""."""
    lexicon = lexicons.of(quantities[index])
    around = Around(layout=layout, index=index)
    best: dict[str, int] = {}
    for mention in _mentions(layout, index, lexicon):
        for entry in mention.word.entries:
            score = _score(mention, entry, around)
            if score is not None:
                best[entry.measure.id] = max(score, best.get(entry.measure.id, score))
    word = aside(layout, index)
    if word:
        # A rate is bound only where the measure's own words name it a rate.
        words = lexicon.words
        best = {measure: score for measure, score in best.items() if any(word in each for each in words[measure])}
    ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
    found = (
        Candidate(measure=measure, score=score, where=_options(layout, index, lexicons.options[measure]))
        for measure, score in ranked[:MOST]
    )
    return tuple(found), word


def _options(layout: Layout, index: int, options: Sequence[tuple[str, Condition]]) -> tuple[Condition, ...]:
    """Return the option that narrows a figure: the last that its clause names before it, else one right behind it."""
    if not options:
        return ()
    here = layout.at[index]
    start, figure = layout.clause(index)[0], layout.boundaries[here].start
    before = max(((layout.text.rfind(word, start, figure), len(word), option) for word, option in options), key=_place)
    if before[0] >= 0:
        return (before[2],)
    behind = layout.words(here + 1)
    right_behind = [option for word, option in options if is_filler(behind.partition(word)[0]) and word in behind]
    if right_behind:
        return (right_behind[0],)
    carried = restrictions.carried(layout, index, tuple(word for word, _option in options))
    return tuple(option for word, option in options if word == carried)[:1]


def _place(found: tuple[int, int, Condition]) -> tuple[int, int]:
    """Return where a word stands and its length: of those at one place the longest is meant."""
    return found[:2]


def aside(layout: Layout, index: int) -> str:
    """Return the word that makes a figure a rate or a forecast instead of a total, "" for none."""
    start = layout.clause(index)[0]
    figure = layout.boundaries[layout.at[index]]
    rate = RATES.search(layout.text, start, figure.start)
    if rate and TOTALS.search(layout.text, rate.end(), figure.start):
        rate = None
    # The figure itself may reach over the unit of its rate ("100 yuan/month").
    behind = RATES_BEHIND.match(layout.text, figure.end) or RATES_BEHIND.search(layout.text, figure.start, figure.end)
    found = rate or behind or FORECASTS.search(layout.text, start, figure.start)
    return found[0] if found else ""


def _score(mention: Mention, entry: Entry, around: Around) -> int | None:
    if mention.is_verb_only and not entry.is_verb:
        return None
    if entry.fit in BESIDE_ONLY and not mention.is_beside:
        return None
    if entry.never is not None and entry.never.search(around.clause):
        return None
    topic = _topic(entry, around)
    if entry.is_verb and entry.topics is not None and not topic:
        # A verb alone says little: what is supported or awarded differs. Its topic must be near.
        return None
    length = LETTER * (mention.word.end - mention.word.start)
    verb = VERB if entry.is_verb else 0
    return mention.score + length + verb + topic + FIT[entry.fit] + _stage(entry.measure.stage, around.clause)


def _topic(entry: Entry, around: Around) -> int:
    if entry.topics is None:
        return 0
    if entry.topics.search(around.clause):
        return TOPIC_IN_CLAUSE
    if entry.topics.search(around.sentence):
        return TOPIC_IN_SENTENCE
    return TOPIC_IN_LINE if entry.topics.search(around.line) else 0


def _stage(stage: str, clause: str) -> int:
    if not stage or stage not in STAGES:
        return 0
    if STAGES[stage].search(clause):
        return STAGE
    return OTHER_STAGE if any(other.search(clause) for other in STAGES.values()) else 0


def _mentions(layout: Layout, index: int, lexicon: Lexicon) -> Iterator[Mention]:
    here = layout.at[index]
    yield from _before(layout, here, lexicon)
    yield from _behind(layout, here, lexicon)
    yield from _in_clause(layout, index, lexicon)
    if _is_bare(layout, here) or restrictions.is_bare_part(layout.words(here), layout.words(here + 1)):
        yield from _inherited(layout, here, lexicon)


def _before(layout: Layout, here: int, lexicon: Lexicon) -> Iterator[Mention]:
    start, end = layout.segment(here)
    for word in lexicon.find(layout.text, max(start, end - WINDOW), end):
        gap = layout.text[word.end : end]
        if is_filler(gap):
            yield Mention(word=word, score=BESIDE, is_beside=True)
        elif len(gap) <= LONGEST_GAP and not ASUNDER.search(gap):
            yield Mention(word=word, score=APART - len(gap), is_beside=False)


def _behind(layout: Layout, here: int, lexicon: Lexicon) -> Iterator[Mention]:
    start, end = layout.segment(here + 1)
    end = min(end, start + WINDOW)
    for word in lexicon.find(layout.text, start, end):
        if is_filler(layout.text[start : word.start]):
            is_next = layout.kind(here + 1) == FIGURE and is_filler(layout.text[word.end : end])
            yield Mention(word=word, score=BESIDE + BEHIND + (NEXT_ONE if is_next else 0), is_beside=True)
        elif layout.text[word.start - 1] == "\u7684" and word.start - start <= LONGEST_GAP:
            yield Mention(word=word, score=APART - (word.start - start), is_beside=False)


def _in_clause(layout: Layout, index: int, lexicon: Lexicon) -> Iterator[Mention]:
    """A verb carries what it does to several objects, on either side of it."""
    start, end = layout.clause(index)
    figure = layout.boundaries[layout.at[index]]
    for word in lexicon.find(layout.text, start, end):
        gap = figure.start - word.end if word.end <= figure.start else word.start - figure.end
        if 0 <= gap <= LONGEST_REACH:
            yield Mention(word=word, score=ACROSS - gap, is_beside=False, is_verb_only=True)


def _is_bare(layout: Layout, here: int) -> bool:
    return is_filler(layout.words(here)) and is_filler(layout.words(here + 1))


def _inherited(layout: Layout, here: int, lexicon: Lexicon) -> Iterator[Mention]:
    number = here
    for back in range(1, SEGMENTS_BACK + 1):
        if layout.kind(number - 1) == SENTENCE:
            return
        number -= 1
        start, end = layout.segment(number)
        found = lexicon.find(layout.text, max(start, end - WINDOW), end)
        for word in found:
            yield Mention(word=word, score=INHERITED - 5 * back, is_beside=False)
        if found:
            return
