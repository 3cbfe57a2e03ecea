"""Lists as files: with the filters of their page and the rights of their reader; and templates."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.exchange.guarding import guarded, unguarded
from qiao.record.models import Record
from tests.web.conftest import Site, sent, words

LISTS = ("record-list", "people-list", "organisation-list", "import-list")


def lines(response: Any) -> list[dict[str, str]]:
    """The lines of a .csv, by heading."""
    body = sent(response)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def topics(response: Any) -> set[str]:
    return {each["主题"] for each in lines(response)}


def kinds(response: Any) -> list[str]:
    return [list(each.values())[1] for each in lines(response)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("record-list", {"office": 200, "owner": 200, "stranger": 200}),
        ("people-list", {"office": 200, "owner": 200, "stranger": 200}),
        ("organisation-list", {"office": 200, "owner": 200, "stranger": 200}),
        ("import-list", {"office": 200, "owner": 404, "stranger": 404}),
    ],
)
def test_who_gets_which_list(site: Site, work: Record, name: str, seen: dict[str, int], ending: str) -> None:
    address = reverse(name, args=[ending])
    got = {}
    for who, client in site.each().items():
        response = client.get(address)
        got[who] = response.status_code
        response.close()
    assert got == seen
    assert site.nobody.get(address).status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_another_ending_is_not_there(site: Site, name: str) -> None:
    assert site.office.get(reverse(name, args=["exe"])).status_code == 404


def test_a_list_holds_what_its_reader_may_see(site: Site, work: Record) -> None:
    site.programme.record("training", "2023-04-01", {"P4": "led"}, topic="别人的培训")
    address = reverse("record-list", args=["csv"]) + "?kind=training"
    assert topics(site.office.get(address)) == {"课堂教学", "别人的培训"}
    assert topics(site.owner.get(address)) == {"课堂教学"}
    assert topics(site.stranger.get(address)) == {"别人的培训"}
    assert kinds(site.owner.get(reverse("record-list", args=["csv"]))) == ["培训"]
    assert {each["姓名"] for each in lines(site.owner.get(reverse("people-list", args=["csv"])))} == {"丙三"}
    organisations = reverse("organisation-list", args=["csv"])
    assert len(lines(site.office.get(organisations))) == 3
    assert lines(site.owner.get(organisations)) == []


def test_a_list_has_the_filters_of_its_page(site: Site, work: Record) -> None:
    site.programme.record("donation", "2020-04-01", {"P1": "led"}, amount=Decimal(5))
    for query, expected in (("", ["培训", "捐赠资助"]), ("?batch=第一批", ["捐赠资助"]), ("?person=P3 丙三", ["培训"])):
        assert kinds(site.office.get(reverse("record-list", args=["csv"]) + query)) == expected
    found = lines(site.office.get(reverse("people-list", args=["csv"]) + "?batch=第二批&q=丁"))
    assert [each["姓名"] for each in found] == ["丁四"]


def test_a_page_leads_to_its_list_with_its_filters(site: Site, work: Record) -> None:
    page = site.office.get(reverse("records") + "?batch=第二批&kind=training").content.decode()
    assert f"{reverse('record-list', args=['csv'])}?kind=training&amp;batch=%E7%AC%AC" in page
    assert reverse("people-list", args=["xlsx"]) in site.office.get(reverse("people")).content.decode()


def test_formulas_are_neutralised_and_numbers_are_numbers(site: Site) -> None:
    site.programme.record("donation", "2023-04-01", {"P3": "led"}, donor="=1+1", amount=Decimal("0.05"))
    [line] = lines(site.office.get(reverse("record-list", args=["csv"]) + "?kind=donation"))
    assert (line["捐赠单位"], line["金额(元)"], line["日期"]) == ("'=1+1", "0.05", "2023-04-01")


@given(st.text() | st.sampled_from(["=1", "-5", "+1", "@a", "'=1", "''@", "\t", "\r", "＝1", "", "'a", "5"]))
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_list_as_a_workbook_is_what_the_csv_is(site: Site, work: Record, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(sent(site.office.get(reverse("people-list", args=["xlsx"]))))
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    found = lines(site.office.get(reverse("people-list", args=["csv"])))
    assert rows[0] == list(found[0])
    assert [row[1] for row in rows[1:]] == [each["姓名"] for each in found]


def test_imports_so_far_are_listed(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(sent(site.office.get(reverse("import-template") + "?kind=training")))
    exchange.bring_in(exchange.plan(path))
    assert lines(site.office.get(reverse("import-list", args=["csv"]))) == []


@pytest.mark.parametrize("query", ["", "?kind=training"])
def test_the_office_downloads_a_template_that_imports_nothing_unfilled(site: Site, query: str, tmp_path: Path) -> None:
    address = reverse("import-template") + query
    assert address.partition("?")[0] in site.office.get(reverse("import")).content.decode()
    body = sent(site.office.get(address))
    (tmp_path / "t.xlsx").write_bytes(body)
    assert exchange.plan(tmp_path / "t.xlsx").is_unfilled
    file = io.BytesIO(body)
    file.name = "t.xlsx"
    assert "没有填写任何一行" in words(site.office.post(reverse("import"), {"book": file}, follow=True))
    assert site.owner.get(address).status_code == 404


def test_there_is_no_template_for_what_is_no_kind(site: Site) -> None:
    for kind in ("gone", "secondment"):
        assert site.office.get(reverse("import-template") + f"?kind={kind}").status_code == 404
