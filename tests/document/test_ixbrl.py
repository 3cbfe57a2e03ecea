"""Inline XBRL: Arelle finds no error, and each fact has there the value, unit, period and owner that it has here."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qiao import catalogue, document
from qiao.catalogue import Catalogue
from qiao.document import figure
from qiao.document.layouts.ixbrl_facts import LAST_DAY, shown
from qiao.terms import Block, Document, Fact, Run, Scope
from qiao.text import say
from tests.document.conftest import BATCH, PERSON, SUBJECTS, facts_of

STYLE = document.styles()[document.DEFAULT_STYLE]
READER = Path(__file__).parent / "arelle_reads.py"
XHTML = "{http://www.w3.org/1999/xhtml}"


def read(folder: Path, **files: bytes) -> Any:
    """What Arelle reads in the first of these files, with the taxonomy beside them."""
    (folder / document.taxonomy_name(catalogue.load())).write_bytes(document.taxonomy(catalogue.load()))
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return asked(folder / next(iter(files)).replace("_", "."))


def asked(file: Path) -> Any:
    # A home of its own: Arelle keeps settings there.
    environment = {"PATH": os.environ["PATH"], "HOME": str(file.parent), "XDG_CONFIG_HOME": str(file.parent)}
    done = subprocess.run(
        [sys.executable, str(READER), str(file)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def written(outline: str, values: Mapping[str, Decimal | int | None], language: str = "zh") -> Document:
    one = document.outlines()[outline]
    subject = SUBJECTS[one.subjects[0]]
    return document.write(
        one, subject, facts_of(subject, values), catalogue.load(), language=language, on=dt.date(2014, 3, 9)
    )


def expected(made: Document, known: Catalogue) -> dict[str, dict[str, Any]]:
    """Every place of the manifest by its mark, as Arelle should tell it."""
    told = {}
    for fact, place in document.every_place(document.manifest(made)):
        measure = known.measures.get(fact.measure)
        unit = None
        if measure is not None:
            dimension = known.units[measure.unit].dimension
            own = f"qiao:{known.family(measure.unit)}"
            unit = {"money": "iso4217:CNY", "percent": "xbrli:pure"}.get(dimension, own)
        told[place.mark] = {
            "concept": fact.measure,
            "value": fact.value,
            "unit": unit,
            "entity": ["urn:qiao:person", "P007"] if fact.scope.person else ["urn:qiao:batch", "B4"],
            # A stock is of one day.
            "start": None if measure is not None and measure.over_time == "latest" else "2011-03-01",
            "end": "2014-03-01",
        }
    return told


def same(fact: Mapping[str, Any], value: Decimal | dt.date) -> bool:
    """Whether Arelle's value is exactly ours."""
    if isinstance(value, dt.date):
        return bool(fact["value"] == value.isoformat())
    return fact["decimals"] == "INF" and Decimal(fact["value"]) == value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("outline", ["work_summary", "appraisal", "batch_report", "address"])
def test_arelle_reads_every_fact_as_the_manifest_has_it(
    kinds: Catalogue, tmp_path: Path, outline: str, language: str
) -> None:
    # Sums from units to hundreds of millions, whole and with decimals.
    sizes = (Decimal(7), Decimal("1234.5"), Decimal(450_000), Decimal(120_000_000), Decimal("123456.78"))
    values = {name: sizes[number % 5] if kinds.measures[name].unit == "元" else Decimal(1200 + 37 * number)
              for number, name in enumerate(kinds.measures)}  # fmt: skip
    made = written(outline, values, language)

    found = read(tmp_path, report_html=document.ixbrl(made, STYLE, kinds))

    assert (found["models"], found["errors"]) == (1, [])
    told = {each["id"]: each for each in found["facts"]}
    wanted = expected(made, kinds)
    assert set(told) == set(wanted)
    for mark, fact in told.items():
        each = wanted[mark]
        value, measure = each.pop("value"), kinds.measures.get(fact["concept"])
        if measure is not None and measure.counts == "ratio":
            assert Decimal(fact["value"]) * 100 == value, fact
        else:
            assert same(fact, value), fact
        assert {name: fact[name] for name in each} == each
        assert measure is None or fact["labels"] == dict(measure.label)


