"""Lists that a reader takes along: people, organisations, imports; each holds what the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.exchange.exports.sheets import WIDE, WIDTH, Column, Out, Sheet
from qiao.programme.models import AuditLine, Organisation, Secondment

Rows = Callable[[], Iterator[Sequence[Out]]]
IMPORTS = ("import", "import roster")


def people(found: QuerySet[Secondment]) -> Sheet:
    """Return these secondments as a list, a row for each."""
    headings = (
        ("code", _("Number")),
        ("name", _("Name")),
        ("batch", _("Batch")),
        ("category", _("Category")),
        ("sending", _("Sent by")),
        ("host", _("Host organisation")),
        ("post", _("Post")),
        ("start", _("first day")),
        ("end", _("end (first day after)")),
    )
    terms = found.select_related("person", "batch", "sending_organisation", "host_organisation")

    def rows() -> Iterator[list[Out]]:
        for each in terms.iterator(chunk_size=2_000):
            yield [
                each.person.code,
                each.person.name,
                each.batch.name,
                str(each.get_category_display()),
                each.sending_organisation.name,
                each.host_organisation.name,
                each.host_post,
                each.start,
                each.end,
            ]

    return _sheet("people", _("People"), headings, rows)


def organisations(found: QuerySet[Organisation]) -> Sheet:
    """Return these organisations as a list."""
    headings = (
        ("name", _("name")),
        ("nature", _("nature")),
        ("region", _("region")),
        ("partners", _("paired with")),
    )
    named = found.select_related("region").prefetch_related("partners")

    def rows() -> Iterator[list[Out]]:
        for each in named.order_by("name"):
            partners = "\u3001".join(sorted(partner.name for partner in each.partners.all()))
            yield [each.name, str(each.get_nature_display()), each.region.name if each.region else None, partners]

    return _sheet("organisations", _("Organisations"), headings, rows)


def imports(found: QuerySet[AuditLine]) -> Sheet:
    """Return these imports, the newest first: when, by whom, of which workbook, how many rows."""
    headings = (
        ("at", _("when")),
        ("by", _("who")),
        ("book", _("workbook")),
        ("sheet", _("sheet")),
        ("new", _("New")),
        ("changed", _("Changed")),
    )

    def rows() -> Iterator[list[Out]]:
        for each in found.select_related("actor").order_by("-pk"):
            at = timezone.localtime(each.at).isoformat(sep=" ", timespec="minutes")
            by = each.actor.get_username() if each.actor else None
            for sheet, new, changed in _counts(each):
                yield [at, by, each.subject, sheet, new, changed]

    return _sheet("imports", _("Imports"), headings, rows)


def _counts(line: AuditLine) -> Iterator[tuple[str, int, int | None]]:
    detail: dict[str, Any] = line.detail
    for sheet, counts in detail.get("sheets", {}).items():
        yield sheet, counts.get("new", 0), counts.get("changed", 0)
    for each in ("organisations", "batches", "secondments"):
        if detail.get(each):
            yield each, len(detail[each]), None


def all_imports() -> QuerySet[AuditLine]:
    """Return the lines of the trail that tell of imports."""
    return AuditLine.objects.filter(action__in=IMPORTS)


def listed(name: str, title: str, headings: Sequence[str], rows: Rows) -> Sheet:
    """Return a list with these headings."""
    return _sheet(name, title, [(f"c{at}", heading) for at, heading in enumerate(headings)], rows)


def _sheet(name: str, title: str, headings: Sequence[tuple[str, str]], rows: Rows) -> Sheet:
    wide = {"name", "book", "host", "partners"}
    columns = [
        Column(id=each, heading=heading, width=WIDE if each in wide else WIDTH, is_text=each not in {"new", "changed"})
        for each, heading in headings
    ]
    return Sheet(name=name, title=title, columns=columns, rows=rows)
