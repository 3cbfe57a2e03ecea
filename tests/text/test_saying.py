"""What is said is read back: every style, unit and scale."""

import random
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qiao.text import family, read, say
from qiao.text.saying import STYLE_NAMES

UNITS = [
    "元",
    "人",
    "名",
    "人次",
    "个",
    "项",
    "次",
    "场",
    "例",
    "台次",
    "节",
    "课时",
    "篇",
    "户",
    "册",
    "公里",
    "平方米",
    "亩",
    "吨",
    "家",
    "所",
    "%",
    "百分点",
    "岁",
    "天",
    "个月",
    "倍",
    "批",
    "期",
    "件",
]
STYLES = sorted(STYLE_NAMES)


@pytest.mark.parametrize(
    ("value", "unit", "style", "expected"),
    [
        ("450000", "元", "exact", "45万元"),
        ("40000000", "元", "exact", "4000万元"),
        ("120000000", "元", "exact", "1.2亿元"),
        ("123456.78", "元", "exact", "123456.78元"),
        ("12345678", "元", "wan2", "1234.57万元"),
        ("12345678", "元", "more", "1200余万元"),
        ("123456", "元", "more_duo", "10多万元"),
        ("45678", "元", "more", "4万余元"),
        ("67", "人次", "more", "60余人次"),
        ("95", "名", "near", "近100名"),
        ("1234", "人", "about", "约1000人"),
        ("3.8", "百分点", "exact", "3.8个百分点"),
        ("7", "台次", "exact", "7台次"),
        ("12", "盏灯", "exact", "12盏灯"),
        ("0", "次", "exact", "0次"),
    ],
)
def test_a_value_is_said(value: str, unit: str, style: str, expected: str) -> None:
    if style == "about":
        assert read(say(Decimal(value), unit, style))[0].contains(Decimal(value))
    else:
        assert say(Decimal(value), unit, style) == expected


@pytest.mark.parametrize(
    ("value", "unit", "style"),
    [
        ("60", "人", "loud"),
        ("100", "人", "more"),
        ("8", "人", "near"),
        ("0", "人", "about"),
        ("3", "元", "wan2"),
        ("2013", "年", "exact"),
        ("NaN", "人", "exact"),
        ("-5", "人", "more"),
    ],
)
def test_what_would_lie_is_refused(value: str, unit: str, style: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        say(Decimal(value), unit, style)


def trip(value: Decimal, unit: str, style: str) -> bool:
    """Say a value and read it; False where the style refuses it."""
    try:
        said = say(value, unit, style)
    except ValueError:
        assert style != "exact"
        return False
    [found] = read(said, measured=False)
    assert found.contains(value), (said, value)
    assert found.text == said
    assert family(found.unit) == family(unit)
    return True


def trips(count: int, seed: int) -> int:
    """Make so many round trips over styles, units and scales; return the number that were said."""
    rng = random.Random(seed)
    said = 0
    for _ in range(count):
        value = Decimal(rng.randrange(1, 10 ** rng.randint(1, 11)))
        unit = rng.choice(UNITS)
        if unit in {"元", "%", "公里"} and rng.random() < 0.3:
            value /= 100
        said += trip(value, unit, rng.choice(STYLES))
    return said


def test_round_trips() -> None:
    assert trips(4_000, seed=3) > 2_000


@example(Decimal("0.90"), "天", "near")
@given(
    st.decimals(min_value=0, max_value=Decimal(10) ** 12, places=2, allow_nan=False),
    st.sampled_from(UNITS),
    st.sampled_from(STYLES),
)
@settings(max_examples=300, deadline=None)
def test_any_value_that_is_said_is_read_back(value: Decimal, unit: str, style: str) -> None:
    # Every value can be said exactly; the other styles may refuse rather than lie.
    assert trip(value, unit, style) or style != "exact"