def test_arelle_refuses_what_is_wrong(kinds: Catalogue, tmp_path: Path) -> None:
    page = document.ixbrl(written("work_summary", {"donation.amount": 450_000}), STYLE, kinds)
    for right, wrong in (
        (b'name="qiao:donation.amount"', b'name="qiao:donation.sum"'),
        (b">45</ix:nonFraction>", b">4x5</ix:nonFraction>"),
        (b'contextRef="c1"', b'contextRef="c9"'),
        (b"iso4217:CNY", b"xbrli:pure"),
    ):
        assert right in page
        assert read(tmp_path, report_html=page.replace(right, wrong))["errors"], wrong


def test_a_report_package_is_read_as_one(kinds: Catalogue, tmp_path: Path, everything: Any) -> None:
    made = written("batch_report", everything)
    package = document.report_package(made, STYLE, kinds)
    assert package == document.report_package(made, STYLE, kinds)
    (tmp_path / "report.zip").write_bytes(package)

    found = asked(tmp_path / "report.zip")

    assert found["errors"] == []
    assert {each["id"] for each in found["facts"]} == set(expected(made, kinds))
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        assert archive.read("report/reports/report.html") == document.ixbrl(made, STYLE, kinds)


def one(*runs: Run, facts: tuple[Fact, ...], title: str = "小结") -> Document:
    return Document(
        outline="note", title=title, subject="P007", scope=Scope(), blocks=(Block(role="body", runs=runs),), facts=facts
    )


def test_periods_and_owners_are_those_of_each_fact(kinds: Catalogue, tmp_path: Path) -> None:
    year = dt.date(2012, 1, 1), dt.date(2013, 1, 1)
    scopes = (
        Scope(person="P007", start=year[0], end=year[1]),
        Scope(batch="第四批"),
        Scope(organisation="海右市 <教育局>", start=year[0]),
        Scope(end=year[1]),
        Scope(batch="第四批", place="青河县"),
    )
    facts = tuple(
        Fact(measure="donation.amount", scope=each, value=Decimal(number + 1), sources=("a",), unit="元")
        for number, each in enumerate(scopes)
    )
    runs = tuple(Run(text=f"{number + 1}元", fact=number) for number in range(len(facts)))

    found = read(tmp_path, report_html=document.ixbrl(one(*runs, facts=facts), STYLE, kinds))

    after = (LAST_DAY + dt.timedelta(days=1)).isoformat()
    assert found["errors"] == []
    assert [(each["entity"], each["start"], each["end"], each["is_forever"]) for each in found["facts"][:4]] == [
        (["urn:qiao:person", "P007"], "2012-01-01", "2013-01-01", False),
        (["urn:qiao:batch", "第四批"], None, None, True),
        (["urn:qiao:organisation", "海右市 <教育局>"], "2012-01-01", after, False),
        (["urn:qiao:programme", "all"], "0001-01-01", "2013-01-01", False),
    ]
    assert found["facts"][4]["entity"] == ["urn:qiao:batch", "第四批"]
    assert [each["scenario"] for each in found["facts"]] == [[], [], [], [], [["place", "青河县"]]]


def test_a_stock_is_a_fact_of_its_last_day(kinds: Catalogue, tmp_path: Path) -> None:
    stock = replace(kinds.measures["donation.amount"], over_time="latest")
    other = replace(kinds, measures={**kinds.measures, stock.id: stock}, version="stocks")
    fact = Fact(
        measure=stock.id, scope=Scope(batch="B4", end=dt.date(2013, 1, 1)), value=Decimal(5), sources=("a",), unit="元"
    )
    page = document.ixbrl(one(Run(text="5元", fact=0), facts=(fact,)), STYLE, other)
    (tmp_path / document.taxonomy_name(other)).write_bytes(document.taxonomy(other))
    assert b"<xbrli:instant>2012-12-31</xbrli:instant>" in page

    found = read(tmp_path, report_html=page)

    assert (found["errors"], [each["value"] for each in found["facts"]]) == ([], ["5"])


