"""Ledgers for the tests of the import, typed as offices type them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from qiao.exchange import Plan, SheetPlan

Rows = Sequence[Sequence[Any]]

ROSTER: Mapping[str, Rows] = {
    "单位": [
        ["单位名称", "性质", "所属地区", "结对单位"],
        ["海角省教育厅", "派出单位", "海角省", ""],
        ["青石县政府", "接收单位", "远山州", "海角省教育厅"],
        ["青石县医院", "接收单位", "远山州", ""],
    ],
    "批次": [
        ["批次", "开始日期", "结束日期", "计划人数"],
        ["第七批", dt.date(2014, 3, 1), dt.date(2017, 3, 1), 4],
        ["第八批", dt.date(2017, 3, 1), dt.date(2020, 3, 1), 2],
    ],
    "人员": [
        ["编号", "姓名", "批次", "类别", "派出单位", "接收单位", "挂职职务", "到岗日期", "期满(离岗)日期"],
        [
            "Q1",
            "白一舟",
            "第七批",
            "党政干部",
            "海角省教育厅",
            "青石县政府",
            "副县长",
            dt.date(2014, 3, 1),
            dt.date(2017, 3, 1),
        ],
        [
            "Q2",
            "林小满",
            "第七批",
            "专业技术人才",
            "海角省教育厅",
            "青石县医院",
            "主任",
            dt.date(2014, 3, 1),
            dt.date(2015, 9, 1),
        ],
        [
            "Q3",
            "江春",
            "第七批",
            "专业技术人才",
            "海角省教育厅",
            "青石县医院",
            "",
            dt.date(2014, 3, 1),
            dt.date(2017, 3, 1),
        ],
        [
            "Q4",
            "欧阳行",
            "第七批",
            "党政干部",
            "海角省教育厅",
            "青石县政府",
            "",
            dt.date(2014, 3, 1),
            dt.date(2017, 3, 1),
        ],
        [
            "Q5",
            "江春",
            "第八批",
            "党政干部",
            "海角省教育厅",
            "青石县政府",
            "",
            dt.date(2017, 3, 1),
            dt.date(2020, 3, 1),
        ],
    ],
}
TRAINING = ["序号", "日期", "牵头", "参与", "主题", "场次", "人次"]


def write(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a workbook; days become real dates, the rest stays as it is."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(at, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return path


def sheet(plan: Plan, name: str) -> SheetPlan:
    """One sheet of a plan."""
    return next(each for each in plan.sheets if each.name == name)
