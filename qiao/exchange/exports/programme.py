"""The whole programme, or a part of it, as sheets: what an import into an empty database turns back into the same."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.exchange import reads
from qiao.exchange.exports import lists, records, roster
from qiao.exchange.exports.records import Beyond
from qiao.exchange.exports.sheets import WIDE, Column, Out, Sheet, said
from qiao.exchange.marked import ABOUT, CONTINUED
from qiao.programme.models import Secondee
from qiao.programme.reads import Found, Members, members_of
from qiao.record.kinds import catalogue
from qiao.record.models import Participation, Record
from qiao.record.reads import of_scope
from qiao.terms import Scope, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What an export takes: whose records, of which days (half-open), of which kinds; all of them by default."""

    who: Found | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    kinds: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Return whether it is everything."""
        return self == Part()

    def records(self) -> QuerySet[Record]:
        """Return the records that it takes, in whatever status."""
        scope = replace(self.who.scope if self.who else Scope(), statuses=get_args(Status))
        found = Record.objects.filter(of_scope(scope))
        if self.start:
            found = found.filter(day__gte=self.start)
        if self.end:
            found = found.filter(day__lt=self.end)
        return found.filter(kind__in=self.kinds) if self.kinds else found


@dataclass(slots=True)
class Export:
    """The sheets of an export, and what it could not take. `total` is how many rows it has, for showing progress."""

    part: Part
    counts: Mapping[str, int]
    total: int
    beyond: Beyond

    @property
    def unknown(self) -> Mapping[str, int]:
        """Return how many records are of kinds that this installation does not know, by kind: they have no sheet."""
        known = catalogue().kinds
        return {kind: count for kind, count in self.counts.items() if kind not in known}

    @property
    def count(self) -> int:
        """Return how many records it holds."""
        return sum(self.counts.values()) - sum(self.unknown.values())

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in the order in which they stand in the book; to be written one after the other."""
        found = self.part.records()
        yield _about(self)
        yield from roster.sheets(self._members(found))
        for kind in catalogue().kinds.values():
            if not kind.is_roster and (not self.part.kinds or kind.id in self.part.kinds):
                yield records.sheet(kind, found, self.beyond)
        yield records.evidence(found)
        if self.beyond.texts:
            yield records.continued(self.beyond)

    def _members(self, found: QuerySet[Record]) -> Members:
        if self.part.who is None:
            return Members.everybody()
        led = found.exclude(organisation=None).order_by().values_list("organisation__name", flat=True).distinct()
        inside = Participation.objects.filter(record__in=found.order_by().values("pk"))
        people = Secondee.objects.filter(pk__in=inside.order_by().values("person"))
        return members_of(self.part.who, people, set(led))


def export(part: Part) -> Export:
    """Return an export of the programme, or of a part of it."""
    found = part.records()
    counts = dict(found.order_by().values_list("kind").annotate(count=Count("pk")))
    return Export(part=part, counts=counts, total=2 * sum(counts.values()), beyond=Beyond())


def each_list(whole: Export) -> Iterator[Sheet]:
    """Yield the lists of an export, one for each file: no text is too long for a cell there."""
    whole.beyond.most = sys.maxsize
    yield from (each for each in whole.sheets() if each.holds not in {ABOUT, CONTINUED})
    if whole.part.is_whole:
        yield lists.imports(lists.all_imports())


def _about(whole: Export) -> Sheet:
    part = whole.part
    known = catalogue()

    def rows() -> Iterator[list[Out]]:
        yield [
            "what",
            _("What this is"),
            _("The record of a programme, exported by Qiao. To bring it back: import it."),
        ]
        yield ["made", _("Made"), timezone.localtime().isoformat(sep=" ", timespec="minutes")]
        yield ["origin", _("From the programme"), reads.origin()]
        yield ["digest", _("Digest of the whole record"), reads.digest()]
        yield ["catalogue", _("version of the catalogue"), known.version]
        if not part.is_whole:
            yield ["part", _("Only a part"), _part(part)]
        for kind, count in sorted(whole.counts.items()):
            label = said(known.kinds[kind].label) if kind in known.kinds else _("%(kind)s (left out)") % {"kind": kind}
            yield ["count", label, count]
        for key, text in _rules().items():
            yield [key, _("Good to know"), text]

    return Sheet(
        name=ABOUT,
        title=_("About this export"),
        columns=[
            Column(id="key", heading="", width=10, is_kept=True),
            Column(id="name", heading="", width=WIDE),
            Column(id="value", heading=_("Content"), width=90),
        ],
        rows=rows,
        holds=ABOUT,
    )


def _part(part: Part) -> str:
    found = part.who
    who = str(found.person or found.batch or found.organisation) if found else ""
    days = " \u2013 ".join(each.isoformat() if each else "" for each in (part.start, part.end))
    return "; ".join(each for each in (who, days.strip(" \u2013"), ", ".join(sorted(part.kinds))) if each)


def _rules() -> Mapping[str, str]:
    return {
        "rule 1": _(
            "The grey columns say what each record is known by. With them an import gives the same ids and the same "
            "status, where nothing has been recorded yet or in the programme that this comes from."
        ),
        "rule 2": _("A row that you add has no id: it comes in as a new record, approved, as from any ledger."),
        "rule 3": _("Files of evidence, accounts and documents are not in it: copy the folder QIAO_HOME for those."),
    }
