"""A manifest and a text -> what became of each number, and which numbers rest on no fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.claim import Bookmark
from qiao.claim.reading import SCOPES, SPAN
from qiao.document import Manifest, Place, Stated
from qiao.drafting.tracing.numerals import Page, Stretch, alone, meaning, overlaps
from qiao.drafting.tracing.placing import GONE, Judged, State, judged, moved, narrowed
from qiao.terms import Claim, Quantity, Reading

WORST: Mapping[State, int] = {"same": 0, "gone": 1, "edited": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One place of a fact, and what became of it. `written` is what the file says there now, None where it is gone.

    `number` is the fact's among those of the manifest.
    """

    number: int
    stated: Stated
    place: Place
    state: State
    written: str | None = None
    at: Stretch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What became of a document: every place of every fact in the manifest's order, and the figures without a fact."""

    manifest: Manifest
    text: str
    places: tuple[Traced, ...]
    unsourced: tuple[Quantity, ...]

    def states(self) -> list[State]:
        """Return what became of each fact of the manifest: it is the same only if it is so at all its places."""
        found: dict[int, State] = {}
        for each in self.places:
            found[each.number] = max(found.get(each.number, each.state), each.state, key=lambda state: WORST[state])
        return list(found.values())


def trace(manifest: Manifest, reading: Reading, bookmarks: Sequence[Bookmark]) -> Trace:
    """Return what became of each number of a document in a text that was read, with its bookmarks.

    Unsourced are the figures, dates and ordinals and terms aside, that no fact and no name of the document carried.
    """
    return _Following(manifest, reading, bookmarks).trace()


class _Following:
    """Judges the places of one file: first those that stand at a number, then those that have to look for theirs."""

    def __init__(self, manifest: Manifest, reading: Reading, bookmarks: Sequence[Bookmark]) -> None:
        self.manifest = manifest
        self.page = Page(reading.text, reading.quantities)
        self.claims = reading.claims
        self.places = [(number, place) for number, stated in enumerate(manifest.stated) for place in stated.places]
        self.at: dict[str, list[Stretch]] = {}
        known = {place.mark for _, place in self.places}
        for each in bookmarks:
            if each.name in known:
                self.at.setdefault(each.name, []).append(narrowed(reading.text, (each.start, each.end)))
        self.stands: dict[str, Stretch] = {}
        """Where a number stands, or where its bookmark does."""
        self.taken: list[Stretch] = []

    def trace(self) -> Trace:
        outcomes = {place.mark: self._at_bookmarks(place) for _, place in self.places}
        for mark, outcome in outcomes.items():
            if outcome:
                self.stands[mark] = (outcome[0].at if outcome[0] else None) or self.at[mark][0]
        self.taken += [each.at for found in outcomes.values() for each in found if each is not None and each.at]
        traced = []
        for number, place in self.places:
            settled = [
                self._moved(place, at) if outcome is None else outcome
                for at, outcome in zip(self.at.get(place.mark, ()), outcomes[place.mark], strict=True)
            ] or [self._vanished(number, place)]
            worst = max(settled, key=lambda each: WORST[each.state])
            written = self.page.text[slice(*worst.at)] if worst.at else None
            stated = self.manifest.stated[number]
            traced.append(
                Traced(number=number, stated=stated, place=place, state=worst.state, written=written, at=worst.at)
            )
        return Trace(
            manifest=self.manifest,
            text=self.page.text,
            places=tuple(traced),
            unsourced=tuple(self._unsourced()),
        )

    def _at_bookmarks(self, place: Place) -> list[Judged | None]:
        return [judged(self.page, at, place.written, self._others(place.mark)) for at in self.at.get(place.mark, ())]

    def _others(self, mark: str) -> list[Stretch]:
        return [at for name, places in self.at.items() if name != mark for at in places if at[0] < at[1]]

    def _moved(self, place: Place, at: Stretch) -> Judged:
        return self._keep(moved(self.page, at[0], place.written, self.taken))

    def _keep(self, found: Judged) -> Judged:
        if found.at:
            self.taken.append(found.at)
        return found

    def _vanished(self, number: int, place: Place) -> Judged:
        """Return what became of a number whose bookmark is gone: between its neighbours, what counts the same."""
        stated = self.manifest.stated[number]
        said = alone(place.written)
        if said is None or place is not stated.places[0]:
            return GONE
        start, end = self._between(number)
        free = [
            each
            for each in self.claims
            if start <= each.quantity.start
            and each.quantity.end <= end
            and _counts(each, stated.fact.measure)
            and not any(overlaps((each.quantity.start, each.quantity.end), one) for one in self.taken)
        ]
        for each in free:
            if meaning(each.quantity) == meaning(said):
                return self._keep(Judged("same", (each.quantity.start, each.quantity.end)))
        if len(free) == 1:
            return self._keep(Judged("edited", (free[0].quantity.start, free[0].quantity.end)))
        return GONE

    def _between(self, here: int) -> Stretch:
        """Return the stretch between the facts that were written before and behind this one."""
        firsts = [self.stands.get(stated.places[0].mark) for stated in self.manifest.stated]
        before = next((at[1] for at in reversed(firsts[:here]) if at), 0)
        behind = next((at[0] for at in firsts[here + 1 :] if at), len(self.page.text))
        return before, behind

    def _unsourced(self) -> list[Quantity]:
        carried = Counter(self.manifest.carried)
        claimed = {each.index for each in self.claims}
        found = []
        for index, each in enumerate(self.page.quantities):
            is_scope = each.kind in SCOPES or (each.kind == SPAN and index not in claimed)
            if is_scope or any(overlaps((each.start, each.end), one) for one in self.taken):
                continue
            if carried[each.text] > 0:
                carried[each.text] -= 1
            else:
                found.append(each)
        return found


def _counts(claim: Claim, measure: str) -> bool:
    """Return whether a measure is what a claim counts best, and over no other period than the document's."""
    if claim.aside or claim.start or claim.end:
        return False
    highest = max((each.score for each in claim.candidates), default=0)
    return any(each.measure == measure and each.score == highest for each in claim.candidates)
