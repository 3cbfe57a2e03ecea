"""Figures -> prose: only forms that read unambiguously, so that what is written can be read back."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from qiao.text.hedging import STYLES
from qiao.text.reading import read
from qiao.text.units import TABLE, family

MYRIAD = Decimal(10_000)
HUNDRED_MILLION = MYRIAD * MYRIAD
WAN, YI = "\u4e07", "\u4ebf"
YUAN = "\u5143"
POINT, POINTS = "\u767e\u5206\u70b9", "\u4e2a\u767e\u5206\u70b9"
# Decimals that a sized sum may have: 12.3456万元 is said, 12.34567万元 is 123456.7元.
SHORT = 4
# Below a tenth of 万, two decimals are no figure any more.
SMALLEST_SIZED = Decimal(1000)
STYLE_NAMES = frozenset({"exact", "wan2", "more", "more_duo", "near", "about"})


def plain(number: Decimal) -> str:
    """Return a number without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say(value: Decimal, unit: str, style: str = "exact") -> str:
    """Return a value with its unit so that `read` reads the value back.

    Styles: exact; wan2 (万元 with two decimals); more (60余名), more_duo (60多名), near (近百名's form: 近100名) and
    about (约50人). Money in 元 is sized: 450000 -> 45万元, 120000000 -> 1.2亿元. A hedged sum is written 10余万元,
    never 10万余元. Raises ValueError where a style cannot say the value without lying, and for an unknown style.
    """
    if style not in STYLE_NAMES:
        raise ValueError(f"no style {style!r}; there are {', '.join(sorted(STYLE_NAMES))}")
    if not value.is_finite():
        raise ValueError(f"{value} is no figure")
    said = _SAYERS[style](value, POINTS if unit == POINT else unit)
    if unit in TABLE and not _is_read_back(said, value, unit):
        raise ValueError(f"{value} {unit} cannot be said unambiguously in the style {style}")
    return said


def _is_read_back(said: str, value: Decimal, unit: str) -> bool:
    found = read(said, measured=False)
    # All of it: of 近1天, which is a period, the figure is 1天 alone, and 0.9 rounds to it.
    is_whole = len(found) == 1 and found[0].text == said
    return is_whole and found[0].contains(value) and family(found[0].unit) in {family(unit), TABLE[unit].base}


def _exact(value: Decimal, unit: str) -> str:
    if unit == YUAN:
        for size, name in ((HUNDRED_MILLION, YI), (MYRIAD, WAN)):
            sized = plain(value / size)
            if abs(value) >= size and len(sized.partition(".")[2]) <= SHORT:
                return f"{sized}{name}{unit}"
    return f"{plain(value)}{unit}"


def _wan2(value: Decimal, unit: str) -> str:
    sized = (value / MYRIAD).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if value and abs(value) < SMALLEST_SIZED:
        raise ValueError(f"{value} is too small for units of ten thousand")
    return f"{sized:f}{WAN}{unit}"


def _sized(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return the value in 亿 or 万 for money, so that the hedge can stand before the scale: 10余万元."""
    if value <= 0:
        raise ValueError(f"{value} takes no hedge")
    if unit == YUAN:
        for size, name in ((HUNDRED_MILLION, YI), (MYRIAD, WAN)):
            if value >= size:
                return value / size, name
    return value, ""


def _round(value: Decimal, digits: int, rounding: str) -> Decimal:
    """Return a value rounded to so many significant digits, as a whole number."""
    step = Decimal(1).scaleb(max(0, value.adjusted() - digits + 1))
    return (value / step).to_integral_value(rounding=rounding) * step


def _more(value: Decimal, unit: str, word: str) -> str:
    sized, scale = _sized(value, unit)
    for digits in (2, 1):
        # Below a hundred only the tens are kept: 67 is 60余, not 67余.
        kept = min(digits, max(1, sized.adjusted()))
        floor = _round(sized, kept, ROUND_FLOOR)
        step = Decimal(1).scaleb(floor.normalize().as_tuple().exponent) if floor else Decimal(0)  # type: ignore[arg-type]
        is_whole_ten = step > 1 or bool(scale)
        if floor and floor < sized < floor + step and is_whole_ten:
            # 4万余元 for a single digit, 40余万元 from ten on.
            body = f"{plain(floor)}{scale}{word}" if floor < 10 else f"{plain(floor)}{word}{scale}"  # noqa: PLR2004
            return body + unit
    raise ValueError(f"{value} is a round number: there is nothing more to it")


def _near(value: Decimal, unit: str) -> str:
    sized, scale = _sized(value, unit)
    for digits in (1, 2, 3):
        top = _round(sized, digits, ROUND_CEILING)
        if top == sized:
            top += Decimal(1).scaleb(max(0, sized.adjusted() - digits + 1))
        if sized < top and top * 9 <= sized * 10:
            return f"{STYLES['near']}{plain(top)}{scale}{unit}"
    raise ValueError(f"no round number is near {value}")


def _about(value: Decimal, unit: str) -> str:
    sized, scale = _sized(value, unit)
    for digits in (1, 2, 3):
        middle = _round(sized, digits, ROUND_HALF_UP)
        if middle * 9 <= sized * 10 <= middle * 11:
            return f"{STYLES['about']}{plain(middle)}{scale}{unit}"
    raise ValueError(f"no round number is about {value}")


_SAYERS = {
    "exact": _exact,
    "wan2": _wan2,
    "more": lambda value, unit: _more(value, unit, STYLES["more"]),
    "more_duo": lambda value, unit: _more(value, unit, STYLES["more_duo"]),
    "near": _near,
    "about": _about,
}
