"""A table whose header states a period says so of every figure in the column."""

import datetime as dt

import pytest

from qiao import catalogue, claim

HEAD = "指标\t本批\t2025年\t2019年8月1日至2025年7月31日累计\n"


def periods(text: str) -> list[tuple[str, str, str]]:
    found = claim.read(text, catalogue.load()).claims
    return [(each.quantity.text, str(each.start or ""), str(each.end or "")) for each in found]


def test_a_column_counts_in_the_period_of_its_header() -> None:
    assert periods(f"{HEAD}下乡调研\t12次\t3次\t30次\n听课\t7节\t\t20节\n") == [
        ("12次", "", ""),
        ("3次", "2025-01-01", "2026-01-01"),
        ("30次", "2019-08-01", "2025-08-01"),
        ("7节", "", ""),
        ("20节", "2019-08-01", "2025-08-01"),
    ]


@pytest.mark.parametrize("between", ["正文一段。\n", "\n", "另一表\t数量\n"])
def test_a_table_ends_where_the_rows_do(between: str) -> None:
    assert periods(f"{HEAD}听课\t7节\t3节\t20节\n{between}听课\t5节\n")[-1] == ("5节", "", "")


def test_a_period_of_its_own_counts_for_a_figure() -> None:
    [(_written, start, _end)] = periods(f"{HEAD}听课\t\t2024年听课3节\t\n")
    assert start == str(dt.date(2024, 1, 1))
