"""Make docs/pictures/*.png: a page of each document of the sample programme. Needs pdftoppm (poppler-utils)."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Of the sample programme: whom each is about, and which page; of the batch's report one with charts.
PERSON, BATCH = "Y15", "\u7b2c\u4e8c\u6279"
PAGES = {"work_summary": (PERSON, 1), "appraisal": (PERSON, 1), "batch_report": (BATCH, 4), "address": (BATCH, 1)}
PIXELS_PER_INCH = 60


def qiao(*arguments: str, home: Path) -> None:
    """Run a command of Qiao's on a folder of data."""
    environment = {**os.environ, "QIAO_HOME": str(home), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "qiao.cli.main", *arguments], check=True, env=environment, cwd=ROOT)


def main() -> None:
    """Write the documents as .pdf and draw a page of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        qiao("demo", "--no-serve", "--dir", name, home=folder / "data")
        for outline, (whose, page) in PAGES.items():
            file = folder / f"{outline}.pdf"
            qiao("write", outline, "--for", whose, "-o", str(file), home=folder / "data")
            picture = ROOT / "docs" / "pictures" / outline
            draw = ["pdftoppm", "-r", str(PIXELS_PER_INCH), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
            subprocess.run([*draw, file, picture], check=True)


if __name__ == "__main__":
    main()
