"""The real sample typed by another office: other spellings, other layout, the same record."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from python_calamine import CalamineWorkbook

from qiao import exchange
from qiao.record.models import Record
from tests.exchange.ledgers import write

pytestmark = pytest.mark.django_db
Dice = random.Random
FULL_WIDTH = {ord(each): ord(each) + 0xFEE0 for each in "0123456789.,()"}
TITLE = "云岭州对口支援"
# Another word for a heading, and another unit in it with its factor.
HEADINGS = {"牵头": "牵头人", "参与": "参加人员", "日期": "时间", "序号": "编号"}
UNITS = {"(万元)": ("(亿元)", 10_000), "(公里)": ("(千米)", 1)}


def retyped(cell: Any, heading: str, dice: Dice) -> Any:
    """The cell as someone else might type it; what it means stays."""
    if isinstance(cell, dt.date):
        spelling = dice.choice(
            ["{0}年{1}月{2}日", "{0}.{1:02}.{2:02}", "{0}-{1}-{2}", " {0}/{1}/{2} ", "{0}{1:02}{2:02}"]
        )
        typed = spelling.format(cell.year, cell.month, cell.day)
        return dice.choice([cell, typed, typed.translate(FULL_WIDTH)])
    if isinstance(cell, float) and heading != "序号":
        text = f"{cell:,.10g}"
        return dice.choice([cell, text, f" {text} ", text.translate(FULL_WIDTH)])
    if heading in {"牵头", "参与", "获奖"} and isinstance(cell, str):
        return cell.replace("、", dice.choice([";", ",", "、", " / "])) + dice.choice(["", " "])
    if isinstance(cell, str) and heading != "成果" and cell:
        return cell + dice.choice(["", "", " ", "\u3000"])
    return cell


def sheet(name: str, rows: list[list[Any]], dice: Dice) -> list[list[Any]]:
    """A sheet with its header lower down, its columns shuffled, a further column, and totals and notes between."""
    at = next(at for at, row in enumerate(rows) if sum(cell != "" for cell in row) > 1)
    header, body = rows[at], rows[at + 1 :]
    is_roster = name in {"单位", "批次", "人员"}
    order = dice.sample(range(len(header)), len(header))
    factors = {
        column: factor for column, cell in enumerate(header) for unit, (_new, factor) in UNITS.items() if unit in cell
    }
    lines: list[list[Any]] = [[TITLE + name], [], [heading(header[each], is_roster) for each in order] + ["附记"]]
    for row in body:
        cells = [
            cell / factors[at] if isinstance(cell, float) and at in factors else cell for at, cell in enumerate(row)
        ]
        lines.append([retyped(cells[each], header[each], dice) for each in order] + ["无误"] * any(row[1:]))
        if dice.random() < 0.02:
            lines.append(dice.choice([[], ["小计", *[""] * len(header)], ["", "本页合计"], lines[2]]))
    return [*lines, ["注：以上数据由各单位填报"]]


def heading(cell: str, is_roster: bool) -> str:
    for unit, (other, _factor) in UNITS.items():
        cell = cell.replace(unit, other)
    return cell if is_roster else HEADINGS.get(cell, cell)


@pytest.mark.parametrize("seed", range(3))
def test_the_sample_typed_otherwise_is_the_same_record(shared: Path, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    source = shared / "samples" / "programme.xlsx"
    book = CalamineWorkbook.from_path(str(source))
    names = dice.sample(book.sheet_names, len(book.sheet_names))
    rows: Callable[[str], list[list[Any]]] = lambda name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)  # noqa: E731
    other = write(tmp_path / "另一种.xlsx", {name: sheet(name, rows(name), dice) for name in names})
    digests = []
    for path in (source, other):
        with transaction.atomic():
            plan = exchange.plan(path)
            exchange.bring_in(plan)
            assert Record.objects.count() == 2688, [
                (each.sheet, each.row, each.column, each.written, each.why) for each in plan.rejected
            ]
            assert len(plan.rejected) == 4
            digests.append(exchange.digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert all(each.unknown_columns == ("附记",) for each in plan.sheets)
