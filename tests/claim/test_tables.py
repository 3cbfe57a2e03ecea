"""A table by organisation tells of each by itself: none of its figures is a claim about whom the text is about."""

import pytest

from qiao import catalogue, claim


def claimed(text: str) -> list[str]:
    return [each.quantity.text for each in claim.read(text, catalogue.load()).claims]


def test_figures_by_organisation_are_no_claims() -> None:
    table = "接收单位\t下乡调研\t培训场次\n甲县政府\t15次\t10场\n乙县政府\t6次\t4场\n"
    assert claimed(f"全年下乡调研21次。\n{table}举办培训14场。") == ["21次", "14场"]


def test_the_sources_of_figures_are_no_claims() -> None:
    assert claimed("正文表述\t指标\t记录数\n8次\t下乡调研（2022年）\t8\n") == []


@pytest.mark.parametrize("head", ["指标\t数量", "姓名\t数量"])
def test_other_tables_are_read(head: str) -> None:
    assert claimed(f"{head}\n下乡调研\t8次\n") == ["8次"]


def test_a_table_ends_where_the_rows_do() -> None:
    assert claimed("接收单位\t40家\n下乡调研\t8次\n") == ["40家", "8次"]
    assert claimed("单位名称\t数量\n甲县\t5次\n指标\t数量\t备注\n下乡调研\t8次\t\n") == ["8次"]
    assert claimed("单位：下乡调研8次") == ["8次"]