@pytest.mark.parametrize(
    ("value", "said", "told"),
    [
        (Decimal(250) / 3, "83.3%", ("0.833", "3")),
        (Decimal("12.25"), "12.3%", ("0.123", "3")),
        (Decimal("12.5"), "12.5%", ("0.125", "INF")),
        (Decimal(100), "100%", ("1.00", "INF")),
    ],
)
def test_a_percentage_is_a_pure_number_as_exact_as_it_is_printed(
    kinds: Catalogue, tmp_path: Path, value: Decimal, said: str, told: tuple[str, str]
) -> None:
    share = replace(kinds.measures["donation.amount"], unit="%", counts="ratio", over_time="ratio")
    other = replace(kinds, measures={**kinds.measures, share.id: share}, version="shares")
    assert figure(share, kinds.kinds["donation"], value, "zh") == said
    fact = Fact(measure=share.id, scope=Scope(batch="B4"), value=value, sources=("a",), unit="%")
    page = document.ixbrl(one(Run(text=said, fact=0), facts=(fact,)), STYLE, other)
    (tmp_path / document.taxonomy_name(other)).write_bytes(document.taxonomy(other))

    found = read(tmp_path, report_html=page)

    assert found["errors"] == []
    digits, decimals = told
    [share_told] = found["facts"]
    assert Decimal(share_told["value"]) == Decimal(digits)
    assert (share_told["decimals"], share_told["unit"]) == (decimals, "xbrli:pure")


def test_a_page_is_well_formed_says_all_and_holds_what_names_hold(kinds: Catalogue, tmp_path: Path) -> None:
    odd = "<b>&\"'\u0007\U0002070e䶮堃🙂]]>"
    fact = Fact(measure="donation.amount", scope=Scope(person=odd), value=Decimal(5), sources=(odd,), unit="元")
    made = one(Run(text=odd), Run(text="5元", fact=0), facts=(fact,), title=odd)
    page = document.ixbrl(made, STYLE, kinds)

    tree = etree.fromstring(page)
    seen = odd.replace("\u0007", "")
    assert tree.findtext(f".//{XHTML}title") == seen
    [paragraph] = tree.findall(f".//{XHTML}div[@class='qiao']/{XHTML}p")
    assert "".join(map(str, paragraph.itertext())) == f"{seen}5元"
    assert read(tmp_path, report_html=page)["errors"] == []


@pytest.mark.parametrize("subject", [PERSON, BATCH])
def test_the_page_says_what_the_text_says(kinds: Catalogue, everything: Any, subject: Any) -> None:
    made = written({"person": "work_summary", "batch": "batch_report"}[subject.kind], everything)
    tree = etree.fromstring(document.ixbrl(made, STYLE, kinds))
    [shown_part] = tree.findall(f".//{XHTML}div[@class='qiao']")
    assert "".join("".join(map(str, shown_part.itertext())).split()) == "".join(document.txt(made).split())


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=10**12, places=4), st.sampled_from(["元", "人次", "公里"]))
def test_the_digits_and_the_scale_are_the_value(value: Decimal, unit: str) -> None:
    said = say(value, unit)
    found = shown(said, value, is_percent=False)
    assert found is not None
    assert f"{found.before}{found.digits}{found.behind}" == said
    assert Decimal(found.digits).scaleb(found.scale) == value
    assert found.decimals == "INF"


@pytest.mark.parametrize(
    ("text", "value"), [("数十人", 45), ("60余人", 67), ("45万元", 45), ("46万元", 450_000), ("", 3)]
)
def test_words_that_do_not_show_the_value_are_not_tagged(kinds: Catalogue, text: str, value: int) -> None:
    fact = Fact(measure="donation.amount", scope=Scope(), value=Decimal(value), sources=("a",), unit="元")
    page = document.ixbrl(one(Run(text=text, fact=0), facts=(fact,)), STYLE, kinds)
    assert b"ix:nonFraction" not in page
    assert text in page.decode()


def test_a_value_below_zero_has_its_sign_outside_the_digits(kinds: Catalogue, tmp_path: Path) -> None:
    fact = Fact(measure="donation.amount", scope=Scope(), value=Decimal(-50_000), sources=("a",), unit="元")
    found = read(tmp_path, report_html=document.ixbrl(one(Run(text="-5万元", fact=0), facts=(fact,)), STYLE, kinds))
    assert (found["errors"], [each["value"] for each in found["facts"]]) == ([], ["-50000"])


def test_a_year_alone_is_a_fact_too(kinds: Catalogue, tmp_path: Path) -> None:
    year = Scope(batch="B4", start=dt.date(2012, 1, 1), end=dt.date(2013, 1, 1))
    fact = Fact(measure="scope.year", scope=year, value=dt.date(2012, 1, 1), sources=("B4",))
    found = read(tmp_path, report_html=document.ixbrl(one(Run(text="2012年", fact=0), facts=(fact,)), STYLE, kinds))
    assert (found["errors"], [each["value"] for each in found["facts"]]) == ([], ["2012"])
