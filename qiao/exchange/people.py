"""Who is meant by the names in a cell: told apart by the roster, and by the secondment that covers the day."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.exchange.cells import Cell, text
from qiao.exchange.writing import plain, writing
from qiao.programme.models import Secondment


@dataclass(frozen=True, slots=True)
class Told:
    """The names of the roster in a cell, in order, and the parts of it that name nobody."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]


class Roster:
    """The people of the programme by name and by number, with all their secondments.

    `former` are names and numbers of before, by number; one that is somebody else's name today means that person.
    """

    def __init__(self, secondments: Iterable[Secondment], former: Mapping[str, Sequence[str]] | None = None) -> None:
        found: dict[str, list[Secondment]] = defaultdict(list)
        before: dict[str, list[Secondment]] = defaultdict(list)
        for each in secondments:
            for called in dict.fromkeys((plain(each.person.name), plain(each.person.code))):
                found[called].append(each)
            for called in dict.fromkeys(plain(name) for name in (former or {}).get(each.person.code, ())):
                before[called].append(each)
        for called, theirs in before.items():
            found.setdefault(called, theirs)
        self._by_name: Mapping[str, Sequence[Secondment]] = found
        # The same few hundred cells return in every ledger.
        self._told: dict[str, Told] = {}

    def told_apart(self, cell: Cell) -> Told:
        """Return whom a cell names. Signs part names; what a blank does, the roster tells."""
        found = text(cell)
        if found is None:
            return Told((), ())
        told = self._told.get(found)
        if told is None:
            told = self._told[found] = self._tell(found)
        return told

    def on_day(self, name: str, day: dt.date) -> Secondment | str:
        """Return the secondment in which someone of this name was on a day; else the reason why there is none."""
        return self._one(name, [each for each in self._by_name[name] if each.covers(day)]) or self._outside(name)

    def beside(self, name: str, day: dt.date, batches: Collection[str]) -> tuple[Secondment | str, str]:
        """Return the secondment of someone who took part in another's work, and a notice where it is to be looked at.

        Whoever is named beside the leader may have gone home before, or come after: ever in the batch is not in post
        on the day. The ledger's word is taken for people of the leader's batch (`batches`).
        """
        found = self.on_day(name, day)
        if isinstance(found, Secondment):
            return found, ""
        same_batch = [each for each in self._by_name[name] if each.batch.name in batches]
        return self._one(name, same_batch) or found, found

    def _one(self, name: str, covering: Sequence[Secondment]) -> Secondment | str:
        """Return the only person's secondment; "" for none, a reason for several people."""
        codes = sorted({each.person.code for each in covering})
        if len(codes) > 1:
            return _("several people called %(name)s were there on this day: write the number instead (%(codes)s)") % {
                "name": name,
                "codes": ", ".join(codes),
            }
        return max(covering, key=lambda each: each.start) if covering else ""

    def _outside(self, name: str) -> str:
        terms = ", ".join(f"{each.start}\u2014{each.end}" for each in self._by_name[name])
        return _("the day is outside the secondment of %(name)s (%(terms)s)") % {"name": name, "terms": terms}

    def _tell(self, found: str) -> Told:
        names: list[str] = []
        unknown: list[str] = []
        for piece in writing().separators.split(unicodedata.normalize("NFKC", found)):
            tokens = [self._without_remark(token) for token in piece.split()]
            if not tokens:
                continue
            # Blanks first, as they were typed; then without them, for names that run into each other.
            told = self._segment(tokens) or self._segment([*"".join(tokens)])
            if told is None:
                unknown.append(piece.strip())
            else:
                names += told
        return Told(tuple(dict.fromkeys(names)), tuple(unknown))

    def _without_remark(self, token: str) -> str:
        """Return a name without what stands in brackets behind it; a number there is surer than the name."""
        match = writing().remark.match(token)
        if match is None:
            return token
        return match["remark"] if match["remark"] in self._by_name else match["name"]

    def _segment(self, parts: Sequence[str]) -> tuple[str, ...] | None:
        """Return the parts joined into names of the roster, all used up; None where they cannot be.

        Of several ways the one with the longest first name is taken.
        """
        ways: list[tuple[str, ...] | None] = [None] * len(parts) + [()]
        for start in range(len(parts) - 1, -1, -1):
            for end in range(len(parts), start, -1):
                rest = ways[end]
                if rest is not None and (name := "".join(parts[start:end])) in self._by_name:
                    ways[start] = (name, *rest)
                    break
            else:
                if parts[start] in writing().connectors and start > 0:
                    ways[start] = ways[start + 1]
        return ways[0]
