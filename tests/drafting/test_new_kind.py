"""A new kind of record is one YAML file: import, total, sentence and reading follow; its form is in tests/web."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import LazySettings

from qiao import document, exchange
from qiao.drafting import reads
from qiao.programme.reads import find
from qiao.record import reads as record
from qiao.record.kinds import catalogue
from qiao.terms import Scope
from tests.office import Office

KIND = """
id: lamp
label: {zh: 路灯安装, en: Street lamps}
group: projects
participants: {led: [牵头]}
fields: {day: date, village: place, lamps: count, cost: yuan}
measures:
  - {id: lamp.lamps, label: {zh: 安装路灯, en: Lamps}, unit: 件, over_time: sum, over_persons: once, field: lamps}
  - {id: lamp.cost, label: {zh: 路灯经费, en: Cost}, unit: 元, over_time: sum, over_persons: once, field: cost}
  - {id: lamp.villages, unit: 个, over_time: distinct, over_persons: once, field: village}
wording:
  zh: 安装路灯{lamp.lamps}，路灯经费{lamp.cost}，亮化村庄{lamp.villages}
  en: "{lamp.lamps} lamps, costing {lamp.cost}"
reads: {lamp.lamps: [安装路灯, 路灯], lamp.cost: [路灯经费], lamp.villages: [亮化村庄]}
examples:
  - records: [{day: 2022-02-01, village: 甲村, lamps: 20}]
    writes: 安装路灯20件，亮化村庄1个
    reads_as: {安装路灯20件。: supported}
  - records: [{day: 2022-02-01, cost: 30000}]
    writes: 路灯经费3万元
    reads_as: {路灯经费4万元。: contradicted}
  - records: [{day: 2022-02-01, village: 甲村}, {day: 2022-03-01, village: 乙村}]
    writes: 亮化村庄2个
    reads_as: {亮化村庄2个。: supported}
"""


@pytest.fixture
def lit(office: Office, settings: LazySettings, tmp_path: Path) -> Office:
    """The small programme, whose office has put one file into its own folder of kinds."""
    (tmp_path / "lamp.yaml").write_text(KIND, encoding="utf-8")
    settings.QIAO_KINDS = (tmp_path,)
    return office


def test_one_file_gives_total_sentence_and_reading(lit: Office) -> None:
    lit.record("lamp", "2023-03-01", {"P3": "led"}, village="甲村", lamps=Decimal(20), cost=Decimal(30000))
    lit.record("lamp", "2023-04-01", {"P3": "led"}, village="乙村", lamps=Decimal(25), cost=Decimal(15000))
    lamps = catalogue().measures["lamp.lamps"]
    assert list(record.totals([Scope(person="P3"), Scope(batch="第二批")], [lamps]).values()) == [45, 45]
    written = reads.write("work_summary", find("P3"))
    assert "安装路灯45件，路灯经费4.5万元，亮化村庄2个" in document.txt(written)
    assert "45 lamps, costing CNY 45,000" in document.txt(reads.write("work_summary", find("P3"), language="en"))
    ruled = reads.check("安装路灯40余件，路灯经费5.4万元。", find("P3")).verdicts
    assert [each.ruling for each in ruled] == ["supported", "contradicted"]


def test_one_file_gives_an_import(lit: Office, tmp_path: Path) -> None:
    book = tmp_path / "路灯.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("路灯安装")
        sheet.write_row(0, 0, ["序号", "day", "牵头", "village", "lamps", "cost"])
        sheet.write_row(1, 0, [1, "2023年3月1日", "丙三", "甲村", 20, "3万元"])
    exchange.bring_in(exchange.plan(book), by=None)
    facts = reads.facts(Scope(person="P3"), ["lamp.cost"])
    assert facts["lamp.cost"].value == Decimal(30000)
