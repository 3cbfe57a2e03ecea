"""What becomes of a document on paper: our .pdf, and what LibreOffice makes of the .docx, measured on the page."""

import datetime as dt
import io
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from qiao import catalogue, document
from qiao.document.layouts import fonts
from qiao.document.outline import Outline
from qiao.terms import Block, Document, Run, Scope
from tests.document.conftest import SUBJECTS, facts_of

OFFICE = shutil.which("soffice")
READER = shutil.which("pdftotext")
POINTS = 72 / 25.4
BOX = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'
STYLE = document.styles()[document.DEFAULT_STYLE]
OUTLINES = tuple(document.outlines().values())
LINE = 28.95 / POINTS
INDENT = 2 * 15.75 / POINTS
# A line's box is its letters, whose heights differ by font: half the rest of 28.95 pt stands above them.
LETTERS = 3.5

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (OFFICE and READER and fonts.installed().chinese),
        reason="no LibreOffice, no poppler-utils or no Chinese font: no page to measure",
    ),
]


@dataclass(frozen=True)
class Line:
    """A line of a page: millimetres from the left, right and top edge, and its words."""

    left: float
    right: float
    top: float
    bottom: float
    text: str


Pages = list[list[Line]]
Render = Callable[[Document], Pages]


def by_office(folder: Path, files: Mapping[str, bytes]) -> dict[str, Pages]:
    """What LibreOffice makes of several .docx in one run, by name."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    named = [folder / f"{name}.docx" for name in files]
    convert = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *named]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)  # type: ignore[arg-type]  # skipped if None
    return {name: measured(folder / f"{name}.pdf") for name in files}


@pytest.fixture(scope="module", params=["docx", "pdf"])
def render(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Render:
    folder = tmp_path_factory.mktemp("paper")

    def pages(made: Document) -> Pages:
        if request.param == "docx":
            return by_office(folder, {"made": document.docx(made, STYLE)})["made"]
        file = folder / "made.pdf"
        file.write_bytes(document.pdf(made, STYLE))
        return measured(file)

    return pages


def measured(pdf: Path) -> Pages:
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


def body(*texts: str) -> Document:
    blocks = tuple(Block(role="body", runs=(Run(text=each),)) for each in texts)
    return Document(outline="n", title="格", subject="s", scope=Scope(), blocks=blocks, facts=())


def test_a_full_page_is_22_lines_of_28_characters(render: Render) -> None:
    first, second, third = render(body("永" * 28 * 60))
    for page in (first, second):
        *lines, number = page
        assert len(lines) == 22
        assert [len(line.text) for line in lines[1:]] == [28] * 21
        assert lines[1].left == pytest.approx(28, abs=1)
        assert lines[1].right == pytest.approx(26, abs=1)
        assert lines[0].top == pytest.approx(37, abs=LETTERS)
        assert 297 - lines[-1].bottom == pytest.approx(35, abs=LETTERS)
        pitch = (lines[-1].top - lines[0].top) / 21
        assert pitch == pytest.approx(LINE, abs=0.02)
        assert number.top == pytest.approx(297 - 35 + 7, abs=1)
    assert first[0].left == pytest.approx(28 + INDENT, abs=0.5)
    assert first[-1].text == "— 1 —"
    assert first[-1].right == pytest.approx(26 + 14 / POINTS, abs=1)
    assert second[-1].text == "— 2 —"
    assert second[-1].left == pytest.approx(28 + 14 / POINTS, abs=1)
    assert third[-1].text == "— 3 —"


SIGNED = (
    Block(role="title", runs=(Run(text="援派工作总结"),)),
    Block(role="heading1", runs=(Run(text="一、"), Run(text="工作情况"))),
    Block(role="body", runs=(Run(text="开展下乡调研。"),)),
    Block(role="signature", runs=(Run(text="欧阳堃"),)),
    Block(role="date", runs=(Run(text="二〇一四年二月二十日"),)),
)


def test_title_signature_and_date_stand_where_they_should(render: Render) -> None:
    [page] = render(replace(body(), blocks=SIGNED))
    title, heading, text, signature, date, _ = page
    assert title.left - 28 == pytest.approx(title.right - 26, abs=1)
    assert heading.left == pytest.approx(28 + INDENT, abs=0.5)
    assert text.left == pytest.approx(28 + INDENT, abs=0.5)
    assert date.right == pytest.approx(26 + INDENT, abs=1)
    assert date.left - signature.left == pytest.approx(INDENT, abs=1)
    # A blank line under the title, and one above the signature.
    assert heading.top - title.top == pytest.approx(2 * LINE, abs=3)
    assert signature.top - text.top == pytest.approx(2 * LINE, abs=0.5)


@pytest.mark.parametrize("lines", range(18, 23))
def test_a_sign_off_never_stands_on_a_page_alone(render: Render, lines: int) -> None:
    made = replace(body(), blocks=(*body(*["永" * 20] * lines).blocks, *SIGNED[-2:]))
    *_, last = render(made)
    assert any("永" in line.text for line in last)
    assert "欧阳堃" in [line.text for line in last]


# One document of each outline: with the figures of a whole term, so that every sort of part stands in one of them.
@pytest.fixture(scope="module")
def written() -> dict[str, Document]:
    known = catalogue.load()
    values = {measure: 1200 + 37 * number for number, measure in enumerate(known.measures)}
    found = {}
    for outline in OUTLINES:
        subject = SUBJECTS[outline.subjects[0]]
        found[outline.id] = document.write(outline, subject, facts_of(subject, values), known, on=dt.date(2014, 2, 20))
    return found


@pytest.fixture(scope="module")
def on_paper(
    written: dict[str, Document], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[Pages, Pages]]:
    """Each document as our .pdf, and as LibreOffice prints its .docx."""
    folder = tmp_path_factory.mktemp("outlines")
    office = by_office(folder, {name: document.docx(made, STYLE) for name, made in written.items()})
    found = {}
    for name, made in written.items():
        file = folder / f"{name}-typst.pdf"
        file.write_bytes(document.pdf(made, STYLE))
        found[name] = (measured(file), office[name])
    return found


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda each: each.id)
def test_every_outline_keeps_to_the_margins(outline: Outline, on_paper: Mapping[str, tuple[Pages, Pages]]) -> None:
    for pages in on_paper[outline.id]:
        for number, page in enumerate(pages, 1):
            *lines, last = page
            assert last.text == f"— {number} —"
            side, edge = (last.right, 26) if number % 2 else (last.left, 28)
            assert side == pytest.approx(edge + 14 / POINTS, abs=1)
            for line in lines:
                assert line.left > 28 - 1
                # Punctuation at the end of a line may hang, as in print.
                assert line.right > 26 - (1 if line.text[-1].isalnum() else 6)
                assert line.top > 37 - 1
                assert 297 - line.bottom > 35 - 1


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda each: each.id)
def test_the_pdf_is_the_page_that_the_docx_prints(
    outline: Outline, written: dict[str, Document], on_paper: Mapping[str, tuple[Pages, Pages]]
) -> None:
    ours, office = on_paper[outline.id]
    assert abs(len(ours) - len(office)) <= 1
    headings = [block.text for block in written[outline.id].blocks if isinstance(block, Block) and block.role != "body"]
    for heading in headings:
        here, there = (_line(pages, heading) for pages in (ours, office))
        if here and there:
            # LibreOffice 7.4 sets space between digits and Chinese whatever the file says: one end stays in place.
            assert min(abs(here.left - there.left), abs(here.right - there.right)) < 1.5
    first, other = ours[0][0], office[0][0]
    assert first.top == pytest.approx(other.top, abs=1.5)
    assert first.left == pytest.approx(other.left, abs=1)


def _line(pages: Pages, words: str) -> Line | None:
    plain = "".join(words.split())
    return next((line for page in pages for line in page if "".join(line.text.split()) == plain), None)


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda each: each.id)
def test_nothing_in_a_docx_points_outside_of_it(outline: Outline, written: dict[str, Document]) -> None:
    with zipfile.ZipFile(io.BytesIO(document.docx(written[outline.id], STYLE))) as archive:
        names = set(archive.namelist())
        for name in names:
            content = archive.read(name)
            assert b"TargetMode" not in content
            if name.endswith(".rels"):
                folder = name.partition("_rels/")[0]
                targets = re.findall(rb'Target="([^"]+)"', content)
                assert {posixpath.normpath(f"{folder}{each.decode()}") for each in targets} <= names
