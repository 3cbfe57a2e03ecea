"""What LibreOffice makes of the .docx, measured on the page: 22 lines of 28 characters, margins, page numbers."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qiao import document
from qiao.terms import Block, Document, Run, Scope

OFFICE = shutil.which("soffice")
READER = shutil.which("pdftotext")
POINTS = 72 / 25.4
BOX = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (OFFICE and READER), reason="no LibreOffice or no poppler-utils: no page to measure"),
]


@dataclass(frozen=True)
class Line:
    """A line of a page: millimetres from the left, right and top edge, and its words."""

    left: float
    right: float
    top: float
    bottom: float
    text: str


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Document], list[list[Line]]]:
    folder = tmp_path_factory.mktemp("office")

    def pages(made: Document) -> list[list[Line]]:
        file = folder / "made.docx"
        file.write_bytes(document.docx(made, document.styles()[document.DEFAULT_STYLE]))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
        subprocess.run(convert, check=True, capture_output=True, timeout=180)  # type: ignore[arg-type]  # skipped if None
        return measured(file.with_suffix(".pdf"))

    return pages


def measured(pdf: Path) -> list[list[Line]]:
    told = subprocess.run([READER, "-bbox-layout", pdf, "-"], check=True, capture_output=True, timeout=60)  # type: ignore[list-item]
    pages = []
    for page in re.findall(r"<page.*?</page>", told.stdout.decode(), re.DOTALL):
        width = float(re.search(r'width="([\d.]+)"', page)[1])  # type: ignore[index]
        lines = []
        for box, inner in re.findall(r"<line (.*?)>(.*?)</line>", page, re.DOTALL):
            left, top, right, bottom = (float(each) for each in re.search(BOX, box).groups())  # type: ignore[union-attr]
            words = " ".join(re.findall(r">([^<]+)</word>", inner))
            lines.append(Line(left / POINTS, (width - right) / POINTS, top / POINTS, bottom / POINTS, words))
        pages.append(sorted(lines, key=lambda line: line.top))
    return pages


def long_text() -> Document:
    block = Block(role="body", runs=(Run(text="永" * 28 * 60),))
    return Document(outline="n", title="格", subject="s", scope=Scope(), blocks=(block,), facts=())


def test_a_full_page_is_22_lines_of_28_characters(render: Callable[[Document], list[list[Line]]]) -> None:
    first, second, third = render(long_text())
    for page in (first, second):
        *lines, number = page
        assert len(lines) == 22
        assert [len(line.text) for line in lines[1:]] == [28] * 21
        assert lines[1].left == pytest.approx(28, abs=1)
        assert lines[1].right == pytest.approx(26, abs=1)
        # A line's box is its letters: half the rest of 28.95 pt stands above it.
        assert lines[0].top == pytest.approx(37, abs=3)
        assert 297 - lines[-1].bottom == pytest.approx(35, abs=3)
        pitch = (lines[-1].top - lines[0].top) / 21
        assert pitch == pytest.approx(28.95 / POINTS, abs=0.02)
        assert number.top == pytest.approx(297 - 35 + 7, abs=1)
    assert first[0].left == pytest.approx(28 + 2 * 15.75 / POINTS, abs=0.5)
    assert first[-1].text == "— 1 —"
    assert first[-1].right == pytest.approx(26 + 14 / POINTS, abs=1)
    assert second[-1].text == "— 2 —"
    assert second[-1].left == pytest.approx(28 + 14 / POINTS, abs=1)
    assert third[-1].text == "— 3 —"


def test_title_signature_and_date_stand_where_they_should(render: Callable[[Document], list[list[Line]]]) -> None:
    blocks = (
        Block(role="title", runs=(Run(text="援派工作总结"),)),
        Block(role="heading1", runs=(Run(text="一、"), Run(text="工作情况"))),
        Block(role="body", runs=(Run(text="开展下乡调研。"),)),
        Block(role="signature", runs=(Run(text="欧阳堃"),)),
        Block(role="date", runs=(Run(text="二〇一四年二月二十日"),)),
    )
    [page] = render(Document(outline="n", title="格", subject="s", scope=Scope(), blocks=blocks, facts=()))
    title, heading, body, signature, date, _ = page
    assert title.left - 28 == pytest.approx(title.right - 26, abs=1)
    indent = 2 * 15.75 / POINTS
    assert heading.left == pytest.approx(28 + indent, abs=0.5)
    assert body.left == pytest.approx(28 + indent, abs=0.5)
    assert date.right == pytest.approx(26 + indent, abs=1)
    assert date.left - signature.left == pytest.approx(indent, abs=1)
    # A blank line under the title, and one above the signature.
    assert heading.top - title.top == pytest.approx(2 * 28.95 / POINTS, abs=3)
    assert signature.top - body.top == pytest.approx(2 * 28.95 / POINTS, abs=0.5)
