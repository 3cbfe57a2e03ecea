"""The trail of changes on the site: who may read it, what is found, and what was before and after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from qiao.programme.audit import Personal, forget, note
from qiao.programme.models import AuditLine
from qiao.record import writes
from tests.web.conftest import Site, parsed, words


def test_the_office_reads_it_and_nobody_else(site: Site) -> None:
    number = AuditLine.objects.latest("id").number
    for address in (reverse("audit"), reverse("audit-line", args=[number])):
        seen = {name: client.get(address).status_code for name, client in site.each().items()}
        assert seen == {"office": 200, "owner": 404, "stranger": 404}
        assert site.nobody.get(address).status_code == 302
    assert site.office.get(reverse("audit-line", args=[number + 1])).status_code == 404


def test_before_and_after_stand_side_by_side(site: Site, english: Client) -> None:
    one = site.programme
    record = writes.draft(one.work("training", "2023-03-01", {"P3": "led"}, topic="甲"), by=one.owner)
    writes.revise(record, one.work("training", "2023-03-01", {"P3": "led"}, topic="乙"), by=one.owner)
    line = AuditLine.objects.latest("id")
    page = parsed(english.get(reverse("audit-line", args=[line.number])))
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//table//tbody/tr")]
    assert rows == [["topic", "甲", "乙"]]
    assert "owner" in words(english.get(reverse("audit-line", args=[line.number])))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"who": "owner"}, 1),
        ({"who": "stranger"}, 0),
        ({"action": "draft"}, 1),
        ({"what": "P3"}, 1),
        ({"start": "2000-01-01", "end": "2000-01-02"}, 0),
        ({"start": "nonsense", "what": "P3"}, 1),
    ],
)
def test_lines_are_found(site: Site, english: Client, asked: dict[str, str], count: int) -> None:
    writes.draft(site.programme.work("training", "2023-03-01", {"P3": "led"}), by=site.programme.owner)
    page = parsed(english.get(reverse("audit"), asked))
    assert len(page.xpath("//table//tbody/tr")) == count


def test_it_is_paged(site: Site, english: Client) -> None:
    for at in range(60):
        note("do", f"件{at}", by=None)
    page = english.get(reverse("audit"), {"what": "件"})
    assert "60 changes" in words(page)
    (address,) = parsed(page).xpath("//a[@rel='next']/@href")
    assert len(parsed(english.get(reverse("audit") + address)).xpath("//table//tbody/tr")) == 10


def test_what_was_forgotten_is_said_to_be(site: Site, english: Client) -> None:
    line = note("rename", "P3", by=None, personal={"after.name": Personal(about="P3", value="丙三三")})
    address = reverse("audit-line", args=[line.number])
    assert "丙三三" in words(english.get(address))
    forget("P3", by=None, reason="保存期满")
    said = words(english.get(address))
    assert "丙三三" not in said
    assert "were removed" in said
