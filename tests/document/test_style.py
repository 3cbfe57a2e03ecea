"""House styles are data: the shipped one is GB/T 9704-2012, and a faulty one is refused with its line."""

from decimal import Decimal
from pathlib import Path

import pytest

from qiao import document
from qiao.catalogue import CatalogueError
from qiao.document.style import SHIPPED, styles

FILE = SHIPPED / "gbt9704.yaml"


def load(folder: Path, text: str) -> document.Style:
    (folder / "house.yaml").write_text(text, encoding="utf-8")
    return next(iter(styles((folder,)).values()))


def test_the_shipped_style_fills_the_type_area_of_the_standard() -> None:
    style = document.styles()[document.DEFAULT_STYLE]
    page, body = style.page, style.paragraphs["body"]
    assert (page.width - page.left - page.right, page.height - page.top - page.bottom) == (Decimal(156), Decimal(225))
    points = Decimal(72) / Decimal("25.4")
    assert 22 * style.line <= 225 * points < 22 * style.line + 1
    assert 28 * (body.size + body.spacing) <= 156 * points < 29 * (body.size + body.spacing)


def test_a_house_style_is_one_file(tmp_path: Path) -> None:
    changed = FILE.read_text(encoding="utf-8").replace("size: 22", "size: 20").replace("id: gbt9704", "id: ours")
    style = load(tmp_path, changed)
    assert (style.id, style.paragraphs["title"].size) == ("ours", Decimal(20))


@pytest.mark.parametrize(
    ("written", "instead", "why"),
    [
        ("line: 28.95", "line: wide", "a number is expected"),
        ("top: 37, ", "", "'top' is missing"),
        ("salutation: {font: body", "salutation: {font: songti", "'songti' is not one of"),
        ("align: centre", "align: middle", "'middle' is not one of"),
        ("  note: {", "  remark: {", "unknown key 'remark'"),
        ("generic: serif", "generic: fancy", "'fancy' is not one of"),
        ("western: Times New Roman", "western: 'x</style>'", "is not the name of a font"),
        ("keep: true", "keep: maybe", "true or false"),
    ],
)
def test_a_faulty_style_is_refused_with_its_line(tmp_path: Path, written: str, instead: str, why: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if written in each)
    with pytest.raises(CatalogueError, match=why) as caught:
        load(tmp_path, text.replace(written, instead, 1))
    assert caught.value.file == "house.yaml"
    assert "missing" in why or caught.value.line == line
