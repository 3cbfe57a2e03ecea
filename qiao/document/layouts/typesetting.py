"""What typst makes of a page of ours and its data: a .pdf, or a picture of a drawing. No network, no other file."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from qiao.document.layouts import fonts
from qiao.document.layouts.drawing import Drawing, draw
from qiao.document.layouts.fonts import CannotSetError, Letters
from qiao.document.style import Style
from qiao.terms import Chart, Document

FOLDER = Path(__file__).parent
PAGE = FOLDER / "pdf_page.typ"
PICTURE = FOLDER / "picture.typ"
PIXELS_PER_INCH = 200
# One compiler keeps the fonts and the sources in memory; it works for one thread at a time.
ONE_AT_A_TIME = threading.Lock()


def as_pdf(data: str) -> bytes:
    """Return the page that pdf_page.typ makes of JSON, as PDF/A-2b. Raises CannotSetError."""
    return _compiled(PAGE, {"document": data}, is_picture=False)


def drawn(chart: Chart, document: Document, style: Style) -> Drawing:
    """Return a chart drawn for typst, which sets a drawing in one face: what that face lacks is shown as lost.

    The table under the chart has it whole.
    """
    there = fonts.ready()
    family = there.of(style.paragraphs["cell"].font)[0]

    def shown(words: str) -> str:
        clusters = fonts.CLUSTER.findall(words)
        lost = tuple(each for each in clusters if not there.has(family, fonts.UNDRAWN.sub("", each)))
        return Letters(families=(), lost=lost).shown(words)

    return draw(chart, document, style, family=family, shown=shown)


def as_picture(drawing: Drawing) -> bytes:
    """Return a drawing as .png, the same bytes for the same drawing and fonts. Raises CannotSetError."""
    inputs = {"svg": drawing.file, "width": str(drawing.width), "height": str(drawing.height)}
    return _compiled(PICTURE, inputs, is_picture=True)


def _compiled(source: Path, inputs: Mapping[str, str], *, is_picture: bool) -> bytes:
    compiler = _compiler(fonts.ready().fonts)
    try:
        with ONE_AT_A_TIME:
            if is_picture:
                made = compiler.compile(source, format="png", sys_inputs=dict(inputs), ppi=PIXELS_PER_INCH)
            else:
                made = compiler.compile(
                    source, format="pdf", sys_inputs=dict(inputs), pdf_standards="a-2b", timestamp=0
                )
    except typst.TypstError as error:
        raise CannotSetError(f"typst: {error.message}") from error
    if not isinstance(made, bytes):
        raise TypeError("typst gives one page as one file")
    return made


@cache
def _compiler(found: typst.Fonts) -> typst.Compiler:
    # Packages would be fetched: there is no folder to find them in, and the sources import none.
    nowhere = FOLDER / "packages"
    return typst.Compiler(root=FOLDER, font_paths=found, package_path=nowhere, package_cache_path=nowhere)
